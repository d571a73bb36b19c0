"""Where output goes: the standard output as people's terminals can show it, and files, whole or not at all."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from spbe_policy.cli import terminal
from spbe_policy.errors import Place, UsageError

STDOUT = Path("-")


def emit(content: str | bytes) -> None:
    """Write to the standard output: UTF-8 into files and pipes, what a terminal can show to a terminal."""
    data = content.encode() if isinstance(content, str) else content
    try:
        sys.stdout.buffer.write(_for_terminal(data) if sys.stdout.isatty() else data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritten(error, "stdout") from error


def emit_report(report: str) -> None:
    """Write a text report to the standard output, in colour on a terminal that wants it."""
    emit(terminal.painted(report) if sys.stdout.isatty() and terminal.coloured() else report)


def _for_terminal(data: bytes) -> bytes:
    try:
        return data.decode().encode(sys.stdout.encoding, errors="replace")
    except UnicodeDecodeError as error:
        raise UsageError(
            "keluaran ini bukan teks: simpan ke berkas", "this output is no text: save it in a file"
        ) from error


def tell(line: str) -> None:
    """Write one line to the standard error, harmless also where it repeats what a file says."""
    from spbe_policy.reporters.layout import code

    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write("\n".join(code(line)).encode(encoding, errors="replace").decode(encoding) + "\n")


def write(path: Path, data: bytes) -> None:
    """Write a file atomically; `-` is the standard output, a device or pipe is written as it is."""
    from spbe_policy.reading import write_atomically

    if path == STDOUT:
        emit(data)
    elif path.exists() and not path.is_file() and not path.is_dir():
        try:
            path.write_bytes(data)
        except OSError as error:
            raise _unwritten(error, str(path)) from error
    else:
        write_atomically(path.resolve() if path.is_symlink() else path, data)


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(error, str(folder)) from error


def silence() -> None:
    """Let nothing more be written to a standard output that nobody reads, also at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritten(error: OSError, name: str) -> UsageError:
    reason = error.strerror or type(error).__name__
    return UsageError(f"tidak dapat ditulis ({reason})", f"cannot be written ({reason})", Place(name))


class Destination(NamedTuple):
    """One `-o FORMAT=PATH`."""

    format: str
    path: str

    def of(self, app: str) -> Path:
        """Return the file for one app."""
        return Path(self.path.replace("{app}", app))


def destinations(given: Iterable[str], formats: Iterable[str]) -> list[Destination]:
    """Read every `-o`."""
    found = []
    for value in given:
        name, _, path = value.partition("=")
        if name not in formats or not path:
            known = ", ".join(sorted(formats))
            raise UsageError(
                f"-o {value!r}: tulis FORMAT=BERKAS; format: {known}",
                f"-o {value!r}: write FORMAT=PATH; formats: {known}",
            )
        found.append(Destination(name, path))
    return found


def refuse_shared(paths: Sequence[str], *, several: bool) -> None:
    """Refuse two outputs in one place."""
    twice = [path for path in paths if paths.count(path) > 1]
    if twice:
        raise UsageError(f"dua keluaran ke {twice[0]!r}", f"two outputs to {twice[0]!r}")
    shared = [path for path in paths if several and "{app}" not in path]
    if shared:
        raise UsageError(
            f"keluaran {shared[0]!r} untuk beberapa aplikasi memerlukan {{app}} di namanya",
            f"output {shared[0]!r} for several apps needs {{app}} in its name",
        )
