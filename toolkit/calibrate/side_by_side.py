"""Several weightings of the same data side by side: weights, effective importance, ranks, who gains and who loses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.calibrate._given import given_weights
from toolkit.columns import Array
from toolkit.errors import OptionError, unknown
from toolkit.index import climb
from toolkit.matrix import to_column
from toolkit.ranks import rank_descending
from toolkit.recipe import recipe_of
from toolkit.run import fit_study
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study
from toolkit.weigh import Weights
from toolkit.weigh._effective import effect

Scheme = str | Callable[..., Any] | Weights | Mapping[str, Any] | None


@dataclass(frozen=True)
class SideBySide:
    """The answer of `side_by_side`. The first scheme is the one that the others are held against.

    Attributes
    ----------
    weights : polars.DataFrame
        scheme, parent, node, weight (below its parent), global_weight, origin.
    importance : polars.DataFrame
        scheme, indicator, global_weight, importance (share, sum 1), correlation with the score.
    below : polars.DataFrame
        scheme, node, global_weight, importance, correlation: the same for the nodes right below the one that is shown.
    ranks : polars.DataFrame
        scheme, unit_id, score, rank (1 = best, null without a score).
    moves : polars.DataFrame
        scheme, unit_id, score_change, rank_change (positive: moved up) against the first scheme; largest moves first.
    spread : polars.DataFrame
        unit_id, best_rank, best_under, worst_rank, worst_under, range: how far the choice of the scheme matters for a unit.
    agreement : polars.DataFrame
        scheme, spearman, mean_move, largest_move against the first scheme.
    level, period, node : str
        What was compared.
    """

    weights: pl.DataFrame
    importance: pl.DataFrame
    below: pl.DataFrame
    ranks: pl.DataFrame
    moves: pl.DataFrame
    spread: pl.DataFrame
    agreement: pl.DataFrame
    level: str
    period: str
    node: str

    def __repr__(self) -> str:
        return f"SideBySide: {self.agreement.height} schemes, {self.spread.height} units"


def side_by_side(
    run_or_values: ScoringRun | pl.DataFrame,
    framework: Any = None,
    *,
    schemes: Mapping[str, Scheme],
    level: str | None = None,
    period: str | None = None,
    node: str | None = None,
    **choices: Any,
) -> SideBySide:
    """Score the same normalised values under several weightings.

    Parameters
    ----------
    run_or_values : ScoringRun or polars.DataFrame
        A run, or a long table of values with a framework.
    framework : str, Path, frame or Framework, optional
        For a table of values.
    schemes : mapping
        Name -> None (the run's own weights), the name or function of a weighting, a mapping with `weighting` and its options, or
        weights: a `Weights` or a mapping from nodes to numbers. Weights are global: a dimension without one has the sum of
        those below it; where nothing is given the run's own hold.
    level, period, node : str, optional
        What to show: groups where there are any, the latest period, the root.
    **choices
        Further choices of the study, for a table of values.

    Examples
    --------
    >>> nodes = [("total", None, "index"), ("a", "total", "indicator"), ("b", "total", "indicator")]
    >>> tree = pl.DataFrame(nodes, schema=["node", "parent", "kind"], orient="row")
    >>> rows = [("U1", "a", 1.0), ("U1", "b", 9.0), ("U2", "a", 5.0), ("U2", "b", 2.0), ("U3", "a", 3.0), ("U3", "b", 1.0)]
    >>> values = pl.DataFrame(rows, schema=["unit_id", "indicator", "value"], orient="row")
    >>> values = values.with_columns(level=pl.lit("unit"), period=pl.lit("2025"))
    >>> found = side_by_side(values, tree, schemes={"equal": "equal", "mostly a": {"a": 3, "b": 1}}, normaliser="minmax")
    >>> found.moves.filter(pl.col("scheme") == "mostly a").select("unit_id", "rank_change").rows()
    [('U1', -1), ('U3', 1), ('U2', 0)]
    """
    run = _run(run_or_values, framework, choices)
    if not schemes:
        raise OptionError("schemes is empty: give at least one, for example {'as scored': None}.")
    level = level or ("group" if "group" in run.levels else run.levels[0])
    period = period or run.latest
    node = node or run.framework.root
    if level not in run.levels or period not in run.periods or node not in run.framework.parents:
        what, said, allowed = next(
            entry
            for entry in (
                ("level", level, run.levels),
                ("period", period, run.periods),
                ("node", node, run.framework.parents),
            )
            if entry[1] not in entry[2]
        )
        raise unknown(what, said, allowed)
    keys = run.matrix.keys
    rows = ((keys["level"] == level) & (keys["period"] == period)).to_numpy()
    units = keys.filter(pl.Series(rows))["unit_id"]
    recipe = recipe_of(run.study, run.framework)
    leaves, children = run.framework.leaves(node), run.framework.children(node)
    weights, importance, below, ranks = [], [], [], []
    for name, scheme in schemes.items():
        table = _weights(run, scheme, name)
        nodes = climb(run.matrix, run.framework, table, recipe).score
        score = nodes[node][rows]
        weights.append(_labelled(table.drop("framework"), name))
        about = table.select("global_weight", node="node")
        importance.append(_labelled(_importance(nodes, leaves, rows, score, about).rename({"node": "indicator"}), name))
        below.append(_labelled(_importance(nodes, children, rows, score, about), name))
        rank = pl.Series("rank", rank_descending(score)).replace(0, None)
        ranks.append(_labelled(pl.DataFrame([units, to_column("score", score), rank]), name))
    names = list(schemes)
    ranked = pl.concat(ranks)
    moves = _moves(ranked, names)
    return SideBySide(
        weights=pl.concat(weights),
        importance=pl.concat(importance),
        below=pl.concat(below),
        ranks=ranked,
        moves=moves,
        spread=_spread(ranked, names),
        agreement=_agreement(ranked, moves, names),
        level=level,
        period=period,
        node=node,
    )


def _importance(
    nodes: Mapping[str, Array], names: list[str], rows: NDArray[np.bool_], score: Array, about: pl.DataFrame
) -> pl.DataFrame:
    found = effect(np.stack([nodes[name][rows] for name in names], axis=1), score)
    table = pl.DataFrame({"node": names}).join(about, on="node", how="left", maintain_order="left")
    return table.with_columns(to_column("importance", found.importance), to_column("correlation", found.correlation))


def _run(given: ScoringRun | pl.DataFrame, framework: Any, choices: Mapping[str, Any]) -> ScoringRun:
    if isinstance(given, ScoringRun):
        if framework is not None or choices:
            raise OptionError("A run has a framework and choices already: give a table of values to change them.")
        return given
    if framework is None:
        raise OptionError("A table of values needs a framework.")
    return Study(framework=framework, **choices).score(given)


def _weights(run: ScoringRun, scheme: Scheme, name: str) -> pl.DataFrame:
    if scheme is None:
        return run.weights
    if isinstance(scheme, Weights):
        return given_weights(
            run.framework, dict(zip(scheme.indicators, scheme.weights.tolist(), strict=True)), run.weights, name
        )
    if isinstance(scheme, Mapping) and "weighting" not in scheme:
        return given_weights(run.framework, scheme, run.weights, name)
    options = dict(scheme) if isinstance(scheme, Mapping) else {"weighting": scheme}
    study = run.study.replace(weighting=options.pop("weighting"), weighting_options=options)
    return fit_study(study.replace(framework=run.framework), run.values).weights


def _labelled(table: pl.DataFrame, name: str) -> pl.DataFrame:
    return table.select(pl.lit(name).alias("scheme"), pl.all())


def _moves(ranks: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    first = ranks.filter(pl.col("scheme") == names[0]).select("unit_id", score_first="score", rank_first="rank")
    return (
        ranks.join(first, on="unit_id", how="left", maintain_order="left")
        .select(
            "scheme",
            "unit_id",
            score_change=pl.col("score") - pl.col("score_first"),
            rank_change=pl.col("rank_first") - pl.col("rank"),
        )
        .with_columns(at=_place(names), size=pl.col("rank_change").abs())
        .sort("at", "size", "unit_id", descending=[False, True, False], nulls_last=True)
        .drop("at", "size")
    )


def _spread(ranks: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    ranked = ranks.drop_nulls("rank").with_columns(at=_place(names)).sort("unit_id", "rank", "at")
    return (
        ranked.group_by("unit_id", maintain_order=True)
        .agg(
            best_rank=pl.col("rank").first(),
            best_under=pl.col("scheme").first(),
            worst_rank=pl.col("rank").last(),
            worst_under=pl.col("scheme").filter(pl.col("rank") == pl.col("rank").last()).first(),
        )
        .with_columns(range=pl.col("worst_rank") - pl.col("best_rank"))
        .sort("range", "unit_id", descending=[True, False])
    )


def _place(names: list[str]) -> pl.Expr:
    return pl.col("scheme").replace_strict(dict(zip(names, range(len(names)), strict=True)))


def _agreement(ranks: pl.DataFrame, moves: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    wide = ranks.pivot("scheme", index="unit_id", values="score")
    lines = []
    for name in names:
        both = wide.select(a=pl.col(names[0]), b=pl.col(name)).drop_nulls()
        rho = both.select(pl.corr(pl.col("a").rank(), pl.col("b").rank())).item() if both.height > 1 else None
        move = moves.filter(pl.col("scheme") == name)["rank_change"].abs().drop_nulls()
        lines.append((name, None if rho is None or np.isnan(rho) else float(rho), move.mean(), move.max()))
    schema = {"scheme": pl.String, "spearman": pl.Float64, "mean_move": pl.Float64, "largest_move": pl.Int64}
    return pl.DataFrame(lines, schema=schema, orient="row")


__all__ = ["Scheme", "SideBySide", "side_by_side"]
