"""How a catalogue writes an update period, read as the manifest's vocabulary. Pure.

Read: the EU's and Dublin Core's frequency terms by their last part (`…/frequency/MONTHLY`, `freq:monthly`), ISO 8601
repetitions as DCAT-US writes them (`R/P1M`), and the words of Indonesian portals (`Bulanan`, `Setiap 1 bulan`).
"""

import re

from spbe_policy.vocabulary import Period

_WORDS = {
    Period.REALTIME: "realtime cont update_cont continuous r/pt1s waktunyata",
    Period.DAILY: "daily harian r/p1d setiap1hari perhari",
    Period.WEEKLY: "weekly mingguan r/p1w r/p7d setiap1minggu perminggu",
    Period.MONTHLY: "monthly bulanan r/p1m setiap1bulan perbulan",
    Period.QUARTERLY: "quarterly triwulanan triwulan tigabulanan r/p3m setiap3bulan",
    Period.SEMIANNUAL: "semiannual semiannually annual_2 semesteran semester enambulanan r/p6m setiap6bulan",
    Period.ANNUAL: "annual annually yearly tahunan r/p1y setiap1tahun pertahun",
    Period.BIENNIAL: "biennial duatahunan r/p2y setiap2tahun",
    Period.TRIENNIAL: "triennial tigatahunan r/p3y setiap3tahun",
    Period.QUINQUENNIAL: "quinquennial limatahunan r/p5y setiap5tahun",
}
_PERIODS = {word: period for period, words in _WORDS.items() for word in words.split()}


def published(text: str) -> Period | None:
    """Return the period that a catalogue's text means; None for one that is not known (`irregular`, `unknown`)."""
    plain = re.sub(r"[\s-]", "", text).casefold()
    return _PERIODS.get(plain) or _PERIODS.get(re.split(r"[/#:]", plain)[-1])
