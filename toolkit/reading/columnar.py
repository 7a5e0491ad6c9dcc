"""Parquet files: typed columns, one file a table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from toolkit.reading.refusals import Refused

MAGIC = b"PAR1"


def read_columnar(path: Path) -> pl.DataFrame:
    """Read a Parquet file.

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
