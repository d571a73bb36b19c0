"""Licences in bills of materials: what can be read, what is absent, what the city admits."""

import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.builtin.sbom.bom import Component
from spbe_policy.builtin.sbom.checks import licence_admitted, licence_stated
from spbe_policy.builtin.sbom.facts import Licences
from spbe_policy.builtin.sbom.licences import LONGEST, MAX_STATED, licences
from spbe_policy.checks import Fail, Pass, Review
from spbe_policy.testing import judge

Entry = dict[str, Any]
LISTS: dict[str, Any] = {"deny": ["SSPL-*", "AGPL-*"], "closed": ["*proprietary*"]}


def bill(*listed: list[Entry]) -> Licences:
    components = (
        Component({"type": "library", "name": f"c{number}", "version": "1", "licenses": each}, f"/components/{number}")
        for number, each in enumerate(listed)
    )
    return licences(components, "sbom.json")


def named(name: str) -> Entry:
    return {"license": {"name": name}}


def spdx(id: str) -> Entry:  # noqa: A002
    return {"license": {"id": id}}


def expression(written: str) -> Entry:
    return {"expression": written}


def choices(entry: Entry) -> tuple[tuple[str, ...], ...]:
    return bill([entry]).stated[0].licences[0].choices


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (spdx("MIT"), (("MIT",),)),
        (spdx("GPL-2.0"), (("GPL-2.0-only",),)),  # deprecated ids are read as what SPDX calls them now
        (spdx("GPL-2.0+"), (("GPL-2.0-or-later",),)),
        (spdx("LGPL-2.1"), (("LGPL-2.1-only",),)),
        (expression("Apache-2.0+"), (("Apache-2.0+",),)),
        (expression("mit or apache-2.0"), (("Apache-2.0",), ("MIT",))),
        (expression("MIT AND (ISC OR Zlib)"), (("ISC", "MIT"), ("MIT", "Zlib"))),
        (expression("GPL-2.0-only WITH Classpath-exception-2.0"), (("GPL-2.0-only WITH Classpath-exception-2.0",),)),
        (expression("LicenseRef-dinas OR MIT"), (("LicenseRef-dinas",), ("MIT",))),
        (expression("DocumentRef-a:LicenseRef-b"), (("DocumentRef-a:LicenseRef-b",),)),
        (named("MIT License"), (("MIT",),)),
        (named("The Apache License, Version 2.0"), (("Apache-2.0",),)),
        (named('BSD 3-Clause "New" or "Revised" License'), (("BSD-3-Clause",),)),
        (named("GNU Lesser General Public License v2.1 only"), (("LGPL-2.1-only",),)),
        (named("MIT OR Apache-2.0"), (("Apache-2.0",), ("MIT",))),
        (named("BSD"), ()),  # there are many
        (named("Lisensi Dinas"), ()),
    ],
)
def test_what_a_licence_leaves_to_choose(entry: Entry, expected: tuple[tuple[str, ...], ...]) -> None:
    assert choices(entry) == expected


@pytest.mark.parametrize(
    "written",
    [
        "MIT OR",
        "(MIT",
        "MIT Apache-2.0",
        "MIT, Apache-2.0",
        "BSD",  # no SPDX id
        "MIT WITH Foo",
        "MIT WITH GPL-2.0-only",
        "Classpath-exception-2.0",
        "(" * 50_000,
        "MIT AND " * LONGEST + "MIT",
        " AND ".join(f"(MIT OR LicenseRef-{number})" for number in range(40)),  # 2 to the 40th choices
        "MIT\x1b[2J",
    ],
)
def test_an_expression_that_cannot_be_read_is_said_and_is_no_missing_licence(written: str) -> None:
    found = bill([expression(written)])
    assert found.missing.count == 0
    assert not found.stated[0].licences[0].choices
    (fail,) = judge(licence_stated, found)
    assert isinstance(fail, Fail)
    assert fail.seen.startswith("unreadable ")
    assert fail.seen.isprintable()
    assert isinstance(judge(licence_admitted, found, **LISTS)[0], Review), "it is not forbidden either"


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{}],
        [named("NOASSERTION")],
        [named(" ")],
        [expression("NONE")],
        [{"license": None}],
        "MIT",
        None,
        [named("unknown")],
    ],
)
def test_absent_is_absent(entries: Any) -> None:
    found = bill(entries)
    assert (found.missing.count, found.stated) == (1, ())
    assert [each.seen for each in judge(licence_stated, found)] == ["without a licence 1/1: c0@1"]


