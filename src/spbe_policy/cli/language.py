"""The language of this run, as gettext has it: chosen once, before the module of any command is imported."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spbe_policy.texts import Lang

VARIABLE = "SPBE_POLICY_LANG"

_chosen: "Lang" = "id"


def use(lang: str | None) -> None:
    """Choose the language; what is neither `id` nor `en` changes nothing."""
    global _chosen
    _chosen = "id" if lang == "id" else "en" if lang == "en" else _chosen


def chosen() -> "Lang":
    """Return the language of this run."""
    return _chosen


def say(id: str, en: str) -> str:  # noqa: A002 (the language's code)
    """Return the message in the language of this run."""
    return id if _chosen == "id" else en


def asked(arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """Return what the command line, else the environment, asks for; not checked yet."""
    return given("--lang", VARIABLE, arguments, environment)


def given(option: str, variable: str, arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """Return what stands after an option on the command line, else in the environment, before click reads them."""
    found = environment.get(variable)
    for number, argument in enumerate(arguments):
        if argument == option:
            found = next(iter(arguments[number + 1 :]), found)
        elif argument.startswith(f"{option}="):
            found = argument.partition("=")[2]
    return found
