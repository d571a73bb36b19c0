"""Why something could not be looked at, and who acts next."""

from enum import StrEnum


class Cause(StrEnum):
    """Why something could not be looked at."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    NOT_DECLARED = "not-declared"
    BLOCKED = "blocked"
    REFUSED = "refused-by-policy"
    NEEDS_PERMISSION = "needs-permission"
    NEEDS_BROWSER = "needs-browser"
    PLUGIN_MISSING = "plugin-missing"
    NOT_COLLECTED = "not-collected"
    NOT_CONFIGURED = "not-configured"
    INTERNAL = "internal"
    UNSTABLE = "unstable"

    @property
    def acts_next(self) -> str:
        """Who has to act: `vendor`, `operator`, `city` or `tool`."""
        return _ACTS_NEXT[self]


_ACTS_NEXT = {
    Cause.UNREACHABLE: "vendor",
    Cause.TIMEOUT: "vendor",
    Cause.TOO_LARGE: "vendor",
    Cause.NOT_DECLARED: "vendor",
    Cause.BLOCKED: "operator",
    Cause.REFUSED: "operator",
    Cause.NEEDS_PERMISSION: "operator",
    Cause.NEEDS_BROWSER: "operator",
    Cause.PLUGIN_MISSING: "operator",
    Cause.NOT_COLLECTED: "operator",
    Cause.NOT_CONFIGURED: "city",
    Cause.INTERNAL: "tool",
    Cause.UNSTABLE: "operator",
}
