"""How the family `data` looks at the sources of an app's data sets."""

from functools import partial

from spbe_policy.builtin.data import answers
from spbe_policy.builtin.data.facts import Dated, DateText
from spbe_policy.builtin.web.reach import together, trusted
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_url
from spbe_policy.sections import DataSet, Source
from spbe_policy.session import Exchange, Session
from spbe_policy.texts import text

_NO_HEAD = (405, 501)


def _undeclared(id: str, en: str) -> Gap:  # noqa: A002
    return Gap(cause=Cause.NOT_DECLARED, detail=text(id, en))


NO_DATA_SETS = _undeclared("himpunan data belum dinyatakan", "the data sets are not declared yet")
NO_SOURCE = _undeclared("sumber tanggal belum dinyatakan", "the source of the date is not declared yet")
NO_POINTER = _undeclared("JSON pointer belum dinyatakan", "the JSON pointer is not declared yet")
NO_SELECTOR = _undeclared("selektor CSS belum dinyatakan", "the CSS selector is not declared yet")
BAD_SELECTOR = _undeclared(
    "selektor CSS tidak dapat dipakai: hanya tag, kelas, id, dan atribut, dengan spasi atau >",
    "the CSS selector cannot be used: only tags, classes, ids and attributes, joined by a blank or >",
)


_MOST = {"html": 500_000}
"""Bytes of a page whose date is selected: what a selector costs grows with the page, and a stranger wrote both."""


@collector(Dated, reach="network")
async def data_sets(scope: Scope) -> Collected:
    """Ask the source of each data set, side by side."""
    declared = scope.app.data_sets
    if declared is None:
        return {"app": NO_DATA_SETS}
    found = await together([partial(_look, scope.door, item) for item in declared])
    return {f"dataset:{item.id}": answer for item, answer in zip(declared, found, strict=True)}


async def _look(door: Session, item: DataSet) -> Dated | Gap:
    source = item.source
    if source is None:
        return NO_SOURCE
    if source.kind == "json" and source.pointer is None:
        return NO_POINTER
    if source.kind == "html" and source.selector is None:
        return NO_SELECTOR
    exchange = await _ask(door, source)
    return exchange if isinstance(exchange, Gap) else _fact(source, exchange)


async def _ask(door: Session, source: Source) -> Exchange | Gap:
    """Ask the source; of a file only its header, where the server knows how to answer that."""
    hops = await door.chain(source.url, method="HEAD" if source.kind == "http" else "GET", limit=_MOST.get(source.kind))
    if not isinstance(hops, Gap) and source.kind == "http" and hops[-1].status in _NO_HEAD:
        hops = await door.chain(source.url)
    if isinstance(hops, Gap):
        return hops
    answer = trusted(hops[-1])
    if isinstance(answer, Exchange) and answer.status in (401, 407):
        detail = text(
            f"sumber meminta login (http {answer.status})", f"the source asks to log in (http {answer.status})"
        )
        return Gap(cause=Cause.BLOCKED, detail=detail)
    return answer


def _fact(source: Source, exchange: Exchange) -> Dated | Gap:
    broken, texts = None, tuple[DateText, ...]()
    try:
        if not 200 <= exchange.status < 300:
            raise answers.BrokenAnswer("http")
        texts = _texts(source, exchange)
    except answers.BrokenAnswer as error:
        broken = error.word
    except ValueError:
        return BAD_SELECTOR
    if source.kind == "html" and not texts and not broken and answers.is_shell(exchange.text):
        detail = text("halaman disusun oleh skrip di peramban", "the page is put together by scripts in the browser")
        return Gap(cause=Cause.NEEDS_BROWSER, detail=detail)
    told = {"url": redact_url(exchange.url), "source": source.kind, "status": exchange.status}
    return Dated.model_validate({**told, "broken": broken, "texts": texts})


def _texts(source: Source, exchange: Exchange) -> tuple[DateText, ...]:
    match source.kind:
        case "ckan":
            return answers.in_ckan(exchange.text, source.key)
        case "http":
            return answers.in_header(exchange.header("last-modified"))
        case "json":
            return answers.in_json(exchange.text, source.pointer or "")
        case "html":
            return answers.in_html(exchange.text, source.selector or "")
        case "feed":
            return answers.in_feed(exchange.body)


ALL = (data_sets,)
