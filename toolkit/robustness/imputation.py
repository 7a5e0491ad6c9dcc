"""The imputer as a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.robustness._choice import Alternatives, alternatives

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def imputation(run: ScoringRun, setting: Any = None) -> Alternatives:
    """Vary how missing values are filled.

    Parameters
    ----------
    run : ScoringRun
    setting : sequence, optional
        Names, (name, options) pairs or objects. By default the study's own, `none`, `median` and `knn`.
    """
    from toolkit.impute import IMPUTERS

    default = list(dict.fromkeys([run.study.imputer, "none", "median", "knn"]))
    return alternatives("imputation", run, setting, default, IMPUTERS, field="imputer")
