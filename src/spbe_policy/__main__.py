"""The command `spbe-policy`, also `python -m spbe_policy`."""

import gc
import os
import sys

from spbe_policy._version import VERSION


def main() -> int:
    """Run the command line; return its exit code."""
    if sys.argv[1:] == ["--version"]:  # answered before anything is imported
        sys.stdout.write(f"spbe-policy {VERSION}\n")
        return 0
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # a stranger's hook in our models is neither wanted nor cheap
    gc.set_threshold(50_000, 20, 20)  # much is built once and kept: looking for cycles in it is a tenth of a lint
    from spbe_policy.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
