"""What the family `osv` decides: what is overdue, what is being attacked, what was made to do harm."""

from collections.abc import Iterator
from datetime import date as Day
from datetime import timedelta

from pydantic import Field

from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import Text, text
from spbe_policy_osv.facts import Match, Matches, told


class AgeParams(Params):
    """How old the database may be: days between its newest advisory and the moment of looking."""

    database_days: int = Field(default=14, ge=0)


class DueParams(AgeParams):
    """Days within which a vulnerability must be mended after its publication, by level; `unknown`: no level is told."""

    critical: int = Field(default=7, ge=0)
    high: int = Field(default=30, ge=0)
    unknown: int = Field(default=30, ge=0)
    medium: int = Field(default=90, ge=0)
    low: int = Field(default=180, ge=0)

    def days(self, match: Match) -> int | None:
        """Return the days for a vulnerability; None for one whose score says that it does no harm."""
        found: dict[str, int] = self.model_dump()
        return found.get(match.level)


class ExploitedParams(AgeParams):
    """Of what day the list of known exploited vulnerabilities may be, and from which EPSS probability on (in percent)
    a vulnerability counts as one; null: EPSS does not count."""

    list_days: int = Field(default=30, ge=0)
    epss_percent: int | None = Field(default=None, ge=1, le=100)


@check("osv.due", each=Matches, params=DueParams)
def due(ctx: Context[Matches], want: DueParams) -> Iterator[Outcome]:
    """No component has a vulnerability that is older than its level allows; exploited and malicious ones aside."""
    today = ctx.city.today(ctx.at)
    found: list[Outcome] = [_due(match, want, today) for match in ctx.fact.matches if _ordinary(match)]
    found += _unsure(ctx, want)
    yield from found or [Pass("none known")]


def _ordinary(match: Match) -> bool:
    return not match.malicious and match.kev is None


def _due(match: Match, want: DueParams, today: Day) -> Outcome:
    if not match.open:
        return _set_aside(match)
    days = want.days(match)
    if days is None:
        return Pass(match.id)
    last = match.published + timedelta(days=days)
    seen, which = _seen(match), _components(match)
    if today > last:
        message = text(
            f"{match.label} di {which}: terbit {match.published}, batas {last}; {_fix(match).id}",
            f"{match.label} in {which}: published {match.published}, due {last}; {_fix(match).en}",
        )
        return Fail(seen, message)
    message = text(
        f"{match.label} di {which}: perbaiki paling lambat {last}; {_fix(match).id}",
        f"{match.label} in {which}: to be mended by {last}; {_fix(match).en}",
    )
    return Review(seen, message)


def _set_aside(match: Match) -> Review:
    """What the vendor says not to be affected: honoured, shown, and for a person to confirm."""
    said = match.hits[0].statement
    why = said.said if said else "-"
    which = ", ".join(hit.component for hit in match.hits)
    return Review(
        f"{match.id}: {why}",
        text(f"{match.label} di {which}: menurut penyedia {why}", f"{match.label} in {which}: the vendor states {why}"),
    )


def _seen(match: Match) -> str:
    return f"{match.id} {_components(match)}"


def _components(match: Match) -> str:
    rest = match.affected - len(match.hits)
    return ", ".join(hit.component for hit in match.open) + f" (+{rest})" * bool(rest)


def _fix(match: Match) -> Text:
    versions = ", ".join(sorted({hit.fixed for hit in match.open if hit.fixed}))
    if versions:
        return text(f"diperbaiki di {versions}", f"fixed in {versions}")
    return text("versi perbaikan belum disebut", "no fixed version is told")


def _unsure(ctx: Context[Matches], want: AgeParams) -> Iterator[Outcome]:
    """What keeps a clean result from saying that all is well."""
    fact = ctx.fact
    if fact.more:
        yield Review("more", text(f"{fact.more} kerentanan lain tidak dirinci", f"{fact.more} more are not listed"))
    if fact.unmatched:
        which = told(fact.unmatched)
        yield Review(
            ", ".join(each.reason for each in fact.unmatched),
            text(f"komponen yang tidak dapat dicocokkan: {which}", f"components that could not be looked up: {which}"),
        )
    yield from _blind(ctx, want)


