"""The command line `duxue`. Every command is one file; nothing heavy is imported before a command runs."""

from __future__ import annotations

import sys
from typing import NoReturn

DONE, FINDINGS, WRONG_USE, UNREADABLE, INTERNAL = 0, 1, 2, 3, 4


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    from toolkit.cli.app import app

    try:
        app(prog_name="duxue", standalone_mode=True)
    except Exception as error:
        sys.exit(_say(error))
    sys.exit(DONE)


def _say(error: Exception) -> int:
    """Tell an error in one paragraph, and return the exit code of its kind."""
    from toolkit.errors import DataError, DuxueError, UnreadableInputError

    if not isinstance(error, DuxueError | OSError):
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        # The text of a foreign exception may hold data of persons: its kind and place are enough to report it.
        place = f"{where.filename.rsplit('/', 1)[-1]}:{where.lineno}"
        print(f"duxue: internal error ({type(error).__name__} at {place}). Please report it.", file=sys.stderr)
        return INTERNAL
    print(f"duxue: {error}", file=sys.stderr)
    if isinstance(error, UnreadableInputError | OSError):
        return UNREADABLE
    return FINDINGS if isinstance(error, DataError) else WRONG_USE
