"""`Robustness`: what a run under many choices shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import OptionError
from toolkit.robustness import _tables
from toolkit.robustness._choice import Array
from toolkit.robustness._plan import Plan

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True, repr=False)
class Robustness:
    """The answer of `robustness`. Tables are made when they are first looked at, and kept.

    Attributes
    ----------
    run : ScoringRun
        The run itself.
    plan : Plan
        What was varied, and how.
    score_draws, rank_draws : ndarray, shape (draws, units)
        Score (NaN: none) and rank (0: none) of each unit in each replicate; the units as in `units`.
    coverage, worst_share : float
    """

    run: ScoringRun
    plan: Plan
    score_draws: Array
    rank_draws: NDArray[np.int32]
    coverage: float
    worst_share: float

    @cached_property
    def units(self) -> pl.DataFrame:
        """The units that are scored: level, unit_id, period, with `score` and `rank` of the run."""
        keys = self.plan.prepared.matrix.keys.filter(pl.Series(self.plan.rows))
        own = self.run.scores.filter(pl.col("node") == self.plan.node).select(
            "level", "unit_id", "period", "score", "rank"
        )
        return keys.join(own, on=["level", "unit_id", "period"], how="left", maintain_order="left")

    @cached_property
    def scores(self) -> pl.DataFrame:
        """level, unit_id, period, node, score (of the run), mean, sd, lower, median, upper, assessable (share of draws)."""
        return _tables.scores(self)

    @cached_property
    def ranks(self) -> pl.DataFrame:
        """level, unit_id, period, node, rank (of the run), mean, sd, lower, median, upper, shift (mean absolute change)."""
        return _tables.ranks(self)

    @cached_property
    def draws(self) -> pl.DataFrame:
        """One row a replicate: draw, block, each choice, and `shift`, the mean absolute change of rank."""
        return _tables.draws(self)

    @cached_property
    def sobol(self) -> pl.DataFrame:
        """First-order and total Sobol index of each choice (see toolkit/robustness/_sensitivity.py)."""
        from toolkit.robustness._sensitivity import sobol

        return sobol(self)

    @cached_property
    def flags(self) -> pl.DataFrame:
        """Who is flagged under every choice, most, some, few or none (see toolkit/robustness/_flagged.py)."""
        from toolkit.robustness._flagged import flags

        return flags(self)

    @cached_property
    def flags_by_choice(self) -> pl.DataFrame:
        """Share of replicates in which a unit is flagged, by alternative of each choice among methods."""
        from toolkit.robustness._flagged import flags_by_choice

        return flags_by_choice(self)

    @cached_property
    def frequencies(self) -> pl.DataFrame:
        """level, unit_id, rank, share: how often each unit stands at each rank; ranks that never occur have no row."""
        return _tables.frequencies(self)

    def dominance(self, level: str | None = None) -> pl.DataFrame:
        """Return level, unit_id, other_id, probability: the share of replicates in which a unit stands above another.

        Ties count for neither; replicates in which one of the two has no score are left out. Cost O(units^2 draws).
        """
        return _tables.dominance(self, level)

    @cached_property
    def leave_one_out(self) -> pl.DataFrame:
        """The run without each indicator in turn: indicator, level, unit_id, score, rank, change, rank_change."""
        from toolkit.robustness._sensitivity import leave_one_out

        return leave_one_out(self)

    def replay(self, draw: int) -> ScoringRun:
        """Score one replicate by itself: a run to look at, explain, compare or save, with the scores it had here.

        Its weights stand in its framework, its methods in its study, its errors in its values.
        """
        from toolkit.robustness._replay import replay

        if not 0 <= draw < self.plan.draws:
            raise OptionError(f"There is no draw {draw!r}: they are numbered from 0 to {self.plan.draws - 1}.")
        return replay(self.run, self.plan, draw)

    def save(self, folder: str | Path, *, lang: str | None = None, charts: bool = True) -> Path:
        """Write tables (CSV, Parquet), charts (PNG, both languages unless one is named) and `robustness.json`."""
        from toolkit.robustness._save import save

        return save(self, Path(folder), lang=lang, charts=charts)

    def __repr__(self) -> str:
        names = ", ".join(c.name for c in self.plan.choices) or "nothing"
        return f"Robustness of {self.run.fingerprint}: {self.plan.draws} draws over {names}; {self.units.height} units"
