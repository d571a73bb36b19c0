"""The annex to the terms of reference (*lampiran KAK*): by which rules an app will be judged, before anyone signs."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from spbe_policy.policy import Policy, Rule
from spbe_policy.reporters import words
from spbe_policy.reporters.blocks import BLANK, Block, Fields, Grid, Heading, Paper, Par, Title
from spbe_policy.reporters.conditions import conditions
from spbe_policy.reporters.paper_docx import as_docx
from spbe_policy.texts import Lang, term, text
from spbe_policy.vocabulary import Stage

TITLE = text("Lampiran kerangka acuan kerja", "Annex to the terms of reference")
SUBJECT = text("Ketentuan yang dinilai", "The rules that will be judged")
DRAFT = datetime(2000, 1, 1, tzinfo=UTC)
"""What the file names as its moment: the same rules give the same bytes on any day."""

_FOREWORD = text(
    "Aplikasi dinilai menurut ketentuan berikut, pada tahap yang disebut. Kontrak menyebut sidik digital di bawah ini; "
    "perubahan ketentuan sesudahnya baru berlaku pada tahap operasional. Ketentuan ditulis sebagai parafrasa, bukan "
    "bunyi pasal.",
    "The app is judged by the following rules, at the stages named. The contract names the digest below; later changes "
    "of the rules apply from operation on. Rules are written as a paraphrase, not the wording of the law.",
)
_ANSWER = text(
    "Dokumen menjawab pertanyaan ketentuan; kota menilai isinya sebelum menerimanya.",
    "Documents answer what rules ask; the city judges their content before it accepts them.",
)


def lampiran_kak(policy: Policy, lang: Lang) -> bytes:
    """Return the annex as DOCX; raises `UsageError` without the extra `docx`."""
    marks = (SUBJECT.say(lang), f"{policy.pack.title.say(lang)}, {policy.pack.version}")
    return as_docx(Paper(TITLE.say(lang), marks, DRAFT, lang, tuple(_blocks(policy, lang))))


def _blocks(policy: Policy, lang: Lang) -> Iterator[Block]:
    yield Title((TITLE.say(lang).upper(), SUBJECT.say(lang).upper()))
    yield from _about(policy, lang)
    yield Heading(text("Tahap penilaian", "Stages").say(lang))
    yield _stages(policy, lang)
    yield Heading(text("Dokumen yang diserahkan", "Documents to deliver").say(lang))
    yield Par(_ANSWER.say(lang))
    yield _documents(policy, lang)
    for name, rules in _by_pack(policy).items():
        pack = rules[0].pack
        yield Heading(f"{pack.title.say(lang)} ({name} {pack.version}): {words.rules(len(rules)).say(lang)}")
        yield Par(pack.status.say(lang), "small")
        yield _rules(rules, lang)


def _about(policy: Policy, lang: Lang) -> Iterator[Block]:
    """What is to be written into the contract: which pack, by its digest."""
    levels = Counter(rule.file.level for rule in policy.rules)
    counted = ", ".join(f"{levels[level]} {term(level, lang)}" for level in ("must", "should") if levels[level])
    yield Par(_FOREWORD.say(lang))
    pack = f"{policy.pack.title.say(lang)} ({policy.name} {policy.pack.version})"
    yield Fields((
        (text("Pedoman", "Guidelines").say(lang), pack),
        (text("Penyusun", "Issuer").say(lang), policy.pack.issuer),
        (text("Sidik digital", "Digest").say(lang), policy.digest),
        (text("Ketentuan", "Rules").say(lang), f"{len(policy.rules)} ({counted})"),
        (text("Nama pekerjaan", "Work").say(lang), BLANK),
        (text("Nomor KAK", "Number").say(lang), BLANK),
    ))  # fmt: skip


def _stages(policy: Policy, lang: Lang) -> Block:
    """How many rules are new at each stage, and what counts there as evidence."""
    begin = Counter(rule.file.from_ for rule in policy.rules)
    rows = tuple(
        (term(stage, lang), str(begin[stage]), ", ".join(term(kind, lang) for kind in policy.pack.stages[stage]))
        for stage in Stage
    )
    head = (text("Tahap", "Stage"), text("Ketentuan baru", "New rules"), text("Bukti dukung yang dihitung", "Evidence"))
    return Grid(tuple(each.say(lang) for each in head), rows, (20, 20, 60))


def _documents(policy: Policy, lang: Lang) -> Block:
    """Each kind of document: how many rules it can answer, from which stage on, by whom it is delivered."""
    kinds: dict[str, list[Rule]] = {}
    for rule in policy.rules:
        for kind in rule.file.documents:
            kinds.setdefault(kind, []).append(rule)
    order = list(Stage)
    rows = tuple(
        (
            kind,
            str(len(rules)),
            term(min((rule.file.from_ for rule in rules), key=order.index), lang),
            ", ".join(dict.fromkeys(term(rule.file.responsible, lang) for rule in rules)),
        )
        for kind, rules in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    head = (text("Dokumen", "Document"), text("Menjawab", "Answers"), text("Mulai tahap", "From stage"),
            text("Tanggung jawab", "Responsible"))  # fmt: skip
    return Grid(tuple(each.say(lang) for each in head), rows, (36, 14, 20, 30))


def _by_pack(policy: Policy) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in policy.rules:
        found.setdefault(rule.id.partition("/")[0], []).append(rule)
    return found


def _rules(rules: list[Rule], lang: Lang) -> Block:
    head = (text("Ketentuan", "Rule"), text("Tingkat", "Level"), text("Mulai tahap", "From stage"),
            text("Tanggung jawab", "Responsible"), text("Dokumen", "Documents"))  # fmt: skip
    rows = tuple(
        (
            str(at),
            "\n".join(_said(rule, lang)),
            term(rule.file.level, lang),
            term(rule.file.from_, lang),
            term(rule.file.responsible, lang),
            "\n".join(rule.file.documents) or "–",
        )
        for at, rule in enumerate(rules, 1)
    )
    return Grid(("No", *(each.say(lang) for each in head)), rows, (5, 37, 13, 13, 14, 18))


def _said(rule: Rule, lang: Lang) -> Iterator[str]:
    """What the rule says, its id, its clauses, and to which apps it applies."""
    file = rule.file
    yield file.title.say(lang)
    basis = (", ".join(part for part in (rule.pack.sources[it.source].title, it.clause) if part) for it in file.basis)
    yield f"{rule.id.partition('/')[2]}: {'; '.join(basis)}"
    if only := conditions(rule, lang):
        yield f"{text('Hanya bila', 'Only where').say(lang)}: {only}"
