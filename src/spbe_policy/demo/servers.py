"""Small real HTTP/1.1 servers over real TLS: a site is a function from a request to an answer."""

import contextlib
import json
import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What a site is asked: `target` is path and query as sent, `secure` tells https from http."""

    method: str
    host: str
    target: str
    headers: Message
    body: bytes
    secure: bool

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters; of a repeated one the last."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    def cookie(self, name: str) -> str | None:
        """Return the value of one cookie."""
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get(name)
        return morsel.value if morsel else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site says."""

    body: bytes
    status: int = 200
    headers: Headers = ()


Site = Callable[[Request], Answer]


LANGUAGE = ' lang="id"'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'


def page(title: str, body: str, *, status: int = 200, head: str = "", headers: Headers = ()) -> Answer:
    """Make an HTML page; `title`, `body` and `head` are trusted HTML."""
    html = (
        f'<!doctype html>\n<html{LANGUAGE}>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"{VIEWPORT}{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return Answer(html.encode(), status, (("Content-Type", "text/html; charset=utf-8"), *headers))


def plain(body: str, content_type: str = "text/plain; charset=utf-8", status: int = 200) -> Answer:
    """Make an answer of plain text, or of another text type."""
    return Answer(body.encode(), status, (("Content-Type", content_type),))


def as_json(value: Any, content_type: str = "application/json") -> Answer:
    """Make an answer of JSON."""
    return plain(json.dumps(value, ensure_ascii=False, indent=1), content_type)


def redirect(location: str, status: int = 302, headers: Headers = ()) -> Answer:
    """Send the visitor elsewhere."""
    return Answer(b"", status, (("Location", location), *headers))


def not_found() -> Answer:
    """Say that a page does not exist, and nothing more."""
    return page("Tidak ditemukan", "<h1>Halaman tidak ditemukan</h1>", status=404)


def by_host(sites: Mapping[str, Site]) -> Site:
    """Make one site of several virtual hosts (RFC 9110 15.5.20 for the others)."""
    return lambda request: sites[request.host](request) if request.host in sites else Answer(b"", 421)


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    # One write, sent at once: small packets that wait for an acknowledgement cost 40 ms each.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: "Server"

    def reply(self) -> None:
        """Ask the site and send what it says."""
        length = int(self.headers.get("Content-Length") or 0)
        host = self.headers.get("Host", "").partition(":")[0].lower()
        body = self.rfile.read(length)
        secure = self.server.context is not None
        answer = self.server.site(Request(self.command, host, self.path, self.headers, body, secure))
        self.send_response_only(answer.status)
        if "Date" not in dict(answer.headers):
            self.send_header("Date", self.date_time_string())
        for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def __getattr__(self, name: str) -> Any:
        """Hand every method to the site, one that is new as well."""
        if name.startswith("do_"):
            return self.reply
        raise AttributeError(name)

    def version_string(self) -> str:
        """Return the name in answers to malformed requests: no version."""
        return "kota-contoh"

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


class Server(socketserver.ThreadingTCPServer):
    """Serves one site on a free port of 127.0.0.1, over TLS when it has a context.

    `before` is shown the first bytes of a connection; what it returns is sent in place of all else.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self,
        site: Site,
        context: ssl.SSLContext | None = None,
        before: Callable[[bytes], bytes | None] | None = None,
    ) -> None:
        self.site, self.context, self.before = site, context, before
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands and answer, in the connection's own thread: a silent client stops nobody else."""
        if self.before and (said := self.before(request.recv(65_536, socket.MSG_PEEK))) is not None:
            request.recv(65_536)
            request.sendall(said)
            return
        if self.context:
            request = self.context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        self.connections.add(request)
        try:
            if isinstance(request, ssl.SSLSocket):
                request.do_handshake()
            super().finish_request(request, client_address)
        finally:
            self.connections.discard(request)
            request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet when a client breaks off; show a fault of our own."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        """Begin to serve."""
        self.thread.start()

    def stop(self) -> None:
        """Stop listening and cut the connections that are still open."""
        self.shutdown()
        for connection in tuple(self.connections):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self.server_close()
        self.thread.join()
