"""Which choice moves the result: Sobol indices, and the run without each indicator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.errors import OptionError
from toolkit.matrix import quantise, to_column
from toolkit.robustness._choice import Array
from toolkit.robustness._design import FEWEST
from toolkit.robustness._sobol import sobol_indices
from toolkit.robustness._tables import mean_of_present

if TYPE_CHECKING:
    from toolkit.robustness._result import Robustness


def sobol(result: Robustness) -> pl.DataFrame:
    """Return output, level, unit_id, choice, first, first_se, total, total_se.

    `output` is the score or the rank of a unit, or `shift`: the mean absolute change of rank of all units of a level
    (unit_id null), one number for the whole ranking. The first-order index is the share of the variance that a choice
    explains by itself, the total index the share that goes when it is fixed; the difference are interactions. Null where an
    output never changes, or has no score in some replicate. Standard errors are from a bootstrap; a first-order index a
    little below 0 is an estimate of 0.

    Raises
    ------
    OptionError
        One choice only (it explains everything), or too few draws for the design.
    """
    plan = result.plan
    if not plan.design.base:
        raise OptionError(
            f"Sobol indices need at least two choices and {FEWEST} draws times (choices + 2): here are "
            f"{len(plan.choices)} choices and {plan.draws} draws."
        )
    tables = []
    own = result.units["rank"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    ranks = np.where(result.rank_draws == 0, np.nan, result.rank_draws)
    for field in plan.fields:
        units = result.units[field]
        level, ids = units["level"][0], units["unit_id"].to_list()
        moved = mean_of_present(np.abs(ranks[:, field] - own[field]).T)
        outputs = {
            "score": (result.score_draws[:, field], ids),
            "rank": (ranks[:, field], ids),
            "shift": (moved[:, None], [None]),
        }
        tables += [_indices(result, level, name, *of) for name, of in outputs.items()]
    return pl.concat(tables)


def _indices(result: Robustness, level: str, output: str, drawn: Array, ids: list[str | None]) -> pl.DataFrame:
    plan = result.plan
    names = [c.name for c in plan.choices]
    blocks = drawn[: plan.design.base * (len(names) + 2)].reshape(len(names) + 2, plan.design.base, -1)
    found = sobol_indices(blocks[0], blocks[1], blocks[2:], seed=plan.seed)
    columns = {f: getattr(found, f).T.reshape(-1) for f in ("first", "first_se", "total", "total_se")}
    return pl.DataFrame(
        [
            pl.Series("output", [output] * (len(ids) * len(names)), dtype=pl.String),
            pl.Series("level", [level] * (len(ids) * len(names)), dtype=pl.String),
            pl.Series("unit_id", np.repeat(np.array(ids, dtype=object), len(names)), dtype=pl.String),
            pl.Series("choice", names * len(ids), dtype=pl.String),
            *(to_column(name, quantise(values)) for name, values in columns.items()),
        ]
    )


def leave_one_out(result: Robustness) -> pl.DataFrame:
    """Score the run without each indicator that counts, one at a time, everything else as in the run."""
    from toolkit.index import climb_with
    from toolkit.robustness._plan import ranked
    from toolkit.robustness._setup import Place, plan_of
    from toolkit.robustness._variant import scaled
    from toolkit.robustness.excluded import excluded

    run = result.run
    place = Place(result.plan.node, result.units["period"][0])
    plan = replace(plan_of(run, 2, (), 0, place), rows=result.plan.rows, fields=result.plan.fields)
    one = excluded(run)
    base = plan.variants[()]
    out = np.eye(len(one.indicators), dtype=bool)
    local = scaled(one.change(out, dict(base.raw)), run.framework)
    matrix = base.matrix.rows(plan.rows[plan.prepared.matrix.keys["period"].to_numpy() == place.period])
    scores = climb_with(matrix, run.framework, local, base.recipe).score[plan.node]
    ranks = ranked(plan, scores)
    repeated = pl.concat([result.units.with_columns(indicator=pl.lit(name)) for name in one.indicators])
    return (
        repeated.rename({"score": "before", "rank": "rank_before"})
        .with_columns(
            to_column("score", scores.reshape(-1)),
            pl.Series("rank", ranks.reshape(-1)).cast(pl.Int64).replace(0, None),
        )
        .select(
            "indicator",
            "level",
            "unit_id",
            "period",
            "score",
            "rank",
            change=(pl.col("score") - pl.col("before")).round(10),
            rank_change=pl.col("rank_before") - pl.col("rank"),
        )
    )
