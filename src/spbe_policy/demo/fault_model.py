"""Noun: a fault of the sandbox, and the rules that it reaches."""

from dataclasses import dataclass

from spbe_policy.texts import Text, text

PAGES = (
    "portal-link-back app-descriptor portal-session sso-login sso-code-flow sso-pkce sso-state sso-redirect-uri "
    "sso-no-own-password data-current information-current "
    "satu-data/data-own-date satu-data/data-period-agrees satu-data/data-not-restamped "
    "27-1-g 27-2-e 27-2-f 27-6-a 27-8-b 27-11-e 27-12-d 27-13-a 27-13-c 27-13-d 27-13-e "
    "praktik/sso-browser-bound praktik/sso-logout praktik/sso-exact-redirect praktik/sso-acr praktik/sso-return "
    "layanan/accessibility layanan/help-page layanan/page-weight layanan/small-screen 27-12-b 27-12-c "
    "praktik/api-openapi praktik/api-security praktik/api-errors praktik/api-rate-limits praktik/api-health "
    "praktik/api-versioning praktik/sbom-live praktik/supported-versions "
    "praktik/csp-bypass praktik/hsts-subdomains praktik/permissions-policy praktik/opener-policy praktik/cookie-scope "
    "praktik/cors praktik/private-cache 27-9-b praktik/robots praktik/security-contact praktik/source-maps "
    "praktik/privacy-link"
)
"""Rules that read the app's answers: no trusted connection, no page."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong.

    `turns` are the rules that fail because of it alone; `shadows` the rules that it makes *unknown*; `asks` those for
    which a person must decide; all at stage acceptance, or at the first later stage that judges what it turns.
    """

    name: str
    title: Text
    turns: tuple[str, ...]
    shadows: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def fault_of(name: str, id: str, en: str, turns: str = "", shadows: str = "", asks: str = "") -> Fault:  # noqa: A002
    """Make a fault; rules without their pack are the city's own, or by `27-…` those of the security standard."""
    return Fault(name, text(id, en), _rules(turns), _rules(shadows), _rules(asks))


def _rules(names: str) -> tuple[str, ...]:
    return tuple(name if "/" in name else f"{_pack(name)}/{name}" for name in names.split())


def _pack(name: str) -> str:
    return "bssn-4-2021" if name.startswith(("27-", "29-")) else "kota-jambi"
