"""How the family `data` looks at the sources of an app's data sets, and at what earlier evidence says of them."""

from datetime import tzinfo
from functools import partial
from urllib.parse import quote

from spbe_policy.builtin.data import answers, content, gaps, markup, tables
from spbe_policy.builtin.data.answers import BrokenAnswer, Found
from spbe_policy.builtin.data.facts import Broken, Dated, DateText, Earlier
from spbe_policy.builtin.web.reach import together, trusted
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.datasets import DataSet, DateOrder, Source
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_url
from spbe_policy.session import Exchange, Session

_NEEDED = {
    "json": ("pointer", gaps.NO_POINTER),
    "html": ("selector", gaps.NO_SELECTOR),
    "csv": ("column", gaps.NO_COLUMN),
    "xlsx": ("column", gaps.NO_COLUMN),
}

_MOST = {"html": 500_000}
"""Bytes of a page whose date is selected: what a selector costs grows with the page, and a stranger wrote both."""

MOST_FILES = 3
"""Most files of a catalogue's entry that are read for their digest; of more none is."""

DATASTORE_ROWS = 100
"""Rows that are asked of a datastore, the newest first: empty cells come before them."""


@collector(Dated, reach="network")
async def data_sets(scope: Scope) -> Collected:
    """Ask the source of each data set, side by side."""
    declared = scope.app.data_sets
    if declared is None:
        return {"app": gaps.NO_DATA_SETS}
    found = await together([partial(_look, scope.door, scope.city.zone, item) for item in declared])
    return {f"dataset:{item.id}": answer for item, answer in zip(declared, found, strict=True)}


async def _look(door: Session, zone: tzinfo, item: DataSet) -> Dated | Gap:
    source = item.source
    if source is None:
        return gaps.NO_SOURCE
    name, missing = _NEEDED.get(source.kind, ("kind", gaps.NO_SOURCE))
    if getattr(source, name) is None:
        return missing
    exchange = await _ask(door, source)
    if isinstance(exchange, Gap):
        return exchange
    read = _Reader(door, source, zone)
    try:
        return await read.fact(exchange)
    except BrokenAnswer as error:
        return read.broken(exchange, error.word)


async def _ask(door: Session, source: Source) -> Exchange | Gap:
    """Ask the source; of a file too large to be read only its header."""
    answer = await _get(door, source.url, _MOST.get(source.kind))
    if source.kind != "http" or not isinstance(answer, Gap) or answer.cause is not Cause.TOO_LARGE:
        return answer
    header = await _get(door, source.url, method="HEAD")
    return header if isinstance(header, Exchange) and header.status == 200 else answer


async def _get(door: Session, url: str, limit: int | None = None, method: str = "GET") -> Exchange | Gap:
    hops = await door.chain(url, method=method, limit=limit)
    if isinstance(hops, Gap):
        return hops
    answer = trusted(hops[-1])
    if isinstance(answer, Exchange) and answer.status in (401, 407):
        said = f"(http {answer.status})"
        return gaps.gap(Cause.BLOCKED, f"sumber meminta login {said}", f"the source asks to log in {said}")
    return answer


