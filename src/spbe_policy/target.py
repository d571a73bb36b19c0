"""What a run is about and how far it may reach: the city, the app, and what the operator allows beyond the profile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spbe_policy.authority import NATIONAL_COMPLAINTS, STORES, Authority
from spbe_policy.evidence import Evidence, Written
from spbe_policy.manifest import Manifest
from spbe_policy.policy import AUTHORITY
from spbe_policy.reading import Document, digest, read_bytes, read_document
from spbe_policy.register import Row, read_register
from spbe_policy.validation import build

if TYPE_CHECKING:
    from spbe_policy.session import Door


@dataclass(frozen=True, slots=True)
class City:
    """The accepting government, as read: its profile, where that lies, its register, the digests of its files."""

    written: Written
    authority: Authority
    folder: Path
    register: tuple[Row, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def city_in(evidence: Evidence) -> City:
    """Return the city as evidence holds it: judging needs neither its folder nor its register."""
    return City(evidence.dossier.authority, evidence.city, Path(), files=evidence.dossier.city_files)


@dataclass(frozen=True, slots=True)
class Target:
    """One app to be judged: its manifest, or its row of the register, or both."""

    app: Manifest
    document: Document
    manifest: Written | None
    folder: Path | None
    row: Row | None
    earlier: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What the operator allows beyond the authority's profile; each makes the run a rehearsal."""

    allow_hosts: tuple[str, ...] = ()
    allow_networks: tuple[str, ...] = ()
    resolve: tuple[str, ...] = ()
    ca: Path | None = None
    proxy: str | None = None
    nameserver: str | None = None
    active: bool = False
    assignment: str | None = None
    operator: str | None = None
    network: str = "internet"

    @property
    def overrides(self) -> tuple[str, ...]:
        """The overrides as they stand in every report."""
        named = (
            ("--allow-host", self.allow_hosts),
            ("--allow-network", self.allow_networks),
            ("--resolve", self.resolve),
            ("--nameserver", (self.nameserver,) if self.nameserver else ()),
        )
        said = [f"{option} {value}" for option, values in named for value in sorted(values)]
        said += ["--ca"] * bool(self.ca) + ["--proxy"] * bool(self.proxy) + ["--active"] * self.active
        return tuple(said)


def load_city(path: Path | None, pack: Path, register: Path | None = None) -> City:
    """Read the authority's profile (default: the one the pack ships) and the register that it or the caller names."""
    where = path or pack / AUTHORITY
    document = read_document(where, str(where))
    authority = build(Authority, document)
    named = register or (where.parent / authority.register_ if authority.register_ else None)
    rows = read_register(named) if named else ()
    ca_file = where.parent / authority.network.ca_file if authority.network.ca_file else None
    beside = {"register": named, "ca": ca_file}
    files = {name: digest(read_bytes(file)) for name, file in beside.items() if file and file.is_file()}
    return City(Written(file=where.name, text=document.text), authority, where.parent, rows, files)


def door_for(city: City, reach: Reach, targets: tuple[Target, ...]) -> "Door":
    """Return what may be reached for these apps: the authority's word, then the operator's."""
    from spbe_policy.session import Door

    network = city.authority.network
    internal = city.folder / network.ca_file if network.ca_file else None
    everywhere = internal if network.ca_scope == "all" else None
    places = [where for target in targets for where in target.app.environments.values()]
    return Door(
        domains=city.authority.domains,
        hosts=frozenset({*_kn_own_hosts(city), *reach.allow_hosts}),
        networks=(*network.allowed, *reach.allow_networks),
        resolve=(*network.resolve, *reach.resolve),
        ca_file=reach.ca or everywhere,
        internal_ca=None if everywhere else internal,
        intranet_hosts=frozenset(where.host for where in places if where.exposure == "intranet"),
        proxy=reach.proxy,
        nameserver=reach.nameserver or network.nameserver,
        probe_hosts=frozenset(_probe_hosts(reach, targets)),
        active=reach.active,
        active_hosts=frozenset(_own_hosts(targets)) if reach.assignment else frozenset(),
        assignment=reach.assignment,
        contact=network.contact,
        network=reach.network,
        operator=reach.operator,
        run_seconds=60 + 60 * len(targets),
    )


def _kn_own_hosts(city: City) -> set[str]:
    """Hosts that the city itself names: its register's, and those of everything that it has ready."""
    urls = [url for _, item in city.authority.items() for url in _urls(item.model_dump())]
    registered = {host for row in city.register for host in row.hosts}
    return {*NATIONAL_COMPLAINTS, *STORES, *registered, *(host for url in urls if (host := urlsplit(url).hostname))}


def _probe_hosts(reach: Reach, targets: tuple[Target, ...]) -> set[str]:
    """Probing is permitted on hosts of the register, or with a recorded letter of assignment on the app's own."""
    registered = {host for target in targets if target.row for host in target.row.hosts}
    return registered | _own_hosts(targets) if reach.assignment else registered


def _own_hosts(targets: tuple[Target, ...]) -> set[str]:
    """The hosts of the apps themselves."""
    return {where.host for target in targets for where in target.app.environments.values()}


def _urls(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,) if value.startswith(("http://", "https://")) else ()
    nested = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else ()
    return [url for part in nested for url in _urls(part)]
