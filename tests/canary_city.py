"""A city in which everything that is said holds secrets: answers, headers, redirects, DNS, certificates, SBOMs."""

import json
import ssl
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from canaries import CANARY, PLANTED, QUERY, SECRETS
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from spbe_policy.demo import Sandbox, certificates
from spbe_policy.demo.dns import Zone
from spbe_policy.demo.scene import APP, DOMAIN, HOSTS, Scene
from spbe_policy.demo.servers import Answer, Request, Server, Site

COOKIE = f"PHPSESSID={CANARY}Sesi00; csrf_token={CANARY}Csrf00; Path=/"
HEADERS = (
    ("Set-Cookie", COOKIE),
    ("X-Powered-By", f"PHP/7.4 {SECRETS[1]}"),
    ("Access-Control-Allow-Origin", SECRETS[4]),
    ("Access-Control-Allow-Credentials", f"true {SECRETS[2]}"),
    ("Allow", f"GET, {SECRETS[1]}"),
    ("Cache-Control", f'private="{SECRETS[2]}"'),
    ("Content-Security-Policy", f"report-uri {SECRETS[4]}?{QUERY}"),
    ("Link", f'<{SECRETS[4]}?{QUERY}>; rel="service-desc"'),
)


class Careful(Sandbox):
    """A city in which everything that is said holds secrets."""

    def _servers(self, state: Scene) -> dict[str, Server]:
        servers = super()._servers(state)
        for server in servers.values():
            server.site = _telling(server.site)
        return servers

    def _app_context(self) -> ssl.SSLContext:
        return certificates.server_context(certificate())


def _telling(site: Site) -> Site:
    def told(request: Request) -> Answer:
        answer = site(request)
        headers = tuple(_header(name, value, request) for name, value in answer.headers)
        date = (("Date", f"Sun, 22 Nov 2026 08:00:00 GMT {SECRETS[2]}"),) if request.host == APP else ()
        kind = dict(answer.headers).get("Content-Type", "")
        plant = next((plant for mark, plant in PLANTED.items() if mark in f"{request.path} {kind}"), None)
        body = plant(answer.body) if plant and answer.body else answer.body
        return replace(answer, body=body, headers=(*headers, *HEADERS, *date))

    return told


def _header(name: str, value: str, request: Request) -> tuple[str, str]:
    if name == "Location":
        asked = f"&max_age={quote(SECRETS[2])}" if "client_id=" in value else ""
        asked += "".join(f"&ui={quote(one, safe='')}%26{quote_plus(one)}" for one in SECRETS)
        return name, f"{value}{'&' if '?' in value else '?'}{QUERY}{asked}"
    if name == "Content-Type" and request.path.startswith("/api/v1/"):
        return name, f"{value.partition(';')[0]} {SECRETS[2]}"
    return name, value


def certificate() -> certificates.Issued:
    """The app's certificate and that of its issuer: secrets in subject, organisation and alternative names."""
    root = certificates.authority()
    plain = certificates.server_certificate((APP,))
    above = _signed(
        plain, x509.Name([_named(NameOID.ORGANIZATION_NAME, 5), _named(NameOID.COMMON_NAME, 2)]), root, ca=True
    )
    own = _signed(plain, x509.Name([_named(NameOID.COMMON_NAME, 0)]), above, ca=False)
    return replace(own, above=(above.certificate,))


def _named(kind: x509.ObjectIdentifier, number: int) -> "x509.NameAttribute[str]":
    return x509.NameAttribute(kind, SECRETS[number])


def _signed(like: certificates.Issued, name: x509.Name, by: certificates.Issued, *, ca: bool) -> certificates.Issued:
    """A certificate of the same key and dates, with this name."""
    made = like.certificate
    names = [x509.DNSName(each) for each in (APP, *SECRETS)]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by.certificate.subject)
        .public_key(made.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made.not_valid_before_utc)
        .not_valid_after(made.not_valid_after_utc)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return certificates.Issued(builder.sign(by.key, SHA256()), like.key)


