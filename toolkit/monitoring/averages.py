"""Two- and three-year averages, and rules that say which of several years' results is reported."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from toolkit.exact import ordered_sum
from toolkit.periods import places

KEYS = ["level", "unit_id", "node"]


class ReportingRule(BaseModel):
    """Which result of a unit is reported; configuration, to be stated wherever it is used.

    Parameters
    ----------
    kind : str
        `single`: the round alone. `average`: the mean of the last `rounds`. `better_of`: the greater of both, as some
        accountability systems grant; it favours units whose results swing. `hold_harmless`: the round, but no more than
        `allowance` points under what was reported the round before.
    rounds, minimum : int
        Rounds in the average, this one included, and the least number that must be known.
    allowance : float
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["single", "average", "better_of", "hold_harmless"] = "single"
    rounds: Annotated[int, Field(ge=1)] = 3
    minimum: Annotated[int, Field(ge=1)] = 2
    allowance: Annotated[float, Field(ge=0)] = 0.0


def rolling_average(scores: pl.DataFrame, *, rounds: int = 3, minimum: int = 2) -> pl.DataFrame:
    """Average the scores of the last `rounds` rounds, this one included, each counted once.

    Parameters
    ----------
    scores : polars.DataFrame
        level, unit_id, node, period, score, se (`run.scores`).
    rounds, minimum : int
        Width of the window in rounds of the calendar, and the least number of scores in it. A round without a score is no
        zero, and a round that a unit missed is not made up by an older one.

    Returns
    -------
    polars.DataFrame
        The rows of `scores` (keys, score, se) with average, average_se = sqrt(sum se^2) / k (independent errors; null where
        one is unknown) and averaged (k); average is null with fewer than `minimum`.
    """
    base = scores.select(*KEYS, "period", "score", "se")
    place = pl.col("period").replace_strict(places(base["period"].unique().sort().to_list()), return_dtype=pl.Int64)
    placed = base.with_columns(place=place)
    then = placed.filter(pl.col("score").is_not_null()).select(*KEYS, "score", "se", then="place")
    pairs = placed.select(*KEYS, "period", "place").join(then, on=KEYS)
    inside = pairs.filter((pl.col("then") <= pl.col("place")) & (pl.col("then") > pl.col("place") - rounds))
    k = pl.len().cast(pl.Int64)
    means = inside.group_by(*KEYS, "period").agg(
        average=(ordered_sum(pl.col("score")) / k).round(10),
        average_se=pl.when(pl.col("se").is_not_null().all()).then(ordered_sum(pl.col("se").pow(2)).sqrt() / k),
        averaged=k,
    )
    joined = base.join(means, on=[*KEYS, "period"], how="left").with_columns(pl.col("averaged").fill_null(0))
    enough = pl.col("averaged") >= minimum
    return joined.with_columns(
        average=pl.when(enough).then("average"), average_se=pl.when(enough).then("average_se")
    ).sort(*KEYS, "period")


def reported(scores: pl.DataFrame, rule: ReportingRule) -> pl.DataFrame:
    """Apply a reporting rule: the rows of `rolling_average` with reported, reported_se and basis.

    `basis` says what was reported: `single`, `average` or `held` (kept up by hold-harmless), null without a result. A
    choice of the better of two, or one that never falls, is biased upwards: `reported_se` is the error of what was chosen
    and says nothing of that. A missing round is not reported under `single` and `hold_harmless`; the floor of
    hold-harmless is the last round that was.

    Examples
    --------
    >>> scores = pl.DataFrame({"level": "group", "unit_id": "G1", "node": "total", "period": ["2023", "2024", "2025"],
    ...                        "score": [80.0, 70.0, 66.0], "se": 1.0})
    >>> reported(scores, ReportingRule(kind="hold_harmless", allowance=5)).select("reported", "basis").rows()
    [(80.0, 'single'), (75.0, 'held'), (70.0, 'held')]
    """
    table = rolling_average(scores, rounds=rule.rounds, minimum=rule.minimum)
    single, average = pl.col("score"), pl.col("average")
    if rule.kind == "hold_harmless":
        return _held(table, rule.allowance)
    use_average = {
        "single": pl.lit(False),
        "average": average.is_not_null(),
        "better_of": (average > single) | single.is_null(),
    }[rule.kind].fill_null(False)
    value = average if rule.kind == "average" else pl.when(use_average).then(average).otherwise(single)
    return table.with_columns(
        reported=value,
        reported_se=pl.when(use_average).then("average_se").when(value.is_not_null()).then("se"),
        basis=pl.when(value.is_null()).then(None).when(use_average).then(pl.lit("average")).otherwise(pl.lit("single")),
    )


def _held(table: pl.DataFrame, allowance: float) -> pl.DataFrame:
    values, errors, bases = [], [], []
    last: dict[tuple[str, str, str], tuple[float, float | None]] = {}
    for level, unit, node, score, se in table.select(*KEYS, "score", "se").iter_rows():
        key = (level, unit, node)
        before = last.get(key)
        held = score is not None and before is not None and before[0] - allowance > score
        if held and before is not None:
            last[key] = (round(before[0] - allowance, 10), before[1])
        elif score is not None:
            last[key] = (score, se)
        values.append(last[key][0] if score is not None else None)
        errors.append(last[key][1] if score is not None else None)
        bases.append(None if score is None else "held" if held else "single")
    return table.with_columns(
        pl.Series("reported", values, dtype=pl.Float64),
        pl.Series("reported_se", errors, dtype=pl.Float64),
        pl.Series("basis", bases, dtype=pl.String),
    )
