"""Secrets of every sort, and how to plant them in what a server sends: pages, API documents, data sets, small files.

They stand where a scan reads, each sort in turn, so that whatever is kept was redacted first.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import load_workbook

from spbe_policy.demo.scene import APP

CANARY = "Kenari7f3a9"
SECRETS = (
    f"kenari.{CANARY}@warga.example",
    f"api_key={CANARY}ApiKey00",
    f"password={CANARY}Sandi00",
    f"Authorization: Bearer {CANARY}Bearer0000",
    f"https://petugas:{CANARY}Sandi@dalam.example/",
    f"eyJ{CANARY}.eyJ{CANARY}.{CANARY}",
    "AKIA7F3A9KENARI7F3A9",
    "3374014501907319",
)
"""Of each sort that a page, a header or a file could hold."""

QUERY = f"login_hint={CANARY}Hint&token={CANARY}Token00&api_key={CANARY}Kunci00"


def leaked(output: bytes) -> list[str]:
    """Return what of the secrets can be read in an output, in whatever case."""
    text = output.decode("utf-8", "replace").casefold()
    return [secret for secret in (CANARY, *SECRETS) if secret.casefold() in text]


def _turns() -> Iterator[str]:
    """All secrets in one text, each time another first: whatever is cut, each sort comes out somewhere."""
    for first in cycle(range(len(SECRETS))):
        yield " ".join((*SECRETS[first:], *SECRETS[:first]))


def page(body: bytes) -> bytes:
    """HTML: in every element's text, in attributes, forms and JSON-LD."""
    say = _turns()
    html = re.sub(
        r'(<script type="application/ld\+json">)(.*?)(</script>)',
        lambda found: found[1] + structured(found[2].encode()).decode() + found[3],
        body.decode(),
        flags=re.S,
    )
    html = re.sub(r"</(a|p|h1|h3|li|label|button|span|title)>", lambda end: f" {next(say)}{end[0]}", html)
    hidden = "".join(
        f'<meta name="generator" content="{secret}"><p>{secret}</p><a href="/?token={CANARY}Token00">{secret}</a>'
        f'<form method="{secret}"><input type="{secret}" name="{secret}"></form><img alt="{secret}">'
        f'<script src="/x.js?{QUERY}" integrity="{secret}" crossorigin="{secret}"></script>'
        f'<a href="{escape(SECRETS[4])}?{escape(QUERY)}" aria-label="{secret}"></a>'
        for secret in SECRETS
    )
    form = f'<form action="/x?access_token={CANARY}Akses00"><input name="a" value="{CANARY}"></form>'
    return html.replace("</body>", f"{hidden}{form}</body>").encode()


FREE = {
    "title", "name", "nama", "description", "summary", "message", "detail", "keterangan", "text", "author", "label",
    "version", "diperbarui", "nilai", "trace", "sources", "publisher", "contact", "dct:title", "pemilik", "opd", "alg",
    "use", "code_challenge_methods_supported", "id_token_signing_alg_values_supported",
}  # fmt: skip
"""Members of JSON whose values are free texts."""


def structured(body: bytes) -> bytes:
    """JSON: in the free texts, and in members of its own."""
    say = _turns()
    return json.dumps(_structured(json.loads(body), say, free=False)).encode()


def _structured(value: Any, say: Iterator[str], *, free: bool) -> Any:
    if isinstance(value, dict):
        own = {key: _structured(item, say, free=key in FREE) for key, item in value.items()}
        return {**own, "x-kenari": list(SECRETS), f"{next(say)}_endpoint": SECRETS[4].replace("https", "http")}
    if isinstance(value, list):
        return [_structured(item, say, free=free) for item in value]
    return f"{value} {next(say)}" if free and isinstance(value, str) else value


def openapi(body: bytes) -> bytes:
    """An OpenAPI document: in paths, operations, parameters, servers, schemes; also what makes it invalid."""
    told = json.loads(body)
    for secret in SECRETS:
        got = {
            "operationId": secret,
            "parameters": [{"name": secret, "in": "query", "example": secret}],
            secret: secret,
        }
        told["paths"][f"/{secret}"] = {"get": got}
        told["servers"].append({"url": f"https://{APP}/{secret}?{QUERY}", "description": secret})
        told["components"]["securitySchemes"][secret] = {"type": secret, "scheme": secret}
        told["info"][secret] = secret
    told["info"]["version"] += f" {SECRETS[2]}"
    return json.dumps(told).encode()


def robots(body: bytes) -> bytes:
    """robots.txt."""
    rules = "".join(
        f"User-agent: {one}\nDisallow: /cari?{one}\nSitemap: https://{APP}/{one}\n{one}\n" for one in SECRETS
    )
    return body + rules.encode()


def security(body: bytes) -> bytes:
    """security.txt."""
    lines = f"Password: {CANARY}\n" + "".join(
        f"Contact: mailto:{one}\nPolicy: {one}\n{one}: x\n{one}\n" for one in SECRETS
    )
    return body + lines.encode()


def sitemap(body: bytes) -> bytes:
    """A sitemap."""
    urls = "".join(
        f"<url><loc>https://{APP}/x?{escape(one)}</loc><lastmod>{escape(one)}</lastmod></url>" for one in SECRETS
    )
    return body.replace(b"</urlset>", f"{urls}</urlset>".encode())


def feed(body: bytes) -> bytes:
    """An Atom feed."""
    return re.sub(rb"</(title|id|updated)>", lambda end: f" {escape(SECRETS[2])}".encode() + end[0], body)


def script(body: bytes) -> bytes:
    """JavaScript."""
    return body + "".join(f"// {one}\nconst x = '{one}';\n" for one in SECRETS).encode()


def table(body: bytes) -> bytes:
    """CSV: a column more, rows more."""
    lines = body.decode().splitlines()
    cells = (f"{line};{secret},{secret}" for line, secret in zip(lines, cycle(SECRETS), strict=False))
    return "\r\n".join((*cells, *(f"{one};{one},{one}" for one in SECRETS))).encode()


def workbook(body: bytes) -> bytes:
    """XLSX: a column more, rows more."""
    book, stream = load_workbook(io.BytesIO(body)), io.BytesIO()
    book.worksheets[0].title = SECRETS[2]
    for secret in SECRETS:
        book.worksheets[0].append([secret, secret, secret])
    book.save(stream)
    return stream.getvalue()


PLANTED: Mapping[str, Callable[[bytes], bytes]] = {
    "openapi.json": openapi,
    "robots.txt": robots,
    "security.txt": security,
    "sitemap.xml": sitemap,
    ".env": bytes,
    "text/html": page,
    "json": structured,
    "atom+xml": feed,
    "javascript": script,
    "text/csv": table,
    "spreadsheetml": workbook,
}
"""What is done to an answer, by a mark in its path or its content type; the first that fits."""
