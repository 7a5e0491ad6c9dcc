"""Contrasting groups: where the scores of those judged competent and those judged not are told apart best."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.cutscores._result import CutScore, checked
from toolkit.errors import DataError, OptionError


def contrasting_groups(sheet: pl.DataFrame, *, loss_ratio: float = 1.0, balance: bool = False) -> CutScore:
    """Return the score at which P(competent | score) of a logistic regression makes both errors equally costly.

    cut = (logit(L / (1 + L)) - b0) / b1, with L = `loss_ratio`, the loss of passing somebody who is not competent over that
    of failing somebody who is; L = 1: where P = 1/2. Its standard error follows from the covariance of b by the delta method.

    Parameters
    ----------
    sheet : polars.DataFrame
        score, competent (true or false): one row a person whom judges have assigned without knowing the score.
    loss_ratio : float
        Greater than 0.
    balance : bool
        True: both groups count alike, whatever their sizes; else the sizes in the sheet are taken for those that matter.

    Raises
    ------
    DataError
        One group only, groups that do not overlap, or competent persons with the lower scores.

    References
    ----------
    Livingston & Zieky (1982), Passing Scores; Cizek & Bunch (2007), Standard Setting, doi:10.4135/9781412985918.

    Examples
    --------
    >>> sheet = pl.DataFrame({"score": [40, 50, 55, 60, 55, 60, 65, 75], "competent": [False] * 4 + [True] * 4})
    >>> round(contrasting_groups(sheet).cut, 2)
    57.5
    """
    if not loss_ratio > 0 or not np.isfinite(loss_ratio):
        raise OptionError(f"loss_ratio must be a number greater than 0, not {loss_ratio!r}.")
    table = checked(sheet, ("score", "competent"), ())
    x = table["score"].cast(pl.Float64).to_numpy()
    y = table["competent"].cast(pl.Boolean).to_numpy().astype(np.float64)
    yes, no = x[y == 1], x[y == 0]
    if not yes.size or not no.size:
        raise DataError("All persons of the sheet are in one group: there is nothing to contrast.")
    if no.max() <= yes.min() or yes.max() <= no.min():
        raise DataError(
            f"The groups do not overlap (not competent {no.min():g} to {no.max():g}, competent {yes.min():g} to "
            f"{yes.max():g}): any cut between them fits, and none has an error. Add persons near the border."
        )
    weight = np.where(y == 1, y.size / (2 * yes.size), y.size / (2 * no.size)) if balance else np.ones(y.size)
    centre, spread = x.mean(), x.std()
    b, covariance = _logistic(np.column_stack([np.ones(x.size), (x - centre) / spread]), y, weight)
    if b[1] <= 0:
        raise DataError("Persons judged competent do not score higher than the others: there is no cut.")
    z = (np.log(loss_ratio) - b[0]) / b[1]
    slope = np.array([-1 / b[1], -z / b[1]])
    se = float(np.sqrt(slope @ covariance @ slope)) * spread
    parts = (
        table.group_by(group="competent")
        .agg(n=pl.len().cast(pl.Int64), mean=pl.col("score").sort().mean())
        .sort("group")
    )
    return CutScore(float(centre + spread * z), se, "contrasting_groups", int(y.size), parts)


def _logistic(x: Array, y: Array, weight: Array) -> tuple[Array, Array]:
    """Fit by Newton's method; the covariance is the sandwich when weights are not 1 (they are no counts)."""
    from scipy.special import expit

    b = np.zeros(2)
    for _ in range(100):
        p = expit(x @ b)
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x
        step = np.linalg.solve(hessian, x.T @ (weight * (y - p)))
        b = b + step
        if np.abs(step).max() < 1e-12:
            break
    p = expit(x @ b)
    inverse = np.linalg.inv((x * (weight * p * (1 - p))[:, None]).T @ x)
    if (weight == 1).all():
        return b, inverse
    scores = x * (weight * (y - p))[:, None]
    return b, inverse @ (scores.T @ scores) @ inverse
