"""Run against run: who moved, how far, which indicator moved them, and whose flags changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from toolkit.contributions import effective_weights
from toolkit.errors import OptionError
from toolkit.matrix import KEYS, to_column
from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class Comparison:
    """The answer of `compare`. `a` is the first run, `b` the second; changes are b minus a.

    Attributes
    ----------
    choices : polars.DataFrame
        choice, a, b: the choices in which the two studies differ.
    scores : polars.DataFrame
        level, unit_id, period, node, score_a, score_b, change, rank_a, rank_b, rank_change (positive: moved up), and
        `only_in` (a or b) for units that one run does not score.
    drivers : polars.DataFrame
        level, unit_id, period, indicator, contribution_a, contribution_b, change at the root, largest first within a unit.
    flags : polars.DataFrame
        Flags whose outcome differs: outcome_a, outcome_b.
    """

    choices: pl.DataFrame
    scores: pl.DataFrame
    drivers: pl.DataFrame
    flags: pl.DataFrame

    def __repr__(self) -> str:
        moved = self.scores.filter(pl.col("change").abs() > 0).height
        return f"Comparison: {moved} of {self.scores.height} scores moved, {self.flags.height} flags changed"


def compare(run_a: ScoringRun, run_b: ScoringRun) -> Comparison:
    """Compare two runs that share units, periods and a framework tree (choices or data may differ).

    Raises
    ------
    OptionError
        The runs have no unit and period in common.
    """
    key = [*KEYS, "node"]
    columns = [*key, "score", "rank"]
    both = run_a.scores.select(columns).join(
        run_b.scores.select(columns), on=key, how="full", suffix="_b", coalesce=True
    )
    in_a = run_a.scores.select(*key, in_a=pl.lit(True))
    in_b = run_b.scores.select(*key, in_b=pl.lit(True))
    scores = (
        both.rename({"score": "score_a", "rank": "rank_a"})
        .join(in_a, on=key, how="left")
        .join(in_b, on=key, how="left")
        .with_columns(
            change=(pl.col("score_b") - pl.col("score_a")).round(10),
            rank_change=pl.col("rank_a") - pl.col("rank_b"),
            only_in=pl.when(pl.col("in_b").is_null())
            .then(pl.lit("a"))
            .when(pl.col("in_a").is_null())
            .then(pl.lit("b")),
        )
        .select(*key, "score_a", "score_b", "change", "rank_a", "rank_b", "rank_change", "only_in")
        .sort(key)
    )
    if scores["only_in"].null_count() == 0:
        raise OptionError("The two runs have no unit, period and node in common: nothing to compare.")
    return Comparison(_choices(run_a, run_b), scores, _drivers(run_a, run_b), _flags(run_a, run_b))


def _choices(run_a: ScoringRun, run_b: ScoringRun) -> pl.DataFrame:
    a, b = run_a.study.describe(), run_b.study.describe()
    rows = [(name, str(a[name]), str(b[name])) for name in a if a[name] != b[name]]
    if run_a.inputs != run_b.inputs:
        changed = sorted(n for n in {*run_a.inputs, *run_b.inputs} if run_a.inputs.get(n) != run_b.inputs.get(n))
        rows.append(("data", "", ", ".join(changed)))
    return pl.DataFrame(
        rows, schema=["choice", "a", "b"], orient="row", schema_overrides=dict.fromkeys("ab", pl.String)
    )


def _contributions(run: ScoringRun, name: str) -> pl.DataFrame:
    matrix = run.matrix
    shares = np.round(effective_weights(run, run.framework.root) * matrix.values, 6)
    wide = matrix.keys.with_columns(to_column(i, shares[:, c]) for c, i in enumerate(matrix.indicators))
    return wide.unpivot(index=KEYS, variable_name="indicator", value_name=name)


def _drivers(run_a: ScoringRun, run_b: ScoringRun) -> pl.DataFrame:
    a, b = _contributions(run_a, "contribution_a"), _contributions(run_b, "contribution_b")
    joined = a.join(b, on=[*KEYS, "indicator"], how="full", coalesce=True)
    change = pl.col("contribution_b").fill_null(0.0) - pl.col("contribution_a").fill_null(0.0)
    moved = joined.with_columns(change=change.round(6)).filter(pl.col("change") != 0)
    order = pl.col("change").abs()
    return moved.sort(*KEYS, order, "indicator", descending=[False, False, False, True, False])


def _flags(run_a: ScoringRun, run_b: ScoringRun) -> pl.DataFrame:
    key = [*KEYS, "rule", "node"]
    a = run_a.flags.select(*key, outcome_a="outcome")
    b = run_b.flags.select(*key, outcome_b="outcome", reason="reason", message="message")
    joined = a.join(b, on=key, how="full", coalesce=True)
    return joined.filter(~pl.col("outcome_a").eq_missing(pl.col("outcome_b"))).sort(key)
