"""Which flags move with the weights, which of them panel.js can give again, and what it needs for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.flags.insufficient_data import sound_values
from toolkit.matrix import Matrix
from toolkit.panel.packed import cells, packed
from toolkit.words import label_of

if TYPE_CHECKING:
    from toolkit.panel.content import Field

OF_WEIGHTS = ("low_coverage", "insufficient_data")
"""Rules that panel.js gives again exactly, whatever the study: they look at weights and at data, not at errors."""


def flag_content(field: Field, shown: Matrix) -> dict[str, Any]:
    """Return the rules that are given again, those that are not, and the numbers that they need.

    `below_standard` of a node is given again under the normal or flat prior and a plain probability; with a nonparametric
    prior, a false-discovery rate or several imputations it is named among those that are not. For indicators it does not
    depend on weights at all.
    """
    run, framework = field.run, field.run.framework
    settings, rules = run.study.flags, run.study.flags.rules
    having = [n for n in framework.parents if framework.node(n)["standard"] is not None]
    plain = settings.prior in ("normal", "flat") and settings.control == "probability" and not _several(field)
    judged = "below_standard" in rules and bool(having) and plain
    again = [rule for rule in rules if rule in OF_WEIGHTS or (rule == "below_standard" and judged)]
    still = [r for r in rules if r not in again and not (r == "below_standard" and not having)]
    flagged = run.flags.filter(level=field.level, period=field.period, rule="below_standard", outcome="flagged")
    return {
        "rules": [[rule, label_of("rule", rule, field.lang)] for rule in again],
        "not_again": [label_of("rule", rule, field.lang) for rule in still],
        "of_indicators": flagged.filter(flagged["node"].is_in(framework.indicators)).height
        if "below_standard" in rules
        else None,
        "unsound": cells(~np.isnan(shown.values) & ~sound_values(field.prepared.values, framework, shown)),
        "se": packed(shown.se) if judged and shown.se is not None else None,
        "errors": judged and shown.se is not None,
        "probability": settings.probability,
        "prior": settings.prior,
        "standard_se": {node: settings.standard_se.get(node, 0.0) for node in having},
    }


def _several(field: Field) -> bool:
    """Tell whether scores carry an error between several imputations."""
    return hasattr(field.offer.fits[0][1].treating.imputer, "all_draws")
