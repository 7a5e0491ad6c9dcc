"""From a grid of cells to a typed table, its place, and findings."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from toolkit.checks.findings import Findings, Spot, spot
from toolkit.facts import TableFacts
from toolkit.reading.cells import Cells, cells_of
from toolkit.reading.grid import Grid
from toolkit.reading.header import LOOK, match, score
from toolkit.reading.parse import parse
from toolkit.reading.parse._base import SPACES, Note
from toolkit.tables import Place


def table_of(
    grid: Grid, facts: TableFacts, out: Findings, *, personal: bool = False
) -> tuple[pl.DataFrame | None, Place]:
    """Make a table of a grid. Without a header there is no table (None), and a finding says so."""
    at = Spot((grid.sheet or grid.file,) * 2, grid.file, grid.sheet)
    rows = [_titles(grid, i, facts) for i in range(min(LOOK, grid.rows.len()))]
    scores = [score(row, facts) for row in rows]
    if not any(scores):
        words = tuple("、".join(c.word(lang) for c in list(facts.columns.values())[:5]) for lang in ("zh", "en"))
        message = "missing-header" if rows else "empty-required-table" if not facts.optional else "empty-table"
        out.add(message, at, allowed=(words[0], words[1].replace("、", ", ")))
        return None, Place(grid.file, grid.sheet)
    top = scores.index(max(scores))
    header_row = int(grid.rows[top])
    if top:
        out.add("rows-above-header", at, header=header_row, n=top)
    data = [column.slice(top + 1) for column in grid.columns]
    columns = match(rows[top], facts, [c.filled() for c in data], header_row, at, out, personal=personal)
    data, kept = _without_blank_rows(data, grid.rows.slice(top + 1))
    place = Place(
        grid.file,
        grid.sheet,
        first_row=header_row + 1,
        headers={name: text for name, (_, text) in columns.items()},
        positions={name: position for name, (position, _) in columns.items()},
        rows=None if _follow_each_other(kept, header_row + 1) else kept,
    )
    _remark(grid, header_row, int(kept[0]) if kept.len() else header_row + 1, at, out)
    ordered = [name for name in facts.columns if name in columns]
    frame = {name: typed(data[columns[name][0]], facts, name, place, out) for name in ordered}
    return pl.DataFrame(frame), place


def typed(cells: Cells, facts: TableFacts, column: str, place: Place | None, out: Findings) -> pl.Series:
    """Parse one column; what could not be read is null and a finding, what was converted is a finding."""
    values, notes = parse(cells, facts.columns[column])
    for said in notes:
        tell(said, facts, column, place, out)
    return values


def conform(series: pl.Series, facts: TableFacts, column: str, place: Place | None, out: Findings) -> pl.Series:
    """Bring a typed series (Parquet, a frame) into the type of its column, as cells where that can lose something."""
    wanted = facts.columns[column].dtype
    if series.dtype == wanted:
        return series
    if wanted == pl.Int64 and series.dtype.is_integer():
        cast = series.cast(pl.Int64, strict=False)
        if cast.null_count() == series.null_count():
            return cast
    if wanted == pl.Float64 and (
        series.dtype.is_float() or series.dtype in (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)
    ):
        return series.cast(pl.Float64)
    return typed(cells_of(series), facts, column, place, out)


def tell(said: Note, facts: TableFacts, column: str, place: Place | None, out: Findings) -> None:
    """Turn a note into findings: a conversion is told once a column, anything else cell by cell."""
    from toolkit.checks.words import MESSAGES

    named = facts.columns[column].unit
    unit = (named, named) if named else ("无单位的数", "a plain number")
    if MESSAGES[said.message].severity == "info":
        out.add(said.message, spot(facts, place, column, int(said.rows[0])), count=said.rows.len(), n=said.rows.len())
    else:
        out.add_cells(said.message, facts, place, column, said.rows.to_list(), said.shown, unit=unit)


def _without_blank_rows(data: list[Cells], rows: pl.Series) -> tuple[list[Cells], pl.Series]:
    blank = pl.Series([True]).new_from_index(0, rows.len())
    for cells in data:
        if not blank.any():
            return data, rows
        for name in ("number", "moment", "flag", "odd"):
            if cells.has(name):
                blank &= cells.part(name).is_null()
        if cells.has("text"):
            blank &= cells.part("text").str.strip_chars(SPACES).fill_null("") == ""
        if cells.marks:
            blank = blank.scatter(list(cells.marks), False)
    keep = ~blank
    if keep.all():
        return data, rows
    return [cells.filter(keep) for cells in data], rows.filter(keep)


def _follow_each_other(rows: pl.Series, first: int) -> bool:
    return rows.len() == 0 or (rows[0] == first and rows[-1] - rows[0] == rows.len() - 1)


def _titles(grid: Grid, row: int, facts: TableFacts) -> list[str]:
    """Texts of a row as headers; under a band (体质: 测试人数, 良好人数) the two texts together may name the column."""
    texts = grid.headers(row)
    if not grid.merged:
        return texts
    both = [band + text for band, text in zip(grid.bands(row), texts, strict=True)]
    return [
        two if text and facts.find(text) is None and facts.find(two) else text
        for text, two in zip(texts, both, strict=True)
    ]


def _remark(grid: Grid, header_row: int, first_row: int, at: Spot, out: Findings) -> None:
    for message, row, facts in grid.remarks:
        here = replace(at, row=row) if row is not None else at
        in_header = message == "merged-cell" and (row or 0) <= header_row and facts["last"] < first_row
        if not in_header:
            out.add(message, here, **facts)
