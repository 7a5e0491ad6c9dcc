"""The treatment of outliers as a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.robustness._choice import Alternatives, alternatives

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def treatment(run: ScoringRun, setting: Any = None) -> Alternatives:
    """Vary how outliers are treated.

    Parameters
    ----------
    run : ScoringRun
    setting : sequence, optional
        Names (`none` among them), (name, options) pairs or objects. By default the study's own, `none` and `winsorise`:
        treatments that change the scale of an indicator do not go with goalposts.
    """
    from toolkit.treat import TREATMENTS

    default = list(dict.fromkeys([run.study.treatment, "none", "winsorise"]))
    return alternatives("treatment", run, setting, default, {"none": None, **TREATMENTS}, field="treatment")
