"""A real DNS server on loopback, over UDP and TCP: it answers as the recursive, validating server of the city would."""

import socketserver
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

TTL = 60
MAX_ALIASES = 8


@dataclass(frozen=True, slots=True)
class Zone:
    """What is known of the world: records by name (no dot at its end) and type, in presentation form.

    A name with records of one type exists for all of them. `unsigned` are the names that nobody vouches for;
    `forged` those whose signatures do not hold; `validating` says whether the server looks at signatures at all.
    """

    records: Mapping[str, Mapping[str, tuple[str, ...]]]
    unsigned: frozenset[str] = frozenset()
    forged: frozenset[str] = frozenset()
    validating: bool = True

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """Answer one question, following aliases as a recursive server does."""
        question = query.question[0]
        answer = dns.message.make_response(query, recursion_available=True)
        name = _plain(question.name)
        if self.validating and name in self.forged and not query.flags & dns.flags.CD:
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer
        signed = self.validating and name not in self.unsigned
        for _ in range(MAX_ALIASES):
            kinds = self._kinds(name)
            if kinds is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
                break
            target = kinds.get("CNAME")
            wanted = "CNAME" if target else dns.rdatatype.to_text(question.rdtype)
            if kinds.get(wanted):
                answer.answer.append(dns.rrset.from_text(f"{name}.", TTL, "IN", wanted, *kinds[wanted]))
            if not target or question.rdtype == dns.rdatatype.CNAME:
                break
            name = target[0].rstrip(".")
        if signed and query.ednsflags & dns.flags.DO:
            answer.flags |= dns.flags.AD
        return answer

    def _kinds(self, name: str) -> Mapping[str, tuple[str, ...]] | None:
        """Return the records of a name; an empty set for one that only others lie under (RFC 8020)."""
        below = any(known.endswith(f".{name}") for known in self.records)
        return self.records.get(name, {} if below else None)


Answer = Callable[[dns.message.Message], dns.message.Message | None]
"""Answers a question; None keeps silent."""


class NameServer:
    """Serves on a free port of 127.0.0.1 while the `with` block lasts; counts what it is asked."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[str] = []
        self._answer = answer
        self._udp, self._tcp = _bound(self)

    @property
    def address(self) -> str:
        """Where it listens, as `--nameserver` takes it."""
        return f"127.0.0.1:{self._udp.server_address[1]}"

    def __enter__(self) -> "NameServer":
        for server in (self._udp, self._tcp):
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self._udp, self._tcp):
            server.shutdown()
            server.server_close()

    def reply(self, wire: bytes, limit: int) -> bytes:
        """Answer one message; nothing for one that cannot be read. `limit`: most bytes, else it is cut (TC)."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return b""
        question = query.question[0]
        self.asked.append(f"{_plain(question.name)} {dns.rdatatype.to_text(question.rdtype)}")
        answer = self._answer(query)
        if answer is None:
            return b""
        try:
            return answer.to_wire(max_size=limit)
        except dns.exception.TooBig:
            cut = dns.message.make_response(query, recursion_available=True)
            cut.flags |= dns.flags.TC
            return cut.to_wire()


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True
    ours: NameServer


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    ours: NameServer


class _Datagram(socketserver.BaseRequestHandler):
    server: _Udp

    def handle(self) -> None:
        wire, socket = self.request
        if answer := self.server.ours.reply(wire, 1_232):
            socket.sendto(answer, self.client_address)


class _Stream(socketserver.StreamRequestHandler):
    server: _Tcp

    def handle(self) -> None:
        while len(head := self.rfile.read(2)) == 2:
            answer = self.server.ours.reply(self.rfile.read(struct.unpack("!H", head)[0]), 65_535)
            if not answer:
                return
            self.wfile.write(struct.pack("!H", len(answer)) + answer)


def _bound(ours: NameServer) -> tuple[_Udp, _Tcp]:
    """Bind both protocols to one port; another is tried where somebody holds it for one of them."""
    while True:
        udp = _Udp(("127.0.0.1", 0), _Datagram)
        try:
            tcp = _Tcp(udp.server_address, _Stream)
        except OSError:
            udp.server_close()
            continue
        udp.ours = tcp.ours = ours
        return udp, tcp


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
