"""The aggregator as a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.errors import OptionError
from toolkit.robustness._choice import Alternatives, alternatives

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

SHIFT = 100.0
"""Added before a geometric mean and taken away after, so that a value of 0 does not end the replicate."""


def aggregator(run: ScoringRun, setting: Any = None) -> Alternatives:
    """Vary the aggregator of the study.

    Parameters
    ----------
    run : ScoringRun
    setting : sequence, optional
        Names, (name, options) pairs or functions. By default the study's own, `arithmetic`, `geometric` with a shift of
        100 (one width of the usual scale: defined for every value above -100), and `mean_min`.

    Notes
    -----
    A node whose aggregator the framework names keeps it.
    """
    from toolkit.aggregate import AGGREGATORS

    if None not in run.framework.column("aggregator", run.framework.parents):
        raise OptionError("The framework names the aggregator of every node: there is no aggregator to vary.")
    own = run.study.aggregator
    others: list[Any] = [name for name in ("arithmetic", "mean_min") if name != own]
    if own != "geometric":
        others.insert(1, ("geometric", {"shift": SHIFT}))
    return alternatives("aggregator", run, setting, [own, *others], AGGREGATORS, field="aggregator")
