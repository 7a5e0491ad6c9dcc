"""The national rules for counties (教督〔2017〕6号): limits of the CV, and schools of several stages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import DataError, unknown

COUNTY_LIMITS = {"primary": 0.50, "junior": 0.45}
"""Greatest pupil-weighted CV between the schools of a county, for each of the seven resource indicators."""

STAGE_FACTORS = {"primary": 1.0, "junior": 1.1, "senior": 1.32}
"""What a pupil of a stage counts when a resource of the whole school is split; junior : senior = 1 : 1.2."""


class Stages(NamedTuple):
    """Parts of a total, by stage."""

    primary: float
    junior: float
    senior: float


def within_county_limit(cv: ArrayLike, stage: str) -> NDArray[np.bool_]:
    """Return whether a coefficient of variation keeps the limit of its stage; NaN does not.

    >>> within_county_limit([0.50, 0.5001, 0.167], "primary").tolist()
    [True, False, True]
    """
    if stage not in COUNTY_LIMITS:
        raise unknown("stage", stage, COUNTY_LIMITS)
    return np.asarray(np.round(np.asarray(cv, dtype=np.float64), 10) <= COUNTY_LIMITS[stage])


def split_stages(total: float, primary: float, junior: float, senior: float = 0) -> Stages:
    """Split a resource of a school of several stages (books, area, equipment) by its pupils, 1 : 1.1 : 1.32.

    Parameters
    ----------
    total : float
        What the whole school has, >= 0.
    primary, junior, senior : float
        Pupils of each stage.

    References
    ----------
    教育部 (2017), 县域义务教育优质均衡发展督导评估办法, 教督〔2017〕6号.

    Examples
    --------
    >>> [round(part, 1) for part in split_stages(23226, 166, 210)]
    [9711.6, 13514.4, 0.0]
    """
    pupils = {"primary": primary, "junior": junior, "senior": senior}
    for name, number in {"total": total, **pupils}.items():
        if not 0 <= number < np.inf:
            raise DataError(f"{name}={number!r}: allowed are finite numbers from 0.")
    counted = {stage: number * STAGE_FACTORS[stage] for stage, number in pupils.items()}
    whole = sum(counted.values())
    if whole == 0:
        raise DataError("The school has no pupils: there is nothing to split by.")
    return Stages(**{stage: total * number / whole for stage, number in counted.items()})
