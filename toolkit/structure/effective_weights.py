"""What indicators weigh on paper and what they weigh in the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.matrix import to_column
from toolkit.structure._nodes import slice_of
from toolkit.weigh._effective import MEASURES, effect
from toolkit.weigh._input import option

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def effective_weights(
    run: ScoringRun,
    *,
    measure: Literal["pearson_r2", "correlation_ratio"] = "pearson_r2",
    level: str | None = None,
    period: str | None = None,
) -> pl.DataFrame:
    """Compare nominal weights with the importance of each node for the score above it.

    The strength S of a node is the share of the variance of the score that it explains alone: the squared correlation, or
    the correlation ratio Var(E[score | node])/Var(score) by a smoother, which also sees curved relations. Effective
    weights are S over the sum of S. Nominal weights differ from them where indicators are correlated or vary unequally.

    Parameters
    ----------
    run : ScoringRun
        Of any study.
    measure : "pearson_r2" or "correlation_ratio"
        See above.
    level, period : str, optional
        Units that are looked at; by default the lowest level on which every indicator has values, in the latest period.

    Returns
    -------
    polars.DataFrame
        scope (`parent`: each node for the node above it; `root`: each indicator for the whole index), parent, node, nominal,
        effective, ratio (effective over nominal), correlation, strength. Null where a node does not vary. Gates are left out.

    References
    ----------
    Paruolo, P., Saisana, M. and Saltelli, A. (2013), Ratings and rankings: voodoo or science?,
    doi:10.1111/j.1467-985X.2012.01059.x. Becker, W. et al. (2017), Weights and importance in composite indicators: closing
    the gap, doi:10.1016/j.ecolind.2017.03.056.

    Examples
    --------
    >>> import toolkit as tk
    >>> rows = [("A", 10.0, 40.0), ("B", 90.0, 50.0), ("C", 50.0, 60.0), ("D", 30.0, 45.0)]
    >>> wide = pl.DataFrame(rows, schema=["unit_id", "X", "Y"], orient="row")
    >>> values = wide.unpivot(index="unit_id", variable_name="indicator").with_columns(level=pl.lit("unit"), period=pl.lit("2025"))
    >>> tree = pl.DataFrame({"node": ["T", "X", "Y"], "parent": [None, "T", "T"], "kind": ["index", "indicator", "indicator"],
    ...                      "weight": [None, 1.0, 1.0], "low": [None, 0.0, 0.0], "high": [None, 100.0, 100.0]})
    >>> run = tk.Study(framework=tree).score(values)
    >>> effective_weights(run).filter(scope="root").select("node", "nominal", pl.col("effective").round(2)).rows()
    [('X', 0.5, 0.67), ('Y', 0.5, 0.33)]
    """
    option("measure", measure, MEASURES)
    part = slice_of(run, level, period)
    columns = dict(zip(run.weights["node"], run.weights.select("weight", "global_weight").iter_rows(), strict=True))
    root = run.framework.root
    scopes = [("parent", p, part.children(p), 0) for p in part.walk() if p not in part.matrix.indicators]
    scopes.append(("root", root, part.leaves(), 1))
    frames = []
    for scope, parent, nodes, which in scopes:
        values = np.column_stack([part.score[n] for n in nodes])
        found = effect(values, part.score[parent], measure)
        moving = _moving(values, part.score[parent])
        nominal = np.array([columns[n][which] for n in nodes])
        effective = np.where(moving, found.importance, np.nan)
        ratio = np.divide(effective, nominal, out=np.full(nominal.size, np.nan), where=nominal > 0)
        frames.append(
            pl.DataFrame(
                {
                    "scope": [scope] * len(nodes),
                    "parent": [parent] * len(nodes),
                    "node": nodes,
                    "nominal": nominal,
                    "effective": to_column("effective", effective),
                    "ratio": to_column("ratio", ratio),
                    "correlation": to_column("correlation", np.where(moving, found.correlation, np.nan)),
                    "strength": to_column("strength", np.where(moving, found.strength, np.nan)),
                }
            )
        )
    return pl.concat(frames)


def _moving(values: Array, index: Array) -> Array:
    """Return which columns vary, and the index with them, on at least three units that have both."""
    moving = np.zeros(values.shape[1], dtype=bool)
    for i, column in enumerate(values.T):
        both = ~(np.isnan(column) | np.isnan(index))
        moving[i] = both.sum() >= 3 and np.ptp(column[both]) > 0 and np.ptp(index[both]) > 0
    return moving
