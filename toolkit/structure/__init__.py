"""Structure checks of a composite index: what goes together, what works against it, what weighs more than it should.

Formulas and references in docs/methods/structure.md.
"""

from __future__ import annotations

from toolkit.structure.adequacy import Bartlett, Kmo, bartlett, kmo
from toolkit.structure.correlations import correlations
from toolkit.structure.effective_weights import effective_weights
from toolkit.structure.factor_analysis import Factors, factor_analysis
from toolkit.structure.parallel_analysis import Parallel, parallel_analysis
from toolkit.structure.report import Report, report

__all__ = [
    "Bartlett",
    "Factors",
    "Kmo",
    "Parallel",
    "Report",
    "bartlett",
    "correlations",
    "effective_weights",
    "factor_analysis",
    "kmo",
    "parallel_analysis",
    "report",
]
