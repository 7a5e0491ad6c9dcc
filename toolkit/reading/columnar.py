"""Parquet files: typed columns, one file a table."""

from __future__ import annotations

import threading
from pathlib import Path

import polars as pl

from toolkit.reading.refusals import Refused
from toolkit.reading.workbook import TIMEOUT, start

MAGIC = b"PAR1"


def damaged(paths: list[Path]) -> set[Path]:
    """Return the Parquet files that can't be read: each one is read by a child process first, which may die of it."""
    bad, left = set(), [path for path in paths if _looks_like_one(path)]
    while left:
        with start("toolkit.reading.trial", *left) as child:
            timer = threading.Timer(TIMEOUT, child.kill)
            timer.start()
            said = child.communicate()[0].split()
            timer.cancel()
        bad |= {path for path, fine in zip(left, said, strict=False) if fine != "True"}
        bad |= {*left[len(said) : len(said) + 1]}
        left = left[len(said) + 1 :]
    return bad


def _looks_like_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def read_columnar(path: Path) -> pl.DataFrame:
    """Read a Parquet file that a child has read without harm.

    Raises
    ------
    Refused
        Empty, no Parquet file, or damaged.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise Refused("empty-file")
    if head != MAGIC:
        raise Refused("broken")
    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise Refused("broken") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Refused("broken") from error
        raise
