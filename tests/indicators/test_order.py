"""Neither the order of rows nor copies of rows change a bit of what the indicators measure."""

import io

import polars as pl
import pytest

from indicators import ALL
from tests.indicators._towns import town
from toolkit.measure import measure


def bits(measured):
    """Bytes as a run folder holds them; in memory, equal long strings may lie in buffers of another order."""
    files = [io.BytesIO() for _ in range(3)]
    for frame, file in zip((measured.values, measured.units, measured.members), files, strict=True):
        frame.write_parquet(file)
    return [file.getvalue() for file in files]


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_rows(seed):
    tables = town(seed)
    expected = bits(measure(tables, ALL))
    for again in range(3):
        shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=again) for name, frame in tables.items()}
        assert bits(measure(shuffled, ALL)) == expected


@pytest.mark.parametrize("seed", range(4))
def test_copied_rows(seed):
    tables = town(seed)
    expected = measure(tables, ALL)
    copied = {name: pl.concat([frame, frame.sample(fraction=0.5, seed=1)]) for name, frame in tables.items()}
    measured = measure(copied, ALL)
    assert bits(measured) == bits(expected)
    used = {name for name, frame in tables.items() if frame.height > 1}  # of a single row none is copied
    assert set(measured.ledger.filter(reason="exact_copies")["units"]) >= used
