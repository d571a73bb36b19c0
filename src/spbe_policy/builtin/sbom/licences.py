"""Which licences components state, and what each leaves to choose. Pure, and linear in the size of the document.

SPDX expressions are parsed by license-expression, which takes a third of a second to load: plain ids, which are nearly
all, are known by their shape.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from spbe_policy.builtin.sbom.bom import Component, below, present, shown
from spbe_policy.builtin.sbom.facts import Lacking, Licence, Licences, Stated
from spbe_policy.builtin.sbom.summary import EXAMPLES

if TYPE_CHECKING:
    from license_expression import Licensing

MAX_STATED = 300
"""Most different statements that are kept; a real bill of materials has some dozens."""

LONGEST = 2_000
"""Longest expression that is read, in characters."""

MAX_CHOICES = 64
"""Most alternatives that an expression may leave."""

Form = Literal["expression", "id", "name"]
Word = tuple[Form, str]

_NOTHING = {"none", "n/a", "null", "-"}
_RENAMED = re.compile(r"A?L?GPL-\d|GFDL-\d|.*\+$", re.IGNORECASE)
"""Ids that SPDX has given new names, some with `+` for *or later*."""

_REFERENCE = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+", re.IGNORECASE)


def licences(software: Iterable[Component], path: str) -> Licences:
    """Return what the software of a document (`document.software`) states of its licences, the same in one."""
    as_written = defaultdict[tuple[Word, ...], list[Component]](list)
    for one in software:
        as_written[_words(one.raw.get("licenses"))].append(one)
    found = defaultdict[tuple[Word, ...], list[Component]](list)
    for words, who in as_written.items():
        found[tuple(sorted({word for word in words if _says_something(word[1])}))] += who
    count, missing = sum(map(len, found.values())), found.pop((), [])
    kept = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))[:MAX_STATED]
    return Licences(
        path=path,
        software=count,
        missing=Lacking(count=len(missing), examples=_labels(missing)),
        stated=tuple(_stated(words, who) for words, who in kept),
        left_out=len(found) - len(kept),
    )


def _stated(words: tuple[Word, ...], who: Sequence[Component]) -> Stated:
    return Stated(licences=tuple(_licence(form, word) for form, word in words), count=len(who), examples=_labels(who))


def _labels(who: Sequence[Component]) -> tuple[str, ...]:
    return tuple(one.label for one in who[:EXAMPLES])


def _words(listed: object) -> tuple[Word, ...]:
    """What one component states: where somebody concluded what holds (1.6), that alone, else what is declared."""
    if not isinstance(listed, list) or not listed:
        return ()
    if len(listed) == 1:  # nearly all
        return (word,) if (word := _word(listed[0])) else ()
    found = [(word, _concluded(each)) for each in listed if (word := _word(each))]
    return tuple([word for word, final in found if final] or [word for word, _ in found])


def _concluded(each: Any) -> bool:
    return "concluded" in (each.get("acknowledgement"), below(each.get("license"), "acknowledgement"))


def _word(each: Any) -> Word | None:
    if not isinstance(each, dict):
        return None
    if isinstance(licence := each.get("license"), dict):
        if isinstance(word := licence.get("id"), str):
            return "id", word
        return ("name", word) if isinstance(word := licence.get("name"), str) else None
    return ("expression", word) if isinstance(word := each.get("expression"), str) else None


def _says_something(word: str) -> bool:
    return present(word) is not None and word.strip().lower() not in _NOTHING


@lru_cache(maxsize=4_096)
def _licence(form: Form, word: str) -> Licence:
    written = shown(word, 200)
    if form == "id" and not _RENAMED.match(word):
        return Licence(written=written, choices=((written,),))
    if len(word) > LONGEST:
        return Licence(written=written, problem="too long")
    choices, problem = _parsed(word)
    if form == "name" and problem:  # a name need not be an expression
        choices = _parsed(spdx)[0] if (spdx := _names().get(_folded(word))) else ()
        return Licence(written=written, choices=choices)
    return Licence(written=written, choices=choices, problem=problem)


def _parsed(word: str) -> tuple[tuple[tuple[str, ...], ...], str | None]:
    """Return the alternatives of an expression, or why it is none."""
    from license_expression import ExpressionError, ParseError

    try:
        node = _spdx().parse(word)
        found = _choices(node)
    except (ExpressionError, ParseError, _NoLicenceError) as error:
        return (), shown(str(error), 120)
    return tuple(sorted(tuple(sorted(choice)) for choice in found)), None


@cache
def _spdx() -> "Licensing":
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


class _NoLicenceError(ValueError):
    """What stands in an expression is no licence."""


def _choices(node: Any) -> set[frozenset[str]]:
    """The sets of licences of which one must be kept as a whole."""
    if node is None:
        raise _NoLicenceError("empty")
    if not node.args:
        return {frozenset([_name(node)])}
    parts = [_choices(part) for part in node.args]
    if node.operator.strip() == "OR":
        found = set().union(*parts)
    else:
        found = {frozenset()}
        for part in parts:
            found = {one | other for one in found for other in part}
            _refuse_many(found)
    _refuse_many(found)
    return found


def _refuse_many(found: set[frozenset[str]]) -> None:
    if len(found) > MAX_CHOICES:
        raise _NoLicenceError(f"leaves more than {MAX_CHOICES} choices")


def _name(symbol: Any) -> str:
    """The SPDX name of a licence, by its present id; with an exception, `id WITH exception`."""
    if (exception := getattr(symbol, "exception_symbol", None)) is not None:
        if not exception.is_exception:
            raise _NoLicenceError(f"unknown exception {exception.key}")
        return f"{_name(symbol.license_symbol)} WITH {exception.key}"
    if _REFERENCE.fullmatch(symbol.key):
        return shown(symbol.key, 100)
    if symbol.is_exception:
        raise _NoLicenceError(f"an exception without a licence: {symbol.key}")
    known = _spdx().known_symbols
    plain = symbol.key.removesuffix("+")
    if symbol.key not in known and plain not in known:
        raise _NoLicenceError(f"unknown id {symbol.key}")
    return str(symbol.key)


@cache
def _names() -> Mapping[str, str]:
    """SPDX's own names of its licences, and some that people write, folded: only such as surely mean one."""
    listed = json.loads((files("cyclonedx.schema") / "_res" / "spdx.SNAPSHOT.schema.json").read_bytes())
    return {_folded(name): word for word, name in listed.get("meta:enum", {}).items()} | _ALSO


def _folded(name: str) -> str:
    words = re.findall(r"[a-z0-9.]+", name.lower().replace("licence", "license"))
    return " ".join(word for word in words if word not in {"the", "license", "version"})


_ALSO = {
    "mit": "MIT",
    "expat": "MIT",
    "apache software 2.0": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache v2": "Apache-2.0",
    "apache v2.0": "Apache-2.0",
    "bsd 3 clause": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "bsd 2 clause": "BSD-2-Clause",
    "simplified bsd": "BSD-2-Clause",
    "eclipse public v2.0": "EPL-2.0",
    "eclipse public v1.0": "EPL-1.0",
    "eclipse public v 2.0": "EPL-2.0",
    "python software foundation": "PSF-2.0",
}
"""`BSD` alone is not among them: there are many."""
