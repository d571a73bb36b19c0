"""Noun: what a lock file says, whatever the ecosystem. Lock files are untrusted: every text in them is checked here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packageurl import PackageURL

from spbe_policy.builtin.sbom.purls import parse
from spbe_policy.errors import InputError, Place

MAX_PACKAGES = 5_000
"""Most packages of one file: cyclonedx-python-lib takes time with the square of their number, here half a minute."""

_LONGEST = 500
_DIGITS = {"SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}

Hashes = tuple[tuple[str, str], ...]
"""Digests as (CycloneDX's name of the algorithm, lower-case hexadecimal digits)."""


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package. `needs` are the purls that it depends on; None where the lock file does not say."""

    purl: str
    type: str
    namespace: str | None
    name: str
    version: str | None
    hashes: Hashes = ()
    licences: tuple[str, ...] = ()
    needs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of one lock file, without what is only for development.

    `direct` are the purls that the app itself asks for; `sure` is false where they had to be concluded from what no
    other package asks for. `name` and `version` are the app's, where the file says them; `left_out` counts packages for
    development.
    """

    packages: tuple[Package, ...]
    direct: tuple[str, ...]
    sure: bool = True
    name: str | None = None
    version: str | None = None
    left_out: int = 0


@dataclass(slots=True)
class Shelf:
    """Collects the packages of one file and refuses what no package can be; `file` is what errors call the file."""

    file: str
    type: str
    found: dict[str, Package] = field(default_factory=dict)

    def put(self, where: str, name: str, version: str | None, hashes: Hashes = (), licences: Iterable[str] = ()) -> str:
        """Add a package (`namespace/name`), what it needs being unknown; return its purl. `where` is its pointer."""
        namespace, _, last = name.rpartition("/")
        try:
            purl = PackageURL(self.type, namespace or None, last, version).to_string()
        except ValueError:
            purl = ""
        if len(name) + len(version or "") > _LONGEST or parse(purl) is None:
            raise self.wrong(where, "bukan nama dan versi paket", "no name and version of a package")
        before = self.found.get(purl)
        listed = tuple(each[:_LONGEST] for each in licences)
        kept = before.hashes if before and before.hashes else hashes
        self.found[purl] = Package(purl, self.type, namespace or None, last, version, kept, listed)
        if len(self.found) > MAX_PACKAGES:
            raise self.wrong(where, f"lebih dari {MAX_PACKAGES} paket", f"more than {MAX_PACKAGES} packages")
        return purl

    def wrong(self, where: str, id: str, en: str) -> InputError:  # noqa: A002 (the language's code)
        """Return the error about a place in the file."""
        return InputError(f"{where}: {id}", f"{where}: {en}", Place(self.file))

    def table(self, where: str, value: object) -> Mapping[str, Any]:
        """Return a table (object); absent is empty."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.wrong(where, "harus berupa objek", "must be an object")
        return value

    def tables(self, where: str, value: object) -> list[Mapping[str, Any]]:
        """Return a list of tables; absent is empty."""
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(where, "harus berupa daftar", "must be a list")
        return [self.table(f"{where}/{number}", each) for number, each in enumerate(value)]

    def word(self, where: str, value: object) -> str:
        """Return a text that is not empty."""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(where, "harus berupa teks", "must be a text")
        return value

    def locked(self, needs: Mapping[str, Iterable[str]], direct: Sequence[str] | None = None, **rest: Any) -> Lock:
        """Return what was collected; `needs` by purl, `direct` where the file says it."""
        known = {purl: tuple(sorted({want for want in wants if want != purl})) for purl, wants in needs.items()}
        packages = tuple(
            Package(one.purl, one.type, one.namespace, one.name, one.version, one.hashes, one.licences, known.get(purl))
            for purl, one in sorted(self.found.items())
        )
        asked = tuple(sorted(set(direct))) if direct is not None else _tops(packages)
        return Lock(packages, asked, sure=direct is not None, **rest)


def _tops(packages: Sequence[Package]) -> tuple[str, ...]:
    """Return the packages from which all others are reached: those that no other needs, and one of each lone cycle."""
    needs = {one.purl: one.needs or () for one in packages}
    wanted = {want for wants in needs.values() for want in wants}
    tops: list[str] = []
    seen: set[str] = set()
    for purl in sorted(needs, key=lambda purl: (purl in wanted, purl)):
        if purl not in seen:
            tops.append(purl)
            reach(purl, needs, seen)
    return tuple(sorted(tops))


def reach(start: str, needs: Mapping[str, Iterable[str]], seen: set[str]) -> None:
    """Add to `seen` what can be reached from there, itself included."""
    waiting = [start]
    while waiting:
        if (one := waiting.pop()) not in seen:
            seen.add(one)
            waiting.extend(needs.get(one, ()))


def hexadecimal(algorithm: str, digits: str) -> Hashes:
    """Return a digest such as (`sha256`, `ab…`), none where it is not one that CycloneDX knows."""
    name = f"SHA-{algorithm.lower().removeprefix('sha').removeprefix('-')}"
    sound = len(digits) == _DIGITS.get(name) and not set(digits.lower()) - set("0123456789abcdef")
    return ((name, digits.lower()),) if sound else ()


def listed_hashes(values: Iterable[object]) -> Hashes:
    """Return the digests of texts such as `sha256:ab…`."""
    pairs = (value.split(":", 1) for value in values if isinstance(value, str) and ":" in value)
    return tuple(sorted({found for algorithm, digits in pairs for found in hexadecimal(algorithm, digits)}))
