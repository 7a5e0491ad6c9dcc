"""The weights as a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import OptionError, unknown
from toolkit.robustness._choice import Array, Numbers, WeightChange, amount, by_source

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

METHODS = ("simplex", "dirichlet")


@dataclass(frozen=True)
class Weights(WeightChange):
    """Weights around those of the run, node by node of the tree.

    `spread` > 0: each is multiplied by a uniform number in 1 ± spread. `shape` (one number a node): gamma draws, which
    normalised below each parent are Dirichlet.
    """

    nodes: tuple[str, ...]
    spread: float
    shape: tuple[float, ...] | None

    def draw(self, seed: int, sources: Numbers) -> Array:
        """Return factors (or gamma draws) by node, shape (sources, nodes)."""

        def make(rng: np.random.Generator, size: int) -> Array:
            if self.shape is None:
                return 1.0 + self.spread * (2.0 * rng.random((size, len(self.nodes))) - 1.0)
            return rng.standard_gamma(self.shape, size=(size, len(self.nodes)))

        return by_source(seed, self.name, sources, make)

    def change(self, drawn: NDArray[Any], raw: Mapping[str, Array]) -> dict[str, Array]:
        """Return the weights of the replicates; a weight of 0 (a gate, or learned) stays 0."""
        changed = dict(raw)
        for i, node in enumerate(self.nodes):
            changed[node] = raw[node] * drawn[:, i] if self.shape is None else np.where(raw[node] > 0, drawn[:, i], 0.0)
        return changed


def weights(run: ScoringRun, setting: Any = None) -> Weights:
    """Vary the weights below every parent, around those of the run.

    Parameters
    ----------
    run : ScoringRun
    setting : float, str or mapping, optional
        A number x (default 0.25): every weight times a uniform number in 1 ± x, then scaled to sum 1. `simplex`: uniform
        over all weights that sum to 1. `dirichlet` or `{"dirichlet": c}`: Dirichlet with the run's weights as its mean;
        the larger c (default 10), the nearer. With c = 1 and equal weights it is `simplex`.

    Notes
    -----
    Weights that the run learned from its data are the centre as they are; they are not learned again in a replicate.
    """
    local = dict(run.weights.select("node", "weight").iter_rows())
    nodes = tuple(node for node, weight in local.items() if weight > 0)
    if isinstance(setting, Mapping):
        if list(setting) != ["dirichlet"]:
            raise OptionError(f"The setting of 'weights' is {dict(setting)!r}: the only key is 'dirichlet'.")
        concentration = amount("weights", setting["dirichlet"], 10.0)
    elif isinstance(setting, str):
        if setting not in METHODS:
            raise unknown("setting of 'weights'", setting, METHODS)
        if setting == "simplex":
            return Weights("weights", nodes, 0.0, tuple(1.0 for _ in nodes))
        concentration = 10.0
    else:
        return Weights("weights", nodes, amount("weights", setting, 0.25, most=1.0), None)
    if concentration == 0:
        raise OptionError("The concentration of 'dirichlet' must be above 0.")
    parents = dict(run.weights.select("node", "parent").iter_rows())
    siblings = {parent: sum(parents[n] == parent for n in nodes) for parent in set(parents.values())}
    shape = tuple(concentration * siblings[parents[node]] * local[node] for node in nodes)
    return Weights("weights", nodes, 0.0, shape)
