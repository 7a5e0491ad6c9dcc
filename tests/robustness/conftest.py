"""A small index with everything that a replicate must respect."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from toolkit.scoring_run import ScoringRun

FRAMEWORK = """node,parent,kind,direction,weight,aggregator,low,high,standard
total,,index,,,,,,50
teaching,total,dimension,,3,,,,
climate,total,dimension,,2,mean_min,,,
results,total,dimension,,1,,,,
T1,teaching,indicator,1,2,,0,100,
T2,teaching,indicator,-1,1,,0,20,
T3,teaching,indicator,1,1,,0,10,
T4,teaching,indicator,1,0,,0,10,
C1,climate,indicator,1,1,,0,100,
C2,climate,indicator,1,1,,0,100,
R1,results,indicator,-1,1,,0,50,
"""


@pytest.fixture(scope="session")
def framework() -> pl.DataFrame:
    """Three levels, costs, a gate (T4), a node with an aggregator of its own, a dimension of one indicator."""
    return pl.read_csv(FRAMEWORK.encode(), infer_schema=False)


@pytest.fixture(scope="session")
def values(framework: pl.DataFrame) -> pl.DataFrame:
    """Twelve schools and four groups in two periods; gaps, an outlier, standard errors of two indicators."""
    rng = np.random.default_rng(12)
    rows = []
    for period in ("2024", "2025"):
        for level, count in (("school", 12), ("group", 4)):
            for unit in range(count):
                for name, top, se in (
                    ("T1", 90, 2.0), ("T2", 18, 0.0), ("T3", 9, 0.0), ("T4", 9, 0.0), ("C1", 90, 3.0), ("C2", 80, 0.0),
                    ("R1", 45, None),
                ):  # fmt: skip
                    value = None if rng.random() < 0.06 else float(np.round(rng.uniform(0.15, 1) * top, 1))
                    rows.append(
                        (level, f"{level[0].upper()}{unit:02d}", period, name, value, None if value is None else se)
                    )
    table = pl.DataFrame(rows, schema=["level", "unit_id", "period", "indicator", "value", "se"], orient="row")
    outlier = (pl.col("unit_id") == "S03") & (pl.col("indicator") == "T3")
    return table.with_columns(value=pl.when(outlier).then(60.0).otherwise("value"))


@pytest.fixture(scope="session")
def run(framework: pl.DataFrame, values: pl.DataFrame) -> ScoringRun:
    """The index as it is."""
    return tk.Study(framework=framework, flags={"rules": ()}).score(values)


@pytest.fixture(scope="session")
def result(run: ScoringRun) -> tk.Robustness:
    """Five kinds of choices on it."""
    return tk.robustness(run, 700, ("weights", "normaliser", "aggregator", "imputation", "excluded"), seed=5)
