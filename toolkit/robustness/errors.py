"""The errors of the indicators as a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import OptionError
from toolkit.robustness._choice import Array, DataChange, Numbers, amount, generator

if TYPE_CHECKING:
    from toolkit.matrix import Matrix
    from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class Errors(DataChange):
    """Every value that has a standard error is measured again."""

    size: float
    shape: tuple[int, int]

    def draw(self, seed: int, sources: Numbers) -> NDArray[np.int64]:
        """Return (seed, source) pairs: the noise of a replicate is made when it is needed."""
        return np.stack([np.full(len(sources), seed), sources], axis=1)

    def values(self, drawn: NDArray[Any], matrix: Matrix) -> Array:
        """Return values + size x se x a standard normal number; 0 or unknown errors add nothing."""
        if matrix.se is None:
            return matrix.values
        noise = generator(int(drawn[0]), self.name, int(drawn[1])).standard_normal(self.shape)
        return matrix.values + self.size * np.nan_to_num(matrix.se) * noise


def errors(run: ScoringRun, setting: Any = None) -> Errors:
    """Draw every value anew from a normal distribution around it, with its standard error.

    Parameters
    ----------
    run : ScoringRun
    setting : float, optional
        Standard errors are multiplied by this, 1 by default.

    Notes
    -----
    Errors are independent between indicators, units and periods: a group does not follow the draws of its schools. Values are
    not held within bounds. Parameters that the study learns from the data are learned again.
    """
    if not run.values["se"].fill_null(0.0).gt(0.0).any():
        raise OptionError("No value of this run has a standard error above 0: there are no errors to vary.")
    return Errors(
        "errors",
        amount("errors", setting, 1.0),
        (run.values.select("level", "unit_id", "period").n_unique(), len(run.framework.indicators)),
    )
