"""What the family `tls` decides of versions and cipher suites."""

from collections.abc import Iterator

from spbe_policy.builtin.tls.facts import Suites, Versions
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import Text, text

HUNG_UP = Gap(
    cause=Cause.UNREACHABLE,
    detail=text(
        "sambungan diputus tanpa pesan saat jabat tangan TLS", "the host broke off the handshake without a word"
    ),
)


class VersionParams(Params):
    """Versions that may be taken; at least one of them has to be."""

    allowed: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")


@check("tls.version", each=Versions, params=VersionParams, full=True)
def version(ctx: Context[Versions], want: VersionParams) -> Iterator[Outcome]:
    """Only TLS 1.2 or better is taken (RFC 8996)."""
    fact = ctx.fact
    seen = ", ".join(fact.taken) or "none"
    old = ", ".join(name for name in fact.taken if name not in want.allowed)
    if fact.hung_up:
        yield HUNG_UP
    elif old:
        yield Fail(seen, text(f"versi lama diterima: {old}", f"old versions are taken: {old}"))
    elif not fact.taken:
        yield Fail(seen, text("tidak ada versi TLS yang diterima", "no version of TLS is taken"))
    else:
        yield Pass(seen)


@check("tls.suites", each=Suites, params=Params, full=True)
def suites(ctx: Context[Suites], _: Params) -> Iterator[Outcome]:
    """No suite is taken that protects nothing: NULL, export, anonymous, RC4, DES, 3DES (RFC 9325, 4.1)."""
    fact = ctx.fact
    for name in fact.weak:
        yield Fail(name, text(f"cipher rusak diterima: {name}", f"a broken cipher suite is taken: {name}"))
    if not fact.weak:
        yield Pass(fact.best or "TLSv1.3") if fact.best or fact.tls13 else _speechless(fact)


class ModernParams(Params):
    """Least size of the prime of a finite-field exchange, in bits."""

    dh: int = 2048


@check("tls.modern", each=Suites, params=ModernParams, full=True)
def modern(ctx: Context[Suites], want: ModernParams) -> Iterator[Outcome]:
    """TLS 1.3 and ALPN are spoken, and nothing that RFC 9325 has left behind."""
    fact = ctx.fact
    if not (fact.best or fact.tls13):
        yield _speechless(fact)
        return
    found = dict(_dated(fact, want))
    yield from (Fail(seen, message) for seen, message in found.items())
    if not found:
        yield Pass("TLSv1.3")


def _dated(fact: Suites, want: ModernParams) -> Iterator[tuple[str, Text]]:
    if not fact.tls13:
        yield "no TLSv1.3", text("TLS 1.3 tidak diterima", "TLS 1.3 is not taken")
    if fact.static:
        yield fact.static, text(f"cipher tanpa kerahasiaan ke depan diterima: {fact.static}",
                                f"a cipher suite without forward secrecy is taken: {fact.static}")  # fmt: skip
    if fact.dh_bits is not None and fact.dh_bits < want.dh:
        bits = fact.dh_bits
        yield f"dh-{bits}", text(f"bilangan prima DH hanya {bits} bit", f"the DH prime has {bits} bits only")
    if fact.compressed:
        yield "compression", text("kompresi TLS menyala (CRIME)", "TLS compression is on (CRIME)")
    if fact.renegotiation is False:
        yield "no RFC 5746", text("negosiasi ulang tidak aman", "renegotiation is not secure")
    if not fact.alpn:
        yield "no ALPN", text("protokol aplikasi tidak dirundingkan", "the application's protocol is not negotiated")


def _speechless(fact: Suites) -> Gap:
    if fact.alert == "closed":
        return HUNG_UP
    why = fact.alert
    return Gap(
        cause=Cause.UNREACHABLE,
        detail=text(f"tidak ada jabat tangan TLS ({why})", f"there is no TLS handshake ({why})"),
    )
