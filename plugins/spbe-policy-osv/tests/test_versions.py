"""Version ranges: the examples and the algorithm of the OSV schema."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spbe_policy_osv.versions import UnreadableError, Versions, affected, fix, key

ALL = [("introduced", "0")]
FIXED = [*ALL, ("fixed", "1.0.2")]
MULTIPLE = [("introduced", "1.0.0"), ("fixed", "1.0.2"), ("introduced", "3.0.0"), ("fixed", "3.2.5")]
LAST = [*ALL, ("last_affected", "2.1.214")]
LIMIT = [*ALL, ("limit", "2.0.0")]


@pytest.mark.parametrize(
    ("events", "inside", "outside"),
    [
        (ALL, ["0.0.1", "99.0.0"], []),
        (FIXED, ["0.0.1", "1.0.1", "1.0.2-rc.1"], ["1.0.2", "1.0.3"]),
        (MULTIPLE, ["1.0.0", "1.0.1", "3.0.0", "3.2.4"], ["0.9.9", "1.0.2", "2.9.9", "3.2.5", "4.0.0"]),
        (LAST, ["0.1.0", "2.1.214"], ["2.1.215", "3.0.0"]),
        (LIMIT, ["1.9.9"], ["2.0.0", "3.0.0"]),
        ([*LIMIT, ("limit", "*")], ["2.0.0"], []),
        ([("fixed", "1.0.0")], [], ["0.5.0", "1.0.0"]),
    ],
)
@pytest.mark.parametrize("kind", ["SEMVER", "ECOSYSTEM"])
def test_the_examples_of_the_schema(
    kind: str, events: list[tuple[str, str]], inside: list[str], outside: list[str]
) -> None:
    assert [each for each in inside if not affected("npm", each, (), [(kind, events)])] == []
    assert [each for each in outside if affected("npm", each, (), [(kind, events)])] == []


numbers = st.integers(0, 9)
timeline = st.lists(st.tuples(st.sampled_from(["introduced", "fixed", "last_affected", "limit"]), numbers), max_size=6)


def as_the_schema_says(version: int, events: list[tuple[str, int]]) -> bool:
    """The pseudocode, word for word; of events at one version: introduced, last_affected, fixed."""
    limits = [at for name, at in events if name == "limit"]
    if limits and not any(version < at for at in limits):
        return False
    vulnerable = False
    order = ["introduced", "last_affected", "fixed", "limit"]
    for name, at in sorted(events, key=lambda event: (event[1], order.index(event[0]))):
        if name == "introduced" and version >= at:
            vulnerable = True
        elif (name == "fixed" and version >= at) or (name == "last_affected" and version > at):
            vulnerable = False
    return vulnerable


@given(numbers, timeline, st.sampled_from(["1.{}.0", "1.{}.0-rc.1", "1.{}.0+build"]))
def test_any_timeline_is_evaluated_as_the_pseudocode_does(
    version: int, events: list[tuple[str, int]], form: str
) -> None:
    written = [(name, form.format(at)) for name, at in events]
    assert affected("npm", form.format(version), (), [("SEMVER", written)]) == as_the_schema_says(version, events)


@given(st.tuples(numbers, numbers, numbers), st.tuples(numbers, numbers, numbers))
@pytest.mark.parametrize("ecosystem", ["npm", "PyPI", "Packagist", "Maven", "NuGet", "RubyGems", "Go"])
def test_plain_numbers_are_ordered_as_each_library_orders_them(
    ecosystem: str, one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    left, right = (".".join(map(str, each)) for each in (one, other))
    assert (key(ecosystem, left) < key(ecosystem, right)) == (one < other)


@pytest.mark.parametrize(
    ("ecosystem", "rising"),
    [
        ("PyPI", ["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1!0.1"]),
        ("npm", ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-2.3", "1.0.0-rc.2", "1.0.0-rc.10", "v1.0.0", "1.2"]),
        ("Packagist", ["1.0-dev", "1.0-alpha2", "1.0.0-beta1", "1.0.0-RC2", "v1.0.0", "1.0-p1", "1.0.0.1", "1.0.0.10"]),
        ("Maven", ["1.0-alpha-1", "1.0-rc1", "1.0-SNAPSHOT", "1.0", "1.0-sp1", "1.1", "1.10"]),
        ("Go", ["v0.0.0-20190101000000-abcdefabcdef", "0.1.0", "v1.2.0+incompatible", "v1.3.0"]),
        ("NuGet", ["1.0.0-beta", "1.0.0", "1.0.0.1", "1.0.0.2"]),
        ("RubyGems", ["1.0.0.rc1", "1.0.0", "1.9", "1.10"]),
        ("Debian", ["1.0~rc1-1", "1.0-1", "1.0-1+deb12u1", "1.0-2", "1:0.1"]),
        ("Alpine", ["1.2_rc1", "1.2", "1.2-r1", "1.9", "1.10"]),
        ("Rocky Linux", ["1.0-1.el9", "1.0-2.el9", "1.10-1.el9"]),
    ],
)  # fmt: skip
def test_each_ecosystem_has_an_order_of_its_own(ecosystem: str, rising: list[str]) -> None:
    keys = [key(ecosystem, each) for each in rising]
    if ecosystem == "npm":  # SemVer 11: numeric identifiers are lower than words
        keys.insert(0, keys.pop(2))
    assert [one < other for one, other in itertools.pairwise(keys)] == [True] * (len(keys) - 1)


@pytest.mark.parametrize("version", ["latest", "", "9" * 300, "1.0.*", "dev-main", "\x00", "1 2"])
def test_what_is_no_version_is_said_and_not_guessed(version: str) -> None:
    for ecosystem in ("npm", "PyPI", "Packagist", "Go"):
        with pytest.raises(UnreadableError):
            affected(ecosystem, version, (), [("ECOSYSTEM", FIXED)])
    with pytest.raises(UnreadableError):
        affected("npm", "1.0.0", (), [("SEMVER", [*ALL, ("fixed", "")])])


def test_a_list_of_versions_counts_beside_ranges_and_in_other_spellings() -> None:
    listed = Versions("\n1.0\n2.0.0\n")
    assert affected("PyPI", "2.0.0", listed, [("ECOSYSTEM", [*ALL, ("fixed", "0.1")])])
    assert affected("PyPI", "1.0.0", listed, [])
    assert not affected("PyPI", "1.0.1", listed, [])
    assert affected("PyPI", "latest", ("latest",), [])


def test_the_fix_is_the_next_one_above() -> None:
    assert fix("npm", "3.1.0", [("SEMVER", MULTIPLE)]) == "3.2.5"
    assert fix("npm", "9.0.0", [("SEMVER", MULTIPLE)]) is None
