"""Click in two languages: commands whose modules are imported when they are called, and help texts without English."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from spbe_policy.cli.language import VARIABLE, say
from spbe_policy.cli.nearest import nearest
from spbe_policy.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])

HELP = ("-h", "--help")


class _Spoken(click.Command):
    """What all commands share: `--lang`, `--debug`, `--help`, and click's own words in the language of the run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["params"] = [*(kwargs.get("params") or ()), *_everywhere()]
        own = {"add_help_option": False, "options_metavar": say("[OPSI]", "[OPTIONS]")}
        super().__init__(*args, **kwargs | own)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call it."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("Pemakaian: ", "Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        records = [
            record
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx))
        ]
        with formatter.section(say("Opsi", "Options")):
            formatter.write_dl(
                [(name, text.replace("[required]", say("[wajib]", "[required]"))) for name, text in records]
            )


class Command(_Spoken):
    """A command, with calls of it that may be copied."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each on one line however long."""
        if self.examples:
            with formatter.section(say("Contoh", "Examples")):
                formatter.write("".join(f"  spbe-policy {example}\n" for example in self.examples))


class Group(_Spoken, click.Group):
    """A group of commands."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, subcommand_metavar=say("PERINTAH [ARGUMEN]...", "COMMAND [ARGS]..."))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with a line about each."""
        with formatter.section(say("Perintah", "Commands")):
            formatter.write_dl([(name, self.summary(ctx, name)) for name in self.list_commands(ctx)])

    def summary(self, ctx: click.Context, name: str) -> str:
        """Return one line about a command."""
        found = self.get_command(ctx, name)
        return found.get_short_help_str(80) if found else ""


class LazyGroup(Group):
    """A group that knows its commands by name and summary; `cli/NAME.py` holds each as `command`."""

    summaries: Mapping[str, tuple[str, str]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which they are met."""
        return list(self.summaries)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; for a misspelt one propose the nearest."""
        name = args[0]
        if name not in self.summaries and not name.startswith("-") and not ctx.resilient_parsing:
            hint = nearest(name, self.summaries)
            raise UsageError(f"perintah {name!r} tidak ada{hint[0]}", f"no such command {name!r}{hint[1]}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in self.summaries:
            return None
        found: click.Command = import_module(f"spbe_policy.cli.{cmd_name.replace('-', '_')}").command
        return found

    def summary(self, ctx: click.Context, name: str) -> str:
        """Return one line about a command without importing it."""
        return say(*self.summaries[name])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Return what a shell proposes: commands, without importing them, or options."""
        from click.shell_completion import CompletionItem

        names = (name for name in self.summaries if name.startswith(incomplete))
        return [
            *(CompletionItem(name, help=self.summary(ctx, name)) for name in names),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]


def command(id: str, en: str, *examples: str) -> Callable[[Callable[..., Any]], Command]:  # noqa: A002 (the language's code)
    """Turn a function into a command, shown with examples of its arguments; it returns the exit code, None being 0."""
    return click.command(cls=Command, help=say(id, en), examples=examples)


def option(*names: str, id: str, en: str, **settings: Any) -> Callable[[F], F]:  # noqa: A002
    """Add an option, explained in both languages."""
    return click.option(*names, help=say(id, en), **settings)


def path(*names: str, id: str, en: str, metavar: str = "FILE", **settings: Any) -> Callable[[F], F]:  # noqa: A002
    """Add an option that names a file; whether it can be read is said by whoever reads it."""
    return option(*names, id=id, en=en, metavar=metavar, type=click.Path(path_type=Path), **settings)


def argument(name: str, **settings: Any) -> Callable[[F], F]:
    """Add an argument that names a file."""
    return click.argument(name, type=click.Path(path_type=Path), **settings)


def _everywhere() -> list[click.Parameter]:
    """The options of every command; `--lang` and `--debug` were read before the command was found."""
    languages = click.Choice(["id", "en"])
    lang = say(f"Bahasa keluaran (lingkungan: {VARIABLE}).", f"Language of the output (environment: {VARIABLE}).")
    debug = say("Tampilkan jejak program bila terjadi kesalahan alat.", "Show the traceback of a tool error.")
    return [
        click.Option(["--lang"], type=languages, envvar=VARIABLE, expose_value=False, help=lang),
        click.Option(["--debug"], is_flag=True, expose_value=False, help=debug),
        click.Option(
            HELP,
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_help,
            help=say("Tampilkan bantuan ini.", "Show this help."),
        ),
    ]


def _help(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()