class _Reader:
    """Makes the fact of one source's answer."""

    def __init__(self, door: Session, source: Source, zone: tzinfo) -> None:
        self.door, self.source, self.zone = door, source, zone
        self.order: DateOrder | None = source.date_order

    def broken(self, exchange: Exchange, word: Broken) -> Dated:
        url = redact_url(exchange.url)
        return Dated(url=url, source=self.source.kind, status=exchange.status, broken=word)

    async def fact(self, exchange: Exchange) -> Dated | Gap:
        """Return what an answer says; raises `BrokenAnswer` where it is nothing of its kind."""
        if not 200 <= exchange.status < 300:
            raise BrokenAnswer("http")
        found = await self.found(exchange)
        if isinstance(found, Gap):
            return found
        return Dated(
            url=redact_url(exchange.url),
            source=self.source.kind,
            status=exchange.status,
            texts=found.texts,
            order=self.order,
            frequency=found.frequency,
            content=found.content or await self.files(found.files),
        )

    async def found(self, exchange: Exchange) -> Found | Gap:
        source = self.source
        match source.kind:
            case "ckan":
                return await self.ckan(exchange)
            case "dcat":
                return answers.in_dcat(exchange.text, source.key) or gaps.NO_SUCH_DATA_SET
            case "json":
                return answers.in_json(exchange.text, source.pointer or "")
            case "csv":
                return self.table(exchange.body, source.column or "")
            case "xlsx":  # in a thread: the library alone takes as long to import as several answers to come
                from anyio import to_thread

                return await to_thread.run_sync(self.table, exchange.body, source.column or "")
            case "html":
                return self.page(exchange.text, source.selector or "")
            case "feed":
                return markup.in_feed(exchange.body)
            case "sitemap":
                return Found(markup.in_sitemap(exchange.body))
            case "http":
                whole = content.of_files([exchange.body]) if exchange.method == "GET" else None
                return Found(answers.in_header(exchange.header("last-modified")), whole)

    async def ckan(self, exchange: Exchange) -> Found | Gap:
        """The package, and where a column is declared the newest cell in CKAN's datastore."""
        found = answers.in_ckan(exchange.text, self.source.key)
        if not (column := self.source.column):
            return found
        resource = answers.datastore_in(exchange.text)
        if resource is None:
            return gaps.NO_DATASTORE
        query = f"resource_id={quote(resource)}&sort={quote(column)}%20desc&limit={DATASTORE_ROWS}"
        rows = await _get(self.door, f"{self.source.url.partition('package_show')[0]}datastore_search?{query}")
        if isinstance(rows, Gap):
            return rows
        cells = answers.in_datastore(rows.text, column)
        if cells is None:
            return gaps.TEXT_COLUMN
        carried = [item for item in found.texts if item.origin != "content"]
        return Found((*self.column(cells, column), *carried), frequency=found.frequency, files=found.files)

    def table(self, body: bytes, column: str) -> Found | Gap:
        is_csv = self.source.kind == "csv"
        try:
            table = (tables.read_csv if is_csv else tables.read_xlsx)(body, column)
        except ImportError:
            return gaps.NEEDS_OPENPYXL
        except tables.TooLong:
            return gaps.TOO_LONG
        except ValueError as error:
            raise BrokenAnswer("not-csv" if is_csv else "not-xlsx") from error
        if table is None:
            return gaps.NO_SUCH_COLUMN
        return Found(self.column(table.dates, column), content.of_rows(table.others()))

    def column(self, cells: list[str], column: str) -> tuple[DateText, ...]:
        newest, self.order = tables.newest(cells, self.zone, self.source.date_order)
        return answers.of_column(newest, column)

    def page(self, body: str, selector: str) -> Found | Gap:
        try:
            found = markup.in_html(body, selector)
        except ValueError:
            return gaps.BAD_SELECTOR
        return gaps.SCRIPTED if not found.texts and markup.is_shell(body) else found

    async def files(self, urls: tuple[str, ...]) -> str | None:
        """Return the digest of the files of a catalogue's entry; None when one of them cannot be read."""
        here = "/".join(self.source.url.split("/")[:3]) + "/"
        if not 0 < len(urls) <= MOST_FILES or not all(url.startswith(here) for url in urls):
            return None
        bodies = [await _get(self.door, url) for url in urls]
        read = [each.body for each in bodies if isinstance(each, Exchange) and each.status == 200]
        return content.of_files(read) if len(read) == len(urls) else None


@collector(Earlier, reach="file")
async def earlier(scope: Scope) -> Collected:
    """Take from the earlier evidence what it says of the data sets; nothing where there is none."""
    if scope.earlier is None:
        return {}
    dossier, looks = scope.earlier.dossier, scope.earlier.of(Dated)
    found = {f"dataset:{item.id}": looks.get(f"dataset:{item.id}", ()) for item in scope.app.data_sets or ()}
    return {
        subject: Earlier(at=dossier.collected_at, evidence=scope.earlier.digest, look=look)
        for subject, samples in found.items()
        if (look := next((sample for sample in samples if isinstance(sample, Dated)), None))
    }


ALL = (data_sets, earlier)
