"""Noun: the app as its vendor declares it (`spbe.yaml`, schema `spbe-app/1`).

Only `schema` and `app.id` are required by the reader; what a stage needs beyond them is a matter of rules. Every key
says in the published JSON Schema who fills it (`x-filled-by`) and from which stage on (`x-from-stage`). The 27
attributes of the application domain of the national architecture (Perpres 132/2022, secondary) all have a place.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from spbe_policy.agreements import Answer, Contract, Recommendation, SourceCode, Vendor
from spbe_policy.datasets import DataSet
from spbe_policy.reading import Document, Path_, parse_yaml
from spbe_policy.sections import (
    Api,
    App,
    Architecture,
    DataFlow,
    DocumentEntry,
    Environment,
    Hosting,
    Integration,
    Login,
    Mobile,
    Ownership,
    Security,
    Service,
    Support,
    Technology,
)
from spbe_policy.validation import build, two_languages
from spbe_policy.vocabulary import Audience, Name, Part, SharedControl, Stage, key

SCHEMA = "spbe-app/1"


class Manifest(Part):
    """The whole manifest."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        title="spbe.yaml",
        json_schema_extra={"$id": "urn:spbe-policy:spbe-app:1"},
    )

    schema_: Literal["spbe-app/1"] = key("Skema", "Schema", by="vendor", stage="delivery", alias="schema")
    app: App = key("Aplikasi", "The app", by="vendor", stage="delivery")
    environments: Mapping[Literal["staging", "production"], Environment] = key(
        "Lingkungan", "Environments", by="vendor", stage="delivery", default_factory=dict
    )
    login: Mapping[Audience, Login] | None = key(
        "Cara masuk. Satu untuk tiap jenis pengguna; kosongkan {} bila tanpa login.",
        "Login. One for each audience; empty {} when nobody logs in.",
        by="vendor",
        stage="delivery",
        default=None,
    )
    data_sets: tuple[DataSet, ...] | None = key(
        "Himpunan data. Kosongkan [] bila aplikasi tidak menerbitkan data.",
        "Data sets. Empty [] when the app publishes none.",
        by="vendor",
        stage="delivery",
        default=None,
    )
    sbom: Name | Annotated[tuple[Name, ...], Field(min_length=1, max_length=20)] | None = key(
        "Berkas SBOM. CycloneDX, di dalam folder manifes; boleh beberapa, yang pertama milik aplikasi itu sendiri.",
        "SBOM file. CycloneDX, inside the manifest's folder; may be several, the first is the app's own.",
        by="vendor",
        stage="delivery",
        default=None,
    )
    documents: tuple[DocumentEntry, ...] = key("Dokumen", "Documents", by="vendor", stage="delivery", default=())
    apis: tuple[Api, ...] | None = key(
        "API bagi aplikasi lain. Kosongkan [] bila tidak ada.",
        "APIs for other apps. Empty [] when there is none.",
        by="vendor",
        stage="delivery",
        default=None,
    )
    integrations: tuple[Integration, ...] | None = key(
        "Integrasi. Kosongkan [] bila tidak ada.",
        "Integrations. Empty [] when there is none.",
        by="vendor",
        default=None,
    )
    mobile: Mobile | None = key("Aplikasi bergerak", "Mobile app", by="vendor", default=None)
    services: tuple[Service, ...] = key("Layanan", "Services", by="opd", default=())
    ownership: Ownership = key("Kepemilikan", "Ownership", by="opd", default_factory=Ownership)
    support: Support = key("Dukungan", "Support", by="opd", default_factory=Support)
    recommendation: Recommendation | None = key(
        "Rekomendasi Diskominfo", "Recommendation of Diskominfo", by="diskominfo", default=None
    )
    architecture: Architecture = key(
        "Arsitektur SPBE", "SPBE architecture", by="diskominfo", default_factory=Architecture
    )
    data_flow: DataFlow = key("Aliran data", "Data flow", by="opd", default_factory=DataFlow)
    technology: Technology = key("Teknologi", "Technology", by="vendor", default_factory=Technology)
    hosting: Hosting = key("Tempat server", "Hosting", by="vendor", default_factory=Hosting)
    spl: tuple[str, ...] = key(
        "Sistem penghubung layanan", "Service-connector systems used", by="diskominfo", default=()
    )
    security: Security = key("Keamanan", "Security", by="diskominfo", default_factory=Security)
    source_code: SourceCode | None = key("Sumber kode", "Source code", by="vendor", stage="acceptance", default=None)
    vendor: Vendor | None = key("Penyedia", "Vendor", by="vendor", stage="delivery", default=None)
    contract: Contract | None = key("Kontrak", "Contract", by="diskominfo", default=None)
    shared_controls: tuple[SharedControl, ...] = key(
        "Kontrol bersama. Yang dipakai aplikasi: hosting:…, identity-provider:… atau framework:….",
        "Shared controls. What the app uses: hosting:…, identity-provider:… or framework:….",
        by="diskominfo",
        default=(),
    )
    answers: tuple[Answer, ...] = key(
        "Jawaban penyedia. Cukup pada tahap delivery; setelah itu petugas yang menjawab.",
        "The vendor's answers. They suffice at delivery; after that an official answers.",
        by="vendor",
        stage="delivery",
        default=(),
    )

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Manifest":
        for what, ids in (
            ("data_sets", [item.id for item in self.data_sets or ()]),
            ("apis", [item.id for item in self.apis or ()]),
            ("documents", [item.path for item in self.documents]),
            ("answers", [item.rule for item in self.answers]),
            ("sbom", list(self.bills)),
        ):
            twice = sorted(item for item, times in Counter(ids).items() if times > 1)
            if twice:
                raise two_languages(f"{twice[0]!r} tertulis dua kali di {what}", f"{twice[0]!r} stands twice in {what}")
        return self

    @property
    def bills(self) -> tuple[str, ...]:
        """The paths of the bills of materials, the app's own first; none where the manifest names none."""
        return () if self.sbom is None else (self.sbom,) if isinstance(self.sbom, str) else self.sbom

    def environment_name(self, stage: Stage) -> Literal["staging", "production"] | None:
        """Return the environment that `stage` looks at; before release, production stands in for a missing staging."""
        wanted: tuple[Literal["staging", "production"], ...] = ("staging", "production")
        return next((name for name in wanted if name in self.environments and stage.looks_at(name)), None)

    def environment(self, stage: Stage) -> Environment | None:
        """Return the environment that `stage` looks at."""
        name = self.environment_name(stage)
        return self.environments[name] if name else None

    def exposed(self, exposure: Literal["internet", "intranet"]) -> "Manifest":
        """Return the manifest with the exposure that the city's register gives."""
        places = {name: where.model_copy(update={"exposure": exposure}) for name, where in self.environments.items()}
        return self.model_copy(update={"environments": places})

    def path_of(self, subject: str) -> Path_:
        """Return where the manifest makes the claim that `subject` (`dataset:x`, `document:y`, …) names."""
        kind, _, name = subject.partition(":")
        match kind:
            case "dataset":
                return ("data_sets", *_index(item.id == name for item in self.data_sets or ()))
            case "api":
                return ("apis", *_index(item.id == name for item in self.apis or ()))
            case "document":
                return ("documents", *_index(item.path == name for item in self.documents))
            case "integration":
                return ("integrations", *_index(item.counterpart == name for item in self.integrations or ()))
            case "audience":
                return ("login", name)
            case "sbom":
                return ("sbom", *_index(path == name for path in self.bills)) if name else ("sbom",)
        return ("app", "id")


def _index(matches: Any) -> tuple[int, ...]:
    return next(((number,) for number, match in enumerate(matches) if match), ())


def load_manifest(text: str, file: str, known: Mapping[str, Any] | None = None) -> tuple[Manifest, Document]:
    """Read a manifest; `known` is what the city's register says (nested as in the manifest) and goes first."""
    document = parse_yaml(text, file)
    if known and isinstance(document.data, dict):
        document = Document(file, text, _overlay(document.data, known), document.positions)
    return build(Manifest, document), document


def _overlay(data: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(data)
    for name, value in known.items():
        below = merged.get(name)
        merged[name] = _overlay(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged
