"""What a landing page shows of libraries and programs, and how that is held against the bill of materials."""

from pathlib import Path
from typing import Any

import anyio
import pytest
from test_sbom_reading import bill

from spbe_policy.authority import Authority
from spbe_policy.builtin.sbom import collectors
from spbe_policy.builtin.sbom.checks import on_show
from spbe_policy.builtin.sbom.facts import Bom, Inventory, Shown, Sighting
from spbe_policy.builtin.sbom.live import in_address
from spbe_policy.builtin.sbom.versions import same
from spbe_policy.builtin.web.facts import Answer, Asset, Page, Site
from spbe_policy.checks import Fail, Pass, Review
from spbe_policy.collecting import Scope, gather
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.testing import judge

CITY = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
URL = "https://antrean.kota-contoh.example/"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://code.jquery.com/jquery-1.12.4.min.js", [("jquery", "1.12.4")]),
        ("https://code.jquery.com/jquery-3.7.1.slim.min.js", [("jquery", "3.7.1")]),
        ("https://code.jquery.com/ui/1.13.2/jquery-ui.min.js", []),
        ("https://cdnjs.example/ajax/libs/font-awesome/6.4.0/css/all.min.css", [("font-awesome", "6.4.0")]),
        ("https://cdn.example/npm/bootstrap@5.3.0/dist/js/bootstrap.bundle.min.js", [("bootstrap", "5.3.0")]),
        ("https://unpkg.example/vue@3/dist/vue.global.prod.js", [("vue", "3")]),
        ("https://cdn.example/npm/@popperjs/core@2.11.8/dist/umd/popper.min.js", [("@popperjs/core", "2.11.8")]),
        ("https://cdn.example/combine/npm/a@1.2,npm/b@2.3", [("a", "1.2"), ("b", "2.3")]),
        ("https://x.example/bootstrap/3.3.7/js/bootstrap.min.js", [("bootstrap", "3.3.7")]),
        ("https://x.example/wp-includes/js/jquery/jquery.min.js?ver=3.7.1", [("jquery", "3.7.1")]),
        ("https://x.example/app.js?v=1.2.3", []),
        ("https://x.example/assets/app-1.2.0.js", [("app", "1.2.0")]),
        ("https://x.example/assets/index-DfE3k2.js", []),
        ("https://x.example/js/chunk.4f3a2b1c.js", []),
        ("https://[", []),
        ("", []),
        ("https://x.example/" + "a-" * 5_000 + "1.2.js", []),
    ],
)
def test_libraries_in_addresses(address: str, found: list[tuple[str, str]]) -> None:
    assert list(in_address(address)) == found


@pytest.mark.parametrize(
    ("observed", "declared", "agree"),
    [("3.7.1", "3.7.1", True), ("3", "3.7.1", True), ("3.7", "v3.7.1", True), ("1.22.1", "1:1.22.1-9+deb12u1", True),
     ("3.7.1", "3.7", False), ("1.2", "1.20", False), ("3.7.1", "1.12.4", False)],
)  # fmt: skip
def test_versions(observed: str, declared: str, agree: bool) -> None:
    assert same(observed, declared) is agree


def look(folder: Path, page: Page | Gap, headers: tuple[tuple[str, str], ...] = (), **manifest: Any) -> Fact | Gap:
    told = {"schema": "spbe-app/1", "app": {"id": "antrean"}, "environments": {"production": {"url": URL}}}
    app = Manifest.model_validate({**told, "sbom": "sbom.json", **manifest})
    site = Site(hops=(Answer(url=URL, status=200, headers=headers),))
    scope = Scope(app, CITY, None, folder, (), None, {Page: {"app": page}, Site: {"app": site}})
    return anyio.run(collectors.on_show.run, scope)["app"]


def page(*scripts: str, **more: Any) -> Page:
    return Page(url=URL, scripts=tuple(Asset(url=url, tag="script") for url in scripts), **more)


