"""The mean of the unit's own group."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.columns import Array, means
from toolkit.impute._groups import GroupImputer


class GroupMean(GroupImputer):
    """Fill a gap with the mean of the indicator among the units of the same group in the fitted sample.

    A unit without a group, or whose group has no value of the indicator, keeps its gap: it is not given the mean of all
    units behind the reader's back. Rows without keys are one group.

    Parameters
    ----------
    by : str
        Column of the keys that names the group: `stage`, `district_id`, `level`, ….
    groups : mapping, optional
        unit_id -> group, in place of a column.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.3.

    Examples
    --------
    >>> import polars as pl
    >>> keys = pl.DataFrame({"unit_id": ["A", "B", "C"], "stage": ["primary", "primary", "junior"]})
    >>> nan = float("nan")
    >>> GroupMean().fit_transform([[1.0], [nan], [9.0]], keys=keys).ravel().tolist()
    [1.0, 1.0, 9.0]
    """

    def __init__(self, *, by: str = "stage", groups: Mapping[str, str] | None = None) -> None:
        self.by = by
        self.groups = groups

    def _statistic(self, values: Array) -> Array:
        return means(values)
