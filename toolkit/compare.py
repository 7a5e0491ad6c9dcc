"""Run against run: who moved, how far, which indicator moved them, and whose flags changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import polars as pl

from toolkit.contributions import contributions
from toolkit.differences import changed_numbers, changed_values, choices, common_units, framework_rows, units_of_one
from toolkit.errors import OptionError
from toolkit.matrix import KEYS, to_column
from toolkit.scoring_run import ScoringRun

if TYPE_CHECKING:
    from toolkit.revision import Revision


@dataclass(frozen=True)
class Comparison:
    """The answer of `compare`. `a` is the first run, `b` the second; changes are b minus a.

    Attributes
    ----------
    choices : polars.DataFrame
        choice, a, b: what differs of the settings, the base period, the framework, the data and the code.
    framework : polars.DataFrame
        node, stage, column, a, b, only_in: the cells in which the frameworks differ.
    values : polars.DataFrame
        indicator, changed, other, only_a, only_b: how many values differ, of the units and periods of both runs.
    learned : polars.DataFrame
        indicator, method, parameter, a, b: learned parameters that differ.
    weights : polars.DataFrame
        parent, node, a, b: weights that differ.
    only : polars.DataFrame
        level, unit_id, period, only_in: units and periods that only one run has. Drivers and flags leave them out.
    scores : polars.DataFrame
        level, unit_id, period, node, score_a, score_b, change, rank_a, rank_b, rank_change (positive: moved up), and
        `only_in` (a or b) for units that one run does not score.
    drivers : polars.DataFrame
        Of the units and periods of both runs:
        level, unit_id, period, indicator, contribution_a, contribution_b, change at the root, largest first within a unit.
    flags : polars.DataFrame
        Flags whose outcome differs, of the units and periods of both runs: outcome_a, outcome_b. A rule or node that one
        run does not judge counts only where the other finds more than `clear`.
    """

    choices: pl.DataFrame
    framework: pl.DataFrame
    values: pl.DataFrame
    learned: pl.DataFrame
    weights: pl.DataFrame
    only: pl.DataFrame
    scores: pl.DataFrame
    drivers: pl.DataFrame
    flags: pl.DataFrame

    def __repr__(self) -> str:
        moved, both = (self.scores.filter(c).height for c in (pl.col("change").abs() > 0, pl.col("only_in").is_null()))
        told = {name: getattr(self, name).height for name in ("choices", "framework", "values", "learned", "weights")}
        differ = [f"{name} {n}" for name, n in told.items() if n]
        alone = f", {self.only.height} units and periods in one run only" if self.only.height else ""
        cause = f"; differing rows: {', '.join(differ)}" if differ else ""
        return f"Comparison: {moved} of {both} scores moved, {self.flags.height} flags changed{alone}{cause}"


@overload
def compare(run_a: ScoringRun, run_b: ScoringRun) -> Comparison: ...


@overload
def compare(run_a: Mapping[str, pl.DataFrame], run_b: Mapping[str, pl.DataFrame]) -> Revision: ...


def compare(
    run_a: ScoringRun | Mapping[str, pl.DataFrame], run_b: ScoringRun | Mapping[str, pl.DataFrame]
) -> Comparison | Revision:
    """Compare two runs that share units, periods and nodes; choices, framework, data and code may differ, and are told.

    Two versions of raw tables (provisional and final) are compared cell by cell: see `toolkit.revision.compare_tables`.

    Raises
    ------
    OptionError
        The runs have no unit and period in common, or a run is compared with tables.
    """
    if isinstance(run_a, Mapping) and isinstance(run_b, Mapping):
        from toolkit.revision import compare_tables

        return compare_tables(run_a, run_b)
    if isinstance(run_a, Mapping) or isinstance(run_b, Mapping):
        raise OptionError("Compare a run with a run, or tables with tables.")
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
    common = common_units(run_a, run_b)
    return Comparison(
        choices=choices(run_a, run_b),
        framework=framework_rows(run_a.framework, run_b.framework),
        values=changed_values(run_a, run_b),
        learned=changed_numbers(run_a.learned, run_b.learned, ["indicator", "method", "parameter"], "value"),
        weights=changed_numbers(run_a.weights, run_b.weights, ["parent", "node"], "weight"),
        only=units_of_one(run_a, run_b),
        scores=scores,
        drivers=_drivers(run_a, run_b, common),
        flags=_flags(run_a, run_b, common),
    )


def _contributions(run: ScoringRun, name: str) -> pl.DataFrame:
    matrix = run.matrix
    shares = contributions(run, run.framework.root)
    wide = matrix.keys.with_columns(to_column(i, shares[:, c]) for c, i in enumerate(matrix.indicators))
    return wide.unpivot(index=KEYS, variable_name="indicator", value_name=name)


def _drivers(run_a: ScoringRun, run_b: ScoringRun, common: pl.DataFrame) -> pl.DataFrame:
    a, b = _contributions(run_a, "contribution_a"), _contributions(run_b, "contribution_b")
    joined = a.join(b, on=[*KEYS, "indicator"], how="full", coalesce=True)
    change = pl.col("contribution_b").fill_null(0.0) - pl.col("contribution_a").fill_null(0.0)
    joined = joined.join(common, on=KEYS, how="semi")
    moved = joined.with_columns(change=change.round(6)).filter(pl.col("change") != 0)
    order = pl.col("change").abs()
    return moved.sort(*KEYS, order, "indicator", descending=[False, False, False, True, False])


def _flags(run_a: ScoringRun, run_b: ScoringRun, common: pl.DataFrame) -> pl.DataFrame:
    key = [*KEYS, "rule", "node"]
    a = run_a.flags.select(*key, outcome_a="outcome")
    b = run_b.flags.select(*key, outcome_b="outcome", reason="reason", message="message")
    joined = a.join(b, on=key, how="full", coalesce=True)
    before, after = (pl.col(c).fill_null("clear") for c in ("outcome_a", "outcome_b"))
    return joined.filter(before != after).join(common, on=KEYS, how="semi").sort(key)
