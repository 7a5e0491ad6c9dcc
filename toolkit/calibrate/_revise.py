"""Which comparison to look at again."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.weigh._pairwise import consistency_ratio

SCALE = np.array([1 / k for k in range(9, 1, -1)] + [float(k) for k in range(1, 10)])
"""Saaty's scale, 1/9 to 9."""

SCHEMA = {
    "item_a": pl.String,
    "item_b": pl.String,
    "judged": pl.Float64,
    "implied": pl.Float64,
    "times_off": pl.Float64,
    "suggested": pl.Float64,
    "consistency_ratio_after": pl.Float64,
}


def pairs_to_revise(matrix: Array, weights: Array, names: tuple[str, ...]) -> pl.DataFrame:
    """Hold every comparison against the ratio of the weights, the worst first.

    Returns
    -------
    polars.DataFrame
        item_a, item_b (the one judged more important first), judged, implied (w_a / w_b), times_off (their ratio, >= 1),
        suggested (the grade of Saaty's scale next to `implied`), consistency_ratio_after (with `suggested` in its place).
    """
    rows, columns = np.triu_indices(len(names), 1)
    known = ~np.isnan(matrix[rows, columns])
    rows, columns = rows[known], columns[known]
    judged = matrix[rows, columns]
    implied = weights[rows] / weights[columns]
    suggested = SCALE[np.abs(np.log(SCALE[None, :]) - np.log(implied[:, None])).argmin(axis=1)]
    changed = np.repeat(matrix[None], rows.size, axis=0)
    at = np.arange(rows.size)
    changed[at, rows, columns] = suggested
    changed[at, columns, rows] = 1.0 / suggested
    after = consistency_ratio(changed) if rows.size else np.empty(0)
    flip = judged < 1
    first, second = np.where(flip, columns, rows), np.where(flip, rows, columns)
    times = np.exp(np.abs(np.log(judged / implied)))
    table = {
        "item_a": [names[i] for i in first],
        "item_b": [names[i] for i in second],
        "judged": np.where(flip, 1 / judged, judged),
        "implied": np.where(flip, 1 / implied, implied),
        "times_off": times,
        "suggested": np.where(flip, 1 / suggested, suggested),
        "consistency_ratio_after": after,
    }
    order = np.argsort(-np.round(times, 10), kind="stable")
    return pl.DataFrame(table, schema=SCHEMA)[order.tolist()]
