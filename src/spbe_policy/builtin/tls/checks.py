"""What the family `tls` decides."""

from collections.abc import Iterator

from spbe_policy.builtin.tls.facts import Certificate, Chain, Suites, Versions
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import Text, text

_HUNG_UP = Gap(
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
        yield _HUNG_UP
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
        return _HUNG_UP
    why = fact.alert
    return Gap(
        cause=Cause.UNREACHABLE,
        detail=text(f"tidak ada jabat tangan TLS ({why})", f"there is no TLS handshake ({why})"),
    )


_PROBLEMS = {
    "expired": text("sertifikat sudah lewat masa berlakunya", "the certificate is past its end"),
    "not-yet-valid": text("sertifikat belum mulai berlaku", "the certificate does not hold yet"),
    "self-signed": text("sertifikat ditandatangani sendiri", "the certificate is self-signed"),
    "unknown-issuer": text(
        "penerbit sertifikat tidak dipercaya, atau sertifikat antara tidak dikirim",
        "the issuer is not trusted, or an intermediate certificate is not sent",
    ),
    "hostname-mismatch": text("sertifikat untuk nama lain", "the certificate is for another name"),
    "no-san": text("sertifikat tanpa SAN; nama di CN tidak berlaku", "a certificate without SAN; a CN does not count"),
    "weak-certificate": text("kunci atau tanda tangan sertifikat lemah", "key or signature of the certificate is weak"),
    "revoked": text("sertifikat sudah dicabut", "the certificate is revoked"),
}
_OTHER = text("rantai sertifikat tidak tepercaya", "the chain of certificates is not trusted")


@check("tls.certificate", each=Chain, params=Params, full=True)
def certificate(ctx: Context[Chain], _: Params) -> Iterator[Outcome]:
    """The chain leads to a trusted root, the name stands in the SAN, the moment lies within the validity (RFC 9525)."""
    fact = ctx.fact
    if not fact.chain:
        yield _none_shown(fact)
    elif fact.verified:
        yield Pass(f"issuer={fact.chain[0].issuer}")
    else:
        leaf = fact.chain[0]
        problem = "no-san" if not leaf.names and fact.problem == "hostname-mismatch" else fact.problem or "not-trusted"
        yield Fail(_shown(problem, leaf), _PROBLEMS.get(problem, _OTHER))


def _shown(problem: str, leaf: Certificate) -> str:
    """The smallest value that tells this problem from the next."""
    match problem:
        case "expired":
            return f"notAfter={leaf.not_after:%Y-%m-%d}"
        case "not-yet-valid":
            return f"notBefore={leaf.not_before:%Y-%m-%d}"
        case "unknown-issuer":
            return f"issuer={leaf.issuer}"
        case "hostname-mismatch":
            return f"names={', '.join(leaf.names[:10])}"
    return problem


class LifetimeParams(Params):
    """Least share of the lifetime that must be left, in percent."""

    min_percent: int = 10


@check("tls.lifetime", each=Chain, params=LifetimeParams, full=True)
def lifetime(ctx: Context[Chain], want: LifetimeParams) -> Iterator[Outcome]:
    """Enough of the certificate's lifetime is left: it is renewed in time, however short it is."""
    if not ctx.fact.chain:
        yield _gap(ctx.fact)
        return
    leaf = ctx.fact.chain[0]
    seen = f"notAfter={leaf.not_after:%Y-%m-%d}"
    if (leaf.not_after - ctx.at) * 100 >= (leaf.not_after - leaf.not_before) * want.min_percent:
        yield Pass(seen)
    else:
        message = f"{want.min_percent}%"
        yield Fail(
            seen, text(f"sisa masa berlaku kurang dari {message}", f"less than {message} of its lifetime is left")
        )


class KeyParams(Params):
    """Least key sizes in bits, and the digests that a signature may rest on."""

    rsa: int = 2048
    ec: int = 256
    signatures: tuple[str, ...] = ("sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512", "built-in")


@check("tls.key", each=Chain, params=KeyParams, full=True)
def key(ctx: Context[Chain], want: KeyParams) -> Iterator[Outcome]:
    """Keys and signatures of all certificates shown are strong; a root signs itself, so its signature says nothing."""
    if not ctx.fact.chain:
        yield _gap(ctx.fact)
        return
    weak = [item for place, item in enumerate(ctx.fact.chain) if not _strong(item, want, leaf=place == 0)]
    for item in weak:
        seen = f"{item.key}-{item.bits} {item.signature}"
        message = text(f"kunci atau tanda tangan lemah: {seen}", f"weak key or signature: {seen}")
        yield Fail(f"{item.subject}: {seen}", message)
    if not weak:
        leaf = ctx.fact.chain[0]
        yield Pass(f"{leaf.key}-{leaf.bits} {leaf.signature}")


def _strong(item: Certificate, want: KeyParams, *, leaf: bool) -> bool:
    sizes = {"rsa": want.rsa, "ec": want.ec, "ed25519": 0, "ed448": 0}
    signed = item.signature in want.signatures or (item.self_signed and not leaf)
    return signed and item.key in sizes and item.bits >= sizes[item.key]


def _none_shown(fact: Chain) -> Outcome:
    if fact.alert == "closed":
        return _HUNG_UP
    message = text(
        f"jabat tangan TLS tidak berhasil ({fact.alert})", f"the TLS handshake did not succeed ({fact.alert})"
    )
    return Fail(f"no handshake: {fact.alert}", message)


def _gap(fact: Chain) -> Gap:
    why = fact.alert
    detail = text(f"server tidak menunjukkan sertifikat ({why})", f"the server shows no certificate ({why})")
    return Gap(cause=Cause.UNREACHABLE, detail=detail)


ALL = (version, suites, modern, certificate, lifetime, key)
