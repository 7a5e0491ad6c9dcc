"""Imputers: gaps get a value, every one of them on record."""

from __future__ import annotations

from toolkit.impute._base import Imputer, NoKeysWarning
from toolkit.impute._matrix import Imputed, fill, impute, labelled
from toolkit.impute._rubin import Pooled, pool
from toolkit.impute.em import ExpectationMaximisation
from toolkit.impute.group_mean import GroupMean
from toolkit.impute.group_median import GroupMedian
from toolkit.impute.iterative import Iterative
from toolkit.impute.knn import KNearest
from toolkit.impute.last import LastValue
from toolkit.impute.linear import LinearInTime
from toolkit.impute.mean import Mean
from toolkit.impute.median import Median
from toolkit.impute.multiple import Multiple
from toolkit.impute.none import NoImputation
from toolkit.impute.row_mean import RowMean

IMPUTERS: dict[str, type[Imputer]] = {
    "none": NoImputation,
    "mean": Mean,
    "median": Median,
    "group_mean": GroupMean,
    "group_median": GroupMedian,
    "row_mean": RowMean,
    "knn": KNearest,
    "em": ExpectationMaximisation,
    "iterative": Iterative,
    "multiple": Multiple,
    "last": LastValue,
    "linear": LinearInTime,
}

__all__ = ["IMPUTERS", "Imputed", "Imputer", "NoKeysWarning", "Pooled", "fill", "impute", "labelled", "pool"]
