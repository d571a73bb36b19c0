"""Checks that read the manifest alone."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.app.facts import only_registered, undeclared
from spbe_policy.checks import Context, Declaration, Fail, Outcome, Params, Pass, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


@check("app.recommendation", each=Declaration, params=Params)
def recommendation(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """The number and day of the ICT office's recommendation."""
    given = ctx.app.recommendation
    claim = ("recommendation",)
    if given is None:
        if only_registered(ctx.app):
            yield undeclared("nomor rekomendasi", "the number of the recommendation")
            return
        yield Fail("none", text("nomor rekomendasi belum ada", "there is no number of a recommendation"), claim=claim)
    elif not any(char.isdecimal() for char in given.number):
        yield Fail(
            f"number={given.number}",
            text(
                f"{given.number!r} bukan nomor surat: tidak memuat angka",
                f"{given.number!r} is no number of a letter: it has no digit",
            ),
            claim=(*claim, "number"),
        )
    elif given.date and given.date > ctx.city.today(ctx.at):
        yield Fail(
            f"date={given.date}",
            text(f"tanggal {given.date} di masa depan", f"the date {given.date} is in the future"),
            claim=(*claim, "date"),
        )
    else:
        yield Pass(f"number={given.number}")


_CODES = (
    ("raa", "RAA", "DAA"),
    ("services", "RAL", "DAL"),
    ("data", "RAD", "DAD"),
    ("processes", "RAB", "DAB"),
)
"""Key of the manifest, prefix of the national reference, prefix of the office's own entry (Perpres 132/2022)."""


@check("app.architecture_codes", each=Declaration, params=Params, full=True)
def architecture_codes(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """Codes for application, services, data and processes are there and have the national form."""
    if only_registered(ctx.app):
        yield undeclared("kode arsitektur", "the architecture codes")
        return
    given = {key: _many(getattr(ctx.app.architecture, key)) for key, *_ in _CODES}
    if missing := [national for key, national, _ in _CODES if not given[key]]:
        names = ", ".join(missing)
        yield Fail(
            f"missing {names}",
            text(f"kode {names} belum ada", f"there is no {names} code"),
            claim=("architecture",),
        )
    for key, national, own in _CODES:
        for code in given[key]:
            if not re.fullmatch(rf"(?:{national}|{own})(?:\.\d{{2,}}){{1,6}}", code):
                like = f"{national}.02.01"
                yield Fail(
                    f"{key}={code}",
                    text(
                        f"{code!r} bukan kode {national}; contoh: {like}",
                        f"{code!r} is no {national} code such as {like}",
                    ),
                    claim=("architecture", key),
                )
    if not missing:
        yield Pass(" ".join(code for codes in given.values() for code in codes))


def _many(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


class HostingParams(Params):
    """The country (ISO 3166) in which the machines must stand."""

    country: str = "ID"


@check("app.hosting", each=Declaration, params=HostingParams)
def hosting(ctx: Context[Declaration], want: HostingParams) -> Iterator[Outcome]:
    """The machines stand in the country, in a place that is named."""
    given = ctx.app.hosting
    claim = ("hosting",)
    if only_registered(ctx.app):
        yield undeclared("tempat server", "where the servers stand")
    elif given.country is None:
        yield Fail("no country", text("negara tempat server belum ada", "the servers' country is missing"), claim=claim)
    elif given.country != want.country:
        yield Fail(
            f"country={given.country}",
            text(f"server berada di {given.country}, bukan {want.country}", f"the servers are in {given.country}"),
            claim=(*claim, "country"),
        )
    elif not (given.data_centre or given.cloud):
        yield Fail(
            f"country={given.country}; no place",
            text("pusat data atau komputasi awan belum disebut", "neither a data centre nor a cloud is named"),
            claim=claim,
        )
    else:
        yield Pass(f"country={given.country}; {given.data_centre or given.cloud}")


@check("app.domain", each=Declaration, params=Params, full=True)
def domain(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """Every production host lies under the city's domains and, where the register names hosts, is one of them."""
    production = ctx.app.environments.get("production")
    if production is None:
        yield undeclared("alamat produksi", "the production address")
        return
    if not ctx.city.domains:
        detail = text("profil pemda belum mengisi domain", "the authority has not set its domains")
        yield Gap(cause=Cause.NOT_CONFIGURED, detail=detail)
        return
    hosts = sorted({production.host, *(host.lower() for host in production.hosts)})
    for host in hosts:
        if not any(host == name or host.endswith(f".{name}") for name in ctx.city.domains):
            names = ", ".join(ctx.city.domains)
            yield Fail(
                f"host={host}",
                text(f"host {host} tidak berada di bawah {names}", f"host {host} does not lie under {names}"),
                claim=("environments", "production", "url"),
            )
            return
    registered = ctx.row.hosts if ctx.row else ()
    if registered and (strangers := [host for host in hosts if host not in registered]):
        said = ", ".join(strangers)
        yield Fail(
            f"host={said} (register)",
            text(f"host {said} tidak ada di daftar aplikasi kota", f"host {said} is not in the city's register"),
            claim=("environments", "production", "url"),
        )
        return
    yield Pass(" ".join(hosts))
