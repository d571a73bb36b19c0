"""A form that came back: each answer becomes a review of the city, or the vendor's own answer in its manifest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from difflib import get_close_matches

from pydantic import ValidationError

from spbe_policy.agreements import Answer
from spbe_policy.decisions import Judgement
from spbe_policy.errors import InputError, Place
from spbe_policy.forms import COLUMNS, OUTCOMES, YES_NO, Entry, Form, answer_type, expects, iso
from spbe_policy.policy import Policy, Rule
from spbe_policy.reading import Document, Path_
from spbe_policy.texts import Text, text
from spbe_policy.validation import explain

_HEAD = ("app", "scope", "office", "official", "nip", "date", "until")
"""What every decision takes from the head of the form."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    kind: {said.lower(): name for name, word in words.items() for said in (name, word.id, word.en)}
    for kind, words in (("yes-no", YES_NO), ("outcome", OUTCOMES))
}


@dataclass(frozen=True, slots=True)
class _Within(Document):
    """One entry of a form as a document of its own; what the head says stands in the head."""

    whole: Document
    path: Path_

    def place(self, path: Iterable[str | int]) -> Place:
        """Return where it stands in the form."""
        steps = tuple(path)
        return self.whole.place(steps if steps[:1] and steps[0] in _HEAD else (*self.path, *steps))


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was read, where everything in it stands, and the pack that its rules are in now."""

    form: Form
    document: Document
    policy: Policy

    def warnings(self) -> Iterator[Text]:
        """Say whether the pack has changed since, and which of the answered rules are gone."""
        if self.form.policy == self.policy.digest:
            return
        yield text(
            f"paket {self.policy.name} sudah berubah sejak formulir ini dibuat",
            f"pack {self.policy.name} has changed since this form was made",
        )
        known = {rule.id for rule in self.policy.rules}
        renamed = self.policy.renamed()
        for _, entry in self.form.entries():
            if entry.answered and entry.rule not in known:
                now = renamed.get(entry.rule)
                id_, en = (f"; kini {now}", f"; it is now {now}") if now else ("", "")
                yield text(
                    f"ketentuan {entry.rule} sudah tidak ada, jawabannya tidak dibaca{id_}",
                    f"rule {entry.rule} is gone, its answer was not read{en}",
                )

    def unanswered(self) -> int:
        """Return how many questions are still open."""
        return sum(not entry.answered for _, entry in self.form.entries())

    def reviews(self) -> Iterator[Judgement]:
        """Yield what the city's official decided."""
        for path, entry, rule in self._answers():
            self._is_signed()
            yield self._review(path, entry, rule)

    def answers(self) -> Iterator[Answer]:
        """Yield what the vendor says itself; what was seen, and the auditors' columns, are not for it to judge."""
        for path, entry, rule in self._answers():
            if entry.seen is not None or entry.answer is None:
                raise self._wrong(
                    "ini dinilai petugas: baca formulir ke decisions.yaml",
                    "an official judges this: read the form into decisions.yaml",
                    path,
                )
            said = self._answer(path, entry, rule)
            yield Answer(rule=rule.id, answer=said, note=entry.reason)

    def _answers(self) -> Iterator[tuple[Path_, Entry, Rule]]:
        rules = {rule.id: rule for rule in self.policy.rules}
        for path, entry in self.form.entries():
            if not entry.answered:
                continue
            if entry.rule in rules:
                yield path, entry, rules[entry.rule]
            elif self.form.policy == self.policy.digest:
                near = get_close_matches(entry.rule, rules, n=1)
                id_, en = (f"; mungkin maksudnya {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
                raise self._wrong(
                    f"ketentuan {entry.rule!r} tidak ada{id_}", f"there is no rule {entry.rule!r}{en}", (*path, "rule")
                )

    def _is_signed(self) -> None:
        """Refuse a form that does not say who answers, when, and for what."""
        form = self.form
        missing = [name for name in ("office", "official", "date") if getattr(form, name) is None]
        if (form.app is None) == (form.scope is None):
            raise self._wrong("isi salah satu: app atau scope", "fill in one of the two: app or scope", ("app",))
        if missing:
            names = ", ".join(missing)
            raise self._wrong(
                f"kepala formulir belum diisi: {names}", f"the head of the form is not filled in: {names}", missing[:1]
            )
        if form.until and form.date and form.until < form.date:
            raise self._wrong(
                "tanggal akhir mendahului tanggal jawaban", "the end is before the date of the answers", ("until",)
            )

    def _review(self, path: Path_, entry: Entry, rule: Rule) -> Judgement:
        form = self.form
        said = {name: getattr(form, name) for name in _HEAD} | {"kind": "review", "rule": rule.id}
        said |= {"subject": entry.subject, "seen": entry.seen, "reason": entry.reason or form.reason}
        said |= self._columns(path, entry, rule)
        if entry.answer is not None:
            kind = "outcome" if answer_type(rule.file.question, entry.seen) == "outcome" else "answer"
            said[kind] = self._answer(path, entry, rule)
        self._may_be_shared(path, rule)
        document = _Within(
            rule.id, "", {key: value for key, value in said.items() if value is not None}, {}, self.document, path
        )
        try:
            return Judgement.model_validate(document.data)
        except ValidationError as error:
            raise explain(error, Judgement, document) from error

    def _columns(self, path: Path_, entry: Entry, rule: Rule) -> dict[str, str]:
        filled = {name: value for name in COLUMNS if (value := getattr(entry, name)) is not None}
        if filled and rule.file.audit is None:
            raise self._wrong(
                "ketentuan ini tidak dinilai dengan EDK, EIK, EEK; isi answer",
                "this rule is not judged by EDK, EIK, EEK; fill in answer",
                (*path, next(iter(filled))),
            )
        return {name: "-".join(value.lower().split()) for name, value in filled.items()}

    def _may_be_shared(self, path: Path_, rule: Rule) -> None:
        sharing = self.form.scope.partition(":")[0] if self.form.scope else None
        if sharing and sharing not in (rule.file.shared or ()):
            raise self._wrong(
                f"{rule.id} tidak dijawab bersama untuk {sharing}",
                f"{rule.id} is not answered together for {sharing}",
                (*path, "rule"),
            )

    def _answer(self, path: Path_, entry: Entry, rule: Rule) -> str:
        """Return an answer as decisions have it: yes or no, a day, a number, an outcome."""
        said, question = (entry.answer or "").strip(), rule.file.question
        kind = answer_type(question, entry.seen)
        if kind in _WORDS and (word := _WORDS[kind].get(said.lower())):
            return word
        if question and kind == "date" and question.good(iso(said), self.form.date or Day.max) is not None:
            return Day.fromisoformat(iso(said)).isoformat()
        if question and kind == "number" and question.good(said, Day.max) is not None:
            return str(int(said))
        may = expects(kind, question or entry)
        raise self._wrong(
            f"jawaban {said!r} tidak sesuai pertanyaannya; tulis {may.id}",
            f"{said!r} does not answer the question; write {may.en}",
            (*path, "answer"),
        )

    def _wrong(self, id: str, en: str, path: Iterable[str | int]) -> InputError:  # noqa: A002
        return InputError(id, en, self.document.place(path))
