"""What a run that did not end well says, and its exit code."""

import sys
import traceback

import click

from spbe_policy.cli import exits
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.output import silence, tell
from spbe_policy.errors import SpbePolicyError

INTERRUPTED = 130
UNREAD = 141
"""As a shell reports a process that SIGPIPE ended."""


def failed(error: BaseException, *, debug: bool) -> int:
    """Say what went wrong on the standard error; return the exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    causes = list(_leaves(error))
    if any(isinstance(cause, KeyboardInterrupt | click.Abort) for cause in causes):
        return INTERRUPTED
    if any(isinstance(cause, BrokenPipeError) for cause in causes):
        silence()
        return UNREAD
    if debug:
        traceback.print_exception(error)
    return exits.worst(_said(cause, debug=debug) for cause in causes)


def told(error: SpbePolicyError) -> int:
    """Say an error in one line; return its exit code."""
    tell(error.say(chosen()))
    return error.exit_code


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for part in error.exceptions for leaf in _leaves(part)]
    return [error]


def _said(error: BaseException, *, debug: bool) -> int:
    if isinstance(error, SpbePolicyError):
        return told(error)
    if isinstance(error, click.ClickException):
        _wrong_usage(error)
        return 2
    name = f"{type(error).__name__}: {error}".partition("\n")[0]
    hint = "" if debug else say(" Ulangi dengan --debug untuk jejaknya.", " Run again with --debug for the traceback.")
    tell(say(f"Kesalahan alat, bukan kesalahan Anda: {name}.{hint}", f"A fault of this tool, not yours: {name}.{hint}"))
    return 70


def _wrong_usage(error: click.ClickException) -> None:
    ctx = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(f"{error.format_message()}\n")
        return
    tell(say(f"Pemakaian keliru: {_indonesian(error)}", f"Wrong usage: {error.format_message()}"))
    if ctx is not None:
        tell(say(f"Bantuan: {ctx.command_path} --help", f"Help: {ctx.command_path} --help"))


def _indonesian(error: click.ClickException) -> str:
    """Click's message in Indonesian, as far as its class says what happened."""
    near = " atau ".join(getattr(error, "possibilities", None) or ())
    hint = f"; mungkin maksudnya {near}?" if near else ""
    match error:
        case click.NoSuchOption(option_name=name):
            return f"opsi {name} tidak ada{hint}"
        case click.UsageError(command_name=name):  # type: ignore[misc]  # NoSuchCommand, click 8.4
            return f"perintah {name} tidak ada{hint}"
        case click.MissingParameter(param=param) if param is not None:
            return f"{param.get_error_hint(error.ctx)} belum diisi"
        case click.BadParameter(param=param) if param is not None:
            hint = f"; pilihan: {', '.join(param.type.choices)}" if isinstance(param.type, click.Choice) else ""
            return f"nilai {param.get_error_hint(error.ctx)} tidak sah{hint or f' ({error.message})'}"
        case click.BadOptionUsage(option_name=name):
            return f"opsi {name} memerlukan nilai"
    return error.format_message()
