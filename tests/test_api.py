"""OpenAPI documents of every kind, hostile ones too, and what the API answers a visitor without a credential."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile import Authority as Ca
from hostile import Call, Server, http, serve
from hypothesis import given
from hypothesis import strategies as st
from test_portal import city_of

from spbe_policy.builtin.api.checks import addresses, protected, versioned
from spbe_policy.builtin.api.collectors import documents, replies
from spbe_policy.builtin.api.described import described
from spbe_policy.builtin.api.facts import Document, Operation, Parameter, Replies, Reply
from spbe_policy.builtin.api.openapi import Unreadable, parse, problems
from spbe_policy.builtin.web.facts import Site
from spbe_policy.checks import Fail, Pass
from spbe_policy.collecting import Collected, Scope
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.session import Door, open_session
from spbe_policy.testing import judge

APP, OTHER = "layanan.kota-contoh.example", "pajak.kota-contoh.example"
BASE = f"https://{APP}/antrean"
HOSTS = frozenset({APP})
AT = datetime(2026, 8, 14, tzinfo=UTC)
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def api(paths: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    told = {"/antrean": {"get": {"responses": {"200": {"description": "ya"}}}}} if paths is None else paths
    return {"openapi": "3.0.3", "info": {"title": "Antrean", "version": "1.0.0"}, "paths": told, **more}


def get(**more: Any) -> dict[str, Any]:
    return {"get": {"responses": {"200": {"description": "ya"}}, "security": [{"sso": []}], **more}}


def read(document: Mapping[str, Any], **more: Any) -> Document:
    return described(document, f"{BASE}/openapi.json", HOSTS, declared=True, **more)


def as_json(value: object) -> bytes:
    return http("200 OK", "Content-Type: application/json", body=json.dumps(value).encode())


REFUSED = http("401 Unauthorized", "Content-Type: application/problem+json", body=b'{"status": 401}')
SPA = http("200 OK", "Content-Type: text/html", body=b"<div id=app></div>")


async def look(
    ca: Ca, pages: Mapping[str, bytes], apis: object = ({"id": "utama"},), otherwise: bytes | None = None
) -> tuple[Collected, Collected, Server]:
    """Serve `pages` on the app's host and return the documents, the replies and the server."""

    def answer(call: Call) -> Iterator[bytes]:
        yield pages.get(f"{call.header('host')}{call.path}") or otherwise or http("404 Not Found")

    manifest = Manifest.model_validate(
        {"schema": "spbe-app/1", "app": {"id": "antrean"}, "environments": {"production": {"url": BASE}}, "apis": apis}
    )
    with serve(answer, ca.context(APP, OTHER)) as server:
        resolve = tuple(f"{host}:443:127.0.0.1:{server.port}" for host in (APP, OTHER))
        door = Door(domains=("kota-contoh.example",), networks=("127.0.0.1/32",), resolve=resolve, ca_file=ca.file)
        async with open_session(door, clock=lambda: AT) as session:
            here = manifest.environments["production"]
            scope = Scope(manifest, city_of(), here, None, (), session, {Site: {}})
            found = await documents.run(scope)
            asked = await replies.run(Scope(manifest, city_of(), here, None, (), session, {Document: found}))
    return found, asked, server


async def test_an_api_is_read_and_asked_within_nine_requests(ca: Ca) -> None:
    paths = {f"/warga/{letter}": get() for letter in "abcdefg"} | {"/health": get(security=[])}
    document = api(paths, servers=[{"url": f"https://{APP}/antrean/v1"}])
    known = {f"{APP}/antrean/api/openapi.json": as_json(document), f"{APP}/antrean/v1/health": as_json({})}
    found, asked, server = await look(ca, known, otherwise=REFUSED)
    read_, seen = found["api:utama"], asked["api:utama"]
    assert isinstance(read_, Document)
    assert isinstance(seen, Replies)
    assert (read_.url, read_.count, read_.problems) == (f"{BASE}/api/openapi.json", 8, ())
    assert [reply.operation for reply in seen.protected] == ["GET /warga/a", "GET /warga/d", "GET /warga/g"]
    assert {reply.status for reply in seen.protected} == {401}
    assert seen.health
    assert (seen.health.status, seen.health.type) == (200, "application/json")
    assert len(server.calls) <= 9
    assert not any(call.header("authorization") or call.header("cookie") for call in server.calls)


