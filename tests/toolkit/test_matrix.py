"""Long tables become matrices, whatever the order of their rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import DataError
from toolkit.matrix import KEYS, to_long, to_matrix

NAMES = ["A", "B", "C"]


def long(cells: dict[tuple[str, str], float | None]) -> pl.DataFrame:
    rows = [("unit", unit, "2025", name, value) for (unit, name), value in cells.items()]
    columns = {
        "level": pl.String,
        "unit_id": pl.String,
        "period": pl.String,
        "indicator": pl.String,
        "value": pl.Float64,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("UVWXYZ"), st.sampled_from([*NAMES, "other"])), st.none() | st.floats(-9, 9), min_size=1
)


ORDERS = st.sampled_from([[], ["unit_id", "indicator"], ["indicator", "unit_id"]])
"""Of the rows: as shuffled, unit by unit, indicator by indicator."""


@given(CELLS, st.randoms(use_true_random=False), st.booleans(), ORDERS)
def test_every_cell_is_at_its_place(
    cells: dict[tuple[str, str], float | None], random: object, full: bool, order: list[str]
) -> None:
    """By brute force; aligned tables take another way than those with holes, and both must agree."""
    if full:
        units = {unit for unit, _ in cells}
        cells = {(u, n): cells.get((u, n)) for u in units for n in NAMES}
    rows = list(cells.items())
    random.shuffle(rows)  # type: ignore[attr-defined]
    table = long(dict(rows))
    matrix = to_matrix(table.sort(order) if order else table, NAMES)
    assert matrix.keys["unit_id"].to_list() == sorted({unit for unit, _ in cells})
    for row, unit in enumerate(matrix.keys["unit_id"]):
        for column, name in enumerate(NAMES):
            expected = cells.get((unit, name))
            found = matrix.values[row, column]
            assert np.isnan(found) if expected is None else found == expected


@pytest.mark.parametrize("order", [["indicator", "unit_id"], ["unit_id", "indicator"]])
def test_aligned_tables_in_either_order(order: list[str]) -> None:
    cells = {(u, n): float(i) for i, (u, n) in enumerate((u, n) for u in "VU" for n in NAMES)}
    matrix = to_matrix(long(cells).sort(order), NAMES)
    assert matrix.values.tolist() == [[3.0, 4.0, 5.0], [0.0, 1.0, 2.0]]


@pytest.mark.parametrize("copies", [["A"], NAMES])
def test_an_indicator_twice_is_refused_also_when_all_are_there_twice(copies: list[str]) -> None:
    table = long({(u, n): 1.0 for u in "UV" for n in NAMES})
    with pytest.raises(DataError, match="more than once in one period: unit U 2025"):
        to_matrix(pl.concat([table, table.filter(pl.col("indicator").is_in(copies))]), NAMES)


def test_there_and_back() -> None:
    table = long({("U", "A"): 1.0, ("U", "C"): None, ("V", "B"): -0.5}).drop_nulls()
    back = to_long(to_matrix(table, NAMES), "value")
    assert back.sort(*KEYS, "indicator").equals(table.sort(*KEYS, "indicator"))
