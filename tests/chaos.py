"""A proxy between the tool and the sandbox that disturbs what comes back, by a seed.

Two kinds of disturbance. On the wire: what TCP and TLS carry is delayed, cut, reset, garbled, dripped, or replaced by
noise. In HTTP: the proxy ends TLS with the server's own certificate and spoils the framing of an answer. No disturbance
changes what a whole answer says: whoever notices that an answer is not whole, cannot be misled. (A shorter body under a
correct, shorter length would be another answer of the app, so there is none.)
"""

import gzip
import random
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from spbe_policy.demo import Sandbox

CALM = (0.2, 0.5, 0.7, 0.9)
"""Share of connections, and of the answers on a connection that is disturbed in HTTP, that are left alone, by seed."""

PATIENCE = 0.5
"""Seconds that the disturbed tool gives one request; some delays are longer."""

END = b"\r\n\r\n"
BOMB = gzip.compress(bytes(20_000_000))


@dataclass
class Answer:
    """An answer as the app gave it."""

    line: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def wire(self) -> bytes:
        """Return it as it goes over the wire."""
        return b"\r\n".join([self.line, *(b": ".join(pair) for pair in self.headers), b"", self.body])

    def without(self, *names: bytes) -> list[tuple[bytes, bytes]]:
        """Return its headers without some."""
        return [pair for pair in self.headers if pair[0].lower() not in names]


Spoil = Callable[[Answer, random.Random], Iterator[bytes]]


def _framed(length: bytes) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        headers = [*answer.without(b"content-length"), (b"Content-Length", length)]
        yield Answer(answer.line, headers, answer.body).wire()

    return spoil


def _truncated(answer: Answer, dice: random.Random) -> Iterator[bytes]:
    whole = answer.wire()
    yield whole[: dice.randrange(len(whole))]


def _until_closed(answer: Answer, dice: random.Random) -> Iterator[bytes]:
    headers = answer.without(b"content-length")
    yield Answer(answer.line, headers, answer.body[: dice.randrange(len(answer.body) + 1)]).wire()


def _longer(answer: Answer, dice: random.Random) -> Iterator[bytes]:
    yield from _framed(str(len(answer.body) + dice.randrange(1, 5000)).encode())(answer, dice)


def _two_lengths(answer: Answer, _: random.Random) -> Iterator[bytes]:
    yield Answer(answer.line, [*answer.headers, (b"Content-Length", b"3")], answer.body).wire()


def _chunked(chunks: Callable[[bytes], bytes]) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        headers = [*answer.without(b"content-length"), (b"Transfer-Encoding", b"chunked")]
        yield Answer(answer.line, headers, chunks(answer.body)).wire()

    return spoil


def _pieces(body: bytes) -> bytes:
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x;x=1\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _padded(count: int, size: int) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        pad = [(b"X-Pad-%d" % number, b"x" * size) for number in range(count)]
        yield Answer(answer.line, [*answer.headers, *pad], answer.body).wire()

    return spoil


def _coded(coding: bytes, pack: Callable[[bytes], bytes]) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        body = pack(answer.body)
        headers = [*answer.without(b"content-length"), (b"Content-Encoding", coding)]
        yield Answer(answer.line, [*headers, (b"Content-Length", str(len(body)).encode())], body).wire()

    return spoil


def _doubled(answer: Answer, _: random.Random) -> Iterator[bytes]:
    yield Answer(answer.line, [pair for pair in answer.headers for _ in range(2)], answer.body).wire()


def _with(*more: tuple[bytes, bytes]) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        yield Answer(answer.line, [*answer.headers, *more], answer.body).wire()

    return spoil


def _line(line: bytes) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        yield Answer(line, answer.headers, answer.body).wire()

    return spoil


def _version(name: bytes) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        yield Answer(answer.line.replace(b"HTTP/1.1", name), answer.headers, answer.body).wire()

    return spoil


def _before(first: bytes) -> Spoil:
    def spoil(answer: Answer, _: random.Random) -> Iterator[bytes]:
        yield first + answer.wire()

    return spoil


def _instead(status: bytes, *headers: bytes, body: bytes = b"") -> Spoil:
    def spoil(_: Answer, __: random.Random) -> Iterator[bytes]:
        length = b"Content-Length: %d" % len(body)
        yield b"\r\n".join([b"HTTP/1.1 " + status, *headers, length, b"", body])

    return spoil


def _dripped(answer: Answer, dice: random.Random) -> Iterator[bytes]:
    whole, pause = answer.wire(), dice.choice((0.001, PATIENCE / 4))
    for at in range(0, len(whole), 200):
        yield whole[at : at + 200]
        time.sleep(pause)


def _foreign_letters(answer: Answer, _: random.Random) -> Iterator[bytes]:
    html = b"</body>" in answer.body
    body = answer.body.replace(b"</body>", b"<!-- \xff\xfe\xc3\x28 --></body>") if html else answer.body
    headers = [*answer.without(b"content-length"), (b"X-Chaos", b"\xff\xfe\xc3\x28")]
    yield Answer(answer.line, [*headers, (b"Content-Length", str(len(body)).encode())], body).wire()


