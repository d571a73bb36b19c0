"""What a rule asks of a person, and which answers are good."""

from calendar import monthrange
from datetime import date as Day
from typing import Literal

from pydantic import Field, model_validator

from spbe_policy.texts import Text
from spbe_policy.validation import two_languages

_YES = {"yes": True, "ya": True, "no": False, "tidak": False}


def yes_or_no(answer: str) -> bool | None:
    """Read yes or no, in either language; None when it is neither."""
    return _YES.get(answer.strip().lower())


class Question(Text):
    """A question with the type of its answer: yes or no, a date that is not too old, a number within limits."""

    answer: Literal["yes-no", "date", "number"] = "yes-no"
    months: int | None = Field(default=None, ge=1, le=1200, description="a date: not older than so many months")
    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _has_its_limit(self) -> "Question":
        old, bounds = self.months is not None, [each for each in (self.at_least, self.at_most) if each is not None]
        if (old, bool(bounds)) != {"yes-no": (False, False), "date": (True, False), "number": (False, True)}[
            self.answer
        ]:
            raise two_languages(
                "jawaban date memerlukan months; number memerlukan at_least atau at_most; yes-no tanpa keduanya",
                "a date needs months; a number needs at_least or at_most; yes-no neither",
            )
        if bounds != sorted(bounds):
            raise two_languages("at_least lebih besar dari at_most", "at_least is more than at_most")
        return self

    def good(self, answer: str, on: Day) -> bool | None:
        """Say whether an answer, as given on a day, is good; None when it is not an answer of the type."""
        said = answer.strip()
        try:
            match self.answer:
                case "yes-no":
                    return yes_or_no(said)
                case "date":
                    return Day.fromisoformat(said) <= on <= later(Day.fromisoformat(said), self.months or 0)
                case "number":
                    return (self.at_least is None or int(said) >= self.at_least) and (
                        self.at_most is None or int(said) <= self.at_most
                    )
        except ValueError:
            return None

    def lapses(self, answer: str, on: Day) -> Day | None:
        """Return the last day on which an answer that is good on a day still is; None where it does not grow old."""
        if self.answer == "date" and self.good(answer, on):
            return later(Day.fromisoformat(answer.strip()), self.months or 0)
        return None


def later(day: Day, months: int) -> Day:
    """Return the same day so many months later, or the last of that month."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return Day(year, month, min(day.day, monthrange(year, month)[1]))
