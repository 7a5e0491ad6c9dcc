"""Status against change: where a unit stands, and which way it moves."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.errors import OptionError, unknown
from toolkit.matrix import to_array
from toolkit.monitoring.status import STATUSES

CHANGES = ("worse", "unclear", "better", "not_comparable")
KEYS = ["level", "unit_id", "node"]


def status_change(
    history: pl.DataFrame, *, period: str | None = None, since: str | None = None, probability: float = 0.9
) -> pl.DataFrame:
    """Return the status of every unit and node in a period beside its change since an earlier one.

    The change is that of the round's own values, with the direction of the indicator: `better` or `worse` where
    P = Phi(abs(change) / sqrt(se^2 + se_before^2)) reaches `probability`, else `unclear`; `not_comparable` without a
    usable value in both rounds.

    Parameters
    ----------
    history : polars.DataFrame
        From `status_history`.
    period, since : str, optional
        By default the last round and the one before it.
    """
    from scipy.special import ndtr

    periods = history["period"].unique().sort().to_list()
    now = period or (periods[-1] if periods else "")
    earlier = [p for p in periods if p < now]
    then = since or (earlier[-1] if earlier else None)
    for name in (now, *([then] if then else [])):
        if name not in periods:
            raise unknown("period", name, periods)
    if then is not None and then >= now:
        raise OptionError(f"since={then!r} is not earlier than the period {now!r}.")
    usable = history.with_columns(value=pl.when(pl.col("status") != "not_assessable").then("value"))
    before = usable.filter(pl.col("period").eq_missing(then)).select(*KEYS, before="value", before_se="value_se")
    rows = usable.filter(period=now).join(before, on=KEYS, how="left")
    change = pl.col("direction") * (pl.col("value") - pl.col("before"))
    rows = rows.with_columns(
        change=change.round(10), change_se=(pl.col("value_se") ** 2 + pl.col("before_se") ** 2).sqrt()
    )
    moved, se = to_array(rows.select("change", "change_se")).T
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(se == 0, np.where(moved == 0, 0.5, 1.0), ndtr(np.abs(moved) / se))
    kinds = np.where(
        np.isnan(moved) | np.isnan(p),
        "not_comparable",
        np.where(p < probability, "unclear", np.where(moved > 0, "better", "worse")),
    )
    return rows.select(
        *KEYS,
        "period",
        pl.lit(then, pl.String).alias("since"),
        "status",
        pl.Series("kind", kinds),
        "change",
        "change_se",
    )


def change_matrix(table: pl.DataFrame) -> pl.DataFrame:
    """Count the units of `status_change` by status (rows) and kind of change (columns worse … not_comparable).

    Examples
    --------
    >>> table = pl.DataFrame({"status": ["alert", "alert", "clear"], "kind": ["worse", "better", "unclear"]})
    >>> change_matrix(table).rows()[:3]
    [('clear', 0, 1, 0, 0), ('watch', 0, 0, 0, 0), ('alert', 1, 0, 1, 0)]
    """
    counts = dict.fromkeys(((s, k) for s in STATUSES for k in CHANGES), 0)
    for status, kind, number in table.group_by("status", "kind").len().iter_rows():
        counts[(status, kind)] = number
    return pl.DataFrame(
        {"status": STATUSES} | {k: pl.Series([counts[(s, k)] for s in STATUSES], dtype=pl.Int64) for k in CHANGES}
    )
