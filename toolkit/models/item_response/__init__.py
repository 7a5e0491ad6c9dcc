"""Item response models by marginal maximum likelihood, and what is done with them: scores, fit, linking, differential items."""

from __future__ import annotations

from toolkit.models.item_response._estimate import ConvergenceWarning, QuadratureWarning
from toolkit.models.item_response._responses import UnusedCategoryWarning
from toolkit.models.item_response.differential import likelihood_ratio, mantel_haenszel
from toolkit.models.item_response.generalized_partial_credit import GeneralizedPartialCredit
from toolkit.models.item_response.graded_response import GradedResponse
from toolkit.models.item_response.group_means import group_means
from toolkit.models.item_response.item_fit import item_fit
from toolkit.models.item_response.linking import Link, link
from toolkit.models.item_response.linking_error import linking_error
from toolkit.models.item_response.partial_credit import PartialCredit
from toolkit.models.item_response.rasch import RaschModel
from toolkit.models.item_response.two_pl import TwoPL

__all__ = [
    "ConvergenceWarning",
    "GeneralizedPartialCredit",
    "GradedResponse",
    "Link",
    "PartialCredit",
    "QuadratureWarning",
    "RaschModel",
    "TwoPL",
    "UnusedCategoryWarning",
    "group_means",
    "item_fit",
    "likelihood_ratio",
    "link",
    "linking_error",
    "mantel_haenszel",
]
