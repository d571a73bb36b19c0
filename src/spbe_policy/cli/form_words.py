"""The words on a form that is filled in: its head, its columns, who answers."""

from collections.abc import Mapping

from spbe_policy.forms import Form
from spbe_policy.reporters import words
from spbe_policy.rules import Party
from spbe_policy.texts import Text, term, text

HEAD_SHEET = text("Formulir", "Form")
"""The sheet with the head of a form."""

HEAD: Mapping[str, Text] = {
    "schema": text("Skema", "Schema"),
    "app": text("Kode aplikasi", "App"),
    "scope": text("Atau kontrol bersama: city, hosting:…", "Or a shared control: city, hosting:…"),
    "stage": text("Tahap", "Stage"),
    "pack": text("Paket ketentuan", "Pack of rules"),
    "policy": text("Sidik digital paket", "Digest of the pack"),
    "office": text("OPD atau kantor yang menjawab", "Office that answers"),
    "official": text("Nama pejabat", "Official"),
    "nip": text("NIP (18 angka, sebagai teks)", "NIP (18 digits, as text)"),
    "date": text("Tanggal jawaban, misalnya 2026-08-17", "Date of the answers, such as 2026-08-17"),
    "until": text("Berlaku sampai (boleh kosong)", "Valid until (may be empty)"),
    "reason": text("Alasan bagi jawaban tanpa alasan sendiri", "Reason for answers without one of their own"),
}
"""The head of a form, by its keys."""

COLUMN_TITLES: Mapping[str, Text] = {
    "rule": text("Ketentuan", "Rule"),
    "subject": text("Pokok", "Subject"),
    "level": text("Tingkat", "Level"),
    "title": text("Judul", "Title"),
    "question": text("Pertanyaan", "Question"),
    "type": text("Jawaban yang diminta", "Answer asked for"),
    "documents": text("Dokumen yang dapat menjawab", "Documents that could answer"),
    "delivered": text("Dokumen yang diserahkan", "Documents delivered"),
    "found": text("Catatan pemeriksaan", "Note of the check"),
    "seen": text("Nilai yang dinilai", "Value to be judged"),
    "vendor_answer": text("Jawaban penyedia", "The vendor's answer"),
    "answer": text("Jawaban", "Answer"),
    "reason": text("Alasan", "Reason"),
    "design": text("Desain kontrol (EDK)", "Design of the control (EDK)"),
    "implementation": text("Implementasi (EIK)", "Implementation (EIK)"),
    "effectiveness": text("Efektivitas (EEK)", "Effectiveness (EEK)"),
}
"""The columns of a question, by their keys."""


def intro(form: Form) -> list[Text]:
    """Say what the form is, and what to do with it."""
    about = f": {form.app}" if form.app else ""
    return [
        text(
            f"Formulir pertanyaan{about}, tahap {term(form.stage, 'id')} ({words.PARAPHRASE.id})",
            f"Form of questions{about}, stage {term(form.stage, 'en')} ({words.PARAPHRASE.en})",
        ),
        text(
            "Isi kepala formulir, lalu jawaban dan alasan; atau EDK, EIK, EEK sebagai pengganti jawaban.",
            "Fill in the head, then answer and reason; or EDK, EIK, EEK in place of an answer.",
        ),
        text(
            "Yang kosong dilewati. Satu formulir diisi satu orang: spbe-policy questions --party.",
            "What is empty is skipped. One person fills in one form: spbe-policy questions --party.",
        ),
        text(
            "Kembalikan dengan: spbe-policy questions --read BERKAS --into decisions.yaml",
            "Read it back with: spbe-policy questions --read FILE --into decisions.yaml",
        ),
    ]


def answered_by(party: Party, number: int) -> Text:
    """Head the questions of one party: `Dijawab penyedia (3 pertanyaan)`."""
    plural = "" if number == 1 else "s"
    return text(
        f"Dijawab {term(party, 'id')} ({number} pertanyaan)",
        f"Answered by: {term(party, 'en')} ({number} question{plural})",
    )
