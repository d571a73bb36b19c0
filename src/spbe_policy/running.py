"""From functions that wait to callers that do not."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` in an event loop of its own and return its answer.

    The answer is not the task's result: at its end asyncio asks for the signal handler that it has set, and Python
    then writes out the task, result and all, for the message of an error that it drops. That took a tenth of a check.
    """
    import anyio

    answers: list[T] = []

    async def answered() -> None:
        answers.append(await work())

    anyio.run(answered)
    return answers[0]
