"""Goalposts as a choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl
from numpy.typing import NDArray

from toolkit.errors import OptionError
from toolkit.robustness._choice import Array, DataChange, Numbers, amount, by_source

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class Goalposts(DataChange):
    """Both ends of the scale of each indicator, moved by up to `spread` of its width."""

    nodes: tuple[str, ...]
    spread: float

    def draw(self, seed: int, sources: Numbers) -> Array:
        """Return by how much of the width low and high move, shape (sources, 2, nodes)."""
        return by_source(
            seed, self.name, sources, lambda rng, n: self.spread * (2.0 * rng.random((n, 2, len(self.nodes))) - 1.0)
        )

    def framework(self, drawn: NDArray[Any], framework: Framework) -> Framework:
        """Return the framework with moved goalposts."""
        moves = pl.DataFrame({"node": self.nodes, "down": drawn[0], "up": drawn[1]})
        width = pl.col("high") - pl.col("low")
        nodes = (
            framework.nodes.join(moves, on="node", how="left", maintain_order="left")
            .with_columns(
                low=pl.col("low") + (width * pl.col("down")).fill_null(0.0),
                high=pl.col("high") + (width * pl.col("up")).fill_null(0.0),
            )
            .select(framework.nodes.columns)
        )
        return replace(framework, nodes=nodes)


def goalposts(run: ScoringRun, setting: Any = None) -> Goalposts:
    """Move both goalposts of every indicator that has them, independently.

    Parameters
    ----------
    run : ScoringRun
    setting : float, optional
        Each end moves by a uniform number within ± this share of the width, 0.1 by default, below 0.5.
    """
    spread = amount("goalposts", setting, 0.1, most=0.5)
    table = run.framework.nodes.filter(
        (pl.col("kind") == "indicator") & pl.col("low").is_not_null() & pl.col("high").is_not_null()
    )
    if not table.height:
        raise OptionError("No indicator of the framework has goalposts (low, high): there are none to vary.")
    if {"low", "high"} & set(run.study.normaliser_options):
        raise OptionError(
            "The study gives low or high in normaliser_options: goalposts are varied in the framework only."
        )
    return Goalposts("goalposts", tuple(table["node"]), spread)
