"""Finding what takes part: the built-in families and reporters, then the installed plugins.

Two things of one name, a name outside the plugin's family, a plugin that cannot be imported: the run stops.
"""

import importlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from spbe_policy import hookspecs
from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.errors import PluginError, UsageError
from spbe_policy.evidence import Fact
from spbe_policy.hookspecs import GROUP, Reporter
from spbe_policy.packs import load_policy
from spbe_policy.policy import Policy

FAMILIES = ("app", "portal", "sso", "data", "web", "tls", "dns", "api", "mobile", "sbom")
"""The built-in families."""

OFF = "SPBE_POLICY_PLUGINS"
"""Environment variable: `off` loads no plugin but the built-in ones."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that plugins offer, by name; `versions` names the distribution that each came from."""

    checks: Mapping[str, Check]
    collectors: Mapping[type[Fact], Collector]
    packs: Mapping[str, Path]
    reporters: Mapping[str, Reporter]
    versions: Mapping[str, str]

    def pack(self, name_or_path: str) -> Path:
        """Return the folder of a pack, by name or by path."""
        if name_or_path in self.packs:
            return self.packs[name_or_path]
        folder = Path(name_or_path)
        if (folder / "pack.yaml").is_file():
            return folder
        known = ", ".join(sorted(self.packs))
        raise UsageError(
            f"paket {name_or_path!r} tidak ada; yang tersedia: {known}", f"no pack {name_or_path!r}; there are: {known}"
        )

    def policy(self, name_or_path: str) -> Policy:
        """Load a pack, by name or by path, with the packs that it includes."""
        return load_policy(self.pack(name_or_path), self.checks, self.packs)

    def versions_of(self, checks: Iterable[Check]) -> dict[str, str]:
        """Return the versions of the plugins that offer these checks."""
        families = {check.family for check in checks}
        return {name: version for name, version in self.versions.items() if name in families}


def load() -> Registry:
    """Load every plugin and check that what it offers fits."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    for family in FAMILIES:
        manager.register(importlib.import_module(f"spbe_policy.builtin.{family}"), family)
    manager.register(importlib.import_module("spbe_policy.reporters"), "reporters")
    versions = {} if os.environ.get(OFF) == "off" else _entry_points(manager)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(f"pengaya tidak sah: {error}", f"invalid plugin: {error}") from error
    return Registry(
        checks=_by_name(manager, "spbe_checks", lambda check: check.id),
        collectors={item.fact: item for item in _by_name(manager, "spbe_collectors", lambda it: it.fact.kind).values()},
        packs=_packs(manager),
        reporters=_by_name(manager, "spbe_reporters", lambda reporter: reporter.name, owned=False),
        versions=versions,
    )


def _entry_points(manager: pluggy.PluginManager) -> dict[str, str]:
    from importlib.metadata import entry_points

    versions = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            plugin = point.load()
            manager.register(plugin, point.name)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise PluginError(
                f"pengaya {point.name!r} tidak dapat dimuat ({reason})",
                f"plugin {point.name!r} cannot be loaded ({reason})",
            ) from error
        versions[point.name] = f"{point.dist.name} {point.dist.version}" if point.dist else "?"
    return versions


def _by_name(manager: pluggy.PluginManager, hook: str, name_of: Any, *, owned: bool = True) -> dict[str, Any]:
    """Collect what a hook offers, by name, refusing doubles and names outside the plugin's family."""
    found: dict[str, Any] = {}
    for plugin_name, plugin in manager.list_name_plugin():
        for item in _offered(plugin, hook):
            name = name_of(item)
            if owned and name.partition(".")[0] != plugin_name:
                raise PluginError(
                    f"pengaya {plugin_name!r} menawarkan {name!r} di luar keluarganya",
                    f"plugin {plugin_name!r} offers {name!r}, outside its family",
                )
            if name in found:
                raise PluginError(f"{name!r} ditawarkan dua kali", f"{name!r} is offered twice")
            found[name] = item
    return dict(sorted(found.items()))


def _offered(plugin: Any, hook: str) -> Iterable[Any]:
    offer = getattr(plugin, hook, None)
    return offer() if offer else ()


def _packs(manager: pluggy.PluginManager) -> dict[str, Path]:
    own = Path(__file__).parent / "_policies"
    if not own.is_dir():
        own = Path(__file__).parents[2] / "policies"
    folders = [folder for folder in sorted(own.iterdir()) if (folder / "pack.yaml").is_file()]
    for _, plugin in manager.list_name_plugin():
        folders += _offered(plugin, "spbe_packs")
    packs: dict[str, Path] = {}
    for folder in folders:
        if folder.name in packs:
            raise PluginError(f"paket {folder.name!r} ditawarkan dua kali", f"pack {folder.name!r} is offered twice")
        packs[folder.name] = folder
    return packs
