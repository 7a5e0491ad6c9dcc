"""Denomination: per unit and period, by COINr's published example and exact fractions."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from toolkit.denominate import denominate
from toolkit.errors import DataError, OptionError

ASEM = Path(os.environ.get("DUXUE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "asem"

PUBLISHED = {  # COINr 1.1.11, vignette "Denomination": Goods / GDP, Flights / Population x 1000
    "AUT": (6.255713e-10, 0.003268788),
    "BEL": (1.121507e-09, 0.002776498),
    "BGR": (6.246483e-10, 0.001323996),
    "HRV": (4.669422e-10, 0.002272966),
    "CYP": (3.513901e-10, 0.007304232),
    "CZE": (1.093569e-09, 0.001434859),
}

VALUES = pl.DataFrame(
    {
        "level": ["school"] * 4,
        "unit_id": ["A", "A", "B", "C"],
        "period": ["2024", "2025", "2025", "2025"],
        "indicator": ["books"] * 4,
        "value": [300.0, 700.0, 80.0, None],
        "se": [3.0, 7.0, None, None],
        "status": ["value", "value", "value", "missing"],
    }
)


def sizes(*rows: tuple[str, str, str, float | None]) -> pl.DataFrame:
    schema = {"unit_id": pl.String, "period": pl.String, "size": pl.String, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.skipif(not ASEM.is_dir(), reason="the ASEM data of COINr are not beside the checkout")
def test_the_example_of_coinr() -> None:
    values = pl.read_csv(ASEM / "asem_iData.csv", infer_schema=False).select(
        pl.col("uCode").alias("unit_id"),
        *(pl.col(c).replace("", None).cast(pl.Float64) for c in ("Goods", "Flights", "LPI")),
    )
    world = pl.read_csv(ASEM / "world_denoms.csv", infer_schema=False).select(
        pl.col("uCode").alias("unit_id"), *(pl.col(c).replace("", None).cast(pl.Float64) for c in ("GDP", "Population"))
    )
    long = values.unpivot(index="unit_id", variable_name="indicator").with_columns(period=pl.lit("2018"))
    size = world.unpivot(index="unit_id", variable_name="size")
    done = denominate(long, size, {"Goods": "GDP", "Flights": "Population"}, per={"Goods": 1, "Flights": 1000}).values
    for unit, expected in PUBLISHED.items():
        row = done.filter(unit_id=unit)
        got = [row.filter(indicator=i)["value"].item() for i in ("Goods", "Flights")]
        assert got == pytest.approx(expected, rel=1e-6)  # seven significant digits are printed
        assert row.filter(indicator="LPI").equals(long.filter(unit_id=unit, indicator="LPI"))


def test_each_period_has_its_own_size_and_the_error_goes_along() -> None:
    given = sizes(("A", "2025", "pupils", 210.0), ("A", "2024", "pupils", 150.0), ("B", "2025", "pupils", 30.0))
    done = denominate(VALUES, given, {"books": "pupils"}, per=100)
    exact = [Fraction(300 * 100, 150), Fraction(700 * 100, 210), Fraction(80 * 100, 30)]
    assert done.values["value"].to_list()[:3] == pytest.approx([float(f) for f in exact], rel=1e-15)
    assert done.values["se"].to_list()[:2] == pytest.approx([2.0, float(Fraction(700, 210))], rel=1e-15)
    assert done.values.columns == VALUES.columns
    assert done.ledger.height == 0  # C had no value to lose


def test_a_size_that_is_zero_or_missing_makes_the_value_missing_and_says_so() -> None:
    given = sizes(("A", "2025", "pupils", 0.0), ("A", "2024", "pupils", None))
    done = denominate(VALUES, given, {"books": "pupils"})
    assert done.values["value"].null_count() == 4
    assert done.values["status"].to_list() == ["missing"] * 4
    assert done.ledger.rows() == [
        ("denominate", "size_is_zero", 3, 2, "books (1)"),
        ("denominate", "size_is_missing", 3, 1, "books (2)"),
    ]


def test_the_new_unit_is_named() -> None:
    given = sizes(("A", "2024", "pupils", 2.0))
    named = denominate(VALUES, given, {"books": "pupils"}, per=1000, units={"books": "册", "pupils": "人"})
    assert named.units == {"books": "册 / 1000 人"}


def test_the_order_of_rows_stays() -> None:
    given = sizes(*((u, p, "pupils", 10.0) for u in "ABC" for p in ("2024", "2025")))
    shuffled = VALUES.sample(fraction=1, shuffle=True, seed=5)
    done = denominate(shuffled, given.sample(fraction=1, shuffle=True, seed=6), {"books": "pupils"}).values
    assert done.select("unit_id", "period").equals(shuffled.select("unit_id", "period"))
    assert done["value"].equals(shuffled["value"] / 10)


def test_what_is_wrong_is_named() -> None:
    one = sizes(("A", "2024", "pupils", 1.0))
    with pytest.raises(OptionError, match="Did you mean 'books'"):
        denominate(VALUES, one, {"book": "pupils"})
    with pytest.raises(OptionError, match="Did you mean 'pupils'"):
        denominate(VALUES, one, {"books": "pupil"})
    with pytest.raises(DataError, match="more than once: A 2024 pupils"):
        denominate(VALUES, pl.concat([one, one]), {"books": "pupils"})
    with pytest.raises(DataError, match="A 2024 pupils -1"):
        denominate(VALUES, sizes(("A", "2024", "pupils", -1.0)), {"books": "pupils"})
