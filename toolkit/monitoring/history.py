"""The history of every unit: what the rounds so far say, its status, and every transition with its cause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.defaults import empty
from toolkit.errors import DataError, unknown
from toolkit.matrix import Array, quantise
from toolkit.monitoring.kalman import PAIRS, Filtered, ar1_posterior, pairs
from toolkit.monitoring.reasons import reasons
from toolkit.monitoring.status import StatusRules, next_status
from toolkit.periods import places

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

KEYS = ["level", "unit_id", "node", "period"]


def observations(run: ScoringRun) -> pl.DataFrame:
    """Return what a run found of everything that has a standard, ready for `status_history`.

    Columns: level, unit_id, node, period, value, se, n, standard, standard_se, direction, usable, fingerprint. `usable` is
    false without a value, a standard or an error, and with fewer cases than `minimum_n` or an unknown number of them.
    Rounds that were scored apart are joined by `pl.concat([observations(first), observations(second)])`.
    """
    from toolkit.flags._candidates import candidates

    rows = candidates(run)
    enough = pl.col("minimum_n").is_null() | (pl.col("n") >= pl.col("minimum_n")).fill_null(False)
    known = pl.all_horizontal(pl.col("value", "se", "standard").is_not_null())
    errors = run.study.flags.standard_se
    return rows.select(
        *KEYS,
        "value",
        "se",
        "n",
        "standard",
        standard_se=pl.col("node").replace_strict(dict(errors), default=0.0, return_dtype=pl.Float64)
        if errors
        else pl.lit(0.0),
        direction=pl.col("direction").cast(pl.Int64),
        usable=enough & known,
        fingerprint=pl.lit(run.fingerprint),
    ).sort(KEYS)


def status_history(
    source: ScoringRun | pl.DataFrame,
    rules: StatusRules | None = None,
    *,
    level: str | None = None,
    nodes: Iterable[str] | None = None,
) -> pl.DataFrame:
    """Follow every unit over the rounds (schemas.derived.StatusHistory).

    For each level and node the true values are filtered over the rounds (`ar1_posterior`; years without any data count as
    rounds left out), which gives P(true value below the standard | rounds so far); `next_status` turns these into a
    status. A round whose data can't be used is `not_assessable`, whatever is known from before: the forecast is no finding.

    phi and the variance between units are estimated where at least ten pairs of neighbouring rounds are known; with fewer
    phi is 0, unless `rules.phi` says otherwise, and each round stands for itself.

    Parameters
    ----------
    source : ScoringRun or polars.DataFrame
        A run, or `observations` of one or several.
    rules : StatusRules, optional
    level, nodes
        Only these.

    Examples
    --------
    >>> history = status_history(run, nodes=["S2"])  # doctest: +SKIP
    """
    table = source if isinstance(source, pl.DataFrame) else observations(source)
    rules = rules or StatusRules()
    table = _chosen(table, level, nodes)
    if not table.height:
        return empty("status_history")
    twice = table.filter(pl.struct(KEYS).is_duplicated())
    if twice.height:
        raise DataError(f"A unit is observed twice in one round: {' '.join(map(str, twice.select(KEYS).row(0)))}.")
    parts = [_follow(part, rules) for part in table.partition_by("level", "node", maintain_order=True)]
    told = reasons(pl.concat(parts), rules)
    return told.select(empty("status_history").columns).sort(KEYS)


def _chosen(table: pl.DataFrame, level: str | None, nodes: Iterable[str] | None) -> pl.DataFrame:
    for column, wanted in (
        ("level", None if level is None else [level]),
        ("node", None if nodes is None else list(nodes)),
    ):
        if wanted is None:
            continue
        having = table[column].unique().sort().to_list()
        for name in wanted:
            if name not in having:
                raise unknown(f"{column} with a standard", name, having)
        table = table.filter(pl.col(column).is_in(wanted))
    return table.sort(KEYS)


def _follow(part: pl.DataFrame, rules: StatusRules) -> pl.DataFrame:
    """Filter one level and node, and walk every unit through its rounds."""
    rounds = places(part["period"].unique().sort().to_list())
    units = part["unit_id"].unique().sort().to_list()
    row = part["unit_id"].replace_strict({u: i for i, u in enumerate(units)}, return_dtype=pl.Int64).to_numpy()
    column = part["period"].replace_strict(rounds, return_dtype=pl.Int64).to_numpy()
    width = max(rounds.values()) + 1

    def lay_out(name: str, fill: float = np.nan) -> Array:
        cells = np.full((len(units), width), fill)
        cells[row, column] = part[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        return cells

    usable = lay_out("usable", 0.0) == 1.0
    sign = lay_out("direction", 1.0)
    value = np.where(usable, quantise(sign * lay_out("value")), np.nan)
    filtered = _filtered(value, np.where(usable, lay_out("se"), np.nan), rules)
    p = filtered.below(quantise(sign * lay_out("standard")), standard_se=lay_out("standard_se", 0.0))
    seen = np.zeros(usable.shape, dtype=bool)
    seen[row, column] = True
    walked = [_walk(p[i], usable[i], seen[i], rules) for i in range(len(units))]
    at = list(zip(row.tolist(), column.tolist(), strict=True))
    told = ("status", "previous", "cause")
    columns = [pl.Series(n, [walked[i][t][k] for i, t in at], dtype=pl.String) for k, n in enumerate(told)]
    columns += [
        pl.Series(n, [float(a[i, t]) if usable[i, t] else None for i, t in at], dtype=pl.Float64)
        for n, a in (
            ("probability", p),
            ("estimate", quantise(sign * filtered.mean)),
            ("posterior_se", np.sqrt(filtered.variance)),
        )
    ]
    joined = part.rename({"se": "value_se"}).with_columns(columns).rename({"posterior_se": "se"})
    return joined.with_columns(
        changed=(pl.col("status") != pl.col("previous")).fill_null(False), phi=pl.lit(filtered.phi)
    )


def _filtered(value: Array, se: Array, rules: StatusRules) -> Filtered:
    known = int((~np.isnan(value)).sum())
    phi = rules.phi if rules.phi is not None or pairs(value) >= PAIRS else 0.0
    if rules.between is None and known < 3:  # nothing to learn from: each value stands for itself
        return Filtered(value, se**2, 0.0, float("inf"), np.zeros(value.shape[1]), float("nan"))
    return ar1_posterior(value, se, phi=phi, between=rules.between)


def _walk(p: Array, usable: Array, seen: Array, rules: StatusRules) -> list[tuple[str, str | None, str]]:
    """Status, previous status and cause of each round; a round left out for everybody counts as not assessable."""
    standing, previous, so_far = "clear", None, []
    steps: list[tuple[str, str | None, str]] = []
    for t in range(p.size):
        so_far.append(float(p[t]) if usable[t] else None)
        status, cause = next_status(standing, so_far, rules)
        steps.append((status, previous, cause))
        if status != "not_assessable":
            standing = status
        if seen[t]:
            previous = status
    return steps
