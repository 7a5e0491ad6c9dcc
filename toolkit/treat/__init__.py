"""Treatments of outliers: the order of units stays, every changed cell is on record."""

from __future__ import annotations

from toolkit.treat._base import Treatment
from toolkit.treat._matrix import Treated, apply, treat
from toolkit.treat._moments import kurtosis, skewness
from toolkit.treat.box_cox import BoxCox
from toolkit.treat.log import Log
from toolkit.treat.skew_kurtosis import SkewKurtosis, StillSkewedWarning
from toolkit.treat.winsorise import Winsorise
from toolkit.treat.yeo_johnson import YeoJohnson

TREATMENTS: dict[str, type[Treatment]] = {
    "winsorise": Winsorise,
    "log": Log,
    "box_cox": BoxCox,
    "yeo_johnson": YeoJohnson,
    "skew_kurtosis": SkewKurtosis,
}

__all__ = ["TREATMENTS", "StillSkewedWarning", "Treated", "Treatment", "apply", "kurtosis", "skewness", "treat"]
