"""Two YAML parsers, one answer: what a document says must not depend on which of them is installed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spbe_policy import yaml
from spbe_policy.errors import InputError
from spbe_policy.reading import parse_yaml

ROOT = Path(__file__).parents[1]
FILES = sorted(path for name in ("policies", "examples", "plugins") for path in (ROOT / name).rglob("*.yaml"))

needs_libyaml = pytest.mark.skipif(yaml.CParser is None, reason="ruamel.yaml.clib is not installed")


def answer(load: Callable[[str, str], tuple[Any, yaml.Positions]], text: str) -> object:
    try:
        data, positions = load(text, "x")
    except InputError as error:
        return error.say("id"), error.say("en"), str(error)
    return repr(data), positions


def agree(text: str) -> None:
    assert answer(yaml.load, text) == answer(yaml.load_slowly, text)


PIECES = (
    "a", "b", "1", "0o17", "017", "0x1F", "1_0", "-1", "1.5", ".inf", "true", "no", "null", "~", "2020-01-01", "12:30",
    "=", "<<", ":", "-", "?", ",", "[", "]", "{", "}", '"', "'", "#", "|", ">", "|-", ">+", "|2", "&a", "*a", "!!str",
    "!", "%", "@", "`", "---", "...", "\\n", "\\", "\\u00e9", "é", "😀", "a:b", "http://x/y?z#q", "''", '""', '"a"',
    "'b'", "{a: 1, b: [c]}",
)  # fmt: skip
GLUE = (" ", "", "\n", "\n  ", "\n    ", "\n- ", ": ", ", ", " #", "\n\n", "\t", "\u2028", "\x85", "\ufeff", "\r")
hostile = st.lists(st.sampled_from((*PIECES, *GLUE))).map("".join)

words = st.sampled_from([
    "kata", "dua kata", "1", "0o17", "true", "no", "2020-01-01", "http://x/y?z#q", "é", "a:b", "x: y", "a #c", "#c",
    "a, b", "-", "- b", "?", "[", "'", '"', "&", "<<", "=", "", "|", ">", "!", "\\", "~", "---", "...", "%", "@",
    "k" * 1024,
])  # fmt: skip
keys = st.sampled_from([*"abcdefghijkl", '"m"', "'n'", "nama panjang", "1", "null", "a:b", "x?", "-x", "é", "? k", ""])


@st.composite
def scalars(draw: st.DrawFn, indent: int, flow: bool) -> str:
    """A value as people write it: plain, quoted, over several lines, block text."""
    word, edge = draw(words), " " * indent
    folds = [f"{word}\n{edge} b", f"{word}\n\n{edge}  b", f"a\n{edge}# c\n{edge} b", f"{word}\\\n{edge} b"]
    body = draw(st.sampled_from([word, word, *folds]))
    form = draw(st.sampled_from(["plain", "plain", "single", "double", "block"]))
    if form == "single":
        return "'" + body.replace("'", "''") + "'"
    if form == "double":
        return '"' + body.replace('"', '\\"') + '"'
    if form == "plain" or flow:
        return body
    head = draw(st.sampled_from(["|", ">", "|-", ">+", "|2", "> ", "| # c", ">#c"]))
    more = draw(st.lists(st.sampled_from(["", " ", f"{edge}  ", f"{edge}  {word}", f"{edge}   b", f"{edge}c", "# c"])))
    return "\n".join([head, *more])


@st.composite
def flows(draw: st.DrawFn, indent: int, depth: int) -> str:
    gap = st.sampled_from(["", "", " ", "\n" + " " * (indent + 1), " # c\n" + " " * (indent + 1)])
    inner = scalars(indent, flow=True) if depth == 0 else flows(indent, depth - 1) | scalars(indent, flow=True)
    mapping = draw(st.booleans())
    colon = st.sampled_from([": ", ": ", ":", " : "])
    items = [draw(keys) + draw(colon) + draw(inner) if mapping else draw(inner) for _ in range(draw(st.integers(0, 3)))]
    text = draw(gap) + (draw(gap) + "," + draw(gap)).join(items) + draw(st.sampled_from(["", ","])) + draw(gap)
    return "{" + text + "}" if mapping else "[" + text + "]"


@st.composite
def blocks(draw: st.DrawFn, indent: int, depth: int) -> str:
    edge, lines, mapping = " " * indent, [], draw(st.booleans())
    for _ in range(draw(st.integers(1, 3))):
        lead = edge + (draw(keys) + ":" if mapping else "-")
        kinds = ["scalar", "scalar", "flow", "none", "comment"] + (["block", "block", "same"] if depth else [])
        match draw(st.sampled_from(kinds)):
            case "scalar":
                lines.append(f"{lead} {draw(scalars(indent, flow=False))}")
            case "flow":
                lines.append(f"{lead} {draw(flows(indent, 1))}")
            case "none":
                lines.append(lead)
            case "comment":
                lines += [lead, draw(st.sampled_from(["# c", edge + "# c", "", "   "]))]
            case "block":
                lines += [lead, draw(blocks(indent + draw(st.sampled_from([0, 1, 2, 4])), depth - 1))]
            case "same":
                lines.append(f"{lead} {draw(blocks(indent + 2, depth - 1)).lstrip(' ')}")
    return "\n".join(lines)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document, mostly as people write it, now and then with a piece that does not belong there."""
    text = (
        draw(st.sampled_from(["", "", "---\n", "# c\n"]))
        + draw(blocks(0, 3))
        + draw(st.sampled_from(["\n", "", "\n# c"]))
    )
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from((*PIECES, *GLUE))) + text[at + draw(st.integers(0, 2)) :]
    return text


