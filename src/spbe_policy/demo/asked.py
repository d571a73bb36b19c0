"""What the pack asks of people about the app, and by what each question is answered.

The answers are made from the loaded pack: a rule that is new there is answered here as well.
"""

from collections.abc import Container, Iterable
from datetime import date as Day
from datetime import timedelta
from functools import lru_cache

from spbe_policy import plugins
from spbe_policy.demo.scene import SHARED_CONTROLS
from spbe_policy.manifest import Manifest
from spbe_policy.policy import Policy, Rule
from spbe_policy.questions import Question
from spbe_policy.register import Row

PACK = "kota-jambi"

DONE_BEFORE = timedelta(days=60)
"""How long before an answer that is a date the thing was done."""


@lru_cache(maxsize=1)
def policy() -> Policy:
    """Read the pack once a process."""
    return plugins.load().policy(PACK)


def applying(app: Manifest, row: Row | None) -> tuple[Rule, ...]:
    """Return the rules that apply to the app at one stage or another."""
    return tuple(rule for rule in policy().rules if rule.exemption(app, row, "internet") is None)


def scope(rule: Rule) -> str | None:
    """Return the shared control that answers for all apps that use it."""
    return SHARED_CONTROLS[rule.file.shared[0]] if rule.file.shared else None


def supported(rules: Iterable[Rule], kind: str, delivered: Container[str]) -> tuple[str, ...]:
    """Return the rules for which the city accepts a document of this kind.

    One document answers a question, the first that is there; a rule on papers alone needs each of them. What apps
    share is not asked of each app.
    """
    return tuple(
        rule.id
        for rule in rules
        if not rule.file.shared and kind in (rule.file.documents if rule.file.full else _first(rule, delivered))
    )


def open_questions(rules: Iterable[Rule], delivered: Container[str]) -> tuple[Rule, ...]:
    """Return the rules whose question always waits for a person, as no document that was delivered answers it."""
    return tuple(
        rule
        for rule in rules
        if rule.file.question
        and (rule.file.unseen or not rule.file.checks)
        and (rule.file.shared or not _first(rule, delivered))
    )


def _first(rule: Rule, delivered: Container[str]) -> tuple[str, ...]:
    return tuple(kind for kind in rule.file.documents if kind in delivered)[:1]


def good_answer(question: Question, on: Day) -> str:
    """Return an answer, given on that day, that the law is content with."""
    if question.answer == "date":
        return f"{on - DONE_BEFORE:%Y-%m-%d}"
    limit = question.at_least if question.at_most is None else question.at_most
    return "yes" if limit is None else str(limit)
