"""What the family `tls` decides of certificates."""

from collections.abc import Iterator, Mapping
from datetime import date as Day

from spbe_policy.builtin.tls.checks.protocol import HUNG_UP
from spbe_policy.builtin.tls.facts import Certificate, Chain
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

_PROBLEMS = {
    "expired": text("sertifikat sudah lewat masa berlakunya", "the certificate is past its end"),
    "not-yet-valid": text("sertifikat belum mulai berlaku", "the certificate does not hold yet"),
    "self-signed": text("sertifikat ditandatangani sendiri", "the certificate is self-signed"),
    "unknown-issuer": text("penerbit sertifikat tidak dipercaya", "the issuer of the certificate is not trusted"),
    "incomplete": text(
        "rantai tidak lengkap: sertifikat antara tidak dikirim", "incomplete chain: an intermediate is not sent"
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
        problem = _problem(fact)
        yield Fail(_shown(problem, leaf if problem != "incomplete" else fact.chain[-1]), _PROBLEMS.get(problem, _OTHER))


def _problem(fact: Chain) -> str:
    """Tell apart what OpenSSL does not: a name in the CN only, an issuer that was not sent and one nobody knows.

    A certificate of a public CA says where its issuer's is kept (CA/Browser Forum); that of a private one rarely does.
    """
    leaf, last = fact.chain[0], fact.chain[-1]
    if fact.problem == "hostname-mismatch" and not leaf.names:
        return "no-san"
    if fact.problem == "unknown-issuer" and last.fetchable and not last.self_signed:
        return "incomplete"
    return fact.problem or "not-trusted"


def _shown(problem: str, leaf: Certificate) -> str:
    """The smallest value that tells this problem from the next."""
    match problem:
        case "expired":
            return f"notAfter={leaf.not_after:%Y-%m-%d}"
        case "not-yet-valid":
            return f"notBefore={leaf.not_before:%Y-%m-%d}"
        case "unknown-issuer":
            return f"issuer={leaf.issuer}"
        case "incomplete":
            return f"not sent={leaf.issuer}"
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


class ProfileParams(Params):
    """Longest lifetimes in days, by the day from which on they hold; and of one too short to be revoked."""

    longest: Mapping[Day, int] = {
        Day(2020, 9, 1): 398,
        Day(2026, 3, 15): 200,
        Day(2027, 3, 15): 100,
        Day(2029, 3, 15): 47,
    }
    short_lived: int = 10


@check("tls.profile", each=Chain, params=ProfileParams, full=True)
def profile(ctx: Context[Chain], want: ProfileParams) -> Iterator[Outcome]:
    """The certificate is short-lived, can be revoked and is no master key of the city (CA/Browser Forum, BR 6.3.2)."""
    if not ctx.fact.chain:
        yield _gap(ctx.fact)
        return
    leaf = ctx.fact.chain[0]
    days = (leaf.not_after - leaf.not_before).days
    found = list(_out_of_profile(leaf, days, want))
    yield from found
    wide = [name for name in leaf.names if name in {f"*.{domain}" for domain in ctx.city.domains}]
    if wide:
        reason = text(f"sertifikat berlaku untuk semua host {wide[0]}", f"it is good for every host of {wide[0]}")
        yield Review(f"names={wide[0]}", reason)
    elif not found:
        yield Pass(f"{days} days")


def _out_of_profile(leaf: Certificate, days: int, want: ProfileParams) -> Iterator[Outcome]:
    limits = [limit for since, limit in sorted(want.longest.items()) if since <= leaf.not_before.date()]
    if limits and days > limits[-1]:
        message = text(f"masa berlaku {days} hari, paling lama {limits[-1]}", f"{days} days long, at most {limits[-1]}")
        yield Fail(f"{days} days", message)
    if days > want.short_lived and not leaf.revocation:
        message = text("tidak menyebut tempat menanyakan pencabutan", "it does not say where its revocation is told")
        yield Fail("no CRL, no OCSP", message)


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
        return HUNG_UP
    message = text(
        f"jabat tangan TLS tidak berhasil ({fact.alert})", f"the TLS handshake did not succeed ({fact.alert})"
    )
    return Fail(f"no handshake: {fact.alert}", message)


def _gap(fact: Chain) -> Gap:
    why = fact.alert
    detail = text(f"server tidak menunjukkan sertifikat ({why})", f"the server shows no certificate ({why})")
    return Gap(cause=Cause.UNREACHABLE, detail=detail)
