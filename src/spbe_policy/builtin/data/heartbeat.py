"""Heartbeat versus content: whether a date moves with the data, or on its own. Pure."""

from spbe_policy.authority import Authority
from spbe_policy.builtin.data.facts import Dated, Earlier, Reading
from spbe_policy.checks import Fail, NotApplicable, Outcome, Pass, Review
from spbe_policy.datasets import DataSet
from spbe_policy.texts import Text, text

NO_EARLIER = text(
    "belum ada bukti dukung terdahulu untuk dibandingkan (--previous)",
    "no earlier evidence to compare with (--previous)",
)
_OTHER_SOURCE = text("sumber tanggalnya berganti sejak bukti dukung terdahulu", "the source of the date is another now")
_NOT_COMPARED = text(
    "tanggal atau isinya tidak terbaca di salah satu bukti dukung", "date or content could not be read both times"
)
_IN_ROWS = ("csv", "xlsx")
"""Where the date stands in the rows: their values may truly be the same again on another day."""


def compared(fact: Dated, before: Earlier, item: DataSet, city: Authority) -> Outcome:
    """Compare date and content of a data set with those of the earlier evidence."""
    then = before.look
    if (fact.url, fact.source) != (then.url, then.source):
        return NotApplicable(_OTHER_SOURCE)
    new, old = fact.reading(city.zone), then.reading(city.zone)
    if new is None or old is None or not fact.content or not then.content:
        return NotApplicable(_NOT_COMPARED)
    moved, changed = new.days != old.days, fact.content != then.content
    if moved and not changed:
        return _restamped(new, old, before, doubtful=fact.source in _IN_ROWS or item.kind == "information")
    if changed and not moved:
        return Review(f"changed; {new.seen}", _changed(new, before))
    return Pass("date and content moved" if moved else "neither date nor content moved")


def _restamped(new: Reading, old: Reading, before: Earlier, *, doubtful: bool) -> Outcome:
    seen = f"restamped: {old.days} -> {new.days} ({new.key})"
    message = text(
        f"tanggal berganti dari {old.days} ke {new.days}, isinya sama persis dengan {_when(before)}",
        f"the date moved from {old.days} to {new.days}, the content is the very same as on {_when(before)}",
    )
    return Review(seen, message) if doubtful else Fail(seen, message)


def _changed(new: Reading, before: Earlier) -> Text:
    return text(
        f"isinya berubah sejak {_when(before)}, tanggalnya tetap {new.days}: ralat, atau bagian yang selalu berganti",
        f"the content changed since {_when(before)}, the date is still {new.days}: a correction, or a part that varies",
    )


def _when(before: Earlier) -> str:
    return f"{before.at:%Y-%m-%d}"
