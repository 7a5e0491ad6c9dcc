"""Scales and raters: whether items measure one thing, whether raters agree, who is severe.

Formulas and references in docs/methods/reliability.md.
"""

from __future__ import annotations

from toolkit.reliability.alpha import Alpha, alpha, feldt
from toolkit.reliability.generalisability import Generalisability, generalisability
from toolkit.reliability.icc import ICC_FORMS, Icc, icc
from toolkit.reliability.kappa import Kappa, kappa
from toolkit.reliability.omega import Omega, omega
from toolkit.reliability.polychoric import Polychoric, polychoric
from toolkit.reliability.raters import Raters, raters

__all__ = [
    "ICC_FORMS",
    "Alpha",
    "Generalisability",
    "Icc",
    "Kappa",
    "Omega",
    "Polychoric",
    "Raters",
    "alpha",
    "feldt",
    "generalisability",
    "icc",
    "kappa",
    "omega",
    "polychoric",
    "raters",
]
