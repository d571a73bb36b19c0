"""What a vendor, or what a vendor's server says, must not be able to do: hang the tool, break it, absolve itself."""

import json
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import anyio
import openpyxl
import pytest
from hostile import END, HOST, Answer, Call, always, http, serve

from spbe_policy.audit import now
from spbe_policy.builtin.sbom.reading import read
from spbe_policy.cli.config import load
from spbe_policy.cli.output import tell
from spbe_policy.errors import InputError, RefusedError
from spbe_policy.evidence import Gap
from spbe_policy.reading import canonical, digest, parse_json, parse_yaml, read_document
from spbe_policy.redact import redact
from spbe_policy.register import read_register
from spbe_policy.session import Door, Exchange, open_session


def test_a_file_beside_a_profile_does_not_speak_for_it(tmp_path: Path) -> None:
    """Else the text, and the digest that the city pinned, would be the city's and what is judged by the vendor's."""
    text = "name: Kota Contoh\n"
    (tmp_path / "authority.yaml").write_text(text, encoding="utf-8")
    other = {"authority.yaml": {"sha256": digest(text.encode()), "data": {"name": "Kota Palsu"}}}
    (tmp_path / "compiled.json").write_text(json.dumps(other), encoding="utf-8")
    assert read_document(tmp_path / "authority.yaml", "authority.yaml").data == {"name": "Kota Contoh"}


def test_an_official_run_takes_no_settings_from_the_apps_folder(tmp_path: Path) -> None:
    """A vendor's `register = …` would make rules not applicable, and no digest of the lock would say so."""
    delivered = tmp_path / "antrean"
    delivered.mkdir()
    (delivered / "spbe-policy.toml").write_text('register = "mine.csv"\n', encoding="utf-8")
    with pytest.raises(RefusedError):
        load(delivered, str(tmp_path / "lock.yaml"))
    (delivered / "spbe-policy.toml").rename(tmp_path / "spbe-policy.toml")
    assert load(delivered, str(tmp_path / "lock.yaml")) == {"register": str(tmp_path / "mine.csv")}


@pytest.mark.parametrize("text", ["sbom: " + "[" * 2_000, '"\\UFFFFFFFF"', '"\\U00110000"', "%YAML 9.9\n---\na"])
def test_yaml_that_breaks_its_parser_is_input_that_is_wrong(text: str) -> None:
    with pytest.raises(InputError):
        parse_yaml(text, "spbe.yaml")


@pytest.mark.parametrize("text", ["1e999", "9007199254740993", '"\\ud800"'])
def test_json_without_a_canonical_form_is_input_that_is_wrong(text: str) -> None:
    with pytest.raises(InputError):
        canonical(parse_json(text.encode(), "evidence.json"))


def test_what_looks_like_many_cookies_takes_no_time() -> None:
    begun = time.monotonic()
    redact("cookie: " * 20_000)
    assert time.monotonic() - begun < 2


def test_a_bill_of_materials_that_is_wrong_everywhere_fits_into_memory() -> None:
    wrong = {"type": "bad", "name": "x" * 2_000_000}
    for _ in range(100):
        wrong = {"type": "bad", "name": "x", "components": [wrong]}  # type: ignore[dict-item]
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [wrong]}
    before = _peak()
    assert read(json.dumps(bom).encode()).problems
    assert _peak() - before < 100_000_000


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/media/x", "w") as part:
        for _ in range(101):
            part.write(bytes(1_000_000))
    with pytest.raises(InputError):
        read_register(path)


@pytest.mark.parametrize("seconds", ["9" * 5_000, "²"])
def test_a_server_that_asks_us_back_never_is_answered(seconds: str) -> None:
    answer = asked(always(f"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: {seconds}".encode() + END))
    assert answer[-1].status == 503


def test_a_cookie_that_is_not_ascii_goes_back_as_it_came() -> None:
    first = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /b\r\nSet-Cookie: nama=José".encode() + END
    cookies: list[str | None] = []

    def site(call: Call) -> Iterator[bytes]:
        cookies.append(call.header("cookie"))
        return iter([first if call.path == "/" else http("200 OK")])

    assert asked(site)[-1].status == 200
    assert cookies[-1] == "nama=José".encode().decode("latin-1")


def test_an_error_that_repeats_a_file_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    tell("\x1b[2Jspbe.yaml: \u202eSULUL")
    assert capsys.readouterr().err == "\\x1b[2Jspbe.yaml: \\u202eSULUL\n"


def asked(site: Answer) -> tuple[Exchange, ...]:
    """Return the chain of answers that begins at the first page."""

    async def ask(port: int) -> tuple[Exchange, ...] | Gap:
        door = Door(hosts=frozenset({HOST}), networks=("127.0.0.0/8",), resolve=(f"{HOST}:80:127.0.0.1:{port}",))
        async with open_session(door, clock=now) as session:
            return await session.chain(f"http://{HOST}/")

    with serve(site) as server:
        answer = anyio.run(ask, server.port)
    assert not isinstance(answer, Gap)
    return answer


def _peak() -> int:
    """Return the most memory that this process has held, in bytes."""
    resource = pytest.importorskip("resource")
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
