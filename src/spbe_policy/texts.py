"""Bilingual messages and the glossary: the one source of the words that people read."""

from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

Lang = Literal["id", "en"]


class Text(BaseModel):
    """One message in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the message in `lang`."""
        return self.id if lang == "id" else self.en


@lru_cache(maxsize=4096)
def text(id: str, en: str) -> Text:  # noqa: A002 (the language's code)
    """Make a message: Indonesian first, English second."""
    return Text(id=id, en=en)


class Term(NamedTuple):
    """A concept as people read it, and the words that are not to be used for it in Indonesian."""

    id: str
    en: str
    avoid: tuple[str, ...] = ()


TERMS: dict[str, Term] = {
    "finding": Term("hasil pemeriksaan", "finding", ("temuan",)),
    "fail": Term("ketidaksesuaian", "failure", ("Anda gagal",)),
    "pass": Term("sesuai", "pass"),
    "waived": Term("diberi dispensasi", "waived", ("dikecualikan",)),
    "not-applicable": Term("tidak berlaku", "not applicable"),
    "review": Term("perlu penilaian petugas", "needs review"),
    "unknown": Term("tidak dapat diperiksa", "could not be checked", ("tidak diketahui",)),
    "error": Term("kesalahan alat", "tool error"),
    "must": Term("wajib", "must"),
    "should": Term("disarankan", "should", ("anjuran",)),
    "compliant": Term("LULUS", "COMPLIANT"),
    "not-compliant": Term("TIDAK LULUS", "NOT COMPLIANT"),
    "undecided": Term("BELUM DAPAT DISIMPULKAN", "UNDECIDED"),
    "rehearsal": Term("LATIHAN – bukan dasar penerimaan", "REHEARSAL – not a basis for acceptance"),
    "official": Term("PEMERIKSAAN RESMI", "OFFICIAL RUN"),
    "declared": Term("dinyatakan", "declared"),
    "documented": Term("didukung dokumen", "documented"),
    "observed": Term("teramati langsung", "observed"),
    "decided": Term("diputuskan petugas", "decided"),
    "evidence": Term("bukti dukung", "evidence"),
    "vendor": Term("penyedia", "vendor"),
    "opd": Term("OPD pemilik", "owning office (OPD)"),
    "diskominfo": Term("Diskominfo", "Diskominfo (city IT office)"),
    "hosting": Term("pengelola server", "hosting operator"),
    "operator": Term("pelaksana pemeriksaan", "operator of the check"),
    "city": Term("kota", "city"),
    "tool": Term("pengembang alat", "makers of the tool"),
    "authority": Term("profil pemda", "authority", ("yurisdiksi",)),
    "city-debt": Term("utang kota", "owed by the city"),
    "shared-control": Term("kontrol bersama", "shared control"),
    "acceptance": Term("uji kelaikan", "acceptance"),
    "register": Term("daftar aplikasi", "register"),
    "rule": Term("ketentuan", "rule"),
    "fix": Term("cara memperbaiki", "how to fix"),
    "delivery": Term("penyerahan", "delivery"),
    "release": Term("rilis", "release"),
    "operation": Term("operasional", "operation"),
    "undeclared": Term("belum dinyatakan", "not declared yet"),
}


def term(key: str, lang: Lang) -> str:
    """Return the glossary's word for `key` in `lang`."""
    return TERMS[key].id if lang == "id" else TERMS[key].en


_MONTHS: dict[Lang, tuple[str, ...]] = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def day(on: date, lang: Lang) -> str:
    """Write a date as people do: `15 Juni 2026`."""
    return f"{on.day} {_MONTHS[lang][on.month - 1]} {on.year}"
