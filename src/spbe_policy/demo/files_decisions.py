"""What the city decided: documents accepted, questions answered, controls that apps share, pages that a person read."""

from collections.abc import Iterator, Sequence
from typing import Any

from spbe_policy.demo import asked
from spbe_policy.demo.files_papers import documents
from spbe_policy.demo.scene import APP_ID, DISKOMINFO, OPD_NAME, Scene
from spbe_policy.policy import Rule
from spbe_policy.reading import digest

Said = dict[str, Any]

_REVIEWER = {"office": DISKOMINFO, "official": "Rina Contoh", "nip": "000000000000000001"}
_OWNER = {"office": OPD_NAME, "official": "Sari Contoh", "nip": "000000000000000002"}
_AUDITOR = {"office": "Inspektorat Kota Contoh", "official": "Agus Contoh", "nip": "000000000000000003"}

JUDGED = (
    ("kota-jambi/information-current", "dataset:berita", "dated (time)", "Berita dibaca: nyata dan bertanggal"),
    ("kota-jambi/information-current", "dataset:layanan", "dated (time)", "Daftar layanan dibaca: lengkap"),
    ("kota-jambi/information-current", "dataset:pejabat", "dated (time)", "Daftar pejabat dibaca: lebih dari sambutan"),
    ("satu-data/data-own-date", "dataset:loket-bulanan", "file: Last-Modified", "Berkas dibuat ulang bersama datanya"),
    ("satu-data/data-own-date", "dataset:halaman", "file: lastmod", "Situs menulis lastmod hanya saat halaman diubah"),
    ("layanan/steps-online", "app", "attend: Rekam KTP elektronik/Rekam data diri", "Sidik jari direkam di tempat"),
)
"""What an official looked at: rule, subject, what was seen, why it passes."""

AUDITED = ("bssn-4-2021/27-3-a", "bssn-4-2021/27-4-a", "bssn-4-2021/27-8-b")
"""Rules whose three columns (EDK, EIK, EEK) the internal auditor has filled in."""


def decisions(scene: Scene, rules: Sequence[Rule]) -> Said:
    """Return the content of `decisions.yaml`, for the rules that apply to the app."""
    said = [*_accepted(scene, rules), *_answered(scene, rules), *_judged(scene, rules), *_audited(scene, rules)]
    if scene.has("upload-test-failed"):
        said.append(_review(scene, "bssn-4-2021/27-11-b", _REVIEWER, "Berkas uji EICAR diterima", answer="no"))
    return {"schema": "spbe-decisions/1", "decisions": said}


def _accepted(scene: Scene, rules: Sequence[Rule]) -> Iterator[Said]:
    """Documents, each for all the rules that it supports."""
    delivered = documents(scene)
    for kind, content in delivered.items():
        if supported := asked.supported(rules, kind, delivered):
            by = _by(scene, _REVIEWER, "Dokumen diperiksa dan diterima")
            yield {"kind": "document", "app": APP_ID, **by, "sha256": digest(content), "rules": list(supported)}


def _answered(scene: Scene, rules: Sequence[Rule]) -> Iterator[Said]:
    """Answers to what no document shows: of the app, or once for all apps that share something."""
    on = scene.days_ago(20).date()
    seen = {rule for rule, *_ in JUDGED}
    for rule in asked.open_questions(rules, documents(scene)):
        if rule.id in seen or rule.file.question is None:
            continue
        answer, scope = asked.good_answer(rule.file.question, on), asked.scope(rule)
        reason = "Diperiksa sekali bagi semua aplikasi yang memakainya" if scope else "Diperiksa di tempat"
        who = _OWNER if rule.file.responsible == "opd" else _REVIEWER
        yield _review(scene, rule.id, who, reason, scope, answer=answer)


def _judged(scene: Scene, rules: Sequence[Rule]) -> Iterator[Said]:
    there = {rule.id for rule in rules}
    for rule, subject, seen, reason in JUDGED:
        if rule in there:
            yield _review(scene, rule, _REVIEWER, reason, subject=subject, seen=seen, outcome="pass")


def _audited(scene: Scene, rules: Sequence[Rule]) -> Iterator[Said]:
    columns = {"design": "memadai", "implementation": "sesuai", "effectiveness": "efektif"}
    there = {rule.id for rule in rules}
    for rule in AUDITED:
        if rule in there:
            yield _review(scene, rule, _AUDITOR, "Audit internal keamanan aplikasi", **columns)


def _review(scene: Scene, rule: str, who: Said, reason: str, scope: str | None = None, **said: str) -> Said:
    about = {"scope": scope} if scope else {"app": APP_ID}
    return {"kind": "review", **about, **_by(scene, who, reason), "rule": rule, **said}


def _by(scene: Scene, who: Said, reason: str) -> Said:
    return {**who, "date": f"{scene.days_ago(20):%Y-%m-%d}", "reason": reason}
