"""What every panel gets: names, draws with replacement, intervals, and tables of who disagrees on what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.arguments import check_coverage
from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.weigh import Weights
from toolkit.weigh.ahp import CONSISTENT, Panel


def people_of(experts: Sequence[str] | None, number: int, what: str) -> list[str]:
    """Return the experts' names, or numbers from 0."""
    people = [str(k) for k in range(number)] if experts is None else [str(e) for e in experts]
    if len(people) != number:
        raise OptionError(f"experts has {len(people)} names for {number} {what}.")
    return people


def panels(members: int, replicates: int, rng: np.random.Generator) -> Array:
    """Draw panels with replacement: how often each member sits on it, shape (draws, members); none below two members."""
    if replicates <= 0 or members < 2:
        return np.empty((0, members))
    return rng.multinomial(members, np.full(members, 1 / members), replicates).astype(np.float64)


def joined(times: Array, individual: Array) -> Array:
    """Return the geometric means of priorities, each member counted `times`, scaled to sum 1; shape (draws, indicators)."""
    weight = np.exp(times @ np.log(np.maximum(individual, np.finfo(np.float64).tiny)) / len(individual))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def intervals(base: Weights, drawn: Array, coverage: float) -> pl.DataFrame:
    """Return the weights with percentiles over draws; null where there are none."""
    check_coverage(coverage)
    tail = (1 - coverage) / 2
    missing = np.full(len(base), np.nan)
    lower, upper = np.quantile(drawn, [tail, 1 - tail], axis=0) if len(drawn) else (missing, missing)
    return base.to_frame().with_columns(
        pl.Series("lower", lower, nan_to_null=True), pl.Series("upper", upper, nan_to_null=True)
    )


def _upper(group: Panel) -> tuple[Any, Any, Array, Array]:
    """Return rows and columns of the pairs, everyone's logarithms (expert, pair), and the group's (pair,)."""
    rows, columns = np.triu_indices(len(group.names), 1)
    return rows, columns, np.log(group.judged[:, rows, columns]), np.log(group.joint[rows, columns])


def expert_table(group: Panel, people: list[str], limits: ArrayLike = CONSISTENT) -> pl.DataFrame:
    """Return how consistent every expert is, and where the expert is farthest from the group; a limit of NaN is not known."""
    limit = np.broadcast_to(np.asarray(limits, dtype=np.float64), group.ratios.shape)
    rows, columns, own, joint = _upper(group)
    table = []
    for k, person in enumerate(people):
        away = own[k] - joint
        compared = int((~np.isnan(own[k])).sum())
        line: dict[str, object] = {
            "expert": person,
            "used": k in group.used,
            "compared": compared,
            "missing": rows.size - compared,
            "consistency_ratio": None if np.isnan(group.ratios[k]) else float(group.ratios[k]),
            "consistent": None if np.isnan([group.ratios[k], limit[k]]).any() else bool(group.ratios[k] <= limit[k]),
            "distance": None,
            "item_a": None,
            "item_b": None,
            "judged": None,
            "group": None,
        }
        if not np.isnan(away).all():
            p = int(np.nanargmax(np.abs(away)))
            line |= {
                "distance": float(np.exp(np.sqrt(np.nanmean(away**2)))),
                "item_a": group.names[rows[p]],
                "item_b": group.names[columns[p]],
                "judged": float(np.exp(own[k, p])),
                "group": float(np.exp(joint[p])),
            }
        table.append(line)
    return pl.DataFrame(table, schema=EXPERTS)


EXPERTS = {
    "expert": pl.String,
    "used": pl.Boolean,
    "compared": pl.Int64,
    "missing": pl.Int64,
    "consistency_ratio": pl.Float64,
    "consistent": pl.Boolean,
    "distance": pl.Float64,
    "item_a": pl.String,
    "item_b": pl.String,
    "judged": pl.Float64,
    "group": pl.Float64,
}


def individual_table(group: Panel, people: list[str]) -> pl.DataFrame:
    """Return the priorities of every expert who has any."""
    size = len(group.names)
    return pl.DataFrame(
        {
            "expert": [people[k] for k in group.own for _ in range(size)],
            "indicator": list(group.names) * len(group.own),
            "weight": group.individual.ravel() if group.own else np.empty(0),
        },
        schema={"expert": pl.String, "indicator": pl.String, "weight": pl.Float64},
    )


def disagreement_table(group: Panel, people: list[str]) -> pl.DataFrame:
    """Return how far the experts are apart on every pair, the most disputed first."""
    rows, columns, own, joint = _upper(group)
    own = np.where(np.isin(np.arange(len(people)), group.used)[:, None], own, np.nan)
    number = (~np.isnan(own)).sum(axis=0)
    squares = np.nansum((own - joint) ** 2, axis=0)
    spread = np.sqrt(np.divide(squares, number - 1, out=np.full(number.size, np.nan), where=number > 1))
    least, most = np.where(np.isnan(own), np.inf, own), np.where(np.isnan(own), -np.inf, own)
    low, high = least.argmin(axis=0), most.argmax(axis=0)
    some = number > 0
    order = np.argsort(-np.where(np.isnan(spread), -1.0, np.round(spread, 10)), kind="stable")
    table = pl.DataFrame(
        {
            "item_a": [group.names[i] for i in rows],
            "item_b": [group.names[j] for j in columns],
            "experts": number,
            "judged": pl.Series(np.exp(joint), nan_to_null=True),
            "spread": pl.Series(np.exp(spread), nan_to_null=True),
            "lowest": pl.Series(np.where(some, np.exp(least.min(axis=0)), np.nan), nan_to_null=True),
            "lowest_by": [people[k] if s else None for k, s in zip(low, some, strict=True)],
            "highest": pl.Series(np.where(some, np.exp(most.max(axis=0)), np.nan), nan_to_null=True),
            "highest_by": [people[k] if s else None for k, s in zip(high, some, strict=True)],
            "opposed": (least.min(axis=0) < 0) & (most.max(axis=0) > 0) & some,
        }
    )
    return table[order.tolist()]
