"""The command line `duxue`. Every command is one file; nothing heavy is imported before a command runs."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import NoReturn

DONE, FINDINGS, WRONG_USE, UNREADABLE, INTERNAL = 0, 1, 2, 3, 4


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    from toolkit.cli.app import app

    try:
        app(prog_name="duxue", standalone_mode=True)
    except Exception as error:
        text, code = _told(error)
        print(f"duxue: {text}", file=sys.stderr)
        if "json" in (after for before, after in pairwise(("", *sys.argv)) if before == "--format"):
            _as_json(text)
        sys.exit(code)
    sys.exit(DONE)


def _as_json(text: str) -> None:
    """Print the one object that a program waits for, also where nothing could be done."""
    import json

    content = {"command": sys.argv[1], "ok": False, "counts": {}, "findings": [], "files": {}, "error": text}
    print(json.dumps(content, ensure_ascii=False))


def _lang() -> str:
    """Return the language that was asked for, or that of the system."""
    from toolkit.cli._output import language

    given = [after for before, after in pairwise(("", *sys.argv)) if before == "--lang"]
    given += [word.partition("=")[2] for word in sys.argv if word.startswith("--lang=")]
    return language(given[-1] if given and given[-1] in ("zh", "en") else "")


def _told(error: Exception) -> tuple[str, int]:
    """Return an error in one paragraph, and the exit code of its kind."""
    from toolkit.errors import DataError, DuxueError, UnreadableInputError

    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'} can't be read or written: {error.strerror}.", UNREADABLE
    if not isinstance(error, DuxueError | OSError):
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        # The text of a foreign exception may hold data of persons: its kind and place are enough to report it.
        place = f"{where.filename.rsplit('/', 1)[-1]}:{where.lineno}"
        return f"internal error ({type(error).__name__} at {place}). Please report it.", INTERNAL
    text = error.text(_lang()) if isinstance(error, DuxueError) else str(error)
    if isinstance(error, UnreadableInputError | OSError):
        return text, UNREADABLE
    return text, FINDINGS if isinstance(error, DataError) else WRONG_USE
