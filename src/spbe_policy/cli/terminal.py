"""What only a terminal gets: lines that fit it, and colour for the verdict. Files and pipes get plain text."""

import os
import re
import shutil
from collections.abc import Mapping

RED, GREEN, YELLOW, BOLD, PLAIN = "\x1b[1;31m", "\x1b[1;32m", "\x1b[1;33m", "\x1b[1m", "\x1b[0m"

_VERDICTS: Mapping[str, str] = {
    "TIDAK LULUS": RED, "NOT COMPLIANT": RED, "LULUS": GREEN, "COMPLIANT": GREEN,
    "BELUM DAPAT DISIMPULKAN": YELLOW, "UNDECIDED": YELLOW,
}  # fmt: skip
_HEADING = re.compile(r"^(.+)\n(=+)$", re.MULTILINE)


def follow() -> None:
    """Let lines follow the width of the terminal."""
    from spbe_policy.reporters import layout

    layout.fit(shutil.get_terminal_size().columns)


def coloured() -> bool:
    """Whether the user's terminal can and shall have colours (https://no-color.org)."""
    old_console = os.name == "nt" and "WT_SESSION" not in os.environ
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and not old_console


def painted(report: str) -> str:
    """Return a text report with its verdict in colour and its headings bold; both stand in lines of their own."""
    lines = report.split("\n", 2)
    said = next((word for word in _VERDICTS if len(lines) > 1 and lines[1].startswith(word)), None)
    if said:
        lines[1] = f"{_VERDICTS[said]}{said}{PLAIN}{lines[1][len(said) :]}"
    return _HEADING.sub(lambda found: f"{BOLD}{found[1]}{PLAIN}\n{found[2]}", "\n".join(lines))