def zone() -> Zone:
    """Aliases and CAA records with secrets."""
    address = {"A": ("192.0.2.1",)}
    alias = f"{SECRETS[2]}.{DOMAIN}"
    return Zone(
        {
            **dict.fromkeys(HOSTS, address),
            APP: {"CNAME": (f"{alias}.",)},
            alias: {**address, "CAA": (f'0 iodef "mailto:{SECRETS[0]}"', f'0 issue "ca.example; {SECRETS[1]}"')},
        }
    )


def bills(manifest: Path) -> None:
    """Plant secrets in the bill of materials that the manifest names, and let it name another one, in XML."""
    path, more = manifest.with_name("sbom.json"), manifest.with_name("sbom-wadah.xml")
    told = json.loads(path.read_text(encoding="utf-8"))
    free = [{"name": secret, "value": secret} for secret in SECRETS]
    told["metadata"]["authors"] = [{"name": one, "email": SECRETS[0], "phone": SECRETS[7]} for one in SECRETS]
    told["metadata"]["properties"] = told["properties"] = free
    told["components"] += [_component(number, secret, free) for number, secret in enumerate(SECRETS)]
    told["dependencies"] += [{"ref": f"ref {one}", "dependsOn": [f"hilang {one}"]} for one in SECRETS]
    path.write_text(json.dumps(told), encoding="utf-8")
    more.write_text(_xml(), encoding="utf-8")
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(f"sbom: {path.name}", f"sbom: [{path.name}, {more.name}]"), encoding="utf-8")


def _component(number: int, secret: str, free: list[dict[str, str]]) -> dict[str, Any]:
    who = {"name": secret, "url": [SECRETS[4]], "contact": [{"name": secret, "email": SECRETS[0]}]}
    return {
        "type": "library",
        "bom-ref": f"ref {secret}",
        **dict.fromkeys(("name", "version", "group", "description", "copyright"), secret),
        "supplier": who,
        "licenses": [{"license": {"name": secret}}] if number % 2 else [{"expression": secret}],
        "purl": f"pkg:generic/{secret}@1?repository_url={SECRETS[4]}",
        "properties": free,
        "externalReferences": [{"type": "vcs", "url": SECRETS[4], "comment": secret}],
    }


def _xml() -> str:
    items = "".join(
        f'<component type="library" bom-ref="{one}"><supplier><name>{one}</name></supplier>'
        f"<name>{one}</name><version>{one}</version><description>{one}</description>"
        f"<licenses><license><name>{one}</name></license></licenses></component>"
        for one in SECRETS
    )
    return (
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><metadata><component type="application">'
        f"<name>{SECRETS[2]}</name><version>{SECRETS[1]}</version></component></metadata>"
        f"<components>{items}</components></bom>"
    )


def attacked(attacks: Sequence[str], *, valid: bool) -> dict[str, Any]:
    """A bill of materials that says an attack wherever it may say anything; an invalid one has an attack for a type."""
    items = [
        {
            "type": "library" if valid else attack,
            "bom-ref": attack,
            **dict.fromkeys(("name", "version", "group", "publisher"), attack),
            "supplier": {"name": attack},
            "licenses": [{"license": {"name": attack}}] if number % 2 else [{"expression": attack}],
            "properties": [{"name": attack, "value": attack}],
        }
        for number, attack in enumerate(attacks)
    ]
    subject = {"type": "application", "bom-ref": "app", **dict.fromkeys(("name", "version"), " ".join(attacks)[:1_000])}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "component": subject,
            "authors": [{"name": attack} for attack in attacks],
            "tools": {"components": items[:9]},
            "lifecycles": [{"name": attack} for attack in attacks],
        },
        "components": items,
        "dependencies": [{"ref": "app", "dependsOn": list(attacks)}, {"ref": attacks[0], "dependsOn": ["hilang"]}],
    }
