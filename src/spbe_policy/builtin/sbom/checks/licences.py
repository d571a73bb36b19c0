"""Whether components state a licence that can be read, and whether the city admits it."""

from collections.abc import Iterator
from enum import IntEnum
from fnmatch import fnmatchcase

from spbe_policy.builtin.sbom.checks.content import ShareParams, too_many
from spbe_policy.builtin.sbom.facts import Licence, Licences, Stated
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


class _Standing(IntEnum):
    """How a licence stands with the city, worst first: of several that hold together the worst counts."""

    DENIED = 0
    OPEN = 1
    ALLOWED = 2


class ListParams(Params):
    """Patterns of SPDX ids (`GPL-*`, in any case). An empty `allow` admits every SPDX licence that is not denied.

    What `allow` names in full is admitted though a pattern of `deny` matches it. `closed` are patterns of names by
    which vendors call licences that are not open.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@check("sbom.licence_stated", each=Licences, params=ShareParams, full=True)
def licence_stated(ctx: Context[Licences], want: ShareParams) -> Iterator[Outcome]:
    """Every component states its licence, as an SPDX expression that can be read or by a name."""
    bill = ctx.fact
    if not bill.software:
        yield _NOTHING
        return
    wrong: list[Outcome] = list(too_many(bill.missing, bill.software, want, text("tanpa lisensi", "without a licence")))
    for each in bill.stated:
        wrong += [_unreadable(each, licence) for licence in each.licences if licence.problem]
    yield from wrong or [Pass(f"{bill.software} components, {len(bill.stated)} statements")]


_NOTHING = Gap(cause=Cause.NOT_DECLARED, detail=text("SBOM tidak memuat komponen", "the SBOM lists no component"))


def _unreadable(each: Stated, licence: Licence) -> Fail:
    message = text(
        f"lisensi {licence.written!r} bukan ekspresi SPDX ({licence.problem}): {_who(each)}",
        f"licence {licence.written!r} is no SPDX expression ({licence.problem}): {_who(each)}",
    )
    return Fail(f"unreadable {licence.written}: {_who(each)}", message)


@check("sbom.licence_admitted", each=Licences, params=ListParams, full=True)
def licence_admitted(ctx: Context[Licences], want: ListParams) -> Iterator[Outcome]:
    """No component stands under a licence that the city does not admit; one of several to choose from suffices."""
    bill = ctx.fact
    judged = [(each, _standing(each, want)) for each in bill.stated]
    found: list[Outcome] = [_refused(each) for each, standing in judged if standing is _Standing.DENIED]
    found += [_doubted(each) for each, standing in judged if standing is _Standing.OPEN]
    if bill.left_out:
        reason = text(
            f"{bill.left_out} pernyataan lisensi lain tidak dinilai", f"{bill.left_out} more statements were not judged"
        )
        found.append(Review(f"left out {bill.left_out}", reason))
    stated = bill.software - bill.missing.count
    if not stated:
        none = text("tidak ada komponen yang menyebut lisensi", "no component states a licence")
        found.append(Gap(cause=Cause.NOT_DECLARED, detail=none))
    yield from found or [Pass(f"{stated} of {bill.software} components: {_sum(bill)}")]


def _refused(each: Stated) -> Fail:
    said = _said(each)
    message = text(f"lisensi {said} tidak diterima kota: {_who(each)}", f"licence {said} is not admitted: {_who(each)}")
    return Fail(f"{said}: {_who(each)}", message)


def _doubted(each: Stated) -> Review:
    said = _said(each)
    reason = text(
        f"lisensi {said} bukan id SPDX atau dapat dibaca dua arti; petugas membaca naskahnya: {_who(each)}",
        f"licence {said} is no SPDX id or can be read in two ways; a person reads its text: {_who(each)}",
    )
    return Review(f"{said}: {_who(each)}", reason)


def _standing(each: Stated, want: ListParams) -> _Standing:
    """Several licences of one component may all hold or be a choice: CycloneDX does not say; only unanimity counts."""
    found = {_licence(licence, want) for licence in each.licences}
    return found.pop() if len(found) == 1 else _Standing.OPEN


def _licence(licence: Licence, want: ListParams) -> _Standing:
    if licence.choices:
        return max(min(_one(name, want) for name in choice) for choice in licence.choices)
    found = None if licence.problem else _named(licence.written, want)
    return _Standing.OPEN if found is None else found


def _one(name: str, want: ListParams) -> _Standing:
    """One licence; an exception (`WITH`) only adds permissions, so a licence that is admitted is so with it too."""
    base = name.partition(" WITH ")[0]
    for each in dict.fromkeys((name, base)):
        if (found := _named(each, want)) is not None:
            return found
    if "LicenseRef-" in base:
        return _Standing.OPEN
    return _Standing.DENIED if want.allow else _Standing.ALLOWED


def _named(name: str, want: ListParams) -> _Standing | None:
    """What the city's lists say of a name, None where no pattern matches it."""
    if name.lower() in map(str.lower, want.allow):
        return _Standing.ALLOWED
    if _matches(name, (*want.deny, *want.closed)):
        return _Standing.DENIED
    return _Standing.ALLOWED if _matches(name, want.allow) else None


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def _said(each: Stated) -> str:
    return ", ".join(licence.written for licence in each.licences[:5])


def _who(each: Stated) -> str:
    more = ", …" if each.count > len(each.examples) else ""
    return f"{', '.join(each.examples)}{more}"


def _sum(bill: Licences) -> str:
    more = ", …" if len(bill.stated) > 5 else ""
    return ", ".join(_said(each) for each in bill.stated[:5]) + more
