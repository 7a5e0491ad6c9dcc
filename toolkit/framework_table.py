"""The table of a framework: a text file or frame becomes typed cells, and a cell that would not be used is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import OptionError, UnreadableInputError, did_you_mean

REPEATED = ("parent", "kind", "direction", "unit", "scale")
"""What a stage row may repeat from the row of its node, and takes from it where it is empty."""

ONLY_NODES = ("weight", "aggregator", "normaliser", "low", "high", "target", "minimum_n")
"""What holds for all stages alike."""

ONLY_INDICATORS = ("normaliser", "low", "high", "target", "minimum_n")

RESERVED = ("level", "unit_id", "period", "indicator", "value", "se", "n", "status")
"""Columns of the values table: beside them stands one column for each indicator."""


def framework_text(path: Path) -> tuple[pl.DataFrame, pl.Series]:
    """Read a CSV file as text; return its cells and the file row of each row.

    Encoding, separator and line ends are found out as for raw tables; empty lines are passed over.
    """
    from toolkit.reading.delimited import read_delimited
    from toolkit.reading.refusals import Refused

    known = set(_columns())
    try:
        grid = read_delimited(path, lambda row: len(known & {cell.strip() for cell in row}))
    except (Refused, OSError) as error:
        refused = error if isinstance(error, Refused) else Refused("denied")
        raise UnreadableInputError(refused.texts(path.name)[1]) from None
    for message, row, facts in grid.remarks:
        if message in ("short-row", "long-row"):
            raise OptionError(
                f"{path.name}, row {row}: it has {facts['n']} cells, the header has {facts['width']}. "
                "Cells may have shifted: give every row as many, empty ones too."
            )
    header = [text.strip() for text in grid.headers(0)]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise OptionError(f"{path.name}: the column {twice[0]!r} stands more than once.")
    return pl.DataFrame(
        [column.part("text").slice(1).alias(name) for name, column in zip(header, grid.columns, strict=True)]
    ), grid.rows.slice(1)


def framework_table(text: pl.DataFrame, file: str, rows: pl.Series | None = None) -> pl.DataFrame:
    """Return the typed table (schemas.framework); a stage row repeats what holds for its node.

    Parameters
    ----------
    text : polars.DataFrame
        All cells as text. Rows without any cell are passed over. Without a column `kind` the tree tells the kinds.
    file : str
        Name for errors.
    rows : polars.Series, optional
        File row of each row; by default they follow the header in row 1.

    Raises
    ------
    OptionError
        A column or cell that is wrong, or that would be without effect where it stands: the message names row and column.
    """
    columns = _columns()
    for column in text.columns:
        if column not in columns:
            raise OptionError(f"{file}: unknown column {column!r}.{did_you_mean(column, columns)}")
    for column in ("node", "parent"):
        if column not in text.columns:
            raise OptionError(f"{file}: the column {column!r} is missing.")
    trimmed = text.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    if "kind" not in trimmed.columns:
        trimmed = trimmed.with_columns(kind=_kind(trimmed))
    some = trimmed.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    numbers = pl.Series("row", range(2, text.height + 2), dtype=pl.Int64) if rows is None else rows
    cells, numbers = trimmed.filter(some), numbers.filter(some)
    typed = pl.DataFrame({c: _cast(cells, c, dtype, file, numbers) for c, dtype in columns.items()})
    table = _complete(typed, file, numbers)
    _check_cells(table, file, numbers)
    _refuse_idle(table, file, numbers)
    return table


def _columns() -> dict[str, Any]:
    from schemas import Framework as Model

    return {name: spec.dtype.type for name, spec in Model.to_schema().columns.items()}


def _kind(text: pl.DataFrame) -> pl.Series:
    """Tell the kind of each node from the tree: index without a parent, indicator without children, else dimension."""
    above = pl.col("node").is_in(text["parent"].drop_nulls().implode())
    upper = pl.when(pl.col("parent").is_null()).then(pl.lit("index")).otherwise(pl.lit("dimension"))
    return text.select(kind=pl.when(above).then(upper).otherwise(pl.lit("indicator"))).to_series()


def _cast(text: pl.DataFrame, column: str, dtype: Any, file: str, rows: pl.Series) -> pl.Series:
    if column not in text.columns:
        return pl.Series(column, [None] * text.height, dtype=dtype)
    cast = text[column].cast(dtype, strict=False)
    if cast.dtype == pl.Float64:
        cast = cast.replace([float("nan"), float("inf"), float("-inf")], None)
    wrong = (cast.is_null() & text[column].is_not_null()).arg_true()
    if wrong.len():
        at = int(wrong[0])
        raise OptionError(f"{file}, row {rows[at]}, column {column}: {text[column][at]!r} is not a valid {dtype}.")
    return cast


def _complete(table: pl.DataFrame, file: str, rows: pl.Series) -> pl.DataFrame:
    """Fill in labels and direction; a stage row gets them, and its place in the tree, from the row of its node."""
    english, chinese = pl.coalesce("label_en", "node"), pl.coalesce("label_zh", "label_en", "node")
    facts = {"label_en": english, "label_zh": chinese, "direction": pl.col("direction").fill_null(1)}
    nodes = table.filter(pl.col("stage").is_null()).unique("node", maintain_order=True).with_columns(**facts)
    staged = table["stage"].is_not_null()
    stray = (staged & table["node"].is_not_null() & ~table["node"].is_in(nodes["node"].implode())).arg_true()
    if stray.len():
        node = table["node"][stray[0]]
        raise OptionError(
            f"{file}, row {rows[stray[0]]}: the stage row of {node!r} has no node.{did_you_mean(node, nodes['node'])}"
        )
    own = table.select("node").join(nodes, on="node", how="left", maintain_order="left")
    for column in REPEATED:
        other = (staged & table[column].is_not_null() & ~table[column].eq_missing(own[column])).arg_true()
        if other.len():
            at = other[0]
            raise OptionError(
                f"{file}, row {rows[at]}, column {column}: {table[column][at]!r} for the stage {table['stage'][at]!r}, "
                f"but {own[column][at]!r} in the row of {table['node'][at]!r}. A stage row gives a standard, nothing else."
            )
    taken = [
        pl.when(pl.Series(staged)).then(pl.coalesce(c, own[c])).otherwise(facts.get(c, pl.col(c))).alias(c)
        for c in (*REPEATED, "label_zh", "label_en")
    ]
    return table.with_columns(taken)


def _check_cells(table: pl.DataFrame, file: str, rows: pl.Series) -> None:
    from schemas import Framework as Model
    from toolkit.tables import Place, Tables
    from toolkit.validate import validate

    tables = Tables({"framework": table}, {"framework": Place(file, rows=rows)})
    checked = validate(tables, models={"framework": Model})
    for finding in checked.findings.filter(pl.col("severity").is_in(["fatal", "error"])).iter_rows(named=True):
        said, todo = (finding[c].rstrip(".") for c in ("message_en", "remedy_en"))
        end = "" if said.endswith("?") else "."
        raise OptionError(f"{file}, row {finding['row']}, column {finding['column']}: {said}{end} To do: {todo}.")


def _refuse_idle(table: pl.DataFrame, file: str, rows: pl.Series) -> None:
    """Refuse cells that nothing would ever read: what is written and has no effect is a mistake."""
    staged, leaf = table["stage"].is_not_null(), table["kind"] == "indicator"
    reserved = table["node"].is_in(RESERVED)
    faults = [
        ("node", reserved, "is the name of a column of the values table: choose another name"),
        ("stage", staged & ~leaf, "is given for a node that is no indicator: standards by stage belong to indicators"),
        *((c, staged & table[c].is_not_null(), ONE_FOR_ALL) for c in ONLY_NODES),
        *((c, ~leaf & table[c].is_not_null(), "has no effect here: it belongs to indicators") for c in ONLY_INDICATORS),
        ("direction", ~leaf & (table["direction"] == -1), "is not possible here: a score is always better when higher"),
        (
            "aggregator",
            leaf & table["aggregator"].is_not_null(),
            "has no effect here: an indicator has no nodes below it",
        ),
    ]
    for column, wrong, why in faults:
        for at in wrong.arg_true()[:1]:
            raise OptionError(f"{file}, row {rows[at]}, column {column}: {table[column][at]!r} {why}.")


ONE_FOR_ALL = "holds for all stages alike: it belongs in the row without a stage. A stage row gives a standard"
