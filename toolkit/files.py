"""Files that are whole or absent: written under a temporary name, synced, renamed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from toolkit.errors import OutputError


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary neighbour of `path`, then put it in place in one step.

    Whatever goes wrong, `path` is what it was before, and the neighbour is removed.

    Raises
    ------
    OutputError
        The folder does not exist, `path` is a folder, or the system refuses to write.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        if path.is_dir():
            raise OutputError(f"{str(path)!r} is a folder: give the name of a file.")
        if not path.parent.is_dir():
            raise OutputError(
                f"{path.name!r} can't be written: there is no folder {str(path.parent)!r}. Make it first."
            )
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except Exception as error:
        cause = next((e for e in (error, *error.args) if isinstance(e, OSError)), None)
        if cause is None:
            raise
        raise OutputError(
            f"{str(path)!r} can't be written: {cause.strerror or cause}. Choose another place, or free space or rights."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are absent."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {str(path)!r} can't be made: {error.strerror}. Choose another one.") from error


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all."""
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8", newline="\n"))


def sha256(path: Path) -> str:
    """Hash a file (SHA-256, hex)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