async def test_an_app_that_answers_everything_has_no_document(ca: Ca) -> None:
    found, asked, _ = await look(ca, {}, otherwise=SPA)
    assert found["api:utama"] == Document(broken="none")
    assert asked["api:utama"] == Replies()


@pytest.mark.parametrize(
    ("answer", "broken"),
    [
        (http("404 Not Found"), "status 404"),
        (http("401 Unauthorized"), "status 401"),
        (SPA, "not-openapi"),
        (as_json({"swagger": "2.0"}), None),
        (as_json(["openapi"]), "not-openapi"),
        (http("200 OK", body=b'{"openapi": "3.0.3", "openapi": "3.1.0"}'), "not-json-or-yaml"),
        (http("200 OK", body=b"openapi: 3.0.3\npaths: &semua {}\n"), "alias"),
        (http("200 OK", body=b"openapi: 3.0.3\npaths: [\n"), "not-json-or-yaml"),
        (http("200 OK", body=b"openapi: 3.0.3\nx: '" + b"a" * 300_000 + b"'\n"), "too-large"),
        (http("200 OK", body=b'{"openapi": ' + b"[" * 200 + b"]" * 200 + b"}"), "too-deep"),
        (http("200 OK", body=b'{"openapi": ' + b"[" * 90_000 + b"]" * 90_000 + b"}"), "not-json-or-yaml"),
    ],
)
async def test_what_cannot_be_read_says_why(ca: Ca, answer: bytes, broken: str | None) -> None:
    where = {f"{APP}/dokumen": answer}
    found, _, _ = await look(ca, where, [{"id": "utama", "openapi": "/dokumen"}])
    document = found["api:utama"]
    assert isinstance(document, Document)
    assert document.broken == broken


async def test_a_document_sends_nobody_to_other_hosts(ca: Ca) -> None:
    elsewhere = [{"url": f"https://{OTHER}/v1"}, {"url": "http://169.254.169.254/"}, {"url": "https://[::1"}]
    remote = {"$ref": f"https://{OTHER}/jalur.json"}
    document = api({"/warga": get(parameters=[remote]), "/jauh": remote}, servers=elsewhere)
    found, asked, server = await look(ca, {f"{APP}/antrean/openapi.json": as_json(document)})
    assert {call.header("host") for call in server.calls} == {APP}
    assert len(server.calls) == 1
    assert asked["api:utama"] == Replies()
    read_ = found["api:utama"]
    assert isinstance(read_, Document)
    assert read_.servers == (f"https://{OTHER}/v1", "http://169.254.169.254/")


async def test_a_busy_api_is_a_gap_and_so_is_what_rests_on_it(ca: Ca) -> None:
    found, asked, _ = await look(ca, {}, otherwise=http("503 Service Unavailable"))
    gaps = [found["api:utama"], asked["api:utama"]]
    assert all(isinstance(gap, Gap) and gap.cause is Cause.BLOCKED for gap in gaps)


async def test_a_declared_document_may_have_moved_within_the_app(ca: Ca) -> None:
    moved = {f"{APP}/dokumen": http("301 Moved", "Location: /baru.json"), f"{APP}/baru.json": as_json(api())}
    found, _, _ = await look(ca, moved, [{"id": "utama", "openapi": "/dokumen"}])
    document = found["api:utama"]
    assert isinstance(document, Document)
    assert document.url == f"https://{APP}/baru.json"
    away = {f"{APP}/dokumen": http("302 Found", f"Location: https://{OTHER}/masuk")}
    found, _, server = await look(ca, away, [{"id": "utama", "openapi": "/dokumen"}])
    assert found["api:utama"] == Document(url=f"https://{APP}/dokumen", broken="status 302")
    assert {call.header("host") for call in server.calls} == {APP}


