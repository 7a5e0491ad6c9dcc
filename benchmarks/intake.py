"""A workbook of 600 schools on 20 sheets: read, checked, and the annotated copy written.

    python benchmarks/intake.py

Every raw table has its sheet (600 rows and more), with the guide and sheets of notes beside them; one cell in a hundred of
the annual return is wrong. The clock starts with the file and stops when the copy is on the disk.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import polars as pl

from indicators.city import make_city
from toolkit.annotate import annotate
from toolkit.facts import all_facts
from toolkit.read import read_tables
from toolkit.template import write_workbook
from toolkit.validate import validate

SHEETS, SCHOOLS = 20, 600


def workbook(folder: Path) -> Path:
    """Write the workbook."""
    city = make_city(7, periods=("2024-25", "2025-26"))
    ids = city["schools"]["school_id"].to_list()[:SCHOOLS]
    wrong = pl.int_range(pl.len()) % 100 == 7
    tables = {name: frame.head(SCHOOLS) for name, frame in city.frames.items() if name != "about"}
    tables["school_year"] = city["school_year"].head(SCHOOLS).with_columns(
        lessons_taught=pl.when(wrong).then(-1).otherwise("lessons_taught"),
        fitness_tested=pl.when(wrong).then(99_999).otherwise("fitness_tested"),
    )  # fmt: skip
    for name, table in all_facts().items():
        if name not in tables and name != "about":
            tables[name] = _filled(table, ids)
    path = write_workbook(tables, folder / "600 schools.xlsx", lang="zh")
    book = openpyxl.load_workbook(path)
    for number in range(SHEETS - len(book.sheetnames)):
        sheet = book.create_sheet(f"附表{number + 1}")
        for row in range(SCHOOLS):
            sheet.append([row, *range(15)])
    book.save(path)
    return path


def _filled(table: object, ids: list[str]) -> pl.DataFrame:
    """Return 600 rows of a table that the city does not have: keys and required columns."""
    rows = len(ids)
    made = {}
    for column in table.columns.values():
        if column.id in ("school_id", "host_school"):
            made[column.id] = ids
        elif column.kind == "identifier":
            made[column.id] = [f"X{i:04d}" for i in range(rows)]
        elif column.kind == "choice":
            made[column.id] = [next(iter(column.words))] * rows
        elif column.kind == "period":
            made[column.id] = ["2025-26"] * rows
        elif column.kind == "date":
            made[column.id] = pl.Series([20_400 + i % 300 for i in range(rows)]).cast(pl.Date)
        elif column.kind in ("integer", "number"):
            made[column.id] = pl.Series([i % 100 + 1 for i in range(rows)], dtype=column.dtype)
        elif column.kind == "boolean":
            made[column.id] = [True] * rows
        else:
            made[column.id] = ["x"] * rows
    return pl.DataFrame(made)


def main(repeats: int = 5) -> None:
    """Print the median seconds of each step."""
    with tempfile.TemporaryDirectory() as at:
        path = workbook(Path(at))
        book = openpyxl.load_workbook(path, read_only=True)
        print(f"{len(book.sheetnames)} sheets, {path.stat().st_size / 2**20:.1f} MB")
        times: dict[str, list[float]] = {"read": [], "validate": [], "annotate": [], "all": []}
        for number in range(repeats):
            start = time.perf_counter()
            tables = read_tables(path)
            read = time.perf_counter()
            checked = validate(tables, lang="zh")
            valid = time.perf_counter()
            annotate(checked, path, Path(at) / f"copy{number}.xlsx")
            end = time.perf_counter()
            for name, seconds in zip(times, (read - start, valid - read, end - valid, end - start), strict=True):
                times[name].append(seconds)
        print(f"{checked.findings.height} findings, {checked.findings['cell'].drop_nulls().len()} of them at a cell")
        print(", ".join(f"{name} {statistics.median(values):.2f} s" for name, values in times.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
