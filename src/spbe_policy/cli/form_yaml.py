"""A form as YAML: what is there to be read, then the fields to fill in, each with a comment on what may stand there."""

from collections.abc import Iterator
from typing import Any

from spbe_policy.cli.form_words import COLUMN_TITLES, HEAD, answered_by, intro
from spbe_policy.cli.language import chosen
from spbe_policy.cli.splice import scalar
from spbe_policy.forms import COLUMNS, PARTIES, Entry, Form, expects
from spbe_policy.reporters.layout import clean

_TO_READ = ("rule", "subject", "level", "title", "question", "type", "months", "at_least", "at_most")


def write(form: Form) -> bytes:
    """Return the form as a YAML file."""
    return ("\n".join(_lines(form)) + "\n").encode()


def _lines(form: Form) -> Iterator[str]:
    lang = chosen()
    yield from (f"# {line.say(lang)}" for line in intro(form))
    said = form.model_dump(mode="json", by_alias=True)
    for key, title in HEAD.items():
        empty = {"nip": ""}.get(key)  # its digits have to be text
        yield f"{_pair(key, empty if said[key] is None else said[key])}  # {title.say(lang)}"
    for party in PARTIES:
        if entries := form.of(party):
            yield from ("", f"# {answered_by(party, len(entries)).say(lang)}", f"{party}:")
        for entry in entries:
            first, *rest = _entry(entry)
            yield from (f"  - {first}", *(f"    {line}" for line in rest))


def _entry(entry: Entry) -> Iterator[str]:
    lang = chosen()
    said = entry.model_dump(mode="json")
    yield from (_pair(key, said[key]) for key in _TO_READ if said[key] is not None)
    if entry.documents:
        yield f"documents: [{', '.join(entry.documents)}]"
    if entry.delivered:
        yield "delivered:"
    for paper in entry.delivered:
        yield f"  - {{path: {scalar(paper.path)}, sha256: {scalar(paper.sha256)}}}"
    yield from (_pair(key, said[key]) for key in ("found", "seen", "vendor_answer") if said[key] is not None)
    yield f"answer:  # {clean(expects(entry.type, entry).say(lang))}"
    yield "reason:"
    for name in COLUMNS if entry.audited else ():
        yield f"{name}:  # {COLUMN_TITLES[name].say(lang)}: {' / '.join(COLUMNS[name])}"


def _pair(key: str, value: Any) -> str:
    if isinstance(value, str):
        return f"{key}: {scalar(value)}"
    return f"{key}:" if value is None else f"{key}: {value}"
