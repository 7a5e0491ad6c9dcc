"""A whole index without schools: the ASEM Sustainable Connectivity data, as COINr builds and prints it.

Becker, W. et al., COINr (R package), `build_example_coin` and vignette "Presenting Results": denominate, fill gaps by the mean
of the region, winsorise or take logs, min-max to 0..100, weighted arithmetic means over four levels. Read from the folder of
shared data; skipped where it is absent.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from toolkit.denominate import denominate

FOLDER = Path(os.environ.get("DUXUE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "asem"

NODES = ["Index", "Conn", "Sust", "Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin"]
PRINTED = {
    "CHE": [1, 68.38, 62.79, 73.98, 63.41, 32.87, 74.78, 85.94, 56.93, 77.21, 87.85, 56.88],
    "NLD": [2, 64.82, 61.94, 67.70, 64.87, 46.62, 84.55, 71.74, 41.92, 58.73, 86.58, 57.78],
    "DNK": [3, 64.80, 57.10, 72.51, 50.52, 30.43, 78.13, 75.35, 51.04, 69.83, 86.40, 61.29],
    "NOR": [4, 64.47, 57.44, 71.50, 58.18, 25.70, 80.03, 89.46, 33.80, 70.90, 87.00, 56.59],
}
"""Rank in the index, then the score of each node."""

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the ASEM data are absent: set DUXUE_SHARED_DATA")


def number(column: str) -> pl.Expr:
    return pl.col(column).replace(["", "NA"], None).cast(pl.Float64)


@pytest.fixture(scope="module")
def data() -> pl.DataFrame:
    return pl.read_csv(FOLDER / "asem_iData.csv", infer_schema=False)


@pytest.fixture(scope="module")
def tree() -> pl.DataFrame:
    """COINr's table of indicators as one of our frameworks."""
    table = pl.read_csv(FOLDER / "asem_iMeta.csv", infer_schema=False).with_columns(pl.all().replace("", None))
    kind = pl.when(pl.col("Parent").is_null()).then(pl.lit("index")).otherwise(pl.lit("dimension"))
    return table.filter(pl.col("Type").is_in(["Indicator", "Aggregate"])).select(
        node="iCode",
        parent="Parent",
        label_en="iName",
        kind=pl.when(pl.col("Type") == "Indicator").then(pl.lit("indicator")).otherwise(kind),
        direction="Direction",
        weight="Weight",
        size="Denominator",
    )


@pytest.fixture(scope="module")
def values(data: pl.DataFrame, tree: pl.DataFrame) -> pl.DataFrame:
    leaves = tree.filter(pl.col("kind") == "indicator")["node"].to_list()
    long = data.unpivot(leaves, index=["uCode", "Time"], variable_name="indicator", value_name="value")
    return long.select("indicator", unit_id="uCode", period="Time", value=number("value"))


FIVE = """
meta = pl.read_csv("asem_iMeta.csv", null_values="")
data = pl.read_csv("asem_iData.csv", null_values=["", "NA"]).rename({"uCode": "unit_id", "Time": "period"})
tree = meta.drop_nulls("Level").select(node="iCode", parent="Parent", direction="Direction", weight="Weight")
long = data.unpivot(data.columns[7:], index=["unit_id", "period"], variable_name="indicator")
run = tk.Study(framework=tree, normaliser="minmax").score(long)
"""
"""The five lines of the guide."""

TWO_MORE = """
by = dict(meta.drop_nulls("Denominator").select("iCode", "Denominator").iter_rows())
run = run.study.score(tk.denominate(long, long.rename({"indicator": "size"}), by).values)
"""
"""… and the two that divide by sizes."""


def sizes(data: pl.DataFrame, tree: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """The sizes of the countries, and which indicator is divided by which."""
    long = data.unpivot(
        ["Area", "Energy", "GDP", "Population"], index="uCode", variable_name="size", value_name="value"
    )
    by = dict(tree.drop_nulls("size").select("node", "size").iter_rows())
    return long.select("size", unit_id="uCode", value=number("value")), by


def test_an_index_builds_in_five_lines_and_per_size_in_two_more(
    data: pl.DataFrame, tree: pl.DataFrame, values: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, object] = {"pl": pl, "tk": tk}
    monkeypatch.chdir(FOLDER)
    assert len(FIVE.strip().splitlines()) == 5
    by_hand = tk.Study(framework=tree.drop("size"), normaliser="minmax")
    per_size = denominate(values, *sizes(data, tree)).values
    for lines, given in (
        (FIVE, values),
        (TWO_MORE, per_size),
    ):  # four levels, kinds, directions, weights: as written out
        exec(lines, made)
        run = made["run"]
        assert isinstance(run, tk.ScoringRun)
        assert run.scores.equals(by_hand.score(given).scores)
        assert run.scores["node"].n_unique() == 11
        best = run.scores.filter((pl.col("node") == "Index") & (pl.col("rank") == 1))["unit_id"].item()
        assert tk.explain(run, best).indicators.height == 49


def test_the_guide_has_these_lines() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "framework.md").read_text(encoding="utf-8")
    assert FIVE in guide
    assert TWO_MORE in guide


def test_every_score_that_coinr_prints(data: pl.DataFrame, tree: pl.DataFrame, values: pl.DataFrame) -> None:
    per_size = denominate(values, *sizes(data, tree)).values
    study = tk.Study(
        framework=tree.drop("size"),
        imputer="group_mean",
        imputer_options={"groups": dict(data.select("uCode", "EurAsia_group").iter_rows())},
        treatment="skew_kurtosis",
        normaliser="minmax",
        flags={"rules": ()},
    )
    scores = study.score(per_size).scores
    for unit, printed in PRINTED.items():
        own = scores.filter(pl.col("unit_id") == unit)
        found = dict(own.select("node", "score").iter_rows())
        assert own.filter(pl.col("node") == "Index")["rank"].item() == printed[0]
        assert [found[node] for node in NODES] == pytest.approx(printed[1:], abs=0.0051)  # two decimals are printed
