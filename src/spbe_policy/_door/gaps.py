"""Why the door gave no answer, in both languages. No run-dependent words: two runs say the same."""

from collections.abc import Sequence

from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_url
from spbe_policy.texts import text


class Halt(Exception):  # noqa: N818 (carries an answer, not an error)
    """Ends one request early; `gap` is its answer, `dead` says that nothing listens at that origin."""

    def __init__(self, gap: Gap, *, dead: bool = False) -> None:
        super().__init__(gap.detail.en)
        self.gap = gap
        self.dead = dead


def gap_of(cause: Cause, id: str, en: str) -> Gap:  # noqa: A002 (the language's code)
    """Return a gap of this cause, worded in both languages."""
    return Gap(cause=cause, detail=text(id, en))


def no_such_name(host: str) -> Gap:
    """DNS says that there is no address."""
    return gap_of(
        Cause.UNREACHABLE,
        f"Nama {host} tidak mempunyai alamat di DNS.",
        f"The name {host} has no address in DNS.",
    )


def no_dns(host: str) -> Gap:
    """DNS gave no answer, which says nothing of the name."""
    return gap_of(
        Cause.TIMEOUT,
        f"DNS tidak menjawab saat ditanya alamat {host}.",
        f"DNS did not answer when asked for the address of {host}.",
    )


def no_names() -> Gap:
    """Behind a proxy the system's name server may know only what lies inside."""
    return gap_of(
        Cause.NEEDS_PERMISSION,
        "Di balik proksi, DNS hanya ditanya pada server nama yang disebut (--nameserver).",
        "Behind a proxy only a name server that was given (--nameserver) is asked.",
    )


def dead(host: str, port: int) -> Gap:
    """Nothing accepts connections."""
    return gap_of(
        Cause.UNREACHABLE,
        f"{host}:{port} tidak menerima sambungan.",
        f"{host}:{port} accepts no connection.",
    )


def no_handshake(host: str, port: int, alert: str) -> Gap:
    """Something listens, but no TLS connection came about."""
    return gap_of(
        Cause.UNREACHABLE,
        f"{host}:{port} hidup, tetapi jabat tangan TLS tidak berhasil ({alert}).",
        f"{host}:{port} is alive, but the TLS handshake did not succeed ({alert}).",
    )


def uneven(host: str, port: int, alerts: Sequence[str]) -> Gap:
    """Handshakes failed in more ways than one, and none of them is a refusal."""
    ends = ", ".join(alerts)
    return gap_of(
        Cause.UNSTABLE,
        f"Jabat tangan TLS dengan {host}:{port} gagal setiap kali dengan cara berbeda ({ends}).",
        f"The TLS handshakes with {host}:{port} fail each time in another way ({ends}).",
    )


def proxy(host: str) -> Gap:
    """The proxy named by the operator did not connect us."""
    return gap_of(
        Cause.BLOCKED,
        f"Proksi tidak menyambungkan ke {host}.",
        f"The proxy did not connect to {host}.",
    )


def slow(host: str, seconds: float) -> Gap:
    """The answer was not complete in time."""
    return gap_of(
        Cause.TIMEOUT,
        f"Jawaban {host} tidak selesai dalam {seconds:g} detik.",
        f"The answer of {host} was not complete within {seconds:g} seconds.",
    )


def run_over(seconds: float) -> Gap:
    """The whole run's time is used up."""
    return gap_of(
        Cause.TIMEOUT,
        f"Waktu seluruh pemeriksaan ({seconds:g} detik) habis sebelum permintaan ini selesai.",
        f"The time of the whole run ({seconds:g} seconds) was over before this request was done.",
    )


def cut(host: str) -> Gap:
    """The connection ended inside the body."""
    return gap_of(
        Cause.UNREACHABLE,
        f"Jawaban {host} terputus di tengah isi.",
        f"The answer of {host} was cut in mid-body.",
    )


