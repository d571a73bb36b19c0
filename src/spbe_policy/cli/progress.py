"""What a person at a terminal sees while a run goes on; nothing in CI or in a pipe."""

import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

from spbe_policy.running import run

T = TypeVar("T")
ERASED = "\r\x1b[K"


def watched(work: Callable[[], Awaitable[T]], label: str) -> T:
    """Run `work` to its end; on a terminal, say once a second how long it has taken."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        return run(work)

    async def told() -> T:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_tick, label)
            answer = await work()
            tasks.cancel_scope.cancel()
        return answer

    try:
        return run(told)
    finally:
        sys.stderr.write(ERASED)
        sys.stderr.flush()


async def _tick(label: str) -> None:
    begun = time.monotonic()
    while True:
        sys.stderr.write(f"{ERASED}{label} … {time.monotonic() - begun:.0f} s")
        sys.stderr.flush()
        await anyio.sleep(1)
