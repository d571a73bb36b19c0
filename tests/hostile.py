"""Real servers on loopback that misbehave, over real TLS with certificates made here. Nothing sleeps."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST = "app.kota-contoh.example"
END = b"\r\n\r\n"


@dataclass(frozen=True)
class Call:
    """One request as the server read it; `closing` is set when the server is being stopped."""

    head: str
    body: bytes
    closing: threading.Event

    @property
    def method(self) -> str:
        return self.head.split(" ", 1)[0]

    @property
    def path(self) -> str:
        return self.head.split(" ", 2)[1]

    def header(self, name: str) -> str | None:
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name:
                return value
        return None


Answer = Callable[[Call], Iterator[bytes]]


@dataclass
class Server:
    """A listening socket whose threads answer; counts what arrives."""

    port: int
    calls: list[Call] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def http(status: str, *headers: str, body: bytes = b"") -> bytes:
    """Return one complete answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + END + body


def always(answer: bytes) -> Answer:
    """Answer every request with the same bytes."""
    return lambda _: iter([answer])


def drip(call: Call) -> Iterator[bytes]:
    """Send a byte now and then, for ever."""
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 10000" + END
    while not call.closing.wait(0.02):
        yield b"x"


def silence(call: Call) -> Iterator[bytes]:
    """Take the request and say nothing until the server is stopped."""
    call.closing.wait(30)
    return iter(())


def endless(call: Call) -> Iterator[bytes]:
    """Send a body without end."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html" + END
    while not call.closing.is_set():
        yield b"x" * 16_384


def cut(_: Call) -> Iterator[bytes]:
    """Promise more than is sent."""
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000" + END + b"<html>"
    raise ConnectionAbortedError


@contextmanager
def serve(answer: Answer, context: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> Iterator[Server]:
    """Serve HTTP/1.1 with keep-alive on loopback, over TLS when there is a context."""
    closing = threading.Event()
    with listener(address) as (listening, port):
        server = Server(port)

        def accept() -> None:
            while True:
                try:
                    plain, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(plain,), daemon=True).start()

        def talk(plain: socket.socket) -> None:
            with server.lock:
                server.connections += 1
                server.at_once += 1
                server.most_at_once = max(server.most_at_once, server.at_once)
            try:
                with plain:
                    plain.settimeout(10)
                    connection = context.wrap_socket(plain, server_side=True) if context else plain
                    with connection:
                        _converse(connection, server, answer, closing)
            except OSError:  # the other side left, or a handshake failed: both are what tests are about
                pass
            finally:
                with server.lock:
                    server.at_once -= 1

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            closing.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _converse(connection: socket.socket, server: Server, answer: Answer, closing: threading.Event) -> None:
    data = b""
    while True:
        while END not in data:
            if not (more := connection.recv(65_536)):
                return
            data += more
            if data.startswith(b"\x16\x03"):  # a TLS handshake is no request: hang up, as servers of plain http do
                return
        head, _, data = data.partition(END)
        call = Call(head.decode("latin-1"), b"", closing)
        wanted = int(call.header("content-length") or 0)
        while len(data) < wanted:
            data += connection.recv(65_536)
        call = Call(call.head, data[:wanted], closing)
        data = data[wanted:]
        server.calls.append(call)
        closed = False
        for part in answer(call):
            connection.sendall(part)
            closed = closed or b"Connection: close" in part or b"Content-Length" not in part
        if closed:
            return


@contextmanager
def listener(address: str = "127.0.0.1") -> Iterator[tuple[socket.socket, int]]:
    """Listen on a free port of loopback."""
    with socket.create_server((address, 0), backlog=64) as listening:
        yield listening, listening.getsockname()[1]


@contextmanager
def raw(first: bytes) -> Iterator[int]:
    """Listen without TLS and without HTTP: send `first` to whoever connects, then hang up."""
    with listener() as (listening, port):

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(10)
                    try:
                        connection.recv(65_536)
                        connection.sendall(first)
                    except OSError:
                        continue

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield port
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def free_port() -> int:
    """Return a port where nothing listens."""
    with listener() as (_, port):
        return port


class Authority:
    """A test CA; writes PEM files into `folder`."""

    def __init__(self, folder: Path, name: str = "CA uji") -> None:
        self.folder = folder
        self.key = _key()
        self.name = _name(name)
        now = datetime.now(UTC)
        builder = _builder(self.name, self.name, self.key, now - timedelta(days=1), now + timedelta(days=30))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False
        )
        self.certificate = builder.sign(self.key, hashes.SHA256())
        self.file = folder / f"{name.replace(' ', '-')}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def context(
        self,
        *hosts: str,
        days: int = 10,
        san: bool = True,
        self_signed: bool = False,
        version: ssl.TLSVersion | None = None,
        ciphers: str | None = None,
    ) -> ssl.SSLContext:
        """Return a server's context with a leaf for `hosts` that ends in `days` (negative: it has expired)."""
        file = self._leaf(hosts or (HOST,), days, san=san, self_signed=self_signed)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.set_alpn_protocols(["http/1.1"])
        if ciphers:
            context.set_ciphers(ciphers)
        if version:
            _only(context, version)
        return context

    @lru_cache  # noqa: B019 (lives as long as one test run)
    def _leaf(self, hosts: tuple[str, ...], days: int, *, san: bool, self_signed: bool) -> Path:
        key, name = _key(), _name(hosts[0])
        end = datetime.now(UTC) + timedelta(days=days)
        issuer = name if self_signed else self.name
        builder = _builder(name, issuer, key, end - timedelta(days=60), end)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        if san:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        leaf = builder.sign(key if self_signed else self.key, hashes.SHA256())
        file = self.folder / f"leaf-{leaf.serial_number}.pem"
        encoding = serialization.Encoding.PEM
        file.write_bytes(
            key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + leaf.public_bytes(encoding)
        )
        return file


def _only(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if version < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