async def test_what_is_not_looked_at_is_said(ca: Ca) -> None:
    found, _, _ = await look(ca, {}, [{"id": f"api-{number}", "openapi": "/dokumen"} for number in range(5)])
    assert [name for name, answer in found.items() if isinstance(answer, Gap)] == ["api:api-3", "api:api-4"]


async def test_silence_about_apis_is_no_claim(ca: Ca) -> None:
    found, _, _ = await look(ca, {}, apis=None)
    assert found == {"app": Document(declared=False, broken="none")}
    none, asked, server = await look(ca, {}, apis=[])
    assert (none, asked, len(server.calls)) == ({"app": Document(broken="none")}, {"app": Replies()}, 0)


def test_yaml_and_json_say_the_same() -> None:
    text = (
        'openapi: 3.0.3\ninfo: {title: Antrean, version: "1.0.0"}\n'
        'paths:\n  /antrean:\n    get:\n      responses:\n        200: {description: "ya"}\n'
    )
    assert parse(text.encode()) == parse(json.dumps(api()).encode())
    assert problems(parse(text.encode())) == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"info": {"title": "x"}}, '/info: "version" is a required property'),
        ({"openapi": "2.0"}, "/openapi: 2.0 is not 3.0, 3.1 or 3.2"),
        ({"openapi": 3}, "/openapi: 3 is not 3.0, 3.1 or 3.2"),
        ({"openapi": "3.1.0"}, None),
        ({"openapi": "3.2.0"}, None),
        ({"openapi": "3.1.0", "paths": {"tanpa-garis": {}}}, "/paths: "),
    ],
)
def test_a_document_is_held_against_its_own_version(change: dict[str, Any], problem: str | None) -> None:
    found = problems({**api(), **change})
    assert not found if problem is None else found[0].startswith(problem)


def test_security_is_that_of_the_operation_before_that_of_the_document() -> None:
    silent = {"responses": {"200": {"description": "ya"}}}
    paths = {
        "/a": {"get": silent, "post": {**silent, "security": []}},
        "/b": {"get": {**silent, "security": [{}, {"sso": []}]}, "put": {**silent, "security": [{"sso": []}]}},
    }
    assert [item.security for item in read(api(paths)).operations] == ["undeclared", "open", "open", "required"]
    rooted = read(api(paths, security=[{"sso": []}]))
    assert [item.security for item in rooted.operations] == ["required", "open", "open", "required"]


def parameter(name: str, place: str = "path", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, **more}


@pytest.mark.parametrize(
    ("path", "parameters", "target"),
    [
        ("/a/{id}", [parameter("id", example="A 1/2")], "/a/A%201%2F2"),
        ("/a/{id}", [parameter("id", schema={"default": 7})], "/a/7"),
        ("/a/{id}", [parameter("id", examples={"satu": {"$ref": "#/components/examples/satu"}})], "/a/x"),
        ("/a/{id}", [parameter("id")], None),
        ("/a/{id}", [], None),
        ("/a/{id}", [parameter("id", example="..")], None),
        ("/a", [parameter("hari", "query", example="2026-06-15")], "/a?hari=2026-06-15"),
        ("/a", [parameter("hari", "query")], None),
        ("/a", [parameter("hari", "query", required=False)], "/a"),
        ("/a", [parameter("token", "query", example="rahasia12345")], None),
        ("/a", [parameter("nik", "query", example="1571020304050001")], None),
        ("/a/../b", [], None),
        ("//jahat.example/a", [], None),
    ],
)
def test_only_what_the_document_gives_a_value_for_is_asked(
    path: str, parameters: list[dict[str, Any]], target: str | None
) -> None:
    examples = {"examples": {"satu": {"value": "x"}}}
    found = read(api({path: get(parameters=parameters)}, components=examples)).probes
    assert [probe.url for probe in found] == ([] if target is None else [f"https://{APP}{target}"])


