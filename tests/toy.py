"""A pack as small as can be: facts that carry their own answers, so that the laws can be tried on any of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from spbe_policy.checks import Check, Context, Declaration, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.decisions import Decisions
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Assurance, Cause, Dossier, Entry, Evidence, Fact, Gap, Paper, Record, Sample, Vantage
from spbe_policy.packs import load_policy
from spbe_policy.policy import Policy
from spbe_policy.report import Finding, Report
from spbe_policy.texts import Text, text
from spbe_policy.vocabulary import Stage

AT = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
"""Monday 15 June 2026, 10:00 WIB."""

REPORT_DIGEST = "sha256:" + "a" * 64
"""Digest of the vendor's document of kind `laporan-uji`."""


class Answer(Record):
    """One line of a check's script."""

    outcome: str
    seen: str = "x"


class Thing(Fact):
    """An observed fact that says what its check shall answer; no answer at all is silence."""

    kind: ClassVar[str] = "toy.thing/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED
    answers: tuple[Answer, ...]

    def sample(self) -> Text | None:
        return text("halaman contoh, tanpa login", "example page, logged out")


class Other(Thing):
    """A second kind, so that two rules can differ."""

    kind: ClassVar[str] = "toy.other/1"


class Script(Thing):
    """The same, read from the vendor's papers."""

    kind: ClassVar[str] = "toy.script/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED


def _replay(answers: Iterable[Answer]) -> Iterator[Outcome]:
    for answer in answers:
        match answer.outcome:
            case "pass":
                yield Pass(answer.seen)
            case "fail":
                yield Fail(answer.seen, text(f"terlihat {answer.seen}", f"saw {answer.seen}"))
            case "review":
                yield Review(answer.seen, text("tidak jelas", "not clear"))
            case "not-applicable":
                yield NotApplicable(text("tidak ada yang perlu", "nothing of the kind"))
            case "crash":
                raise RuntimeError(answer.seen)
            case cause:
                yield Gap(cause=Cause(cause), detail=text("tidak terlihat", "not seen"))


def _replayed(id: str, each: type[Thing], *, full: bool = True, city: tuple[str, ...] = ()) -> Check:  # noqa: A002
    @check(id, each=each, params=Params, full=full, city=city)
    def run(ctx: Context[Thing], want: Params) -> Iterator[Outcome]:
        yield from _replay(ctx.fact.answers)

    return run


@check("toy.word", each=Declaration, params=Params, full=True)
def word(ctx: Context[Declaration], want: Params) -> Iterator[Outcome]:
    """Answer what the manifest's `function` says."""
    yield from _replay([Answer(outcome=ctx.app.app.function or "fail")])


CHECKS = {
    item.id: item
    for item in (
        _replayed("toy.thing", Thing),
        _replayed("toy.other", Other),
        _replayed("toy.part", Thing, full=False),
        _replayed("toy.script", Script),
        _replayed("toy.portal", Thing, city=("portal",)),
        word,
    )
}

_ALL = ["declared", "documented", "observed", "decided"]
PACK = {
    "title": {"id": "Pedoman contoh", "en": "Example guidelines"},
    "version": "1.0",
    "issuer": "uji",
    "status": {"id": "contoh", "en": "example"},
    "evidence_max_age_days": 30,
    "stages": {"delivery": _ALL, "acceptance": _ALL[1:], "release": _ALL[1:], "operation": _ALL[1:]},
    "sources": {"contoh": {"title": "Peraturan Contoh Nomor 1"}},
}
RULE = {
    "title": {"id": "Contoh ketentuan", "en": "Example rule"},
    "level": "must",
    "since": "1.0",
    "responsible": "vendor",
    "basis": [{"source": "contoh", "clause": "Pasal 1", "force": "law", "confidence": "secondary"}],
    "why": {"id": "Agar contoh jelas.", "en": "So that the example is clear."},
    "fix": {"id": "Perbaiki contoh.", "en": "Mend the example."},
    "full": {"id": "Semua terlihat.", "en": "All is seen."},
    "effort": "small",
    "check": "toy.thing",
    "cases": [{"name": "as it should be", "expect": "pass"}],
}
PARTIAL = {
    "full": None,
    "unseen": {"id": "Halaman lain tidak terlihat.", "en": "Other pages are not seen."},
    "question": {"id": "Apakah halaman lain juga sesuai?", "en": "Are the other pages as they should be too?"},
    "documents": ["laporan-uji"],
}


def pack(folder: Path, rules: Mapping[str, Mapping[str, Any]], **changes: Any) -> Policy:
    """Write a pack of rules, each a change of `RULE`, and load it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(json.dumps(PACK | changes), encoding="utf-8")
    for name, rule in rules.items():
        whole = {key: value for key, value in (RULE | dict(rule)).items() if value is not None}
        (folder / f"{name}.yaml").write_text(json.dumps(whole), encoding="utf-8")
    return load_policy(folder, CHECKS)


def says(*outcomes: str, seen: str = "x") -> Sample:
    """A sample whose check answers these outcomes; a cause's name answers a gap."""
    return Sample(fact={"answers": [{"outcome": outcome, "seen": seen} for outcome in outcomes]})


