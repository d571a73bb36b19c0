"""End of life: which components are products, what the table says of them, how a city renews the table."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from spbe_policy.builtin.sbom.bom import Component
from spbe_policy.builtin.sbom.checks import supported, supported_on_show
from spbe_policy.builtin.sbom.eol import Table, published
from spbe_policy.builtin.sbom.facts import Product, Products, Shown, Sighting
from spbe_policy.builtin.sbom.products import SLUGS, products
from spbe_policy.checks import Fail, Outcome, Pass, Review
from spbe_policy.cli import run
from spbe_policy.errors import InputError
from spbe_policy.evidence import Cause, Gap
from spbe_policy.plugins import load
from spbe_policy.policy import Policy, Rule
from spbe_policy.testing import judge

PRAKTIK = Path(__file__).parents[1] / "policies" / "praktik"
SHIPPED = Table.model_validate_json((PRAKTIK / "eol.json").read_bytes())
TABLE = {
    "as_of": "2026-06-01",
    "source": "contoh",
    "products": {
        "php": [{"cycle": "8", "eol": False}, {"cycle": "8.1", "eol": "2025-12-31"}, {"cycle": "5", "eol": True}],
        "ubuntu": [{"cycle": "22.04", "eol": "2027-04-30"}],
    },
}


def judged(product: str, version: str, *, at: str = "2026-06-15T03:00:00+00:00", **params: Any) -> Outcome:
    fact = Products(path="sbom.json", found=(Product(product=product, version=version, label="x"),))
    (outcome,) = judge(supported, fact, at=datetime.fromisoformat(at), **{"table": TABLE, **params})
    return outcome


# The table.


def test_the_most_exact_line_counts() -> None:
    assert isinstance(judged("php", "8.1.29"), Fail)
    assert judged("php", "8.10.1") == Pass("php 8.10.1: no end set")
    assert judged("ubuntu", "22.04.5 LTS") == Pass("ubuntu 22.04.5 LTS: until 2027-04-30")


def test_a_line_is_mended_through_its_last_day_in_the_citys_time() -> None:
    assert isinstance(judged("php", "8.1", at="2025-12-31T16:59:00+00:00", table=TABLE | {"as_of": "2025-12-01"}), Pass)
    assert isinstance(judged("php", "8.1", at="2025-12-31T17:00:00+00:00", table=TABLE | {"as_of": "2025-12-01"}), Fail)


@pytest.mark.parametrize(("product", "version"), [("php", "9.0"), ("php", "80.1"), ("php", "-"), ("drupal", "7")])
def test_what_the_table_does_not_have_is_unknown(product: str, version: str) -> None:
    outcome = judged(product, version)
    assert isinstance(outcome, Gap)
    assert outcome.cause is Cause.NOT_CONFIGURED
    assert "tidak ada di tabel" in outcome.detail.id


def test_an_old_table_says_that_it_is_and_calls_nothing_supported() -> None:
    old = TABLE | {"as_of": "2025-06-14"}
    outcome = judged("php", "8.3.1", table=old)
    assert isinstance(outcome, Gap)
    assert "2025-06-14" in outcome.detail.en
    assert isinstance(judged("php", "8.3.1", table=old | {"as_of": "2025-06-15"}), Pass)
    assert isinstance(judged("php", "8.3.1", table=old, max_age_days=366), Pass)
    assert isinstance(judged("php", "5.6", table=old), Fail), "what had ended then has ended now"


def test_the_shipped_table_is_honest_about_itself() -> None:
    assert "dari ingatan" in SHIPPED.source
    assert set(SHIPPED.products) <= SLUGS
    assert SHIPPED.as_of < date(2026, 1, 1)
    for product, lines in SHIPPED.products.items():
        names = [line.cycle for line in lines]
        assert len(set(names)) == len(names), product


# Which components are products.


def slugs(**component: Any) -> list[str]:
    found = products([Component({"type": "library", "version": "1.0", **component}, "/components/0")], "sbom.json")
    return [each.product for each in found.found]


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ({"name": "framework", "group": "laravel", "purl": "pkg:composer/laravel/framework@8.83.27"}, ["laravel"]),
        ({"name": "Django", "purl": "pkg:pypi/django@3.2.25"}, ["django"]),
        ({"name": "spring-boot", "purl": "pkg:maven/org.springframework.boot/spring-boot@2.7.18"}, ["spring-boot"]),
        ({"name": "django", "purl": "pkg:npm/django@3.2"}, []),
        ({"name": "php", "type": "platform"}, ["php"]),
        ({"name": "Node.js", "type": "application"}, ["nodejs"]),
        ({"name": "debian", "type": "operating-system"}, ["debian"]),
        ({"name": "python", "type": "library"}, []),  # a library of that name is not the language
        ({"name": "php", "type": "application", "purl": "pkg:deb/debian/php@7.4"}, []),  # mended by the distribution
        ({"name": "php", "type": "platform", "version": "NOASSERTION"}, []),
    ],
)
def test_which_components_are_products(component: dict[str, Any], expected: list[str]) -> None:
    assert slugs(**component) == expected


def test_a_banner_is_for_a_person_and_a_script_is_not() -> None:
    def seen(where: str) -> Outcome:
        look = Shown(url="https://a.example/", sightings=(Sighting(name="php", observed="5.6", where=where),))
        return judge(supported_on_show, look, table=TABLE)[0]

    assert isinstance(seen("x-powered-by"), Review)
    assert isinstance(seen("generator"), Fail)


# How a city renews it.

V0 = [{"cycle": "8.4", "eol": "2028-12-31", "latest": "8.4.1", "lts": False}, {"cycle": "7.4", "eol": True}]
V1 = {"name": "django", "releases": [{"name": "5.2", "isEol": False, "eolFrom": "2028-04-30", "isLts": True},
                                     {"name": "6", "isEol": False, "eolFrom": None}]}  # fmt: skip


def test_a_table_is_made_of_what_endoflife_date_publishes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "unduhan"
    source.mkdir()
    (source / "php.json").write_text(json.dumps(V0), encoding="utf-8")
    (source / "apa-saja.json").write_text(json.dumps({"schema_version": "1.2.0", "result": V1}), encoding="utf-8")
    (source / "zzz.json").write_text(json.dumps(V0), encoding="utf-8")  # no product that a bill could name
    target = tmp_path / "eol.json"
    assert run(["eol", "import", str(source), "--as-of", "2026-11-01", "--output", str(target)]) == 0
    table = Table.model_validate_json(target.read_bytes())
    assert (table.as_of, sorted(table.products)) == (date(2026, 11, 1), ["django", "php"])
    assert [line.eol for line in (*table.products["php"], *table.products["django"])] == [
        date(2028, 12, 31), True, date(2028, 4, 30), False,
    ]  # fmt: skip
    assert "2 produk, 4 versi" in capfd.readouterr().err


@pytest.mark.parametrize(
    "content",
    [{}, "teks", {"result": [1]}, [1], [{"cycle": "1", "eol": "besok"}], [{"eol": True}], {"result": {"name": "x"}}],
)
def test_anything_else_is_refused_and_the_old_table_stays(content: Any, tmp_path: Path) -> None:
    (tmp_path / "php.json").write_text(json.dumps(content), encoding="utf-8")
    old = tmp_path / "lama.txt"
    old.write_text("lama", encoding="utf-8")
    with pytest.raises(InputError):
        list(published("php", content))
    assert run(["eol", "import", str(tmp_path), "--as-of", "2026-11-01", "--output", str(old)]) == 2
    assert old.read_text(encoding="utf-8") == "lama"


# A parameter from a file of the pack.


def city(folder: Path, table: Mapping[str, Any] | str, name: str = "eol.json") -> Policy:
    folder.mkdir(exist_ok=True)
    content = table if isinstance(table, str) else json.dumps(table)
    (folder / "eol.json").write_text(content, encoding="utf-8")
    pack = (PRAKTIK / "pack.yaml").read_text(encoding="utf-8").replace(
        "retired: []",
        "include:\n  - pack: praktik\n    rules:\n      supported-versions:\n"
        f"        with: {{sbom.supported: {{table: {{file: {name}}}}}}}\n",
    )  # fmt: skip
    (folder / "pack.yaml").write_text(pack, encoding="utf-8")
    return load().policy(str(folder))


def ours(policy: Policy) -> Rule:
    return next(rule for rule in policy.rules if rule.id == "praktik/supported-versions")


def test_a_city_puts_its_own_table_in_the_place_of_ours(tmp_path: Path) -> None:
    mine = city(tmp_path / "kota", TABLE)
    first, second = (bound.params.model_dump()["table"] for bound in ours(mine).bound)
    assert first["source"] == "contoh"
    assert second["source"] == SHIPPED.source, "the parameters of the other check stay"
    assert city(tmp_path / "kota", TABLE).digest == mine.digest
    later = {**TABLE, "as_of": "2026-06-02"}
    assert city(tmp_path / "kota", later).digest != mine.digest, "the digest covers the table"


@pytest.mark.parametrize(
    ("table", "name"), [("{", "eol.json"), ("{}", "eol.json"), ("{}", "hilang.json"), ("{}", "../kota/eol.json")]
)
def test_a_table_that_cannot_be_used_is_said_with_its_place(tmp_path: Path, table: str, name: str) -> None:
    with pytest.raises(InputError) as caught:
        city(tmp_path / "kota", table, name)
    assert caught.value.place is not None
    assert caught.value.place.file.startswith("kota/")


def test_judging_needs_no_clock() -> None:
    fact = Products(path="sbom.json", found=(Product(product="php", version="8.1", label="x"),))
    looks = [judge(supported, fact, at=datetime(2026, 6, 15, tzinfo=UTC), table=TABLE) for _ in range(2)]
    assert looks[0] == looks[1]