def test_declared_one_version_observed_another(tmp_path: Path) -> None:
    parts = (("jquery", "3.7.1"), ("bootstrap", "5.3.0"), ("nginx", "1.24.0"))
    (tmp_path / "sbom.json").write_bytes(bill(*({"name": name, "version": version} for name, version in parts)))
    scripts = ("https://code.jquery.com/jquery-1.12.4.min.js", f"{URL}bootstrap@5.3.0/x.js", f"{URL}antrean-2.0.0.js")
    found = look(tmp_path, page(*scripts), (("server", "nginx/1.18.0"), ("x-powered-by", "PHP/7.4.3")))
    assert isinstance(found, Shown)
    assert [(each.name, each.observed, each.where, each.declared) for each in found.sightings] == [
        ("bootstrap", "5.3.0", "script", ("5.3.0",)),
        ("jquery", "1.12.4", "script", ("3.7.1",)),
        ("nginx", "1.18.0", "server", ("1.24.0",)),
    ]
    assert [each.seen for each in judge(on_show, found)] == [  # type: ignore[union-attr]
        "jquery: declared 3.7.1, observed 1.12.4",
        "nginx: declared 1.24.0, observed 1.18.0",
    ]


def test_what_is_shown_but_not_declared(tmp_path: Path) -> None:
    (tmp_path / "sbom.json").write_bytes(bill({"name": "flask", "version": "3"}))
    scripts = ("https://cdn.example/npm/vue@3.4.21/vue.js", "https://cdn.example/peta-2.0.1.js")
    found = look(tmp_path, page(*scripts, metas=(("generator", "WordPress 6.4.2"),)))
    assert isinstance(found, Shown)
    by_name = {each.name: judge(on_show, Shown(url=URL, sightings=(each,)))[0] for each in found.sightings}
    assert {name: type(each) for name, each in by_name.items()} == {"peta": Review, "vue": Fail, "wordpress": Fail}


def test_nothing_shown_is_no_failure() -> None:
    assert judge(on_show, Shown(url=URL)) == [Pass("none shown")]
    two = Sighting(name="vue", observed="2.7.16", where="script", declared=("2.7.16", "3.4.21"))
    assert judge(on_show, Shown(url=URL, sightings=(two,))) == [Pass("vue 2.7.16")]


def test_without_a_page_or_a_valid_bill_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert look(tmp_path, page()) == collectors.NO_BILL
    blocked = Gap(cause=Cause.BLOCKED, detail=collectors.NO_BILL.detail)
    assert look(tmp_path, blocked) == blocked


def test_several_files_are_read_once_and_each_is_judged(tmp_path: Path) -> None:
    (tmp_path / "sbom.json").write_bytes(bill({"name": "flask", "version": "3"}))
    (tmp_path / "depan.json").write_bytes(bill({"name": "vue", "version": "3.4.21"}, specVersion="9.9"))
    app = Manifest.model_validate(
        {"schema": "spbe-app/1", "app": {"id": "antrean"}, "sbom": ["sbom.json", "depan.json", "hilang.json"]}
    )
    scope = Scope(app, CITY, None, tmp_path, (), None)
    kept = anyio.run(gather, scope, collectors.ALL[:2], (Bom, Inventory))
    assert [(each.kind, each.subject, each.samples[0].gap is None) for each in kept] == [
        ("sbom.bom/1", "sbom:depan.json", True),
        ("sbom.bom/1", "sbom:hilang.json", True),
        ("sbom.bom/1", "sbom:sbom.json", True),
        ("sbom.inventory/1", "sbom:depan.json", False),
        ("sbom.inventory/1", "sbom:hilang.json", False),
        ("sbom.inventory/1", "sbom:sbom.json", True),
    ]
    gap = kept[3].samples[0].gap
    assert gap is not None
    assert gap.because_of == "sbom.bom/1 sbom:depan.json"
