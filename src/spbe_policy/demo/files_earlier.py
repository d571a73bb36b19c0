"""Evidence of an earlier look at one data set, a hundred days before: what `--previous` compares with."""

from datetime import timedelta

from spbe_policy.demo.data import quarterly
from spbe_policy.demo.scene import DATA, Scene
from spbe_policy.reading import canonical, digest

_AGE = 100


def evidence(scene: Scene, manifest: str, authority: str) -> bytes:
    """Return the evidence as it is kept in a file."""
    told = quarterly(scene, scene.days_ago(7 + _AGE))
    dated = told["meta"].pop("diperbarui")
    look = {
        "url": f"https://{DATA}/api/kepuasan.json",
        "source": "json",
        "status": 200,
        "texts": [{"text": dated, "key": "/meta/diperbarui", "origin": "content"}],
        "content": digest(canonical(told)),
    }
    taken = scene.today - timedelta(days=_AGE)
    return canonical(
        {
            "schema": "spbe-evidence/1",
            "collected_at": taken.isoformat(),
            "environment": "production",
            "manifest": {"file": "spbe.yaml", "text": manifest},
            "authority": {"file": "authority.yaml", "text": authority},
            "versions": {},
            "vantage": {},
            "ledger": [],
            "asked": ["data.set/1"],
            "entries": [{"kind": "data.set/1", "subject": "dataset:kepuasan", "samples": [{"fact": look}]}],
        }
    )
