"""Below a standard: how likely it is that the true value misses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.flags._candidates import candidates
from toolkit.flags._fdr import bayes_fdr
from toolkit.flags._posterior import posterior_below
from toolkit.flags._table import figures, flags_table, judged, percent
from toolkit.matrix import quantise, to_column

if TYPE_CHECKING:
    from toolkit.flag_settings import FlagSettings
    from toolkit.scoring_run import ScoringRun


def below_standard(run: ScoringRun) -> pl.DataFrame:
    """Flag every unit whose indicator or node is below its standard with at least `flags.probability`.

    With `flags.control = "bayes_fdr"` flag instead, in each level, period and node, as many as keep the expected share of
    false alarms within `flags.q` (`bayes_fdr`), none at 0.5 or less.

    The probability is `posterior_below` (direction taken into account; the units of one level and period share a prior).
    A value counted in full (se = 0) is below or it is not; a value equal to the standard is not below. A missing value,
    an unknown standard error, fewer than `minimum_n` cases behind the value or an unknown number of them, or a stage for
    which the framework has no standard: not assessable.
    """
    rows = candidates(run)
    if not rows.height:
        return run.flags.clear()
    settings = run.study.flags
    parts = [
        _reached(part.with_columns(_probability(part, settings)), settings)
        for part in rows.partition_by("level", "period", "node", maintain_order=True)
    ]
    told = _judge(pl.concat(parts)).with_columns(estimate="value", reference="standard")
    return flags_table(told, "below_standard")


def _probability(part: pl.DataFrame, settings: FlagSettings) -> pl.Series:
    sign = part["direction"].cast(pl.Float64).to_numpy()
    value = part["value"].fill_null(np.nan).to_numpy()
    standard = part["standard"].fill_null(np.nan).to_numpy()
    se = part["se"].fill_null(np.nan).to_numpy()
    of_standard = settings.standard_se.get(part["node"][0], 0.0)
    c = quantise(sign * standard)
    p = posterior_below(quantise(sign * value), se, c, prior=settings.prior, standard_se=of_standard)
    return to_column("probability", p)


FEW = (pl.col("n") < pl.col("minimum_n")).fill_null(False)
UNCOUNTED = pl.col("n").is_null() & pl.col("minimum_n").is_not_null()


def _reached(part: pl.DataFrame, settings: FlagSettings) -> pl.DataFrame:
    """Say which probabilities are enough to flag; only units that can be judged count in the false-discovery rate."""
    if settings.control == "probability":
        return part.with_columns(reached=pl.col("probability").round(10) >= round(settings.probability, 10))
    known = part.select(pl.when(~(FEW | UNCOUNTED)).then("probability")).to_series()
    found = bayes_fdr(known.fill_null(np.nan).to_numpy(), settings.q)
    return part.with_columns(reached=pl.Series(found.flagged) & (known > 0.5))


def _judge(rows: pl.DataFrame) -> pl.DataFrame:
    few, uncounted = FEW, UNCOUNTED
    unknown = few | uncounted | pl.col("probability").is_null()
    unit = pl.col("unit").fill_null("")
    told = judged(rows, unknown=unknown, flagged=pl.col("reached"), watch=pl.col("probability") >= 0.5)
    return told.with_columns(
        reason=pl.when(pl.col("standard").is_null())
        .then(pl.format("{}：评价体系未规定该学段的标准，无法判断。", "label_zh"))
        .when(pl.col("value").is_null())
        .then(pl.format("{}：无数据，无法判断。", "label_zh"))
        .when(few)
        .then(pl.format("{}：样本量低于最小样本量 {}，无法判断。", "label_zh", "minimum_n"))
        .when(uncounted)
        .then(pl.format("{}：样本量未知，而最小样本量为 {}，无法判断。", "label_zh", "minimum_n"))
        .when(pl.col("probability").is_null())
        .then(pl.format("{}：误差未知，无法判断。", "label_zh"))
        .otherwise(
            pl.format(
                "{} {} {}，标准 {}，{}的概率 {}。供核查。",
                "label_zh",
                figures("value"),
                unit,
                figures("standard"),
                _side("低于标准", "超过限值"),
                percent("probability"),
            )
        ),
        message=pl.when(pl.col("standard").is_null())
        .then(pl.format("{}: the framework has no standard for this stage, not assessable.", "label_en"))
        .when(pl.col("value").is_null())
        .then(pl.format("{}: no data, not assessable.", "label_en"))
        .when(few)
        .then(pl.format("{}: fewer than {} cases, not assessable.", "label_en", "minimum_n"))
        .when(uncounted)
        .then(
            pl.format("{}: number of cases unknown, at least {} are needed, not assessable.", "label_en", "minimum_n")
        )
        .when(pl.col("probability").is_null())
        .then(pl.format("{}: error unknown, not assessable.", "label_en"))
        .otherwise(
            pl.format(
                "{} {} {}, standard {}, probability {} {}. For enquiry.",
                "label_en",
                figures("value"),
                unit,
                figures("standard"),
                _side("below standard", "above the limit"),
                percent("probability"),
            )
        ),
    )


def _side(below: str, above: str) -> pl.Expr:
    """Where less is better the standard is a limit, and missing it means to be above it."""
    return pl.when(pl.col("direction") > 0).then(pl.lit(below)).otherwise(pl.lit(above))
