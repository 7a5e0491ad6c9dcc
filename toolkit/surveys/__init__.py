"""Surveys: shares of the satisfied, weights to known totals, standard errors of the design, response, change.

Formulas and references in docs/methods/surveys.md.
"""

from __future__ import annotations

from toolkit.surveys.change import Change, change
from toolkit.surveys.design import Estimate, design_effect, mean
from toolkit.surveys.poststratified import poststratified_mean
from toolkit.surveys.rake import Raked, rake
from toolkit.surveys.response import response
from toolkit.surveys.satisfied import Share, satisfied_share
from toolkit.surveys.wilson import Bounds, wilson

__all__ = [
    "Bounds",
    "Change",
    "Estimate",
    "Raked",
    "Share",
    "change",
    "design_effect",
    "mean",
    "poststratified_mean",
    "rake",
    "response",
    "satisfied_share",
    "wilson",
]
