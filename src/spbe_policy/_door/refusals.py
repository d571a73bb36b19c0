"""Why the door let a question not even out, in both languages: what is outside its bounds, or needs a permission."""

from spbe_policy._door.gaps import gap_of
from spbe_policy._door.nouns import Door
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import clip


def malformed(url: str) -> Gap:
    """The URL cannot be read, has no host, carries a user name, or is neither http nor https."""
    shown = clip(url, 200)
    return gap_of(
        Cause.REFUSED,
        f"URL {shown!r} tidak dapat dipakai: harus http atau https, dengan host, tanpa nama pengguna.",
        f"URL {shown!r} cannot be used: it must be http or https, with a host, without a user name.",
    )


def port(host: str, number: int) -> Gap:
    """The port belongs to another service, to which no browser speaks HTTP."""
    return gap_of(
        Cause.REFUSED,
        f"Port {number} dari host {host} milik layanan lain, bukan web, jadi tidak dihubungi.",
        f"Port {number} of host {host} belongs to another service, not the web, so it was not contacted.",
    )


def outside(host: str) -> Gap:
    """The host is neither under the authority's domains nor named by register or operator."""
    return gap_of(
        Cause.REFUSED,
        f"Host {host} di luar domain pemda dan daftar aplikasi, jadi tidak dihubungi; "
        "pelaksana pemeriksaan dapat mengizinkannya dengan --allow-host.",
        f"Host {host} is outside the authority's domains and register, so it was not contacted; "
        "the operator can permit it with --allow-host.",
    )


def private(host: str, address: str) -> Gap:
    """The address is not on the public internet and its network was not permitted."""
    return gap_of(
        Cause.REFUSED,
        f"Alamat {address} dari host {host} bukan alamat internet publik, jadi tidak dihubungi; "
        "pelaksana pemeriksaan dapat mengizinkan jaringannya dengan --allow-network.",
        f"Address {address} of host {host} is not a public internet address, so it was not contacted; "
        "the operator can permit its network with --allow-network.",
    )


def method(name: str) -> Gap:
    """A method that changes things, or a POST that is not a form."""
    return gap_of(
        Cause.NEEDS_PERMISSION,
        f"Permintaan {name} hanya dikirim pada pemeriksaan aktif (--active).",
        f"A {name} request is sent only in an active check (--active).",
    )


def probe(host: str) -> Gap:
    """A probe of a host that is neither in the register nor covered by a letter of assignment."""
    return gap_of(
        Cause.NEEDS_PERMISSION,
        f"Pemeriksaan berkas bocor di {host} perlu host yang terdaftar atau surat tugas.",
        f"Probing {host} for leaked files needs a registered host or a letter of assignment (surat tugas).",
    )


def active(host: str) -> Gap:
    """An active request without `--active`."""
    return gap_of(
        Cause.NEEDS_PERMISSION,
        f"Pemeriksaan aktif terhadap {host} belum diizinkan (--active dan persetujuan pemilik).",
        f"Active requests to {host} are not permitted (--active and the owner's consent).",
    )


_PROBLEMS = {
    "absent": ("tidak ada", "there is none"),
    "malformed": ("isinya tidak lengkap", "it is not complete"),
    "expired": ("masa berlakunya sudah lewat", "it has expired"),
    "too-long": ("masa berlakunya lebih dari setahun", "it is for longer than a year"),
    "other-operator": ("bukan untuk pelaksana ini (--operator)", "it is not for this operator (--operator)"),
    "out-of-scope": ("alamat ini di luar cakupannya", "this address is outside its scope"),
}


def consent(host: str, problem: str) -> Gap:
    """The host publishes no consent that covers an active request."""
    why_id, why_en = _PROBLEMS[problem]
    return gap_of(
        Cause.NEEDS_PERMISSION,
        f"Persetujuan pemeriksaan aktif dari {host} tidak mencukupi: {why_id}. Perlu persetujuan yang diumumkan atau "
        "surat tugas (--assignment).",
        f"The consent of {host} to active tests is not enough: {why_en}. Published consent or a letter of assignment "
        "(--assignment) is needed.",
    )


def budget(limit: int, address: str | None = None) -> Gap:
    """The app's budget of requests, in all or to one address, is used up."""
    where, at = (f" ke alamat {address}", f" to the address {address}") if address else ("", "")
    return gap_of(
        Cause.REFUSED,
        f"Batas {limit} permintaan{where} untuk satu aplikasi sudah tercapai.",
        f"The budget of {limit} requests{at} for one app is used up.",
    )


def secrets(host: str) -> Gap:
    """A form would have gone through a connection that is not trusted."""
    return gap_of(
        Cause.REFUSED,
        f"Formulir tidak dikirim ke {host}: sertifikatnya tidak tepercaya.",
        f"The form was not sent to {host}: its certificate is not trusted.",
    )


def spent(door: Door, place: str, asked: int, there: int) -> Gap | None:
    """Say that a budget is used up: `asked` by the app in all, `there` at one address."""
    if asked >= door.requests_per_app:
        return budget(door.requests_per_app)
    return budget(door.requests_per_address, place) if there >= door.requests_per_address else None
