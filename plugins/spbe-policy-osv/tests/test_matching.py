"""Components against advisories: names, aliases, severity, statements, and what could not be looked up."""

from pathlib import Path
from typing import Any

import pytest
from osv_files import CRITICAL, advisory, bill, imported, matched
from spbe_policy_osv.severity import severity


@pytest.mark.parametrize(
    ("purl", "package"),
    [
        ("pkg:pypi/Flask_Login@1.0", "PyPI/flask-login"),
        ("pkg:pypi/zope.interface@1.0", "PyPI/zope-interface"),
        ("pkg:npm/%40Angular/core@1.0.0", "npm/@angular/core"),
        ("pkg:composer/Laravel/Framework@v1.0.0", "Packagist/laravel/framework"),
        ("pkg:maven/org.apache/log4j-core@1.0", "Maven/org.apache:log4j-core"),
        ("pkg:golang/github.com/Azure/go-autorest@v1.0.0", "Go/github.com/Azure/go-autorest"),
        ("pkg:golang/std@1.0.0", "Go/stdlib"),
        ("pkg:nuget/Newtonsoft.Json@1.0.0", "NuGet/Newtonsoft.Json"),
        ("pkg:gem/rails@1.0.0", "RubyGems/rails"),
        ("pkg:cargo/time@1.0.0", "crates.io/time"),
        ("pkg:deb/debian/libssl3@1.0-1?distro=debian-12&upstream=openssl", "Debian:12/openssl"),
        ("pkg:deb/debian/openssl@1.0-1?distro=bookworm", "Debian:12/openssl"),
        ("pkg:deb/ubuntu/openssl@1.0-1?distro=ubuntu-22.04", "Ubuntu:22.04:LTS/openssl"),
        ("pkg:apk/alpine/busybox@1.0-r1?distro=alpine-3.20.3", "Alpine:v3.20/busybox"),
        ("pkg:rpm/rocky/openssl@1.0-1.el9?distro=rocky-9.4", "Rocky Linux:9/openssl"),
    ],
)
def test_names_meet_as_their_ecosystem_writes_them(tmp_path: Path, purl: str, package: str) -> None:
    target, _ = imported(tmp_path, advisory(package=package, fixed="2.0.0"))
    found = matched(target, bill(purl))
    assert (found.looked_up, len(found.matches)) == (1, 1)
    assert found.matches[0].hits[0].fixed == "2.0.0"


def test_what_could_not_be_looked_up_is_counted_and_named(tmp_path: Path) -> None:
    debian = advisory("DSA-1", "Debian:12/openssl", fixed="2.0")
    target, _ = imported(tmp_path, advisory(), debian)
    found = matched(
        target,
        bill(
            {"name": "no-purl", "version": "1"},
            {"name": "bad", "purl": "pkg:pypi/../../x@1"},
            {"name": "unversioned", "purl": "pkg:pypi/werkzeug"},
            {"name": "elsewhere", "purl": "pkg:conan/zlib@1.0"},
            {"name": "tabel", "purl": "pkg:npm/tabel@1.0.0"},
            {"name": "werkzeug", "purl": "pkg:pypi/werkzeug@newest"},
            {"name": "libssl3", "purl": "pkg:deb/debian/libssl3@1.0?distro=debian-12"},
            {"name": "openssl", "purl": "pkg:deb/debian/openssl@1.0"},
            {"name": "flask", "purl": "pkg:pypi/flask@1.0"},
        ),
    )
    assert {each.reason: each.count for each in found.unmatched} == {
        "no-purl": 1, "bad-purl": 1, "no-version": 1, "ecosystem": 2, "version": 1, "source": 1, "release": 1,
    }  # fmt: skip
    assert (found.components, found.looked_up) == (9, 1)
    said = found.sample()
    assert said
    assert "1/9" in said.en
    assert "tabel" in said.en


def test_a_release_of_a_distribution_is_told_apart(tmp_path: Path) -> None:
    target, _ = imported(
        tmp_path, advisory("A", "Debian:12/openssl", fixed="3.0"), advisory("B", "Debian:11/openssl", fixed="9.0")
    )
    found = matched(target, bill("pkg:deb/debian/openssl@4.0?distro=debian-12&upstream=openssl"))
    assert (found.looked_up, found.matches) == (1, ())


