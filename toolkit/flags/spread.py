"""Spread: the schools of a group differ widely, or drift apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.flags._changes import least, usual
from toolkit.flags._schools import GROUP, moments, of_groups, schools_of_groups
from toolkit.flags._table import flags_table, judged, number, percent
from toolkit.matrix import to_array, to_column

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

WIDE, WIDER = 10.0, 5.0
"""Points of a score on the scale 0 to 100."""


def spread(run: ScoringRun) -> pl.DataFrame:
    """Flag a group whose schools truly differ by more than a limit, or by more than in the years before.

    Looked at is the standard deviation of the true scores of its schools, each counted once: V, its square, is a quadratic
    form of the schools' posteriors, and its distribution is taken as the gamma distribution with the same mean and
    variance. Wide: P(sqrt V > limit) reaches `flags.probability`; the limit is `flags.spread` points, or where ten groups
    or more are judged the median of all groups plus three robust standard deviations, whichever is more. Widening:
    P(sqrt V now - sqrt V then > limit) reaches it (normal approximation), the limit `flags.widening` or three robust
    standard deviations of the changes of all groups, for the schools that were in the
    group and had a score in the earliest of the `flags.rounds` periods before too. The probability of what is said is the
    greater of the two.

    Fewer than two schools with a score, or the error of one unknown: not assessable.
    """
    settings = run.study.flags
    rows = schools_of_groups(run)
    found = of_groups(run, moments(rows, GROUP)).join(_before(run, rows), on=GROUP, how="left")
    found = found.with_columns(estimate=pl.col("v_mean").sqrt().round(10))
    top = usual("estimate", ["node", "period"], centred=False)
    found = found.join(least(run, settings.spread, WIDE).rename({"least": "least_wide"}), on="node")
    found = found.join(least(run, settings.widening, WIDER), on="node")
    found = found.with_columns(
        limit=pl.when(pl.col("least_wide").is_not_null()).then(pl.max_horizontal(top, "least_wide"))
    )
    found = found.with_columns(rise=(pl.col("same_mean").sqrt() - pl.col("then_mean").sqrt()).round(10))
    swing = usual("rise", ["node", "period"])
    found = found.with_columns(least=pl.when(pl.col("least").is_not_null()).then(pl.max_horizontal("least", swing)))
    found = found.with_columns(_wide(found), _widened(found))
    wide, drift = pl.col("p_wide"), pl.col("p_drift").fill_null(0.0)
    found = found.with_columns(
        probability=pl.max_horizontal(wide, drift), drifts=drift > wide, se=_error("v_mean", "v_variance")
    ).with_columns(reference=pl.when("drifts").then("sd_then").otherwise("limit"), n="schools")
    p = pl.col("probability")
    told = judged(found, unknown=wide.is_null(), flagged=p >= settings.probability, watch=p >= 0.5)
    return flags_table(told.with_columns(**_sentences()), "spread")


def _before(run: ScoringRun, rows: pl.DataFrame) -> pl.DataFrame:
    """Moments of the same schools now and in the earliest period before that the group was scored in."""
    pairs = [
        (now, then, i - j)
        for i, now in enumerate(run.periods)
        for j, then in enumerate(run.periods[:i])
        if i - j <= run.study.flags.rounds
    ]
    schema = {"period": pl.String, "then": pl.String, "distance": pl.Int64}
    earlier = pl.DataFrame(pairs, schema=schema, orient="row")
    then = rows.select("unit_id", "node", "school_id", then="period", mean_then="mean", variance_then="variance")
    same = rows.join(earlier, on="period").join(then, on=["unit_id", "node", "school_id", "then"])
    same = same.filter(pl.col("distance") == pl.col("distance").max().over(GROUP))
    now = moments(same, [*GROUP, "then"]).rename({"v_mean": "same_mean", "v_variance": "same_variance"}).drop("schools")
    past = moments(
        same.drop("mean", "variance").rename({"mean_then": "mean", "variance_then": "variance"}), [*GROUP, "then"]
    ).rename({"v_mean": "then_mean", "v_variance": "then_variance", "schools": "same_schools"})
    return now.join(past, on=[*GROUP, "then"]).with_columns(sd_then=pl.col("then_mean").sqrt().round(10))


def _error(mean: str, variance: str) -> pl.Expr:
    """Return the standard error of sqrt V by the delta method; 0 where V is exact."""
    m, v = pl.col(mean), pl.col(variance)
    return pl.when(m > 0).then((v / (4 * m)).sqrt()).when(m.is_not_null()).then(0.0)


def _wide(found: pl.DataFrame) -> pl.Series:
    from scipy.special import gammaincc

    mean, variance, limit = to_array(found.select("v_mean", "v_variance", "limit")).T
    exact = variance == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        p = gammaincc(np.where(exact, 1.0, mean**2 / variance), np.where(exact, 1.0, limit**2 * mean / variance))
    over = np.round(np.sqrt(mean), 10) > limit
    return to_column("p_wide", np.where(np.isnan(mean) | np.isnan(limit), np.nan, np.where(exact, over, p)))


def _widened(found: pl.DataFrame) -> pl.Series:
    from scipy.special import ndtr

    errors = {"now": _error("same_mean", "same_variance"), "then": _error("then_mean", "then_variance")}
    rise, enough, se_now, se_then = to_array(found.select("rise", "least", **errors)).T
    sd = np.sqrt(se_now**2 + se_then**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(sd == 0, rise > enough, ndtr((rise - enough) / sd))
    return to_column("p_drift", np.where(np.isnan(rise) | np.isnan(enough), np.nan, p))


def _sentences() -> dict[str, pl.Expr]:
    wide_zh = pl.format(
        "{}：{} 所学校之间的标准差 {} 分，确实超过 {} 分的概率 {}。供核查。",
        "label_zh", "schools", number("estimate"), number("limit"), percent("probability"),
    )  # fmt: skip
    wide_en = pl.format(
        "{}: standard deviation between {} schools {} points, probability that it truly exceeds {} points {}. For enquiry.",
        "label_en", "schools", number("estimate"), number("limit"), percent("probability"),
    )  # fmt: skip
    drift_zh = pl.format(
        "{}：同一批 {} 所学校之间的标准差自 {} 的 {} 分扩大，扩大超过 {} 分的概率 {}（现 {} 分）。供核查。",
        "label_zh", "same_schools", "then", number("sd_then"), number("least"), percent("probability"),
        number("estimate"),
    )  # fmt: skip
    drift_en = pl.format(
        "{}: the same {} schools lay {} points apart (standard deviation) in {}, probability that they have drifted apart by "
        "more than {} points {} (now {}). For enquiry.",
        "label_en", "same_schools", number("sd_then"), "then", number("least"), percent("probability"),
        number("estimate"),
    )  # fmt: skip
    few = pl.col("schools").fill_null(0) < 2
    unknown = pl.col("p_wide").is_null()
    return {
        "reason": pl.when(unknown & few)
        .then(pl.format("{}：有得分的学校不足两所，无法判断校际差距。", "label_zh"))
        .when(unknown)
        .then(pl.format("{}：误差未知，或非 0–100 分制而未设定 flags.spread，无法判断校际差距。", "label_zh"))
        .when("drifts")
        .then(drift_zh)
        .otherwise(wide_zh),
        "message": pl.when(unknown & few)
        .then(pl.format("{}: fewer than two schools with a score, spread not assessable.", "label_en"))
        .when(unknown)
        .then(
            pl.format(
                "{}: error unknown, or not a score from 0 to 100 and flags.spread unset: not assessable.", "label_en"
            )
        )
        .when("drifts")
        .then(drift_en)
        .otherwise(wide_en),
    }
