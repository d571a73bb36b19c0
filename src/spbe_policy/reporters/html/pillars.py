"""What a rule is about: portal, single sign-on, data, security, or something else."""

from collections.abc import Mapping

from spbe_policy.report import RuleReport
from spbe_policy.texts import Text, text

PILLARS: Mapping[str, Text] = {
    "portal": text("portal dan super app", "portal and super app"),
    "sso": text("masuk terpadu (SSO)", "single sign-on (SSO)"),
    "data": text("data", "data"),
    "security": text("keamanan dan data pribadi", "security and personal data"),
    "others": text("tata kelola dan layanan", "governance and services"),
}
"""The pillars in the order of printing."""

_PACKS = {
    "bssn-4-2021": "security",
    "pdp": "security",
    "satu-data": "data",
    "komdigi-6-2025": "others",
    "layanan": "others",
    "penyelenggara": "others",
    "pensiun": "others",
    "praktik": "security",
}

_FAMILIES = {
    "portal": "portal", "sso": "sso", "data": "data", "web": "security", "tls": "security", "sbom": "security",
    "api": "security", "dns": "security", "mobile": "others",
}  # fmt: skip


def pillar(rule: RuleReport) -> str:
    """Return the pillar of a rule: by its pack, and in a city's own pack by the family of its first check."""
    families = [check.partition(".")[0] for check in rule.checks]
    return _PACKS.get(rule.id.partition("/")[0]) or _FAMILIES.get(families[0] if families else "", "others")
