"""Reads a body without trusting it: bounded on the wire and after opening one compression."""

import zlib

import httpx

from spbe_policy._door import gaps
from spbe_policy._door.nouns import Permission
from spbe_policy._door.target import Ask


class _Inflate:
    """Opens one gzip or deflate coding and never makes more bytes than asked for."""

    def __init__(self, coding: str) -> None:
        self._maybe_raw = coding == "deflate"
        self._zlib = zlib.decompressobj(47)  # 32 + 15: gzip or zlib, by its header
        self.started = False

    @property
    def done(self) -> bool:
        return self._zlib.eof

    def feed(self, data: bytes, room: int) -> bytes:
        first, self.started = not self.started, True
        try:
            return self._zlib.decompress(data, room)
        except zlib.error:
            if not (first and self._maybe_raw):
                raise
        # Some servers send deflate without the zlib header that RFC 9110 (8.4.1.2) asks for.
        self._zlib = zlib.decompressobj(-15)
        return self._zlib.decompress(data, room)


async def read(response: httpx.Response, ask: Ask) -> bytes:
    """Return the body of `response`, at most `ask.limit` bytes; raise `Halt` when it is larger, cut or unreadable.

    For a probe a larger body is no error: reading stops there.
    """
    host, limit, probe = ask.host, ask.limit, ask.permission is Permission.PROBE
    inflate = _inflate(response, host)
    body, wire = bytearray(), 0
    if not probe and ask.method != "HEAD" and int(response.headers.get("content-length", 0)) > limit:
        raise gaps.Halt(gaps.too_large(host, limit))
    try:
        async for chunk in response.aiter_raw():
            wire += len(chunk)
            body += inflate.feed(chunk, limit + 1 - len(body)) if inflate else chunk
            if max(len(body), wire) > limit:
                if probe:
                    return bytes(body[:limit])
                raise gaps.Halt(gaps.too_large(host, limit))
            if inflate and inflate.done:
                return bytes(body)
    except zlib.error as error:
        raise gaps.Halt(gaps.unreadable(host)) from error
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise gaps.Halt(gaps.cut(host)) from error
    if inflate and inflate.started:
        raise gaps.Halt(gaps.cut(host))
    return bytes(body)


def _inflate(response: httpx.Response, host: str) -> _Inflate | None:
    header = ",".join(response.headers.get_list("content-encoding")).lower()
    codings = [coding for part in header.split(",") if (coding := part.strip()) not in ("", "identity")]
    if len(codings) > 1:
        raise gaps.Halt(gaps.nested(host))
    if codings and codings[0] not in ("gzip", "x-gzip", "deflate"):
        raise gaps.Halt(gaps.unreadable(host))
    return _Inflate(codings[0]) if codings else None
