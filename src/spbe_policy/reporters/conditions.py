"""To which apps a rule applies, in people's words."""

from spbe_policy.policy import CONDITIONS, Rule
from spbe_policy.texts import Lang, text


def conditions(rule: Rule, lang: Lang) -> str:
    """Name each condition; the values are those of the manifest. Empty for a rule that applies to all."""
    said = rule.file.applies_to.model_dump(mode="json", exclude_defaults=True)
    return "; ".join(
        f"{CONDITIONS[key].say(lang)}: {', '.join(value) if isinstance(value, list) else _yes(value, lang)}"
        for key, value in said.items()
    )


def _yes(value: bool, lang: Lang) -> str:
    return (text("ya", "yes") if value else text("tidak", "no")).say(lang)