def _blind(ctx: Context[Matches], want: AgeParams) -> Iterator[Gap]:
    """What makes it impossible to say that nothing is known: nothing was looked up, or in nothing recent."""
    source = ctx.fact.source
    if not ctx.fact.looked_up:
        yield Gap(
            cause=Cause.NOT_DECLARED,
            detail=text("tidak satu komponen pun dapat dicocokkan", "not one component could be looked up"),
        )
    if not (source.advisories or source.packages):
        yield _operator(text("basis data kerentanan kosong", "the vulnerability database is empty"))
    elif ctx.city.today(ctx.at) > source.as_of + timedelta(days=want.database_days):
        yield _operator(
            text(
                f"basis data kerentanan hanya sampai {source.as_of}; impor yang baru",
                f"the vulnerability database ends at {source.as_of}; import a new one",
            )
        )


def _operator(detail: Text) -> Gap:
    return Gap(cause=Cause.NOT_CONFIGURED, detail=detail, acts_next="operator")


@check("osv.exploited", each=Matches, params=ExploitedParams)
def exploited(ctx: Context[Matches], want: ExploitedParams) -> Iterator[Outcome]:
    """No component has a vulnerability that is known to be exploited (KEV), or likely to be soon (EPSS)."""
    found: list[Outcome] = [_exploited(match) for match in ctx.fact.matches if _attacked(match, want)]
    found += _lists(ctx, want)
    found += _blind(ctx, want)
    yield from found or [Pass("none known")]


def _attacked(match: Match, want: ExploitedParams) -> bool:
    likely = want.epss_percent is not None and match.epss is not None and float(match.epss) * 100 >= want.epss_percent
    return not match.malicious and (match.kev is not None or likely)


def _exploited(match: Match) -> Outcome:
    if not match.open:
        return _set_aside(match)
    since = f"KEV {match.kev}" if match.kev else f"EPSS {match.epss}"
    which = _components(match)
    return Fail(
        _seen(match),
        text(
            f"{match.label} di {which} sedang dieksploitasi ({since}): perbaiki segera; {_fix(match).id}",
            f"{match.label} in {which} is being exploited ({since}): mend it at once; {_fix(match).en}",
        ),
    )


def _lists(ctx: Context[Matches], want: ExploitedParams) -> Iterator[Gap]:
    """Return which of the lists that the rule rests on is missing or old."""
    source = ctx.fact.source
    wanted = {"KEV": source.kev_of, **({"EPSS": source.epss_of} if want.epss_percent is not None else {})}
    oldest = ctx.city.today(ctx.at) - timedelta(days=want.list_days)
    for name, of in wanted.items():
        if of is None:
            yield _operator(text(f"daftar {name} belum diimpor", f"the list {name} is not imported"))
        elif of < oldest:
            yield _operator(text(f"daftar {name} hanya sampai {of}", f"the list {name} ends at {of}"))


@check("osv.malicious", each=Matches, params=AgeParams)
def malicious(ctx: Context[Matches], want: AgeParams) -> Iterator[Outcome]:
    """No component is a package that was published to do harm (OSV ids `MAL-…`)."""
    found: list[Outcome] = [_malicious(match) for match in ctx.fact.matches if match.malicious]
    found += _blind(ctx, want)
    yield from found or [Pass("none known")]


def _malicious(match: Match) -> Outcome:
    if not match.open:
        return _set_aside(match)
    which = _components(match)
    return Fail(
        _seen(match),
        text(f"{which} adalah paket berbahaya ({match.id})", f"{which} is a malicious package ({match.id})"),
    )


ALL = (due, exploited, malicious)
