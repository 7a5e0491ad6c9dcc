"""Why this score: the path of a unit from its indicator values to a node's score."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from toolkit.contributions import contributions, effective_weights
from toolkit.errors import OptionError, unknown
from toolkit.matrix import to_column
from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class Explanation:
    """The answer of `explain`.

    Attributes
    ----------
    unit_id, level, period, node : str
    score : polars.DataFrame
        The row of `scores` of every node from the root down to the dimensions.
    indicators : polars.DataFrame
        node, parent, value, unit, se, n, status, standard, normalised, clipped, effective_weight, contribution (points
        of the score), peer_median (normalised), against_peers (points won or lost against the median peer).
    bundled : polars.DataFrame
        The bundled judgement, for a group.
    flags : polars.DataFrame
        Flags of the unit in the period, flagged and not assessable first.
    run : ScoringRun
    """

    unit_id: str
    level: str
    period: str
    node: str
    score: pl.DataFrame
    indicators: pl.DataFrame
    bundled: pl.DataFrame
    flags: pl.DataFrame
    run: ScoringRun

    def text(self, lang: str = "zh") -> str:
        """Return the explanation for people (see toolkit/explain_text.py)."""
        from toolkit.explain_text import explain_text

        return explain_text(self, lang)

    def __repr__(self) -> str:
        return self.text("en")


def explain(
    run: ScoringRun,
    unit_id: str,
    *,
    node: str | None = None,
    period: str | None = None,
    level: str | None = None,
    peers: Collection[str] | None = None,
) -> Explanation:
    """Explain the score of a unit at a node (default: the whole index, the latest period).

    `peers` are the ids of the units whose median it is compared with; by default all of its level.

    Raises
    ------
    OptionError
        An unknown unit, node, period or level, with the nearest name; an id that a school and a group share, without
        `level`; a unit without scores in the period.
    """
    if level is not None and level not in run.levels:
        raise unknown("level", level, run.levels)
    if not isinstance(unit_id, str):
        raise unknown("unit", unit_id, run.scores["unit_id"].unique().sort().to_list())
    level = level or run.level_of(unit_id)
    period = period or run.latest
    node = node or run.framework.root
    if period not in run.periods:
        raise unknown("period", period, run.periods)
    run.framework.node(node)
    if node in run.framework.indicators:
        raise OptionError(
            f"{node!r} is an indicator: it has a value, not a score. Nodes with a score: {', '.join(run.framework.parents)}."
        )
    key = (pl.col("level") == level) & (pl.col("unit_id") == unit_id) & (pl.col("period") == period)
    scores = run.scores.filter(key)
    if not scores.height:
        raise _no_scores(run, unit_id, level, period)
    order = {"flagged": 0, "not_assessable": 1, "clear": 2}
    return Explanation(
        unit_id=unit_id,
        level=level,
        period=period,
        node=node,
        score=scores,
        indicators=_indicators(run, key, (unit_id, node, level, period), peers),
        bundled=run.bundled.filter(
            (pl.col("group_id") == unit_id) & (pl.col("period") == period) & pl.lit(level == "group")
        ),
        flags=run.flags.filter(key).sort(pl.col("outcome").replace_strict(order), "rule", "node"),
        run=run,
    )


def _no_scores(run: ScoringRun, unit_id: str, level: str, period: str) -> OptionError:
    of_level = run.scores.filter(pl.col("level") == level)
    when = of_level.filter(pl.col("unit_id") == unit_id)["period"].unique().sort().to_list()
    if not when:
        return unknown(level, unit_id, of_level["unit_id"].unique().sort().to_list())
    return OptionError(f"The {level} {unit_id!r} has no scores in {period}: it has some in {', '.join(when)}.")


def drivers_of(run: ScoringRun, node: str, level: str, period: str) -> pl.DataFrame:
    """Return what drives the scores of all units of a level and period at a node; computed once and kept with the run.

    Returns
    -------
    polars.DataFrame
        unit_id, indicator, normalised, clipped, effective_weight, contribution; one row a unit and indicator below the node.
    """
    from toolkit.charts._once import once

    return once(run, ("drivers", node, level, period), lambda: _drivers(run, node, level, period))


def _drivers(run: ScoringRun, node: str, level: str, period: str) -> pl.DataFrame:
    at = run.matrix.keys.select((pl.col("level") == level) & (pl.col("period") == period)).to_series().to_numpy()
    field = replace(run, matrix=run.matrix.rows(at), clipped=run.clipped[at])
    weights = effective_weights(field, node)
    shape = field.matrix.values.shape
    table = pl.DataFrame(
        [
            pl.Series("unit_id", field.matrix.keys["unit_id"].repeat_by(shape[1]).explode(), dtype=pl.String),
            pl.Series("indicator", field.matrix.indicators * shape[0], dtype=pl.String),
            to_column("normalised", field.matrix.values.ravel()),
            pl.Series("clipped", field.clipped.ravel()),
            to_column("effective_weight", weights.ravel()),
            to_column("contribution", contributions(field, node, weights).ravel()),
        ]
    )
    return table.filter(pl.col("indicator").is_in(run.framework.leaves(node)))


def _indicators(
    run: ScoringRun, key: pl.Expr, told: tuple[str, str, str, str], peers: Collection[str] | None
) -> pl.DataFrame:
    unit_id, node, level, period = told
    every = drivers_of(run, node, level, period)
    among = every if peers is None else every.filter(pl.col("unit_id").is_in(list(peers)))
    median = among.group_by("indicator").agg(peer_median=pl.col("normalised").median())
    table = (
        every.filter(unit_id=unit_id).drop("unit_id").join(median, on="indicator", how="left", maintain_order="left")
    )
    lost = pl.col("effective_weight") * (pl.col("normalised") - pl.col("peer_median"))
    table = table.with_columns(against_peers=lost.round(6))
    facts = run.framework.nodes.select("parent", "unit", indicator="node")
    raw = run.values.filter(key).select("indicator", "value", "se", "n", "status")
    standards = run.standards.filter(key).select("indicator", "standard")
    joined = table.join(facts, on="indicator", how="left", maintain_order="left")
    joined = joined.join(raw, on="indicator", how="left", maintain_order="left")
    joined = joined.join(standards, on="indicator", how="left", maintain_order="left")
    first = ["indicator", "parent", "value", "unit", "se", "n", "status", "standard", "normalised", "clipped"]
    return joined.select(*first, "effective_weight", "contribution", "peer_median", "against_peers")
