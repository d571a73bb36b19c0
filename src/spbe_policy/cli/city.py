"""`city`: which rules are alive, which wait for the city, and the lock file of an official run."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from spbe_policy.audit import Audit, now, prepare
from spbe_policy.authority import ITEM_NAMES, Authority, NotYet, Unset
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.tables import table
from spbe_policy.decisions import KINDS, Decision
from spbe_policy.policy import Policy, Rule
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import heading, page, row, wrap
from spbe_policy.texts import day, term


@group.command(
    """Tampilkan ketentuan yang sudah berlaku dan yang menunggu kota.

    --lock menulis berkas kunci untuk check --expect: sidik digital profil pemda, pedoman, keputusan, daftar
    aplikasi, CA.""",
    """Show which rules are alive and which wait for the city.

    --lock writes the lock file for check --expect: digests of authority, policy, decisions, register, CA.""",
)
@options.having((options.policy, options.authority, options.register, options.decisions, options.expect))
@group.path("--lock", id="Tulis berkas kunci.", en="Write the lock file.")
def command(lock: Path | None, **judging: Any) -> None:
    """Show the city's side."""
    audit = prepare(**judging)
    if lock:
        output.write(lock, audit.lock.yaml().encode())
    output.emit(page(_sections(audit, lock)))


def _sections(audit: Audit, lock: Path | None) -> Iterator[list[str]]:
    city, today = audit.city.authority, audit.city.authority.today(now())
    waiting = {name: waiting_for(audit.policy, name) for name, item in city.items() if isinstance(item, NotYet | Unset)}
    held = {rule.id for rules in waiting.values() for rule in rules}
    alive = len(audit.policy.rules) - len(held)
    yield heading(city.name)
    yield [
        *row(say("Pengelola", "Custodian"), city.custodian or term("undeclared", chosen())),
        *row(say("Ditinjau", "Review"), _review(city, today)),
        *row(say("Daftar aplikasi", "Register"), _count(len(audit.city.register))),
        *row(say("Berlaku", "Alive"), words.rules(alive).say(chosen())),
        *row(say("Menunggu", "Waiting"), words.rules(len(held)).say(chosen())),
        *row(say("Keputusan", "Decisions"), *_decisions(audit, today)),
    ]
    head = [say("Disediakan kota", "Provided by the city"), say("Keadaan", "Condition")]
    conditions = [[say(*ITEM_NAMES[name]), _condition(city, name, today)] for name, _ in city.items()]
    yield table(head, conditions).splitlines()
    for rules, names in _together(waiting).items():
        title = say(
            f"Menunggu {', '.join(ITEM_NAMES[name][0] for name in names)}:",
            f"Waiting for {', '.join(ITEM_NAMES[name][1] for name in names)}:",
        )
        yield [title, *wrap(", ".join(rules), 2)]
    if lock:
        use = say("pakai dengan", "use it with")
        yield row(say("Kunci", "Lock"), f"{lock}: {use} check --expect {lock}")


def _together(waiting: dict[str, list[Rule]]) -> dict[tuple[str, ...], list[str]]:
    """Put the items together that hold up the same rules."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for name, rules in waiting.items():
        if rules:
            grouped.setdefault(tuple(rule.id for rule in rules), []).append(name)
    return grouped


def waiting_for(policy: Policy, item: str) -> list[Rule]:
    """Return the rules of which some check needs this item of the city; `{name}` in a check stands for any."""
    family = f"{item.partition('.')[0]}.{{name}}"
    return [rule for rule in policy.rules if any({item, family} & set(bound.check.city) for bound in rule.bound)]


def _count(number: int) -> str:
    return say(f"{number} aplikasi", f"{number} apps")


def _decisions(audit: Audit, today: date) -> Iterator[str]:
    """How many decisions hold today, and those that do not, by app, kind and end."""
    every = audit.decisions.decisions
    if every:
        holding = sum(each.date <= today <= _end(audit, each) for each in every)
        yield say(f"{holding} dari {len(every)} berlaku hari ini", f"{holding} of {len(every)} hold today")
    for each in every:
        if _end(audit, each) < today:
            end, what = day(_end(audit, each), chosen()), f"{each.app or each.scope}, {KINDS[each.kind].say(chosen())}"
            yield say(f"berakhir {end}: {what}", f"ended {end}: {what}")


def _end(audit: Audit, decision: Decision) -> date:
    """The last day on which it holds for any rule that it is about."""
    pack = audit.policy.pack.half_life_days
    lives = [rule.half_life_days for rule in audit.policy.rules if rule.id in decision.about]
    return decision.ends(max(lives, default=pack))


def _review(city: Authority, today: date) -> str:
    if city.review_on is None:
        return term("undeclared", chosen())
    late = say(" (sudah lewat)", " (overdue)") if city.review_on < today else ""
    return day(city.review_on, chosen()) + late


def _condition(city: Authority, name: str, today: date) -> str:
    match city.item(name):
        case NotYet(until=until, decided_by=office):
            end = day(until, chosen())
            late = say("; tanggal itu sudah lewat", "; that date is past") if until < today else ""
            return say(
                f"belum tersedia sampai {end} (diputuskan {office}){late}",
                f"not ready until {end} (decided by {office}){late}",
            )
        case Unset():
            return say("belum diisi di profil pemda", "not set in the authority")
    return say("siap", "ready")
