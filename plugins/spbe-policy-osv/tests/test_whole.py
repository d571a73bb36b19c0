"""The whole check of the sandbox's app, and a database that was asked of an API."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from osv_files import NOW, advisory, archive, bill, matched
from spbe_policy_osv.checks import malicious
from spbe_policy_osv.importing import Lists, from_answers, import_
from spbe_policy_osv.online import Api, packages

import spbe_policy
from spbe_policy import Report, State
from spbe_policy.checks import Pass
from spbe_policy.demo import Sandbox
from spbe_policy.errors import InputError, UsageError
from spbe_policy.testing import judge


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPBE_POLICY_OSV_DATABASE", str(tmp_path / "osv.sqlite"))
    return tmp_path / "osv.sqlite"


def judged(box: Sandbox) -> Report:
    return spbe_policy.check(
        box.files.manifest,
        authority=box.files.authority,
        policy="kerentanan",
        stage="acceptance",
        reach=spbe_policy.Reach(resolve=box.resolve),
    )


def states(report: Report) -> dict[str, State]:
    return {rule.id.partition("/")[2]: rule.state for rule in report.rules}


def planted(box: Sandbox, database: Path, *advisories: Any) -> None:
    fresh = [{**each, "modified": box.today.strftime("%Y-%m-%dT00:00:00Z")} for each in advisories]
    (database.parent / "kev.csv").write_text(f"cveID,dateAdded\nCVE-2026-7777,{box.today.date()}\n")
    lists = Lists.read(None, database.parent / "kev.csv")
    import_([archive(database.parent / "all.zip", *fresh)], database, box.today, lists, lambda _: None)


def test_a_vulnerable_component_is_named(database: Path) -> None:
    old = advisory(published="2020-01-01T00:00:00Z", aliases=["CVE-2026-1"])
    with Sandbox() as box:
        planted(box, database, old, advisory("GHSA-2", "npm/tabel", fixed="1.0.0"))
        report = judged(box)
    assert states(report) == {"overdue": State.FAIL, "exploited": State.REVIEW, "malicious": State.REVIEW}
    failed = [item.seen for rule in report.rules for item in rule.findings if item.state is State.FAIL]
    assert failed == ["CVE-2026-1 werkzeug@3.1.3"]


def test_an_exploited_and_a_malicious_component_fail_their_own_rule_alone(database: Path) -> None:
    exploited = advisory(published="2020-01-01T00:00:00Z", aliases=["CVE-2026-7777"])
    with Sandbox() as box:
        planted(box, database, exploited, advisory("MAL-1", "npm/tabel", fixed="9.0.0"))
        report = judged(box)
    assert states(report) == {"overdue": State.REVIEW, "exploited": State.FAIL, "malicious": State.FAIL}


def test_without_a_database_or_with_an_old_one_nothing_is_claimed(database: Path) -> None:
    with Sandbox() as box:
        missing = judged(box)
        import_([archive(database.parent / "all.zip", advisory(fixed="1"))], database, NOW, Lists(), lambda _: None)
        old = judged(box)
    for report in (missing, old):
        assert set(states(report).values()) == {State.UNKNOWN}
        found = next(item for rule in report.rules for item in rule.findings if item.state is State.UNKNOWN)
        assert found.cause == "not-configured"


class Handler(BaseHTTPRequestHandler):
    """Some of the OSV API: two pages about each package; whatever id is asked for by name."""

    asked: list[Any]
    advisories: dict[str, Any]

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        self.asked.append(queries)
        names = sorted(self.advisories)
        self.reply(
            {
                "results": [
                    {"vulns": [{"id": name} for name in names[1:]]}
                    if "page_token" in query
                    else {"vulns": [{"id": names[0]}], "next_page_token": "2"}
                    for query in queries
                ]
            }
        )

    def do_GET(self) -> None:
        self.reply(self.advisories.get(self.path.rpartition("/")[2], {}))

    def reply(self, said: Any) -> None:
        data = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def api(*advisories: Any) -> Iterator[tuple[str, list[Any]]]:
    asked: list[Any] = []
    told = {"asked": asked, "advisories": {each["id"]: each for each in advisories}}
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Handler,), told)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_the_api_is_told_names_and_answers_make_a_database(tmp_path: Path) -> None:
    document = bill("pkg:pypi/werkzeug@3.1.3", "pkg:deb/debian/openssl@1?distro=debian-12", {"name": "rahasia"})
    wanted, target = packages([document]), tmp_path / "osv.sqlite"
    with api(advisory(), advisory("GHSA-2", fixed="9")) as (url, asked):
        refused = from_answers(target, NOW, Lists(), wanted, Api(url).advisories(wanted))
    assert not refused.reasons
    assert asked[0] == [
        {"package": {"ecosystem": "Debian:12", "name": "openssl"}},
        {"package": {"ecosystem": "PyPI", "name": "werkzeug"}},
    ]
    found = matched(target, document, bill("pkg:pypi/flask@1.0"))
    assert [each.id for each in found.matches] == ["GHSA-2", "GHSA-aaaa-bbbb-cccc"]
    assert str(found.source.as_of) == "2026-06-15"
    reasons = {each.reason: each.examples for each in found.unmatched}
    assert reasons["ecosystem"] == ("flask",)  # the API was not asked about it


def test_an_api_that_fails_leaves_the_old_database(tmp_path: Path) -> None:
    target, wanted = tmp_path / "osv.sqlite", [("PyPI", "", "werkzeug")]
    with api(advisory()) as (url, _):
        from_answers(target, NOW, Lists(), wanted, Api(url).advisories(wanted))
    before = target.read_bytes()  # the API is gone by now
    with pytest.raises(InputError):
        from_answers(target, NOW, Lists(), wanted, Api(url).advisories(wanted))
    assert target.read_bytes() == before
    with pytest.raises(UsageError):
        Api("http://osv.example")


def test_an_api_that_knows_nothing_of_a_package_is_an_answer(tmp_path: Path) -> None:
    document, target = bill("pkg:pypi/werkzeug@3.1.3"), tmp_path / "osv.sqlite"
    from_answers(target, NOW, Lists(), packages([document]), [])
    found = matched(target, document)
    assert (found.looked_up, found.source.advisories, found.source.packages) == (1, 0, 1)
    assert isinstance(judge(malicious, found, subject="sbom", at=NOW)[0], Pass)
