"""Workbooks, parsed in a child process with limits on memory and time."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.checks.letters import letters, range_name
from toolkit.reading.cells import Cells, Mark
from toolkit.reading.grid import Grid
from toolkit.reading.refusals import Refused

TIMEOUT = 300
"""Seconds after which the child is killed."""

Remark = tuple[str, dict[str, Any]]
"""Name of a message and its facts."""

_ROOT = Path(__file__).resolve().parents[2]


def read_workbook(path: Path, choose: Callable[[list[str]], list[str]]) -> tuple[list[Remark], list[Grid]]:
    """Return what is to be said of the workbook as a whole, and the grids of the sheets that `choose` picks.

    Raises
    ------
    Refused
        Not a workbook, damaged, protected, suspicious, or it took too much memory or time.
    """
    with start("toolkit.reading.child", path) as child:
        late = threading.Event()
        timer = threading.Timer(TIMEOUT, _stop, (child, late))
        timer.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            lines = _lines(child.stdout, late)
            book = next(lines)
            wanted = choose(book["sheets"])
            with contextlib.suppress(OSError):  # a child that is gone says so by its silence
                child.stdin.write(json.dumps(wanted) + "\n")
                child.stdin.flush()
            return book["remarks"], [_grid(path.name, lines) for _ in wanted]
        finally:
            timer.cancel()
            child.kill()


def start(module: str, *words: object) -> subprocess.Popen[str]:
    """Start a child process of this package."""
    home = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    command, pipe = [sys.executable, "-P", "-m", module, *map(str, words)], subprocess.PIPE
    env = os.environ | {"PYTHONPATH": home}
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=env, text=True)


def _stop(child: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    child.kill()


def _lines(stream: Any, late: threading.Event) -> Iterator[Any]:
    for line in stream:
        if not line.endswith("\n"):
            break
        said = json.loads(line)
        if isinstance(said, dict) and "refused" in said:
            raise Refused(said["refused"], **said["facts"])
        yield said
    raise Refused("timeout", limit=TIMEOUT) if late.is_set() else Refused("stopped")


def _grid(file: str, lines: Iterator[Any]) -> Grid:
    about = next(lines)
    place = {row: i for i, row in enumerate(about["rows"])}
    marks: list[dict[int, Mark]] = [{} for _ in range(about["width"])]
    for row, column, kind, detail in about["marks"]:
        marks[column][place[row]] = (kind, detail)
    remarks: list[tuple[str, int | None, dict[str, Any]]] = []
    if not about["visible"]:
        remarks.append(("hidden-sheet", None, {}))
    if about["hidden"]:
        remarks.append(("hidden-row", None, {"n": len(about["hidden"]), "first": about["hidden"][0] + 1}))
    if about["hidden_columns"]:
        named = ", ".join(letters(column) for column in about["hidden_columns"])
        remarks.append(("hidden-column", None, {"n": len(about["hidden_columns"]), "columns": named}))
    for (top, left), (bottom, right) in about["merged"]:
        remarks.append(("merged-cell", top + 1, {"range": range_name(top, left, bottom, right), "last": bottom + 1}))
    columns = [_cells(next(lines), noted, about["serial"]) for noted in marks]
    rows = pl.Series([row + 1 for row in about["rows"]], dtype=pl.Int64)
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in about["merged"]]
    return Grid(file, about["sheet"], rows, columns, remarks, merged)


def _cells(values: list[Any], marks: dict[int, Mark], serial: bool) -> Cells:
    kinds = set(map(type, values))
    text = [v if type(v) is str and v else None for v in values] if str in kinds else None
    number = [v if type(v) is float or type(v) is int else None for v in values] if kinds & {int, float} else None
    flag = [v if type(v) is bool else None for v in values] if bool in kinds else None
    moment = odd = None
    if dict in kinds:
        moment = [dt.datetime.fromisoformat(v["m"]) if type(v) is dict and "m" in v else None for v in values]
        odd = [v["o"] if type(v) is dict and "o" in v else None for v in values]
    return Cells(
        len(values),
        text=None if text is None else pl.Series(text, dtype=pl.String),
        number=None if number is None else pl.Series(number, dtype=pl.Float64, strict=False),
        moment=None if moment is None else pl.Series(moment, dtype=pl.Datetime("us")),
        flag=None if flag is None else pl.Series(flag, dtype=pl.Boolean),
        odd=None if odd is None else pl.Series(odd, dtype=pl.String),
        marks=marks,
        serial=serial,
    )
