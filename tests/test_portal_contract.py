"""The contract that the city can publish, and the sandbox portal held against it by schemathesis."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request, urlopen

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from spbe_policy.builtin.api.checks import addresses, described, security_declared, servers, versioned
from spbe_policy.builtin.api.described import described as fact_of
from spbe_policy.checks import Pass
from spbe_policy.demo.portal import API, TOKEN, Portal, contract
from spbe_policy.demo.scene import Scene
from spbe_policy.demo.servers import Server
from spbe_policy.testing import judge

CONTRACT = contract()
"""What the pack `kota-jambi` ships."""

schema = schemathesis.openapi.from_dict(dict(CONTRACT))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = Server(Portal(Scene(frozenset(), datetime(2026, 8, 14, tzinfo=UTC)), CONTRACT))
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@schema.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_sandbox_portal_keeps_to_the_contract(case: schemathesis.Case, address: str) -> None:
    case.call_and_validate(base_url=address, headers={"Authorization": f"Bearer {TOKEN}"})


def test_a_report_can_be_tracked_by_its_number_alone(address: str) -> None:
    report = {"opd": "DISHUB", "ringkasan": "Jaringan intra putus", "dampak": "satu-opd"}
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with urlopen(Request(f"{address}{API}/laporan", json.dumps(report).encode(), headers)) as answer:  # noqa: S310
        where, taken = answer.headers["Location"], json.load(answer)
    with urlopen(f"{address}{where}") as answer:  # noqa: S310
        assert json.load(answer) == taken
    with urlopen(f"{address}/lacak?nomor={taken['nomor']}") as answer:  # noqa: S310
        assert "Keadaan: diterima." in answer.read().decode()


@pytest.mark.parametrize(
    "rule", [described, servers, security_declared, versioned, addresses], ids=lambda rule: rule.id
)
def test_the_contract_is_what_the_rules_ask_of_an_api(rule: Any) -> None:
    fact = fact_of(CONTRACT, "https://portal.kota-contoh.example/openapi.json", frozenset(), declared=True)
    params = {"forbidden": ("nik", "token", "password")} if rule is addresses else {}
    (outcome,) = judge(rule, fact, **params)
    assert isinstance(outcome, Pass)


def test_the_address_is_a_parameter_and_every_text_is_bilingual() -> None:
    assert [server["url"] for server in CONTRACT["servers"]] == ["{alamat}"]
    said = list(_texts(CONTRACT))
    assert len(said) > 30
    assert [text for text in said if " / " not in text and not ("Indonesia:" in text and "English:" in text)] == [
        "RFC 9457"
    ]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name in ("description", "summary", "title") and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    for value in part if isinstance(part, list) else ():
        yield from _texts(value)
