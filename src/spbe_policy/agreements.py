"""The sections of a manifest that say who builds the app, under which contract, and what was agreed and handed over."""

from datetime import date as Day
from typing import Literal

from spbe_policy.vocabulary import Digest, Name, Part, Slug, key


class Vendor(Part):
    """Who builds the app: a company, or an office's own developers."""

    name: Name = key("Nama penyedia", "Name", by="vendor", stage="delivery")
    contact: Name | None = key(
        "Narahubung penyedia. Nama, telepon atau surel untuk urusan aplikasi ini.",
        "Contact. Name, telephone or e-mail for matters of this app.",
        by="vendor",
        stage="delivery",
        default=None,
    )


class Contract(Part):
    """The contract, and the rules it was concluded under: acceptance judges by them."""

    number: Name = key("Nomor kontrak", "Number", by="diskominfo")
    date: Day | None = key("Tanggal kontrak", "Date", by="diskominfo", default=None)
    pack: Slug | None = key(
        "Paket ketentuan. Paket yang disepakati, misalnya kota-jambi.",
        "Pack of rules. The pack agreed on, such as kota-jambi.",
        by="diskominfo",
        default=None,
    )
    digest: Digest | None = key(
        "Sidik digital paket. Paket persis seperti saat kontrak ditandatangani.",
        "Digest of the pack. The pack exactly as it was when the contract was signed.",
        by="diskominfo",
        default=None,
    )


class Answer(Part):
    """The vendor's own answer to a question of a rule; it suffices at delivery, later an official answers."""

    rule: Name = key(
        "Ketentuan. Misalnya bssn-4-2021/27-1-a.",
        "Rule. Such as bssn-4-2021/27-1-a.",
        by="vendor",
        stage="delivery",
    )
    answer: Name = key(
        "Jawaban. yes, no, tanggal atau angka, sesuai pertanyaannya.",
        "Answer. yes, no, a date or a number, as the question asks.",
        by="vendor",
        stage="delivery",
        coerce_numbers_to_str=True,
    )
    note: str | None = key("Keterangan", "Note", by="vendor", stage="delivery", default=None)


class Recommendation(Part):
    """The ICT office's recommendation to build the app."""

    number: Name = key("Nomor rekomendasi", "Number", by="diskominfo")
    date: Day | None = key("Tanggal rekomendasi", "Date", by="diskominfo", default=None)


class SourceCode(Part):
    """Where the source code is after hand-over."""

    location: Literal["repository", "escrow"] = key("Tempat sumber kode", "Where the source is", by="vendor")
    reference: Name = key("Acuan. Hash commit atau nomor berita acara.", "Reference. Commit or minutes.", by="vendor")
