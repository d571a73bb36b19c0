"""What the family `dns` decides."""

from collections.abc import Iterator, Mapping

from spbe_policy.builtin.dns.facts import NAMELESS, Caa, Host
from spbe_policy.builtin.tls.facts import Chain
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

_ADDRESS = NotApplicable(reason=text("alamat IP tidak ada di DNS", "an IP address is not in DNS"))

_FORGED = Gap(
    cause=Cause.UNREACHABLE,
    detail=text("jawaban DNS ditahan karena tanda tangannya tidak sah", "DNS withholds the answer: bad signatures"),
)


def _nothing_to_say(host: Host) -> Outcome | None:
    """Return what holds for every question about a host without a name, or with one that DNS does not tell of."""
    if host.address:
        return _ADDRESS
    if host.forged:
        return _FORGED
    if host.status == NAMELESS and not host.aliases:
        detail = text(f"nama {host.host} tidak ada di DNS", f"the name {host.host} is not in DNS")
        return Gap(cause=Cause.UNREACHABLE, detail=detail)
    return None


class CaaParams(Params):
    """What CAs call themselves in certificates (the issuer's organisation), by their domain in CAA records."""

    issuers: Mapping[str, tuple[str, ...]] = {
        "letsencrypt.org": ("Let's Encrypt",),
        "digicert.com": ("DigiCert Inc", "DigiCert, Inc.", "GeoTrust Inc.", "Thawte", "QuoVadis Limited"),
        "sectigo.com": ("Sectigo Limited", "COMODO CA Limited", "ZeroSSL", "The USERTRUST Network"),
        "globalsign.com": ("GlobalSign nv-sa",),
        "pki.goog": ("Google Trust Services", "Google Trust Services LLC"),
        "amazon.com": ("Amazon",),
        "godaddy.com": ("GoDaddy.com, Inc.", "Starfield Technologies, Inc."),
        "entrust.net": ("Entrust, Inc.", "Entrust Limited"),
        "ssl.com": ("SSL Corporation", "SSL Corp"),
        "actalis.it": ("Actalis S.p.A.",),
        "buypass.com": ("Buypass AS-983163327",),
    }


@check("dns.caa", each=Host, params=CaaParams, needs=(Chain,), full=True)
def caa(ctx: Context[Host], want: CaaParams) -> Iterator[Outcome]:
    """CAA records say which CAs may certify the host, and the CA of its certificate is one of them (RFC 8659)."""
    fact = ctx.fact
    if outcome := _nothing_to_say(fact):
        yield outcome
    elif fact.caa_unread:
        names = ", ".join(fact.caa_unread)
        detail = text(f"catatan CAA {names} tidak dapat dibaca", f"the CAA records of {names} could not be read")
        yield Gap(cause=Cause.UNREACHABLE, detail=detail)
    elif fact.caa is None:
        yield Fail(
            "none", text("tidak ada catatan CAA: semua CA boleh menerbitkan", "no CAA record: every CA may issue")
        )
    else:
        chain = ctx.all(Chain).get(ctx.subject)
        issuer = chain.chain[0].organisation if chain and chain.chain else ""
        yield _permitted(fact.caa, issuer, want.issuers)


def _permitted(caa: Caa, issuer: str, known: Mapping[str, tuple[str, ...]]) -> Outcome:
    """Hold the certificate's CA against the records; only between CAs that are known can a contradiction be certain."""
    if caa.unheard:
        tags = ", ".join(caa.unheard)
        return Fail(f"critical={tags}", text(f"CAA memuat {tags} yang tidak dikenal CA", f"CAs do not know {tags}"))
    if caa.issuers is None:
        return Fail("no-issue", text("CAA tidak menyebut CA yang boleh menerbitkan", "CAA names no CA that may issue"))
    if not caa.issuers:
        message = text("CAA melarang semua CA, sertifikat tidak dapat diperpanjang",
                       "CAA forbids every CA: the certificate cannot be renewed")  # fmt: skip
        return Fail("issue=;", message)
    names = ", ".join(caa.issuers)
    seen = f"issue={names}"
    permitted = {name for domain in caa.issuers for name in known.get(domain, ())}
    if not issuer or issuer in permitted or any(domain not in known for domain in caa.issuers):
        return Pass(seen)
    message = text(f"CAA hanya mengizinkan {names}, sertifikat dari {issuer}",
                   f"CAA permits {names} only, the certificate is from {issuer}")  # fmt: skip
    is_known = any(issuer in organisations for organisations in known.values())
    return Fail(f"{seen} issuer={issuer}", message) if is_known else Review(f"{seen} issuer={issuer}", message)


