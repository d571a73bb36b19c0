"""What the tests share; its presence also puts this folder on the import path."""

import builtins
import io
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("usual", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

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
