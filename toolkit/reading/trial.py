"""The child process in which Parquet files are read for a trial: a damaged one can abort the interpreter.

`python -m toolkit.reading.trial FILE...` writes a line for each file, `True` when it was read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from toolkit.reading.child import MEMORY, limit

UNPACKED = 40
"""Bytes of memory for a byte of the file, on top of `MEMORY`."""


def main(paths: list[Path]) -> None:
    """Read each file and forget it."""
    limit(MEMORY + UNPACKED * max(path.stat().st_size for path in paths))
    import polars as pl

    for path in paths:
        try:
            pl.read_parquet(path, glob=False)
            fine = True
        except BaseException:  # a panic of the reader is no Exception
            fine = False
        sys.stdout.write(f"{fine}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