def no_answer(host: str) -> Gap:
    """The connection ended before the headers, or what came is not HTTP."""
    return gap_of(
        Cause.UNREACHABLE,
        f"{host} menerima sambungan, tetapi tidak memberi jawaban HTTP yang utuh.",
        f"{host} took the connection, but gave no complete HTTP answer.",
    )


def too_large(host: str, limit: int) -> Gap:
    """The body, opened, is larger than we read."""
    return gap_of(
        Cause.TOO_LARGE,
        f"Isi jawaban {host} lebih besar dari {limit} bita.",
        f"The body of the answer of {host} is larger than {limit} bytes.",
    )


def headers_too_large(host: str, limit: int) -> Gap:
    """The header fields are larger than we read."""
    return gap_of(
        Cause.TOO_LARGE,
        f"Header jawaban {host} lebih besar dari {limit} bita.",
        f"The headers of the answer of {host} are larger than {limit} bytes.",
    )


def nested(host: str) -> Gap:
    """The body is compressed more than once: a few bytes can hide gigabytes."""
    return gap_of(
        Cause.TOO_LARGE,
        f"Isi jawaban {host} dimampatkan lebih dari sekali, jadi tidak dibuka.",
        f"The body of the answer of {host} is compressed more than once, so it was not opened.",
    )


def unreadable(host: str) -> Gap:
    """The body is in a coding that we did not ask for, or is broken."""
    return gap_of(
        Cause.UNREACHABLE,
        f"Isi jawaban {host} memakai penyandian yang tidak diminta atau rusak.",
        f"The body of the answer of {host} is in a coding that was not asked for, or is broken.",
    )


def blocked(host: str, status: int, guard: str | None = None) -> Gap:
    """The server, or a guard before it, turns us away; the city can let us in."""
    who, whom = (f"Pengaman {guard} di depan {host}", f"The guard {guard} before {host}") if guard else (host, host)
    return gap_of(
        Cause.BLOCKED,
        f"{who} menolak permintaan dengan status {status}; kota dapat mengizinkan User-Agent spbe-policy atau alamat "
        "pemeriksa.",
        f"{whom} turned the request away with status {status}; the city can allow the User-Agent spbe-policy or the "
        "checker's address.",
    )


def resting(host: str) -> Gap:
    """The server asked to be left alone for longer than we wait."""
    return gap_of(
        Cause.BLOCKED,
        f"{host} meminta tidak ditanya lagi untuk sementara (Retry-After); periksa kembali nanti.",
        f"{host} asked not to be asked again for a while (Retry-After); check again later.",
    )


def server_error(host: str, status: int) -> Gap:
    """The server says that it is broken."""
    return gap_of(
        Cause.UNREACHABLE,
        f"{host} menjawab dengan kesalahan server {status}.",
        f"{host} answered with the server error {status}.",
    )


def loop(url: str) -> Gap:
    """A redirect leads back to where the chain has been."""
    shown = redact_url(url)
    return gap_of(
        Cause.UNREACHABLE,
        f"Pengalihan berputar kembali ke {shown}.",
        f"The redirects loop back to {shown}.",
    )


def too_many(limit: int) -> Gap:
    """The chain of redirects is longer than we follow."""
    return gap_of(
        Cause.UNREACHABLE,
        f"Lebih dari {limit} pengalihan berturut-turut.",
        f"More than {limit} redirects in a row.",
    )


def bad_location(url: str) -> Gap:
    """A redirect whose target cannot be read."""
    shown = redact_url(url)
    return gap_of(
        Cause.UNREACHABLE,
        f"Pengalihan dari {shown} mempunyai Location yang cacat.",
        f"The redirect from {shown} has a malformed Location.",
    )


def refused_hop(target: str, why: Gap) -> Gap:
    """A redirect leads where the door does not go."""
    shown = redact_url(target)
    return gap_of(
        why.cause,
        f"Pengalihan ke {shown} tidak diikuti. {why.detail.id}",
        f"The redirect to {shown} was not followed. {why.detail.en}",
    )
