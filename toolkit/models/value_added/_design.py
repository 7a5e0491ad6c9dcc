"""From sums to a nest: school means, gaps filled by the mean, columns centred and scaled, no column twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from toolkit.columns import Array
from toolkit.errors import DataError
from toolkit.models.value_added._moments import FLAG, Moments

MEAN = " (school mean)"
ALIKE = 1e-9
"""Share of a column's variance that the columns before it must leave."""


def with_means(found: Moments, predictors: tuple[str, ...]) -> Moments:
    """Add the mean of each predictor in its unit as a term before the outcome (Mundlak)."""
    place = [found.terms.index(name) for name in predictors]
    means = found.cross[:, 0, place] / found.weight[:, None]
    return with_constants(found, tuple(name + MEAN for name in predictors), means, found.centre[place])


def with_constants(found: Moments, names: tuple[str, ...], values: Array, centre: Array) -> Moments:
    """Add terms that are the same for all pupils of a unit, before the outcome; `values` (units, terms) minus `centre`."""
    old, k = len(found.terms), len(names)
    order = [*range(old - 1), *range(old, old + k), old - 1]
    cross = np.zeros((len(values), old + k, old + k))
    cross[:, :old, :old] = found.cross
    cross[:, old:, :old] = values[:, :, None] * found.cross[:, None, 0, :]
    cross[:, :old, old:] = cross[:, old:, :old].transpose(0, 2, 1)
    cross[:, old:, old:] = values[:, :, None] * values[:, None, :] * found.weight[:, None, None]
    terms = (*found.terms, *names)
    return replace(
        found,
        cross=cross[:, order][:, :, order],
        centre=np.concatenate([found.centre, centre])[order],
        terms=tuple(terms[i] for i in order),
    )


def filled(found: Moments) -> Moments:
    """Move a missing predictor from the middle of its range, where the sums have it, to the mean of the known ones."""
    turn = np.eye(len(found.terms))
    total = found.cross.sum(axis=0)
    for mark in (i for i, name in enumerate(found.terms) if name.endswith(FLAG)):
        of = found.terms.index(found.terms[mark].removesuffix(FLAG))
        known = total[0, 0] - total[0, mark]
        turn[mark, of] = total[0, of] / known if known > 0 else 0.0
    return replace(found, cross=turn.T @ found.cross @ turn)


def scaled_weights(found: Moments, scaling: str) -> Moments:
    """Scale the weights inside each unit: to sum to its pupils (`size`), to their effective number, or not (`none`)."""
    factor = {
        "size": found.n / found.weight,
        "effective": found.weight / found.squares,
        "none": np.ones(found.weight.size),
    }[scaling]
    return replace(
        found,
        weight=found.weight * factor,
        squares=found.squares * factor**2,
        cross=found.cross * factor[:, None, None],
    )


@dataclass(frozen=True)
class Design:
    """The sums in standard units: (x − `centre`) / `scale` for every term but the 1, the outcome last.

    `cross` (units, terms, terms); `back` (terms, terms) turns coefficients on standard terms into those on raw ones.
    """

    cross: Array
    centre: Array
    scale: Array
    terms: tuple[str, ...]

    @property
    def total(self) -> Array:
        """Sum over the units."""
        return np.asarray(self.cross.sum(axis=0), dtype=np.float64)

    @property
    def back(self) -> Array:
        """Matrix from coefficients of the standard predictors to those of the raw ones, for an outcome in its own unit."""
        k = len(self.terms) - 1
        turn = np.diag(1.0 / self.scale[:k])
        turn[0, 1:] = -self.centre[1:k] / self.scale[1:k]
        return np.asarray(turn * self.scale[-1], dtype=np.float64)


def standard(found: Moments) -> Design:
    """Centre by the grand means and scale by standard deviations; refuse what the rows can't tell apart."""
    total = found.cross.sum(axis=0)
    mean = total[0] / total[0, 0]
    mean[0] = 0.0
    variance = np.diag(total) / total[0, 0] - mean**2
    variance[0] = 1.0
    floor = 1e-13 * np.maximum(np.diag(total) / total[0, 0], 1e-300)
    for name, v, low in zip(found.terms, variance, floor, strict=True):
        if not v > low:
            what = "the outcome" if name == found.terms[-1] else "a predictor"
            raise DataError(
                f"Column {name!r}, {what}, is constant on the {int(found.n.sum())} rows used: there is nothing to explain by it."
            )
    scale = np.sqrt(variance)
    turn = np.diag(1.0 / scale)
    turn[0, 1:] = -mean[1:] / scale[1:]
    cross = turn.T @ found.cross @ turn
    design = Design((cross + cross.transpose(0, 2, 1)) / 2, found.centre + mean, scale, found.terms)
    _refuse_copies(design)
    return design


def _refuse_copies(design: Design) -> None:
    """Look for a column that the ones before it explain: Gram-Schmidt, column by column."""
    total = design.total / design.total[0, 0]
    for k in range(1, len(design.terms)):
        before, own = total[:k, :k], total[:k, k]
        left = total[k, k] - own @ np.linalg.solve(before, own)
        if left <= ALIKE:
            known = ", ".join(design.terms[1:k]) or "the intercept"
            what = "is explained without error" if k == len(design.terms) - 1 else "can't be told apart"
            raise DataError(f"Column {design.terms[k]!r} {what} by {known}: leave one out.")