def test_parameters_of_the_path_count_and_references_that_turn_in_circles_end() -> None:
    circle = {"parameters": {"a": {"$ref": "#/components/parameters/b"}, "b": {"$ref": "#/components/parameters/a"}}}
    item = {"parameters": [{"$ref": "#/components/parameters/a"}, parameter("no_kk", "query")], **get()}
    found = read(api({"/keluarga/{nik}": item}, components=circle)).parameters
    assert [(each.place, each.name) for each in found] == [("path", "nik"), ("query", "no_kk")]


def test_many_paths_that_share_many_parameters_cost_little() -> None:
    item = {"parameters": [parameter(f"p{number}", "query") for number in range(3_000)], **get()}
    paths = {f"/p{number}": {"$ref": "#/components/pathItems/x"} for number in range(20_000)}
    found = read({**api(paths, components={"pathItems": {"x": item}}), "openapi": "3.1.0"})
    assert (found.count, len(found.operations), len(found.parameters), found.probes) == (20_000, 200, 100, ())


FORBIDDEN = ("nik", "no_kk", "password", "token", "api_key")


@pytest.mark.parametrize(
    "name", ["nik", "NIK", "nik_pemohon", "noKK", "no-kk", "accessToken", "X-API-Key", "user.password"]
)
def test_a_secret_word_is_found_in_every_spelling(name: str) -> None:
    document = Document(parameters=(Parameter(place="query", name=name, operation="GET /a"),))
    (outcome,) = judge(addresses, document, forbidden=FORBIDDEN)
    assert isinstance(outcome, Fail)


@pytest.mark.parametrize("name", ["teknik", "klinik", "tokenisasi", "kk_nomor_urut", "keyword", "api", "no", "tanggal"])
def test_a_word_that_only_looks_alike_is_none(name: str) -> None:
    document = Document(parameters=(Parameter(place="path", name=name, operation="GET /a"),))
    (outcome,) = judge(addresses, document, forbidden=FORBIDDEN)
    assert isinstance(outcome, Pass)


@pytest.mark.parametrize(("status", "outcome"), [(200, Fail), (204, Fail), (302, Pass), (401, Pass), (404, Pass)])
def test_only_an_answer_that_gives_something_is_a_failure(status: int, outcome: type) -> None:
    reply = Reply(operation="GET /a", url=f"https://{APP}/a", status=status)
    (found,) = judge(protected, Replies(protected=(reply,)))
    assert isinstance(found, outcome)


@pytest.mark.parametrize(
    ("version", "servers", "seen"),
    [
        ("1.0", (f"https://{APP}/api/v1",), "info.version=1.0"),
        ("v2.1.3-rc.1", (f"https://{APP}/v2/",), "info.version=v2.1.3-rc.1"),
        ("2026", (f"https://{APP}/v1",), "info.version=2026"),
        ("1.0.0", (f"https://{APP}/vaksin",), "path-and-header=none"),
    ],
)
def test_a_version_is_a_number_and_stands_in_the_address(version: str, servers: tuple[str, ...], seen: str) -> None:
    operation = Operation(name="GET /antrean", security="open")
    (outcome,) = judge(versioned, Document(version=version, servers=servers, operations=(operation,)))
    assert getattr(outcome, "seen", None) == seen


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["#/a", "#/paths/~1a", "required"]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["$ref", "get", "parameters", "security", "servers", "url", "in", "name", "/a", "responses", "x"]
            ),
            below,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(_json, _json, _json, _json)
def test_no_document_breaks_the_reading(paths: Any, servers: Any, security: Any, components: Any) -> None:
    raw = {"openapi": "3.1.0", "paths": paths, "servers": servers, "security": security, "components": components}
    try:
        found = read(parse(json.dumps(raw).encode()))
    except Unreadable:
        return
    assert isinstance(found, Fact)
    assert len(found.problems) <= 3


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"openapi: {text}".encode()))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(parse(data), Mapping)
