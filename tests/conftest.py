"""What the tests share; its presence also puts this folder on the import path."""

import builtins
import io
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from spbe_policy import confirming, plugins
from spbe_policy.checks import Check
from spbe_policy.cli import language
from spbe_policy.packs import load_policy
from spbe_policy.policy import Policy

settings.register_profile("usual", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look at what fails comes at once; the pause before it has a test of its own."""
    monkeypatch.setattr(confirming, "SPACING", 0)


@pytest.fixture(autouse=True)
def _indonesian() -> None:
    """Each test begins in the language of most users, whatever the one before it chose."""
    language.use("id")


Sealed = Callable[[], AbstractContextManager[None]]


def _refused(*_: Any, **__: Any) -> Any:
    raise AssertionError("judging reached out of the process")


@contextmanager
def _seal() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((builtins, "open"), (io, "open"), (os, "open"), (socket, "getaddrinfo")):
            patch.setattr(module, name, _refused)
        patch.setattr(socket.socket, "__init__", _refused)
        yield


@pytest.fixture(scope="session")
def sealed() -> Sealed:
    """A context in which whoever opens a file or a socket breaks the test."""
    return _seal


_READ: dict[Path, Policy] = {}


@pytest.fixture(scope="module")
def packs_are_read_once() -> Iterator[None]:
    """Reading the laws from their source takes longer than judging by them."""

    def load_once(folder: Path, checks: Mapping[str, Check], packs: Mapping[str, Path] | None = None) -> Policy:
        return _READ.get(folder) or _READ.setdefault(folder, load_policy(folder, checks, packs))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugins, "load_policy", load_once)
        yield
