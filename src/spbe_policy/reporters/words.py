"""The words of the printed reports that are not in the glossary."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from spbe_policy.evidence import Cause
from spbe_policy.report import HANDLING as HANDLING
from spbe_policy.report import Report, State, Verdict
from spbe_policy.texts import Lang, Text, day, term, text

NO_VERDICT = text("tanpa putusan (hanya sebagian ketentuan)", "no verdict (only part of the rules)")
HANDLED = text("Sifat", "Handling")
"""The label of the handling mark."""

NOT_LIVE = text("tanpa putusan (tanpa pemeriksaan langsung)", "no verdict (without the live check)")
PARAPHRASE = text("parafrasa, bukan bunyi pasal", "paraphrase, not the wording of the law")
WAITING = text("menunggu", "waiting for the")

CAUSES: Mapping[Cause, Text] = {
    Cause.UNREACHABLE: text("tidak terhubung", "not reachable"),
    Cause.TIMEOUT: text("melewati batas waktu", "timed out"),
    Cause.TOO_LARGE: text("jawaban terlalu besar", "answer too large"),
    Cause.NOT_DECLARED: text("belum dinyatakan", "not declared yet"),
    Cause.BLOCKED: text("ditolak server", "turned away by the server"),
    Cause.REFUSED: text("alamat di luar izin", "address outside what is permitted"),
    Cause.NEEDS_PERMISSION: text("memerlukan izin", "needs permission"),
    Cause.NEEDS_BROWSER: text("memerlukan peramban", "needs a browser"),
    Cause.PLUGIN_MISSING: text("pengaya belum terpasang", "plugin not installed"),
    Cause.NOT_COLLECTED: text("belum dikumpulkan", "not collected"),
    Cause.NOT_CONFIGURED: text("profil pemda belum diisi", "authority not filled in"),
    Cause.INTERNAL: text("kesalahan alat", "tool error"),
    Cause.UNSTABLE: text("hasil berubah-ubah", "unstable"),
}
"""Why something could not be looked at."""

FORCES: Mapping[str, Text] = {
    "law": text("peraturan", "law"),
    "city-policy": text("kebijakan kota, bukan peraturan", "city policy, not law"),
    "guideline": text("pedoman", "guideline"),
    "good-practice": text("praktik baik, bukan kewajiban hukum", "good practice, not a legal duty"),
}
"""How binding a basis is."""

CONFIDENCES: Mapping[str, Text] = {
    "secondary": text("dari sumber kedua, naskahnya belum dibaca", "from a secondary source, its text was not read"),
    "memory": text("dari ingatan, belum dicocokkan dengan naskahnya", "from memory, not compared with its text"),
}
"""How well a basis was read, where that was not in full."""

EFFORTS: Mapping[str, Text] = {
    "small": text("ringan", "small"),
    "medium": text("sedang", "medium"),
    "large": text("besar", "large"),
}
"""How much work a fix is."""

NETWORKS: Mapping[str, Text] = {
    "internet": text("dari internet", "from the internet"),
    "intranet": text("dari intranet", "from the intranet"),
    "vpn": text("lewat VPN", "through a VPN"),
    "none": text("tanpa jaringan", "without a network"),
}
"""Where the check looked from."""


def looked_from(network: str) -> Text:
    """Say where a check looked from; merged evidence names several networks."""
    named = [NETWORKS.get(each, text(each, each)) for each in network.split(", ")]
    return text(", ".join(each.id for each in named), ", ".join(each.en for each in named))


_ZONES = {timedelta(hours=hours): name for hours, name in ((0, "UTC"), (7, "WIB"), (8, "WITA"), (9, "WIT"))}


def moment(at: datetime, lang: Lang) -> str:
    """Write a moment with the offset that it carries: `15 Juni 2026, 10.00 WIB`."""
    zone = _ZONES.get(at.utcoffset() or timedelta(), f"{at:%z}")
    clock = f"{at:%H.%M}" if lang == "id" else f"{at:%H:%M}"
    return f"{day(at, lang)}, {clock} {zone}"


def rules(number: int, id: str = "", en: str = "") -> Text:  # noqa: A002
    """Count rules, of a sort when one is named: `2 ketentuan wajib`, `2 must rules`."""
    noun = "rule" if number == 1 else "rules"
    return text(f"{number} ketentuan {id}".rstrip(), f"{number} {en} {noun}".replace("  ", " "))


def counted(state: State, number: int) -> Text:
    """Count what is in a state: `2 ketidaksesuaian`, `2 failures`."""
    plural = "s" if number > 1 and state in {State.FAIL, State.ERROR} else ""
    return text(f"{number} {term(state, 'id')}", f"{number} {term(state, 'en')}{plural}")


def standing(report: Report, lang: Lang) -> str:
    """Say whether a report is official."""
    return term("official" if report.official else "rehearsal", lang)


def verdict(report: Report, lang: Lang) -> str:
    """Say the verdict and what it rests on; a selection of rules has none."""
    if report.verdict is None:
        return (NOT_LIVE if report.vantage.network == "none" else NO_VERDICT).say(lang)
    reason = _reason(report)
    word = term(report.verdict, lang)
    return f"{word} ({reason.say(lang)})" if reason else word


def _reason(report: Report) -> Text | None:
    musts = [rule.state for rule in report.rules if rule.effective_level == "must"]
    failed = rules(musts.count(State.FAIL), "wajib", "must")
    open_ = rules(sum(state in {State.ERROR, State.UNKNOWN, State.REVIEW} for state in musts), "wajib", "must")
    said = [text(f"{failed.id} tidak sesuai", f"{failed.en} not met")] if State.FAIL in musts else []
    if {State.ERROR, State.UNKNOWN, State.REVIEW} & {*musts}:
        said.append(text(f"{open_.id} belum terjawab", f"{open_.en} not settled"))
    if waived := sum(finding.state is State.WAIVED for rule in report.rules for finding in rule.findings):
        said.append(text(f"{waived} dispensasi", f"{waived} waived"))
    if report.verdict is Verdict.UNDECIDED and not said:
        said.append(text("tidak ada ketentuan wajib yang berlaku", "no must rule applies"))
    return text(", ".join(part.id for part in said), ", ".join(part.en for part in said)) if said else None


def since(report: Report, lang: Lang) -> str:
    """Say against which earlier report this one is held, and how many rules fail that did not fail then."""
    earlier = report.earlier
    if earlier is None:
        return ""
    new = sum(any(map(report.is_new, rule.findings)) for rule in report.rules)
    said = term(earlier.verdict, lang) if earlier.verdict else text("tanpa putusan", "no verdict").say(lang)
    place = f"{term(earlier.stage, lang)}, {moment(earlier.as_of, lang)}"
    fails = text(f"{rules(new).id} menjadi tidak sesuai", f"{rules(new).en} newly failing").say(lang)
    return f"{said} ({place}); {fails}"


EARLIER = text("Dibanding", "Earlier")
