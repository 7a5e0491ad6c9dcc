"""Who is flagged under every choice, most, some, few or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.matrix import quantise, to_column

if TYPE_CHECKING:
    from toolkit.robustness._result import Robustness

MOST, FEW = 0.8, 0.2
"""Flagged in at least this share of the replicates: most; in at most this share: few."""


def flags(result: Robustness) -> pl.DataFrame:
    """Return level, unit_id, period, node, rule, flagged (in the run), share, assessable, standing.

    A replicate flags a unit when its score misses the standard of the node (rule `below_standard`); where the framework gives
    the node none, when its rank is among the last `worst_share` of those with a score (rule `worst_share`; the best unit, and
    those that tie with it, never). `share` is that of the replicates in which the unit has a score, `assessable` the share of those among all. `standing` is `every` (all
    of them), `most` (80 % or more), `some`, `few` (20 % or less), `never`, or `not_assessable` when there is no score at all.

    The draws say how much hangs on the choices; sampling error enters only where `errors` are varied. For enquiry.
    """
    flagged, present = flagged_draws(result)
    count = present.sum(axis=0)
    share = np.full(count.shape, np.nan)
    np.divide(flagged.sum(axis=0), count, out=share, where=count > 0)
    standard = standard_of(result)
    own_scores = result.units["score"].fill_null(np.nan).to_numpy()[None]
    own_ranks = result.units["rank"].fill_null(0).to_numpy()[None].astype(np.int32)
    own, own_present = _flagged(result, own_scores, own_ranks)
    p = pl.col("share")
    return result.units.select(
        "level",
        "unit_id",
        "period",
        pl.lit(result.plan.node).alias("node"),
        pl.lit("worst_share" if standard is None else "below_standard").alias("rule"),
        pl.Series("flagged", own[0]),
        to_column("share", share),
        to_column("assessable", present.mean(axis=0)),
    ).with_columns(
        flagged=pl.when(pl.Series(own_present[0])).then("flagged"),
        standing=pl.when(p.is_null())
        .then(pl.lit("not_assessable"))
        .when(p == 1)
        .then(pl.lit("every"))
        .when(p >= MOST)
        .then(pl.lit("most"))
        .when(p == 0)
        .then(pl.lit("never"))
        .when(p <= FEW)
        .then(pl.lit("few"))
        .otherwise(pl.lit("some")),
    )


def flags_by_choice(result: Robustness) -> pl.DataFrame:
    """Return level, unit_id, choice, alternative, share: of the replicates with that alternative and a score."""
    flagged, present = flagged_draws(result)
    drawn = result.plan.drawn(slice(0, result.plan.draws))
    tables = []
    for choice in result.plan.methods:
        for number, (label, _) in enumerate(choice.options):
            at = drawn[choice.name] == number
            count = present[at].sum(axis=0)
            share = np.full(count.shape, np.nan)
            np.divide(flagged[at].sum(axis=0), count, out=share, where=count > 0)
            tables.append(
                result.units.select(
                    "level",
                    "unit_id",
                    pl.lit(choice.name).alias("choice"),
                    pl.lit(label).alias("alternative"),
                    to_column("share", share),
                )
            )
    empty = dict.fromkeys(("level", "unit_id", "choice", "alternative"), pl.String) | {"share": pl.Float64}
    return pl.concat([pl.DataFrame(schema=empty), *tables])


def flagged_draws(result: Robustness) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where a replicate flags a unit, and where it has a score, each of shape (draws, units)."""
    return _flagged(result, result.score_draws, result.rank_draws)


def standard_of(result: Robustness) -> float | None:
    """Return the standard of the node, or None."""
    standard = result.run.framework.node(result.plan.node)["standard"]
    return None if standard is None else float(standard)


def _flagged(
    result: Robustness, scores: NDArray[np.float64], ranks: NDArray[np.int32]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    standard, present = standard_of(result), ranks > 0
    if standard is not None:
        return present & (scores < quantise(np.asarray(standard))), present
    flagged = np.zeros(ranks.shape, dtype=bool)
    for field in result.plan.fields:
        number = present[:, field].sum(axis=1, keepdims=True)
        places = np.ceil(result.worst_share * number - 1e-9)
        flagged[:, field] = (ranks[:, field] > number - places) & (ranks[:, field] > 1)
    return flagged & present, present
