"""The national rules for counties (教督〔2017〕6号): limits of the CV, and schools of several stages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import DataError, OptionError, unknown

COUNTY_LIMITS = {"primary": 0.50, "junior": 0.45}
"""Greatest pupil-weighted CV between the schools of a county, for each of the seven resource indicators."""

STAGE_FACTORS = {"primary": 1.0, "junior": 1.1, "senior": 1.32}
"""What a pupil of a stage counts when a resource of the whole school is split; junior : senior = 1 : 1.2."""

SCHOOL_VERDICTS = ("held", "missed", "undecided")
"""What the rule says of a school; undecided where a missing value could turn the verdict."""


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


def school_verdicts(values: ArrayLike, standards: ArrayLike, *, least: int = 6, floor: float = 0.85) -> list[str]:
    """Return for every school whether it meets at least six of the seven standards and comes near the remaining one.

    A school holds the rule if x_j >= standard_j for at least `least` indicators and x_j >= floor · standard_j for the others.
    A missing value is neither met nor failed: the school is undecided unless the values at hand already miss the rule.

    Parameters
    ----------
    values : array-like, shape (schools, indicators)
        Resources per pupil, higher is better, e.g. R1 to R7; NaN is missing. Split schools of several stages before.
    standards : array-like, shape (indicators,) or (schools, indicators)
        Thresholds of the stage, all positive.
    least : int
        How many indicators must be met.
    floor : float
        Share of its standard that a remaining indicator must reach, 0 to 1.

    Raises
    ------
    DataError
        A standard is missing or not positive, or a value is infinite.
    OptionError
        Shapes that do not fit, or `least` or `floor` out of range.

    References
    ----------
    教育部 (2017), 县域义务教育优质均衡发展督导评估办法, 教督〔2017〕6号.

    Examples
    --------
    >>> primary = [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3]
    >>> one_short = [5, 1.2, 0.9, 4.5, 7.5, 1700, 2.3]
    >>> school_verdicts([one_short, [*one_short[:5], 1600, 2.3], [*one_short[:6], float("nan")]], primary)
    ['held', 'missed', 'undecided']
    """
    x, wanted = np.asarray(values, dtype=np.float64), np.asarray(standards, dtype=np.float64)
    if x.ndim != 2 or wanted.shape not in (x.shape, x.shape[1:]):
        raise OptionError(
            f"values {x.shape}, standards {wanted.shape}: give schools x indicators, and one standard each."
        )
    if not 0 <= least <= x.shape[1]:
        raise OptionError(f"least={least!r}: allowed are 0 to {x.shape[1]}, the number of indicators.")
    if not 0 <= floor <= 1:
        raise OptionError(f"floor={floor!r}: allowed are 0 to 1.")
    if not ((wanted > 0) & np.isfinite(wanted)).all() or np.isinf(x).any():
        raise DataError("A standard is missing or not positive, or a value is infinite.")
    share = np.round(x / wanted, 10)
    missing = np.isnan(share)
    possible = (missing | (share >= 1)).sum(axis=1) >= least
    missed = ~possible | (share < floor).any(axis=1)
    # a missing value may lie below the floor, so that only floor = 0 holds with values missing
    certain = ((share >= 1).sum(axis=1) >= least) & (~missing.any(axis=1) | (floor == 0))
    return ["missed" if bad else "held" if sure else "undecided" for bad, sure in zip(missed, certain, strict=True)]


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