SPOILS: dict[str, Spoil] = {
    "truncated": _truncated,
    "until closed": _until_closed,
    "longer": _longer,
    "no number": _framed(b"twelve"),
    "negative": _framed(b"-5"),
    "two lengths": _two_lengths,
    "chunked": _chunked(_pieces),
    "chunked without end": _chunked(lambda body: b"%x\r\n%b\r\n" % (len(body) or 1, body)),
    "chunked nonsense": _chunked(lambda body: b"zz\r\n" + body),
    "chunk too large": _chunked(lambda body: b"fffffffffffffffff\r\n" + body),
    "chunked and length": _with((b"Transfer-Encoding", b"chunked")),
    "headers too large": _padded(1, 70_000),
    "too many headers": _padded(2_000, 50),
    "large headers": _padded(10, 800),
    "gzip": _coded(b"gzip", gzip.compress),
    "gzip cut": _coded(b"gzip", lambda body: gzip.compress(body)[:-9]),
    "gzip twice": _coded(b"gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    "no gzip": _coded(b"gzip", lambda body: b"\x1f\x8b" + body),
    "bomb": _coded(b"gzip", lambda _: BOMB),
    "brotli": _coded(b"br", lambda body: body),
    "doubled headers": _doubled,
    "not UTF-8": _foreign_letters,
    "zero in a header": _with((b"X-Chaos", b"a\x00b")),
    "folded header": _with((b"X-Chaos", b"a\r\n b")),
    "no colon": _with((b"nonsense\r\nX-Chaos", b"a")),
    "no status": _line(b"HTTP/1.1"),
    "strange status": _line(b"HTTP/1.1 2xx OK"),
    "strange version": _version(b"HTTP/9.9"),
    "not HTTP": _line(b"SSH-2.0-chaos"),
    "early hints": _before(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"),
    "endless hints": _before(b"HTTP/1.1 100 Continue\r\n\r\n" * 500),
    "busy": _instead(b"503 Busy", b"Retry-After: 0"),
    "busy for long": _instead(b"429 Slow down", b"Retry-After: 86400"),
    "firewall": _instead(b"403 No", body=b"The requested URL was rejected. Please consult with your administrator."),
    "gateway": _instead(b"502 Bad Gateway", body=b"<h1>502</h1>"),
    "dripped": _dripped,
    "after the end": lambda answer, _: iter([answer.wire() + b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"]),
}
"""What may happen to an answer in HTTP. Some are harmless; all leave the connection to be closed or not by the dice."""

WIRES = ("delay", "long delay", "cut", "reset", "garble", "noise", "plain", "alert", "silence", "drip")
"""What may happen to a connection on the wire."""


@dataclass
class Chaos:
    """The proxies before the servers of one sandbox; `seed` None leaves everything alone.

    A connection's fate depends on the seed and on its number, an answer's also on what was asked.
    """

    box: Sandbox
    seed: int | None = None
    only: str | None = None
    ports: dict[str, int] = field(default_factory=dict)
    happened: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def resolve(self) -> tuple[str, ...]:
        """Where the sandbox's hosts are, behind the proxies."""
        behind = {str(server.port): str(self.ports[name]) for name, server in self.box.servers.items()}
        split = (entry.rpartition(":") for entry in self.box.resolve)
        return tuple(f"{head}:{behind[port]}" for head, _, port in split)

    def begin(self, seed: int | None, only: str | None = None) -> None:
        """Start a run: the same seed gives the same fates; `only` names the one disturbance that may happen."""
        self.seed, self.only = seed, only
        self.happened.clear()
        self.numbers.clear()

    def dice(self, key: str) -> random.Random:
        """Return the dice for the next thing of this key."""
        self.numbers[key] = number = self.numbers.get(key, 0) + 1
        return random.Random(f"{self.seed} {key} {number}")  # noqa: S311

    def choose(self, dice: random.Random, fates: tuple[str, ...]) -> str | None:
        """Return what happens, or None."""
        if self.only:
            fates = tuple(fate for fate in fates if fate in (self.only, "http"))
        if self.seed is None or not fates or dice.random() < CALM[self.seed % len(CALM)]:
            return None
        fate = dice.choice(fates)
        if fate != "http":
            self.happened.append(fate)
        return fate

    def serve(self, name: str, client: socket.socket) -> None:
        """Carry one connection."""
        dice = self.dice(name)
        server = self.box.servers[name]
        wires = tuple(fate for fate in WIRES if server.context or fate != "plain")  # over http it would be an answer
        fate = self.choose(dice, (*wires, *["http"] * len(wires)))
        with suppress(OSError, ValueError), client:
            client.settimeout(5)
            if fate == "http":
                self._speak(client, server.context, server.port)
            elif fate in ("noise", "plain", "alert", "silence"):
                _unfit(fate, client, dice)
            else:
                with socket.create_connection(("127.0.0.1", server.port), timeout=5) as there:
                    _carry(client, there, fate, dice)

    def _speak(self, client: socket.socket, context: ssl.SSLContext | None, port: int) -> None:
        """End TLS as the server itself would, pass on each request and spoil the answers."""
        connection = context.wrap_socket(client, server_side=True) if context else client
        with connection, _upstream(port, secure=context is not None) as there:
            while request := _message(connection):
                there.sendall(request)
                method, target = request.split(b" ", 2)[:2]
                answer = _parsed(_message(there, headless=method == b"HEAD"))
                dice = self.dice(f"{method!r}{target!r}")
                fate = self.choose(dice, tuple(SPOILS))
                if method == b"HEAD" and fate:
                    fate = None
                for part in SPOILS[fate](answer, dice) if fate else [answer.wire()]:
                    connection.sendall(part)
                if fate:
                    return


def _upstream(port: int, *, secure: bool) -> socket.socket:
    plain = socket.create_connection(("127.0.0.1", port), timeout=5)
    if not secure:
        return plain
    context = ssl._create_unverified_context()  # noqa: S323 (loopback)
    return context.wrap_socket(plain)


def _message(connection: socket.socket, *, headless: bool = False) -> bytes:
    """Read one message of HTTP, with its body by Content-Length; nothing at the end of the connection."""
    data = b""
    while END not in data:
        if not (more := connection.recv(65_536)):
            return b""
        data += more
    head, _, body = data.partition(END)
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    wanted = 0 if headless or not lengths else int(lengths[0])
    while len(body) < wanted:
        body += connection.recv(65_536)
    return head + END + body


def _parsed(data: bytes) -> Answer:
    head, _, body = data.partition(END)
    line, *rest = head.split(b"\r\n")
    pairs = (header.partition(b":") for header in rest)
    return Answer(line, [(name, value.strip()) for name, _, value in pairs], body)


def _unfit(fate: str, client: socket.socket, dice: random.Random) -> None:
    """Answer with something that is no TLS, or not at all."""
    if fate == "silence":
        client.settimeout(PATIENCE * 3)
        with suppress(TimeoutError):
            while client.recv(65_536):
                pass
        return
    client.recv(65_536)
    said = {
        "noise": dice.randbytes(dice.randrange(1, 3000)),
        "plain": b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "alert": b"\x15\x03\x01\x00\x02\x02" + bytes([dice.choice((10, 20, 22, 50, 51, 80, 90))]),
    }
    client.sendall(said[fate])


def _carry(client: socket.socket, there: socket.socket, fate: str | None, dice: random.Random) -> None:
    """Pass bytes both ways; those that come back are disturbed."""
    back = threading.Thread(target=_back, args=(there, client, fate, dice), daemon=True)
    back.start()
    with suppress(OSError):
        while data := client.recv(65_536):
            there.sendall(data)
    with suppress(OSError):
        there.shutdown(socket.SHUT_WR)
    back.join(5)


def _back(there: socket.socket, client: socket.socket, fate: str | None, dice: random.Random) -> None:
    left = dice.randrange(1, 6000)
    with suppress(OSError):
        while data := there.recv(65_536):
            if fate in ("delay", "long delay"):
                time.sleep(dice.uniform(0, 0.1) if fate == "delay" else PATIENCE * 1.2)
            if fate in ("cut", "reset", "garble") and len(data) > left:
                if fate == "garble":
                    data = data[:left] + bytes([data[left] ^ dice.randrange(1, 256)]) + data[left + 1 :]
                else:
                    client.sendall(data[:left])
                    return _end(client, reset=fate == "reset")
            left = max(0, left - len(data))
            _send(client, data, drip=fate == "drip", pause=dice.choice((0.001, PATIENCE / 8)))
    return _end(client, reset=False)


def _send(client: socket.socket, data: bytes, *, drip: bool, pause: float) -> None:
    step = 300 if drip else len(data)
    for at in range(0, len(data), step):
        client.sendall(data[at : at + step])
        if drip:
            time.sleep(pause)


def _end(client: socket.socket, *, reset: bool) -> None:
    with suppress(OSError):
        if reset:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        else:
            client.shutdown(socket.SHUT_RDWR)


@contextmanager
def chaos(box: Sandbox) -> Iterator[Chaos]:
    """Put a proxy before each server of a sandbox."""
    state = Chaos(box)
    with ExitStack() as stack:
        for name in box.servers:
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=128))
            state.ports[name] = listening.getsockname()[1]
            thread = threading.Thread(target=_accept, args=(state, name, listening), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(listening.shutdown, socket.SHUT_RDWR)
        yield state


def _accept(state: Chaos, name: str, listening: socket.socket) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=state.serve, args=(name, client), daemon=True).start()
