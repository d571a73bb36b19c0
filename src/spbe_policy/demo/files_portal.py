"""What Diskominfo says of the Portal SPBE as an app of its own: the content of its manifest."""

from typing import Any

from spbe_policy.demo.scene import COMPLAINTS, DISKOMINFO, PORTAL, PORTAL_ID, PORTAL_VERSION, Scene


def manifest(scene: Scene) -> dict[str, Any]:
    """Return the manifest's content."""
    here = {"url": f"https://{PORTAL}/"}
    return {
        "schema": "spbe-app/1",
        "app": {
            "id": PORTAL_ID,
            "name": "Portal SPBE Kota Contoh",
            "version": PORTAL_VERSION,
            "role": "portal",
            "audience": ["public", "government"],
            "platforms": ["web"],
            "category": "tinggi",
            "personal_data": False,
            "launch_date": f"{scene.days_ago(800):%Y-%m-%d}",
        },
        "environments": {"staging": here, "production": here},
        "apis": [{"id": "portal", "openapi": "/openapi.json", "health": "/api/v1/health"}],
        "data_sets": [],
        "support": {"complaint_url": f"https://{COMPLAINTS}/", "ict_trouble": f"https://{PORTAL}/lapor-gangguan"},
        "ownership": {"owner": DISKOMINFO},
    }
