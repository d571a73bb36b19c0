"""To which apps a rule applies, in people's words."""

from collections.abc import Mapping

from spbe_policy.policy import Rule
from spbe_policy.texts import Lang, Text, text

CONDITIONS: Mapping[str, Text] = {
    "audience": text("pengguna", "audience"),
    "platforms": text("basis aplikasi", "platforms"),
    "kind": text("jenis aplikasi", "kind"),
    "category": text("kategori", "category"),
    "exposure": text("jangkauan", "exposure"),
    "personal_data": text("memproses data pribadi", "processes personal data"),
    "has": text("yang mempunyai", "apps that have"),
    "status": text("status", "status"),
}
"""What `applies_to` looks at."""


def conditions(rule: Rule, lang: Lang) -> str:
    """Name each condition; the values are those of the manifest. Empty for a rule that applies to all."""
    said = rule.file.applies_to.model_dump(mode="json", exclude_defaults=True)
    return "; ".join(
        f"{CONDITIONS[key].say(lang)}: {', '.join(value) if isinstance(value, list) else _yes(value, lang)}"
        for key, value in said.items()
    )


def _yes(value: bool, lang: Lang) -> str:
    return (text("ya", "yes") if value else text("tidak", "no")).say(lang)