def hidden(cause: Cause = Cause.UNREACHABLE) -> Sample:
    """A sample that could not be taken."""
    return Sample(gap=Gap(cause=cause, detail=text("tidak dapat dilihat", "could not be seen")))


def thing(*samples: Sample, subject: str = "app", kind: type[Fact] = Thing) -> Entry:
    """An entry of evidence: one or two samples of a subject."""
    return Entry(kind=kind.kind, subject=subject, samples=samples)


def paper(found: str | None = REPORT_DIGEST, path: str = "uji.pdf", declared: str = REPORT_DIGEST) -> Entry:
    """A document of kind `laporan-uji` with the digest that the manifest declares and the one found on disk."""
    fact = Paper(path=path, genre="laporan-uji", declared=declared, found=found)
    return thing(Sample(fact=fact.model_dump(mode="json")), subject=f"document:{path}", kind=Paper)


def evidence(
    *entries: Entry,
    app: Mapping[str, Any] | None = None,
    city: Mapping[str, Any] | None = None,
    row: Mapping[str, Any] | None = None,
    environments: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
    asked: Iterable[type[Fact]] = (Thing, Other, Script, Paper),
    **changes: Any,
) -> Evidence:
    """Evidence of one app; `app`, `city` and `row` are merged over the smallest ones that are whole.

    `said` holds further sections of the manifest.
    """
    where = {"url": "https://antrean.kota-contoh.example/"}
    manifest = {
        "schema": "spbe-app/1",
        "app": {"id": "antrean", **(app or {})},
        "environments": environments or {"staging": where, "production": where},
        **(said or {}),
    }
    authority = {"schema": "spbe-authority/1", "name": "Kota Contoh", **(city or {})}
    dossier = {
        "schema": "spbe-evidence/1",
        "collected_at": AT,
        "environment": "staging",
        "manifest": {"file": "spbe.yaml", "text": json.dumps(manifest, indent=1)},
        "authority": {"file": "authority.yaml", "text": json.dumps(authority)},
        "row": {"id": "antrean", **row} if row is not None else None,
        "versions": {},
        "vantage": Vantage(),
        "ledger": (),
        "asked": tuple(sorted(fact.kind for fact in asked)),
        "entries": entries,
        **changes,
    }
    return Evidence.of_dossier(Dossier.model_validate(dossier))


def decisions(*items: Mapping[str, Any]) -> Decisions:
    """Decisions of the city; what is left out is filled in with what holds on the day of `AT`."""
    office = {"office": "Diskominfo", "official": "Pejabat Contoh", "reason": "contoh"}
    days = {"date": "2026-06-01", "until": "2026-12-31"}
    said = [({} if "scope" in item else {"app": "antrean"}) | office | days | dict(item) for item in items]
    return Decisions.model_validate({"schema": "spbe-decisions/1", "decisions": said})


def waiver(rule: str, seen: str = "x", **changes: Any) -> dict[str, Any]:
    why = {"reason_kind": "transition", "nip": "198001012005011001"}
    return {"kind": "waiver", "rule": rule, "seen": seen, **why, **changes}


def review(rule: str, outcome: str, seen: str = "x", **changes: Any) -> dict[str, Any]:
    return {"kind": "review", "rule": rule, "seen": seen, "outcome": outcome, **changes}


def answer(rule: str, said: str | None = "yes", **changes: Any) -> dict[str, Any]:
    """A review that answers the question of a rule; None: it fills the auditors' columns instead."""
    return {"kind": "review", "rule": rule, **({} if said is None else {"answer": said}), **changes}


def accepted(*rules: str, sha256: str = REPORT_DIGEST, **changes: Any) -> dict[str, Any]:
    return {"kind": "document", "rules": list(rules), "sha256": sha256, **changes}


def witness(rule: str, cause: Cause, outcome: str = "pass", **changes: Any) -> dict[str, Any]:
    return {
        "kind": "witness", "rule": rule, "cause": cause.value, "outcome": outcome, "attachment": REPORT_DIGEST,
        **changes,
    }  # fmt: skip


def judged(
    policy: Policy,
    seen: Evidence,
    *decided: Mapping[str, Any],
    stage: Stage = Stage.ACCEPTANCE,
    as_of: datetime | None = None,
) -> Report:
    """Evaluate, at acceptance unless told otherwise; only production counts from release on."""
    environment = "staging" if stage.looks_at("staging") else "production"
    dossier = seen.dossier.model_copy(update={"environment": environment})
    return evaluate(Evidence.of_dossier(dossier), policy, decisions(*decided), stage=stage, as_of=as_of)


def finding(report: Report) -> Finding:
    """The only finding of a report."""
    (rule,) = report.rules
    (only,) = rule.findings
    return only
