"""Screening: what is known of a unit, and who is left out, by COINr's published examples and by counting."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from tests.toolkit.conftest import as_frame
from toolkit.errors import OptionError
from toolkit.framework import load_framework
from toolkit.screening import Screened, screen

ASEM = Path(os.environ.get("DUXUE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "asem"
beside = pytest.mark.skipif(not ASEM.is_dir(), reason="the ASEM data of COINr are not beside the checkout")


def asem(indicators: list[str], rows: slice = slice(None), **options: object) -> Screened:
    """Screen some indicators of the ASEM data."""
    data = pl.read_csv(ASEM / "asem_iData.csv", infer_schema=False)[rows]
    wide = data.select(
        pl.col("uCode").alias("unit_id"), *(pl.col(i).replace("", None).cast(pl.Float64) for i in indicators)
    )
    values = wide.unpivot(index="unit_id", variable_name="indicator").with_columns(period=pl.lit("2018"))
    tree = [("index", None, "index"), *((i, "index", "indicator") for i in indicators)]
    framework = load_framework(pl.DataFrame(tree, schema=["node", "parent", "kind"], orient="row"))
    return screen(values, framework, **options)  # type: ignore[arg-type]


@beside
def test_the_data_frame_of_the_vignette_of_coinr() -> None:
    """COINr 1.1.11, vignette "Unit screening": rows 40 to 51, threshold 75 % of four indicators."""
    screened = asem(["Research", "Pat", "CultServ", "CultGood"], slice(39, 51), minimum_present=0.75)
    assert screened.units.filter(~pl.col("kept"))["unit_id"].to_list() == ["LAO", "MMR", "VNM"]
    shares = dict(screened.availability.select("unit_id", "present").iter_rows())
    assert [shares[u] for u in ("KOR", "LAO", "MYS", "MNG", "MMR", "NZL")] == [0.75, 0.25, 1, 1, 0.5, 1]
    assert screened.values["unit_id"].n_unique() == 9


@beside
def test_the_coin_of_the_vignette_of_coinr() -> None:
    """The same vignette: 49 indicators, threshold 85 %: BRN, LAO and MMR are removed, 48 units remain."""
    meta = pl.read_csv(ASEM / "asem_iMeta.csv").filter(pl.col("Type") == "Indicator")
    screened = asem(meta["iCode"].to_list(), minimum_present=0.85)
    assert meta.height == 49
    assert screened.units.filter(~pl.col("kept"))["unit_id"].to_list() == ["BRN", "LAO", "MMR"]
    assert screened.units["kept"].sum() == 48
    shares = {row[0]: row[1:] for row in screened.availability.select("unit_id", "present", "zeros").iter_rows()}
    published = {  # vignette "Imputation of missing data": Dat_Avail and Non_Zero, seven digits printed
        "AUS": (1.0, 0.9387755),
        "AUT": (1.0, 0.9591837),
        "BGD": (0.8775510, 0.9767442),
        "BGR": (1.0, 1.0),
        "BRN": (0.7959184, 0.9487179),
    }
    for unit, (present, not_zero) in published.items():
        assert (shares[unit][0], 1 - shares[unit][1]) == pytest.approx((present, not_zero), abs=1e-7)


FRAMEWORK = as_frame("""node,parent,kind
total,,index
a,total,dimension
b,total,dimension
X,a,indicator
Y,a,indicator
Z,b,indicator
""")
ROWS = [
    ("A", "2024", "X", 0.0),
    ("A", "2024", "Y", 2.0),
    ("A", "2024", "Z", 0.0),
    ("B", "2024", "X", 1.0),
    ("B", "2024", "Y", None),
    ("B", "2024", "Z", 3.0),
    ("B", "2025", "X", 1.0),
    ("B", "2025", "Z", 3.0),
    ("C", "2025", "X", None),
]
VALUES = pl.DataFrame(ROWS, schema=["unit_id", "period", "indicator", "value"], orient="row")


def run(**options: object) -> Screened:
    return screen(VALUES, load_framework(FRAMEWORK), **options)  # type: ignore[arg-type]


def test_shares_are_counted_below_every_node() -> None:
    rows = run().availability.select("unit_id", "period", "node", "indicators", "present", "zeros").rows()
    assert ("A", "2024", "total", 3, 1.0, 2 / 3) in rows
    assert ("B", "2024", "a", 2, 0.5, 0.0) in rows
    assert ("B", "2025", "a", 2, 0.5, 0.0) in rows  # a row that is absent is a value that is missing
    assert ("C", "2025", "b", 1, 0.0, None) in rows
    assert len(rows) == 4 * 3


def test_limits_that_are_met_exactly_do_not_drop() -> None:
    assert run(minimum_present=2 / 3).units["kept"].to_list() == [True, True, True, False]
    assert run(maximum_zeros=2 / 3).units["kept"].all()


def test_a_unit_is_dropped_in_the_period_in_question_alone() -> None:
    screened = run(maximum_zeros=0.5)
    assert screened.units.filter(~pl.col("kept")).select("unit_id", "period", "reason").rows() == [
        ("A", "2024", "too_many_zeros")
    ]
    assert screened.values["unit_id"].unique().sort().to_list() == ["B", "C"]
    assert screened.ledger.rows() == [("screen", "too_many_zeros", 4, 3, "A")]


def test_limits_may_hold_for_chosen_nodes() -> None:
    dropped = run(minimum_present=1.0, nodes=["b"]).units.filter(~pl.col("kept"))
    assert dropped["unit_id"].to_list() == ["C"]


def test_names_go_before_limits_and_are_told() -> None:
    screened = run(minimum_present=0.9, keep=["B"], drop=["A"])
    assert screened.units.select("unit_id", "kept", "reason").rows() == [
        ("A", False, "dropped_by_name"),
        ("B", True, "kept_by_name"),
        ("B", True, "kept_by_name"),
        ("C", False, "too_few_indicators"),
    ]
    assert screened.ledger.select("reason", "rows_in", "rows_out").rows() == [
        ("dropped_by_name", 4, 3),
        ("kept_by_name", 4, 4),
        ("too_few_indicators", 4, 3),
    ]


def test_what_does_not_apply_does_not_count() -> None:
    marked = VALUES.with_columns(
        status=pl.when(pl.col("value").is_not_null()).then(pl.lit("value")).otherwise(pl.lit("not_applicable"))
    )
    shares = screen(marked, load_framework(FRAMEWORK)).availability
    assert shares.filter(unit_id="B", period="2024", node="total")["present"].item() == 1.0
    assert shares.filter(unit_id="B", period="2025", node="total")["present"].item() == pytest.approx(2 / 3)


def test_wrong_choices_are_named() -> None:
    with pytest.raises(OptionError, match="minimum_present=85 must be a share"):
        run(minimum_present=85)
    with pytest.raises(OptionError, match="Unknown unit 'D'"):
        run(keep=["D"])
    with pytest.raises(OptionError, match="kept and dropped"):
        run(keep=["A"], drop=["A"])
    with pytest.raises(OptionError, match="Unknown node"):
        run(nodes=["X"])
