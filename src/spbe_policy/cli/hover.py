"""What an editor shows beside the keys of a rule and of `pack.yaml`, by the part in which a key stands.

Manifest, authority, decisions, levels say it in their own models; rules say it here: no run but `schema` reads it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from spbe_policy.texts import Text, text

_EFFECTIVE = text(
    "Sebelum tanggal ini ketidaksesuaiannya tercatat sebagai disarankan.",
    "Before this day a failure counts as a should.",
)
_COHORTS = text(
    "Tanggal berlaku bagi aplikasi yang mulai digunakan sebelum suatu hari (menurut daftar aplikasi).",
    "The effective day for apps launched before some day, by the register.",
)
_WITH = text(
    "Nilai parameter pemeriksaan; bila pemeriksaannya beberapa, menurut namanya.",
    "Parameters of its check; of several checks, by their name.",
)
_OFFICIAL = text(
    "Bunyi pasal yang disalin kota dari berita negara, oleh siapa dan kapan dicocokkan.",
    "The wording as the city copied it from the gazette, who compared it and when.",
)
_FROM = text("Sejak tahap mana ketentuan dinilai.", "From which stage on the rule is judged.")
_STAGES = text(
    "Bukti dukung apa yang diterima di tiap tahap: declared (dinyatakan), documented (didukung dokumen), "
    "observed (teramati langsung), decided (diputuskan petugas).",
    "Which evidence each stage accepts: declared, documented, observed, decided.",
)
_HALF_LIFE = text(
    "Berapa hari jawaban petugas atau dokumen yang diterima tetap berlaku.",
    "For how many days an answer or an accepted document holds.",
)
_LEVEL = text(
    "must: wajib, menentukan putusan; should: disarankan.", "must: decides the verdict; should: does not decide it."
)
_CATEGORY = text("Hanya bagi kategori sistem elektronik ini.", "Only for these categories of electronic systems.")

_BOTH = {
    "id": text("Teks Indonesia, ditulis lebih dahulu.", "The Indonesian text, written first."),
    "en": text("Teks Inggris.", "The English text."),
}

WORDS: Mapping[str, Mapping[str, Text]] = {
    "rule": {
        "title": text("Apa yang harus terpenuhi, dalam satu baris.", "What must hold, in one line."),
        "aliases": text(
            "Nama lain, misalnya nomor K milik auditor.", "Other names of it, such as the auditors' K-numbers."
        ),
        "level": _LEVEL,
        "since": text("Versi paket yang mulai memuatnya.", "The version of the pack that first had it."),
        "responsible": text(
            "Siapa yang memperbaiki: vendor (penyedia), opd, diskominfo, hosting (pengelola server).",
            "Who puts it right: vendor, opd, diskominfo, hosting.",
        ),
        "applies_to": text("Bagi aplikasi mana; bawaan: semua.", "For which apps; default: all."),
        "from": _FROM,
        "stages": text(
            f"{_STAGES.id} Hanya yang menyimpang dari paket.", f"{_STAGES.en} Only what deviates from the pack."
        ),
        "basis": text(
            "Dasar: sumber dari pack.yaml, pasal, dan seberapa baik dibaca.",
            "Basis: a source of pack.yaml, the clause, and how well it was read.",
        ),
        "why": text("Apa yang dapat terjadi bila tidak terpenuhi.", "What can happen when it is not met."),
        "fix": text("Cara memperbaiki.", "How to put it right."),
        "question": text("Yang dijawab orang.", "What a person answers."),
        "documents": text(
            "Jenis dokumen; satu yang diterima sudah menjawab.", "Kinds of documents; one that is accepted answers."
        ),
        "shared": text(
            "Siapa yang dapat menjawab sekali bagi semua aplikasi yang memakainya.",
            "Whose answer holds for all apps that declare to use it.",
        ),
        "half_life_days": text(f"{_HALF_LIFE.id} Bawaan: dari paket.", f"{_HALF_LIFE.en} Default: the pack's."),
        "active": text(
            "Hanya uji aktif berizin yang dapat memperlihatkannya.",
            "Only an active test, with permission, could show it.",
        ),
        "audit": text("Apa yang ditanyakan auditor (EDK, EIK, EEK).", "What auditors ask (EDK, EIK, EEK)."),
        "official_text": _OFFICIAL,
        "full": text("Mengapa tidak ada yang luput dari pemeriksaan.", "Why nothing stays unseen by the checks."),
        "unseen": text(
            "Apa yang tidak terlihat oleh pemeriksaan; sisanya dinilai petugas.",
            "What the checks cannot see; the rest a person decides.",
        ),
        "waivable": text("Apakah kota dapat memberi dispensasi.", "Whether the city may waive it."),
        "effort": text("Besarnya pekerjaan memperbaiki.", "How much work it takes to put right."),
        "check": text(
            "Satu atau beberapa pemeriksaan; yang terburuk berlaku. Tanpa ini orang menjawab question.",
            "One check or several; the worst counts. Without any, a person answers the question.",
        ),
        "beside": text(
            "Pemeriksaan yang hasilnya ditampilkan di samping question; tidak menentukan apa pun.",
            "A check whose word is shown beside the question; it decides nothing.",
        ),
        "with": _WITH,
        "indicators": text(
            "Indikator SPBE atau Pemdi yang didukungnya, misalnya pemdi-2026/10.",
            "Indicators of SPBE or Pemdi that it supports, such as pemdi-2026/10.",
        ),
        "effective_on": _EFFECTIVE,
        "cohorts": _COHORTS,
        "cases": text(
            "Contoh tiap keadaan; dijalankan oleh spbe-policy verify.",
            "A case of each state; spbe-policy verify runs them.",
        ),
    },
    "AppliesTo": {
        "audience": text("Siapa yang masuk: public (masyarakat), government (pegawai).", "Who logs in."),
        "platforms": text("Tempat aplikasi berjalan.", "Where the app runs."),
        "kind": text("Aplikasi umum atau khusus.", "General (umum) or special (khusus) apps."),
        "category": _CATEGORY,
        "role": text("Aplikasi biasa, atau pintu kota sendiri.", "An ordinary app, or one of the city's doors."),
        "exposure": text("Terbuka di internet atau hanya intranet.", "Open to the internet or the intranet only."),
        "personal_data": text("Apakah memproses data pribadi.", "Whether it processes personal data."),
        "has": text("Hanya bila manifes memuat bagian ini.", "Only where the manifest has this part."),
        "status": text(
            "Status di daftar aplikasi: active, building (dibangun), retired (dihentikan).",
            "The status in the register: active, building, retired.",
        ),
    },
    "Asked": {
        "design": text("EDK: kecukupan rancangan.", "EDK: the design."),
        "implementation": text("EIK: penerapan.", "EIK: the implementation."),
        "effectiveness": text("EEK: keefektifan.", "EEK: the effectiveness."),
        "criteria": text(
            "Ambang yang dipakai satu sumber auditor: petunjuk, bukan batas.",
            "Thresholds that one source of auditors uses: hints, never limits.",
        ),
    },
    "Basis": {
        "source": text("Nama sumber di pack.yaml.", "The name of a source in pack.yaml."),
        "clause": text("Pasal; jangan mengarang nomornya.", "The clause; never invent its number."),
        "force": text(
            "law (peraturan), city-policy (kebijakan kota), guideline (pedoman), good-practice (praktik baik).",
            "law, city-policy, guideline or good-practice.",
        ),
        "confidence": text(
            "Seberapa baik dibaca: read (naskahnya), secondary (sumber kedua), memory (ingatan). Jangan dinaikkan.",
            "How well it was read: read, secondary, memory. Never raise it.",
        ),
    },
    "Case": {
        "name": text("Apa yang diperlihatkan contoh ini.", "What this case shows."),
        "expect": text("Keadaan yang seharusnya.", "The state that is expected."),
        "seen": text("Nilai teramati yang seharusnya.", "The value seen that is expected."),
        "stage": text("Tahap.", "Stage."),
        "app": text("Tambalan (RFC 7386) bagi manifes dasar.", "Patch (RFC 7386) of the base manifest."),
        "city": text("Tambalan bagi profil pemda dasar.", "Patch of the base authority."),
        "row": text("Tambalan bagi baris daftar aplikasi.", "Patch of the row of the register."),
        "facts": text("Tambalan bagi fakta, menurut jenis dan pokoknya.", "Patch of the facts, by kind and subject."),
        "gaps": text(
            "Yang tidak dapat diperiksa, beserta sebabnya.", "What could not be checked, with the cause."
        ),
        "decisions": text("Keputusan petugas.", "What officials decided."),
    },
    "Cohort": {
        "launched_before": text("Mulai digunakan sebelum hari ini.", "Launched before this day."),
        "effective_on": _EFFECTIVE,
    },
    "Criterion": {**_BOTH, "source": text("Sumber ambang ini.", "Where this threshold is from.")},
    "Fix": {
        **_BOTH,
        "variants": text(
            "Baris yang dapat disalin, menurut kerangka kerja atau server.",
            "Lines to copy, by framework or server.",
        ),
    },
    "Include": {
        "pack": text("Nama paket yang dimuat.", "The pack to include."),
        "rules": text(
            "Yang diatur bagi ketentuannya, menurut nama, nama lain, atau pola.",
            "What is set for its rules, by id, alias or pattern.",
        ),
    },
    "OfficialText": {
        "text": text("Bunyi pasal.", "The wording."),
        "checked_by": text("Siapa yang mencocokkannya.", "Who compared it."),
        "date": text("Kapan dicocokkan.", "When it was compared."),
    },
    "Question": {
        **_BOTH,
        "answer": text("Jenis jawaban: yes-no, date, number.", "Type of the answer: yes-no, date, number."),
        "months": text("Tanggal: tidak lebih lama dari sekian bulan.", "A date: not older than so many months."),
        "at_least": text("Bilangan: paling sedikit.", "A number: at least."),
        "at_most": text("Bilangan: paling banyak.", "A number: at most."),
    },
    "Retired": {
        "id": text("Ketentuan yang sudah tidak ada.", "The rule that is no more."),
        "reason": text("Mengapa.", "Why."),
        "successor": text("Penggantinya: ketentuan, atau paket/ketentuan.", "Its successor: a rule, or pack/rule."),
    },
    "Source": {
        "title": text("Nama peraturan atau sumber.", "The name of the regulation or source."),
        "seen": text("false: penyusun belum membaca naskahnya.", "false: the authors have not read its wording."),
        "note": text("Catatan.", "A note."),
    },
    "Tailoring": {
        "level": _LEVEL,
        "from": _FROM,
        "stages": _STAGES,
        "category": _CATEGORY,
        "with": _WITH,
        "effective_on": _EFFECTIVE,
        "cohorts": _COHORTS,
        "waivable": text(
            "false: dispensasi dilarang; yang sudah dilarang tidak dapat diizinkan lagi.",
            "false: forbids waivers; what is forbidden cannot be permitted again.",
        ),
        "official_text": _OFFICIAL,
    },
    "Text": _BOTH,
    "pack": {
        "title": text("Nama paket.", "The name of the pack."),
        "version": text("Versi paket.", "The version of the pack."),
        "issuer": text("Siapa yang menerbitkannya.", "Who issues it."),
        "status": text("Kedudukannya, misalnya rancangan.", "Its standing, such as a draft."),
        "in_force_from": text("Berlaku sejak.", "In force from."),
        "in_force_to": text("Berlaku sampai.", "In force until."),
        "sources": text("Sumber yang menjadi dasar ketentuan.", "The sources on which the rules rest."),
        "stages": _STAGES,
        "evidence_max_age_days": text(
            "Umur bukti dukung paling lama yang diterima, dalam hari.", "The greatest age of evidence, in days."
        ),
        "half_life_days": _HALF_LIFE,
        "include": text("Paket lain yang dimuat, dan yang diatur baginya.", "Other packs, and what is set for them."),
        "retired": text("Ketentuan yang sudah tidak ada.", "Rules that are no more."),
    },
}  # fmt: skip


def explained(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a rule or pack with the words for each of its keys."""
    parts = {name: schema, **schema.get("$defs", {})}
    for part, key, said in _described(name):
        if key in (keys := parts.get(part, {}).get("properties", {})):
            keys[key].pop("title", None)  # pydantic's, made of the key
            keys[key]["description"] = f"{said.id}\n\n{said.en}"
    return schema


def _described(name: str) -> Iterator[tuple[str, str, Text]]:
    """Yield each key with its words; of the two files only the one that is asked for."""
    for part, words in WORDS.items():
        if part == name or part[0].isupper():
            yield from ((part, key, said) for key, said in words.items())