def test_one_vulnerability_of_many_names_counts_once(tmp_path: Path) -> None:
    target, _ = imported(
        tmp_path,
        advisory("GHSA-1", aliases=["CVE-2026-1"], severity=[{"type": "CVSS_V3", "score": CRITICAL}]),
        advisory("PYSEC-1", aliases=["CVE-2026-1"], published="2026-05-01T00:00:00Z"),
        advisory("GHSA-2", "npm/tabel", aliases=["PYSEC-1"], fixed="2.0.0"),
        advisory("GHSA-3"),
    )
    found = matched(target, bill("pkg:pypi/werkzeug@3.1.3", "pkg:npm/tabel@1.0.0"))
    assert [(each.id, each.affected, each.score, str(each.published)) for each in found.matches] == [
        ("CVE-2026-1", 2, "9.8", "2026-05-01"),
        ("GHSA-3", 1, None, "2026-06-01"),
    ]
    assert found.matches[0].aliases == ("GHSA-1", "GHSA-2", "PYSEC-1")
    assert found.matches[1].level == "unknown"


@pytest.mark.parametrize(
    ("said", "level", "score"),
    [
        ([CRITICAL], "critical", "9.8"),
        (["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"], "high", "7.5"),
        (["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"], "critical", "9.3"),
        (["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"], "none", "0.0"),
        (["CVSS:3.1/broken", "MODERATE"], "medium", None),
        (["LOW", "HIGH"], "high", None),
        (["CVSS:9.9/AV:N", "whatever", ""], "unknown", None),
        ([], "unknown", None),
    ],
)
def test_severity_is_never_silently_low(said: list[str], level: str, score: str | None) -> None:
    assert severity(said) == (level, score)


def vex(state: str, refs: tuple[str, ...] = ("pkg:pypi/werkzeug@3.1.3",), **analysis: Any) -> dict[str, Any]:
    affects = [{"ref": ref} for ref in refs]
    return {"id": "CVE-2026-1", "affects": affects, "analysis": {"state": state, **analysis}}


@pytest.mark.parametrize(
    ("statements", "honoured"),
    [
        ([vex("not_affected", justification="code_not_reachable")], True),
        ([vex("false_positive", detail="nama yang sama")], True),
        ([vex("resolved", detail="ditambal sendiri")], True),
        ([vex("not_affected", refs=("app",), justification="code_not_present")], True),
        ([vex("not_affected")], False),
        ([vex("exploitable", detail="ya")], False),
        ([vex("in_triage", detail="nanti")], False),
        ([vex("not_affected", refs=("pkg:pypi/flask@1.0",), justification="code_not_present")], None),
        ([vex("not_affected", refs=(), justification="code_not_present")], None),
        ([vex("not_affected", justification="code_not_present"), vex("exploitable")], False),
    ],
)
def test_statements_of_the_bill_are_honoured_with_their_reason(
    tmp_path: Path, statements: list[dict[str, Any]], honoured: bool | None
) -> None:
    target, _ = imported(tmp_path, advisory(aliases=["CVE-2026-1"]))
    listed = bill("pkg:pypi/werkzeug@3.1.3", "pkg:pypi/flask@1.0", vulnerabilities=statements)
    (found,) = matched(target, listed).matches
    statement = found.hits[0].statement
    assert (statement and statement.honoured) is honoured
    assert bool(found.open) is not bool(honoured)


def test_malicious_packages_come_first_and_the_rest_is_counted(tmp_path: Path) -> None:
    many = [advisory(f"GHSA-{number}", severity=[{"type": "CVSS_V3", "score": CRITICAL}]) for number in range(150)]
    target, _ = imported(tmp_path, *many, advisory("MAL-2026-1", "npm/tabell", fixed="9.0.0"))
    found = matched(target, bill("pkg:pypi/werkzeug@3.1.3", "pkg:npm/tabell@1.0.0"))
    assert (found.matches[0].id, found.matches[0].malicious) == ("MAL-2026-1", True)
    assert (len(found.matches), found.more) == (100, 51)