@check("dns.dnssec", each=Host, params=Params, full=True)
def dnssec(ctx: Context[Host], _: Params) -> Iterator[Outcome]:
    """A validating resolver finds the host's answer signed and whole (RFC 9364)."""
    fact = ctx.fact
    if fact.address:
        yield _ADDRESS
    elif fact.forged:
        yield Fail("bogus", text("tanda tangan DNSSEC tidak sah", "the DNSSEC signatures do not hold"))
    elif fact.authenticated:
        yield Pass("authenticated")
    elif fact.validating:
        yield Fail("unsigned", text("zona tidak ditandatangani dengan DNSSEC", "the zone is not signed with DNSSEC"))
    elif fact.signed:
        reason = text(
            f"ada tanda tangan DNSSEC, tetapi server nama {fact.resolver} tidak memeriksanya",
            f"there are DNSSEC signatures, but the name server {fact.resolver} does not validate them",
        )
        yield Review("signed, not validated", reason)
    else:
        detail = text(
            f"server nama {fact.resolver} tidak memeriksa DNSSEC; sebut yang memeriksa dengan --nameserver",
            f"the name server {fact.resolver} does not validate DNSSEC; name one that does by --nameserver",
        )
        yield Gap(cause=Cause.NOT_COLLECTED, detail=detail)


@check("dns.ipv6", each=Host, params=Params, full=True)
def ipv6(ctx: Context[Host], _: Params) -> Iterator[Outcome]:
    """The host has an IPv6 address."""
    if outcome := _nothing_to_say(ctx.fact):
        yield outcome
    elif ctx.fact.ipv6:
        yield Pass("AAAA")
    else:
        yield Fail("no AAAA", text("host hanya mempunyai alamat IPv4", "the host has IPv4 addresses only"))


class AliasParams(Params):
    """Domains of hosting services on which anybody may claim a name that is free."""

    claimable: tuple[str, ...] = (
        "amazonaws.com", "azureedge.net", "azurefd.net", "azurewebsites.net", "bitbucket.io", "blogspot.com",
        "cloudapp.net", "cloudapp.azure.com", "cloudfront.net", "fastly.net", "firebaseapp.com", "fly.dev",
        "ghost.io", "github.io", "gitlab.io", "herokuapp.com", "herokudns.com", "myshopify.com", "netlify.app",
        "onrender.com", "pages.dev", "readthedocs.io", "surge.sh", "trafficmanager.net", "vercel.app", "web.app",
        "webflow.io", "wixdns.net", "wordpress.com", "workers.dev", "zendesk.com",
    )  # fmt: skip


@check("dns.alias", each=Host, params=AliasParams, full=True)
def alias(ctx: Context[Host], want: AliasParams) -> Iterator[Outcome]:
    """An alias (CNAME) leads to a name that is there; on a service where names can be claimed, a person looks."""
    fact = ctx.fact
    if outcome := _nothing_to_say(fact):
        yield outcome
        return
    target = fact.aliases[-1] if fact.aliases else ""
    claimable = [name for name in fact.aliases if name.endswith(tuple(f".{domain}" for domain in want.claimable))]
    if target and fact.status == NAMELESS:
        message = text(f"CNAME menunjuk {target} yang tidak ada", f"the CNAME leads to {target}, which is not there")
        yield Fail(f"{target}: {NAMELESS}", message)
    elif target and not (fact.ipv4 or fact.ipv6):
        message = text(f"CNAME menunjuk {target} yang tidak beralamat", f"the CNAME leads to {target} without address")
        yield Fail(f"{target}: no address", message)
    elif claimable:
        name = claimable[0]
        reason = text(f"CNAME menunjuk layanan sewa {name}", f"the CNAME leads to the hosting service {name}")
        yield Review(name, reason)
    else:
        yield Pass(target or "no CNAME")


ALL = (caa, dnssec, ipv6, alias)
