"""Robustness: the same run under ten thousand other choices, and what of the result stays.

One kind of choice is one file and one line here.
"""

from __future__ import annotations

from collections.abc import Callable

from toolkit.robustness._choice import Choice
from toolkit.robustness._entry import robustness
from toolkit.robustness._result import Robustness
from toolkit.robustness._sobol import SobolIndices, sobol_indices
from toolkit.robustness.aggregator import aggregator
from toolkit.robustness.errors import errors
from toolkit.robustness.excluded import excluded
from toolkit.robustness.goalposts import goalposts
from toolkit.robustness.imputation import imputation
from toolkit.robustness.normaliser import normaliser
from toolkit.robustness.treatment import treatment
from toolkit.robustness.weights import weights

KINDS: dict[str, Callable[..., Choice]] = {
    "weights": weights,
    "normaliser": normaliser,
    "aggregator": aggregator,
    "imputation": imputation,
    "treatment": treatment,
    "goalposts": goalposts,
    "errors": errors,
    "excluded": excluded,
}
"""Name -> function(run, setting) that builds the choice; `setting` is None for its default."""

__all__ = ["KINDS", "Choice", "Robustness", "SobolIndices", "robustness", "sobol_indices"]
