"""What several charts of a run are drawn from, in any language: computed once, and kept with the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import polars as pl

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

T = TypeVar("T")


def history_of(run: ScoringRun, level: str, node: str) -> pl.DataFrame:
    """Return `toolkit.monitoring.status_history` of a level and node under the rules it has by default."""
    from toolkit.monitoring import status_history

    return once(run, ("status_history", level, node), lambda: status_history(run, level=level, nodes=[node]))


def below_standard_of(run: ScoringRun) -> pl.DataFrame:
    """Return what rule `below_standard` says of everything, whether the study flags by it or not."""
    from toolkit.flags import FLAG_RULES

    return once(run, ("below_standard",), lambda: FLAG_RULES["below_standard"](run))


def once(run: ScoringRun, key: tuple[str, ...], compute: Callable[[], T]) -> T:
    """Return what is kept with the run under a key, computed when it is asked for the first time."""
    if key not in run.drawn_from:
        run.drawn_from[key] = compute()
    kept: T = run.drawn_from[key]
    return kept
