"""security.txt, robots.txt, and what the app's scripts give away."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.web.facts import Robots, Scripts, SecurityTxt
from spbe_policy.builtin.web.securitytxt import faults_of
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.texts import text


@check("web.security_txt", each=SecurityTxt, params=Params)
def security_txt(ctx: Context[SecurityTxt], _: Params) -> Iterator[Outcome]:
    """A security.txt that is there is valid (RFC 9116); where there is none, the address may stand elsewhere."""
    fact = ctx.fact
    if not fact.is_there:
        yield Review("none", text("security.txt tidak ada", "there is no security.txt"))
        return
    wrong = {*fact.wrong, *faults_of(fact.fields, (fact.url, fact.landed or fact.url), ctx.at), *_media(fact.media)}
    if wrong:
        seen = ", ".join(sorted(wrong))
        yield Fail(seen, text(f"security.txt tidak sah: {seen}", f"security.txt is not valid: {seen}"))
    else:
        yield Pass("signed" if fact.signed else "valid")


def _media(media: str) -> Iterator[str]:
    """Section 3: text/plain, in UTF-8 (which is assumed where nothing is said)."""
    kind, _, parameters = media.partition(";")
    charset = re.search(r"charset=[\"']?([\w-]+)", parameters)
    if kind.strip() != "text/plain":
        yield "not-text-plain"
    elif charset and charset[1] not in ("utf-8", "us-ascii"):
        yield "not-utf8"


class SecretPathParams(Params):
    """Words in a path that name what should stay unnoticed."""

    words: tuple[str, ...] = (
        "backup", "cadangan", "rahasia", "secret", "private", "internal", "dump", "database", "phpmyadmin", "adminer",
        "config", "konfigurasi", ".env", ".git", ".sql", ".zip", ".bak", "logs", "panel-admin", "superadmin",
    )  # fmt: skip


@check("web.robots_secrets", each=Robots, params=SecretPathParams, full=True)
def robots_secrets(ctx: Context[Robots], want: SecretPathParams) -> Iterator[Outcome]:
    """robots.txt shows nobody the way to secrets: it is public, and no protection (RFC 9309, section 3)."""
    pattern = re.compile("|".join(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z])" for word in want.words), re.IGNORECASE)
    telling = sorted({path for path in ctx.fact.disallowed if pattern.search(path)})
    for path in telling:
        yield Review(path, text(f"robots.txt menyebut {path}", f"robots.txt names {path}"))
    if not telling:
        yield Pass("none" if not ctx.fact.groups else "no secret paths")


class SecretParams(Params):
    """Kinds that may be meant for everybody: a person decides."""

    review: tuple[str, ...] = ("google-api-key", "jwt", "password")


@check("web.script_secrets", each=Scripts, params=SecretParams)
def script_secrets(ctx: Context[Scripts], want: SecretParams) -> Iterator[Outcome]:
    """The app's own scripts carry no keys, tokens or passwords; their values are never kept."""
    found = sorted({(kind, f"{each.place}:{line}") for each in ctx.fact.scripts for kind, line in each.secrets})
    for kind, place in found:
        seen, message = f"{kind} {place}", text(f"{kind} di skrip {place}", f"{kind} in script {place}")
        yield Review(seen, message) if kind in want.review else Fail(seen, message)
    if not found:
        yield Pass("none")


@check("web.source_maps", each=Scripts, params=Params)
def source_maps(ctx: Context[Scripts], _: Params) -> Iterator[Outcome]:
    """Source maps, from which the code can be read as it was written, are not served."""
    shown = sorted(each.place for each in ctx.fact.scripts if each.map in ("open", "inside"))
    for place in shown:
        yield Fail(place, text(f"peta sumber terbuka: {place}", f"the source map is open: {place}"))
    if not shown:
        yield Pass("none")
