"""The normaliser as a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.errors import OptionError
from toolkit.robustness._choice import Alternatives, alternatives

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

RANGE = (0.0, 100.0)


def normaliser(run: ScoringRun, setting: Any = None) -> Alternatives:
    """Vary the normaliser of the study.

    Parameters
    ----------
    run : ScoringRun
    setting : sequence, optional
        Names, (name, options) pairs or objects. By default the study's own, `minmax`, `zscore` and `rank`, the last three
        on the scale 0 to 100 so that scores stay comparable (z-scores: three standard deviations either way).

    Notes
    -----
    An indicator whose normaliser the framework names keeps it.
    """
    from toolkit.normalise import NORMALISERS

    nodes = run.framework.indicators
    if None not in run.framework.column("normaliser", nodes):
        raise OptionError("The framework names the normaliser of every indicator: there is no normaliser to vary.")
    own = run.study.normaliser
    others = [(name, {"output_range": RANGE}) for name in ("minmax", "zscore", "rank") if name != own]
    return alternatives("normaliser", run, setting, [own, *others], NORMALISERS, field="normaliser")
