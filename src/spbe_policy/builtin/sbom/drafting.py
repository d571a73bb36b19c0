"""Makes the draft of a bill of materials of lock files: what a vendor has who has never made one. Pure.

cyclonedx-python-lib writes it. What the library writes of parts whose dependencies nobody knows (that they have none)
is taken out again, and the gaps are said in `compositions`, which the library has not.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from spbe_policy._version import VERSION
from spbe_policy.builtin.sbom.bom import DRAFT, TOOL
from spbe_policy.builtin.sbom.locks.model import Lock, Package

if TYPE_CHECKING:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component

APP = "app"
"""The `bom-ref` of the app itself."""


class Source(NamedTuple):
    """A lock file: its name, its digest (`sha256:…`) and what it says."""

    name: str
    sha256: str
    lock: Lock


def draft(sources: Sequence[Source], name: str, version: str, at: datetime) -> bytes:
    """Return a CycloneDX 1.6 document (JSON) that says of itself that it is a draft by spbe-policy.

    A package that several lock files name comes once. The same files, names and moment give the same bytes.
    """
    from cyclonedx.output.json import JsonV1Dot6

    packages = _together(source.lock.packages for source in sources)
    written = JsonV1Dot6(_bom(sources, packages, name, version, at)).output_as_string()
    document = json.loads(written)
    known = {one.purl for one in packages if one.needs is not None} | {APP}
    document["dependencies"] = [each for each in document["dependencies"] if each["ref"] in known]
    document["compositions"] = list(_gaps(sources, packages))
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _together(listed: Iterable[Sequence[Package]]) -> list[Package]:
    found: dict[str, Package] = {}
    for packages in listed:
        for one in packages:
            if one.purl not in found or found[one.purl].needs is None:
                found[one.purl] = one
    return [found[purl] for purl in sorted(found)]


def _gaps(sources: Sequence[Source], packages: Iterable[Package]) -> Iterator[dict[str, Any]]:
    """Yield how complete the graph is: the system's and hand-copied libraries stand in no lock file."""
    yield {"aggregate": "incomplete", "dependencies": [APP]}
    if silent := [one.purl for one in packages if one.needs is None]:
        yield {"aggregate": "unknown", "dependencies": silent}


def _bom(sources: Sequence[Source], packages: Sequence[Package], name: str, version: str, at: datetime) -> "Bom":
    from cyclonedx.model import Property
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.dependency import Dependency
    from cyclonedx.model.lifecycle import LifecyclePhase, PredefinedLifecycle
    from cyclonedx.model.tool import ToolRepository

    app = Component(name=name, version=version, type=ComponentType.APPLICATION, bom_ref=APP)
    read = " ".join(f"{source.name} {source.sha256}" for source in sources)
    parts = {one.purl: _component(one) for one in packages}
    links = {one.purl: one.needs or () for one in packages}
    links[APP] = tuple(want for source in sources for want in source.lock.direct)
    refs = {purl: part.bom_ref for purl, part in parts.items()} | {APP: app.bom_ref}
    return Bom(
        serial_number=uuid5(NAMESPACE_URL, f"{name} {version} {read} {at.isoformat()}"),
        metadata=BomMetaData(
            timestamp=at,
            component=app,
            tools=ToolRepository(components=[Component(name=TOOL, version=VERSION, type=ComponentType.APPLICATION)]),
            lifecycles=[PredefinedLifecycle(LifecyclePhase.PRE_BUILD)],
            properties=[
                Property(name=DRAFT, value="true"),
                *(Property(name=f"{TOOL}:lock", value=f"{source.name} {source.sha256}") for source in sources),
            ],
        ),
        components=parts.values(),
        dependencies=[
            Dependency(refs[purl], [Dependency(refs[want]) for want in dict.fromkeys(wants)])
            for purl, wants in links.items()
        ],
    )


def _component(one: Package) -> "Component":
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    return Component(
        name=one.name,
        group=one.namespace,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=one.purl,
        purl=PackageURL(one.type, one.namespace, one.name, one.version),
        hashes=[HashType(alg=HashAlgorithm(algorithm), content=digits) for algorithm, digits in one.hashes],
        licenses=_licences(one.licences),
    )


def _licences(listed: Sequence[str]) -> list[Any]:
    """Return the licences as SPDX ids or expressions where they are such, else as names; of several one may choose."""
    from cyclonedx.contrib.license.factories import LicenseFactory

    return [LicenseFactory().make_from_string(" OR ".join(listed))] if listed else []
