"""Noun: a policy: the rules that an app is judged by, with their checks bound, and the digest of what they say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from spbe_policy.checks import Check, Params
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Assurance, Fact
from spbe_policy.manifest import Manifest
from spbe_policy.reading import Document
from spbe_policy.register import Row
from spbe_policy.rules import Have, PackFile, RuleFile
from spbe_policy.texts import Text, text
from spbe_policy.vocabulary import Stage

AUTHORITY = "authority.yaml"
"""A pack may ship the profile of its city beside its rules."""

PORTAL_CONTRACT = "portal-openapi.yaml"
"""And the OpenAPI document that the city's portal keeps to."""

NO_RULES = frozenset({"pack.yaml", AUTHORITY, PORTAL_CONTRACT})
"""Files of a pack that are no rules."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A check with the parameters that the rule gives it."""

    check: Check
    params: Params


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule ready to be judged, as the including packs tailored it; `pack` is the one it stands in.

    `missing` names checks of plugins that are not installed; `beside` is shown with the question, and decides nothing.
    """

    id: str
    file: RuleFile
    pack: PackFile
    bound: tuple[Bound, ...]
    missing: tuple[str, ...]
    document: Document
    beside: Bound | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that the rule is called: id, id without its pack, aliases."""
        return (self.id, self.id.partition("/")[2], *self.file.aliases)

    @property
    def half_life_days(self) -> int:
        """How long a review or an accepted document holds for this rule."""
        return self.file.half_life_days or self.pack.half_life_days

    def accepts(self, stage: Stage) -> tuple[Assurance, ...]:
        """Return the kinds of assurance that count at a stage."""
        return self.file.stages.get(stage) or self.pack.stages[stage]

    def judged_at(self, stage: Stage) -> bool:
        """Whether the rule is judged at this stage already."""
        return _ORDER[stage] >= _ORDER[self.file.from_]

    def exemption(self, app: Manifest, row: Row | None, exposure: str | None) -> tuple[Text, bool] | None:
        """Return why the rule does not apply and whether that rests only on the vendor's word; None when it applies."""
        return min(self._reasons(app, row, exposure), key=lambda reason: reason[1], default=None)

    def _reasons(self, app: Manifest, row: Row | None, exposure: str | None) -> Iterator[tuple[Text, bool]]:
        to = self.file.applies_to
        status = (row and row.status) or "active"
        if status not in to.status:
            yield _STATUS[status == "retired"], False
        for name in ("audience", "platforms", "kind", "role", "category", "exposure"):
            if not (wanted := getattr(to, name)):
                continue
            value = exposure if name == "exposure" else getattr(app.app, name)
            actual = (value,) if isinstance(value, str) else value
            if actual and not set(wanted) & set(actual):
                said = ", ".join(actual)
                yield _this_app(name, text(said, said)), row is None or not getattr(row, name)
        if to.personal_data is not None and app.app.personal_data not in (None, to.personal_data):
            processes = text("ya", "yes") if app.app.personal_data else text("tidak", "no")
            yield _this_app("personal_data", processes), row is None or row.personal_data is None
        for name in to.has:
            if name in app.model_fields_set and getattr(app, name) is not None and not getattr(app, name):
                has = HAVE[name]
                yield (
                    text(f"aplikasi menyatakan tidak memiliki {has.id}", f"the app declares that it has no {has.en}"),
                    True,
                )


CONDITIONS = {
    "audience": text("pengguna", "audience"),
    "platforms": text("basis aplikasi", "platforms"),
    "kind": text("jenis aplikasi", "kind"),
    "role": text("peran", "role"),
    "category": text("kategori", "category"),
    "exposure": text("jangkauan", "exposure"),
    "personal_data": text("memproses data pribadi", "processes personal data"),
    "has": text("yang mempunyai", "apps that have"),
    "status": text("status di daftar aplikasi", "status in the register"),
}
"""What `applies_to` looks at."""

HAVE: Mapping[Have, Text] = {
    "login": text("cara masuk (login)", "login"),
    "data_sets": text("himpunan data (data_sets)", "data sets (data_sets)"),
    "apis": text("API (apis)", "APIs (apis)"),
    "integrations": text("integrasi (integrations)", "integrations"),
    "services": text("layanan (services)", "services"),
    "spl": text("sistem penghubung layanan (spl)", "service-connector system (spl)"),
}
"""What an app may have, and the section of its manifest that says so."""


def _this_app(name: str, said: Text) -> Text:
    label = CONDITIONS[name]
    return text(f"aplikasi ini: {label.id} = {said.id}", f"this app: {label.en} = {said.en}")


_ORDER = {stage: number for number, stage in enumerate(Stage)}
_STATUS = (
    text(
        "hanya untuk aplikasi yang dihentikan menurut daftar aplikasi", "only for apps that the register calls retired"
    ),
    text("aplikasi ini dihentikan menurut daftar aplikasi", "the register calls this app retired"),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The resolved rules of a pack and of those that it includes, and the digest of what they say (cases excluded)."""

    name: str
    pack: PackFile
    rules: tuple[Rule, ...]
    digest: str
    packs: Mapping[str, PackFile] = field(default_factory=dict)

    @property
    def own(self) -> tuple[Rule, ...]:
        """The rules that stand in the pack itself, not in one that it includes."""
        return tuple(rule for rule in self.rules if rule.id.partition("/")[0] == self.name)

    def renamed(self) -> dict[str, str | None]:
        """Return every retired rule with its successor, both as `pack/rule`."""
        found = {}
        for name, pack in self.packs.items():
            for retired in pack.retired:
                to = retired.successor
                found[f"{name}/{retired.id}"] = to if to is None or "/" in to else f"{name}/{to}"
        return found

    def facts(self) -> tuple[type[Fact], ...]:
        """Every stored kind of fact that the bound checks read, each once."""
        bound = (item for rule in self.rules for item in (*rule.bound, rule.beside) if item)
        return tuple(dict.fromkeys(fact for item in bound for fact in item.check.facts))

    def select(self, globs: Iterable[str]) -> "Policy":
        """Return only the rules that match a pattern; `UsageError` when none does."""
        patterns = tuple(globs)
        selected = self.narrowed(patterns)
        if not selected.rules:
            names = ", ".join(patterns)
            raise UsageError(f"tidak ada ketentuan yang cocok dengan {names}", f"no rule matches {names}")
        return selected

    def narrowed(self, patterns: Sequence[str]) -> "Policy":
        """Return only the rules that match a pattern, if any does."""

        def wanted(rule: Rule) -> bool:
            return any(fnmatchcase(name, pattern) for pattern in patterns for name in rule.names)

        return replace(self, rules=tuple(rule for rule in self.rules if wanted(rule)))