@needs_libyaml
@settings(max_examples=400)
@given(documents() | hostile)
@example("---")
@example("")
@example("a: |2\n   b\n")
@example("a: >#\n")
@example("a: |\n    \n  b\n")
@example("- {a:1}")
@example("- { \n? } # c")
@example("? a\n: b")
@example('- ["a\\n":x]')
@example("a: ! 1")
@example("%YAML 1.1\n---\na: no\n")
@example("- " * 200)
@example("a: \t1")
@example("a: b\u2028c: d")
@example("'" + "k" * 1025 + "': 1")
@example("a: 017\nb: 1_0\nc: +1\nd: .5\ne: 1e3\n")
@example("a: &x 1\nb: *x\n")
def test_a_document_says_the_same_whichever_parser_reads_it(text: str) -> None:
    agree(text)


@needs_libyaml
def test_every_file_of_the_project_says_the_same() -> None:
    for path in FILES:
        agree(path.read_text(encoding="utf-8"))


@needs_libyaml
@settings(max_examples=100)
@given(st.data())
def test_a_slip_of_the_pen_says_the_same(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(FILES)).read_text(encoding="utf-8").splitlines()
    start = data.draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[start : start + 12])
    at = data.draw(st.integers(0, len(text)))
    agree(text[:at] + data.draw(st.sampled_from((*PIECES, *GLUE))) + text[at + data.draw(st.integers(0, 2)) :])


@needs_libyaml
def test_what_people_write_is_read_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str, file: str) -> None:
        raise AssertionError(f"{file} was read slowly")

    monkeypatch.setattr(yaml, "load_slowly", refuse)
    for path in (ROOT / "examples").rglob("spbe.yaml"):
        assert yaml.load(path.read_text(encoding="utf-8"), str(path))


@pytest.mark.parametrize(
    "text", ["[" * 5000, "- " * 5000, "{a: " * 5000, "\n".join(" " * n + "a:" for n in range(500))]
)
def test_what_is_nested_too_deeply_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match=r"x:\d+:\d+: YAML tidak sah: bertingkat terlalu dalam"):
        parse_yaml(text, "x")