@pytest.mark.parametrize(
    ("entries", "sort"),
    [
        ([spdx("MIT")], Pass),
        ([spdx("SSPL-1.0")], Fail),
        ([expression("SSPL-1.0 OR MIT")], Pass),
        ([expression("SSPL-1.0 AND MIT")], Fail),
        ([expression("LicenseRef-dinas OR MIT")], Pass),
        ([expression("LicenseRef-dinas OR SSPL-1.0")], Review),
        ([expression("LicenseRef-dinas AND SSPL-1.0")], Fail),
        ([expression("AGPL-3.0-only WITH Classpath-exception-2.0")], Fail),
        ([named("Proprietary")], Fail),
        ([named("Lisensi Dinas")], Review),
        ([spdx("MIT"), spdx("SSPL-1.0")], Review),  # CycloneDX does not say whether both hold
        ([spdx("MIT"), spdx("ISC")], Pass),
        ([{**spdx("SSPL-1.0"), "acknowledgement": "declared"}, {**spdx("MIT"), "acknowledgement": "concluded"}], Pass),
    ],
)
def test_what_the_city_admits(entries: list[Entry], sort: type) -> None:
    (outcome,) = judge(licence_admitted, bill(entries), **LISTS)
    assert isinstance(outcome, sort)


def test_an_allow_list_is_all_that_is_admitted() -> None:
    lists: dict[str, Any] = {
        "allow": ["MIT", "GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-dinas"],
        "deny": ["GPL-*"],
    }
    wanted = {
        "MIT": Pass,
        "ISC": Fail,
        "ISC OR MIT": Pass,
        "GPL-2.0-only": Fail,
        "GPL-2.0-only WITH Classpath-exception-2.0": Pass,  # named in full, though a pattern denies it
        "LicenseRef-dinas": Pass,
        "LicenseRef-lain": Review,
    }
    found = {each: type(judge(licence_admitted, bill([expression(each)]), **lists)[0]) for each in wanted}
    assert found == wanted


def test_each_statement_is_told_once_with_who_makes_it() -> None:
    found = bill(*([[spdx("MIT")]] * 7), [spdx("SSPL-1.0")], [])
    assert [(each.count, each.examples[0]) for each in found.stated] == [(7, "c0@1"), (1, "c7@1")]
    assert [each.seen for each in judge(licence_admitted, found, **LISTS)] == ["SSPL-1.0: c7@1"]


def test_ten_thousand_statements_stay_few_and_are_not_said_to_be_judged() -> None:
    found = bill(*([named(f"Lisensi {number}")] for number in range(10_000)))
    assert (len(found.stated), found.left_out) == (MAX_STATED, 10_000 - MAX_STATED)
    assert "left out 9700" in [each.seen for each in judge(licence_admitted, found)]


def test_ten_thousand_components_in_a_fraction_of_a_second() -> None:
    listed = [[spdx(f"{('MIT', 'ISC', 'Apache-2.0', 'GPL-2.0')[number % 4]}")] for number in range(10_000)]
    bill(*listed[:4])
    start = time.process_time()
    found = bill(*listed)
    assert time.process_time() - start < 0.5
    assert found.software == sum(each.count for each in found.stated) == 10_000


@given(st.text(alphabet="MITISC()ANDORWITH +-.\x00\x1b\ud800", max_size=60) | st.text(max_size=30))
def test_no_text_breaks_it(written: str) -> None:
    for entry in (expression(written), named(written), spdx(written)):
        found = bill([entry])
        Licences.model_validate_json(found.model_dump_json())
        assert all(
            each.message.id and each.seen.isprintable()
            for each in judge(licence_stated, found)
            if isinstance(each, Fail)
        )


ONLY_IDS = """
import sys
from spbe_policy.builtin.sbom.bom import Component
from spbe_policy.builtin.sbom.licences import licences
licences([Component({"name": "a", "licenses": [{"license": {"id": "MIT"}}]}, "/components/0")], "sbom.json")
sys.exit("license_expression" in sys.modules)
"""


def test_plain_ids_need_no_library() -> None:
    """It takes a third of a second to load."""
    ran = subprocess.run([sys.executable, "-c", ONLY_IDS], check=False, timeout=60)  # noqa: S603
    assert ran.returncode == 0
