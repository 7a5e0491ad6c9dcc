"""Multiple imputation: many filled tables, so that the doubt about the filled values stays visible."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import polars as pl

from toolkit.columns import Array, deviations
from toolkit.errors import OptionError
from toolkit.impute._base import ModelImputer
from toolkit.impute._normal import Normal, fit_normal, patterns


class Multiple(ModelImputer):
    """Fill gaps many times with random draws from a multivariate normal whose parameters are themselves uncertain.

    Every draw fits the normal (see `em`) to a bootstrap sample of the units and draws the gaps of each unit from their
    conditional distribution (expectation-maximisation with bootstrapping). `transform` gives the mean of the draws,
    `all_draws` all of them, `errors` the standard error of each filled cell, sqrt((1 + 1/m) B) with B the variance between
    draws. Draws have no bounds. An estimate made on every draw is combined by `toolkit.impute.pool`.

    Parameters
    ----------
    draws : int
        How many, at least 2.
    seed : int
        The same seed gives the same draws. With keys the draws of a unit do not depend on the other rows.
    tolerance, rounds
        As for `em`.

    References
    ----------
    Rubin, D. B. (1987), Multiple Imputation for Nonresponse in Surveys, Wiley, doi:10.1002/9780470316696.
    Honaker, J. and King, G. (2010), What to do about missing values in time-series cross-section data, American Journal of
    Political Science 54(2), 561-581, doi:10.1111/j.1540-5907.2010.00447.x.

    Examples
    --------
    >>> units = [[1.0, 11.0], [2.0, 19.0], [3.0, 32.0], [4.0, 41.0], [5.0, 48.0], [6.0, float("nan")]]
    >>> imputer = Multiple(draws=50).fit(units)
    >>> bool(50 < imputer.transform(units)[5, 1] < 65), bool(imputer.errors(units)[5, 1] > 1)
    (True, True)
    """

    def __init__(self, *, draws: int = 20, seed: int = 0, tolerance: float = 1e-4, rounds: int = 1000) -> None:
        self.draws = draws
        self.seed = seed
        self.tolerance = tolerance
        self.rounds = rounds

    def all_draws(self, X: Any, *, keys: pl.DataFrame | None = None) -> Array:
        """Return all filled tables, shape (draws, units, indicators)."""
        return self._all(self._check(X, keys), keys)

    def errors(self, X: Any, *, keys: pl.DataFrame | None = None) -> Array:
        """Return the standard error of each filled cell: sqrt((1 + 1/m) B); NaN where a cell was not filled."""
        values = self._check(X, keys)
        spread = self._all(values, keys).std(axis=0, ddof=1) * np.sqrt(1 + 1 / self.draws)
        return np.where(np.isnan(values), spread, np.nan)

    def _all(self, values: Array, keys: pl.DataFrame | None) -> Array:
        result = np.repeat(values[None], self.draws, axis=0)
        z = self._standard(values)
        rows = np.flatnonzero(~np.isnan(z).all(axis=1) & np.isnan(z).any(axis=1))
        if rows.size:
            some = None if keys is None else keys[rows.tolist()]
            drawn = self._draw(z[rows], self._names(rows, some)) * self.sd_[self.used_] + self.mean_[self.used_]
            place = np.ix_(rows, self.used_)
            for table, one in zip(result, drawn, strict=True):
                table[place] = np.where(np.isnan(values[place]), one, values[place])
        return result

    def _learn_standard(self, z: Array, keys: pl.DataFrame | None) -> None:
        if self.draws < 2:
            raise OptionError(f"draws={self.draws!r} must be at least 2: one draw shows no doubt.")
        informed = z[~np.isnan(z).all(axis=1)]
        random = np.random.default_rng([self.seed, len(informed)])
        size = len(informed)
        samples = [informed[random.integers(0, size, size)] if size else informed for _ in range(self.draws)]
        whole = deviations(informed, ddof=0)[1] ** 2  # 0 for a constant, also where a sample has none of its values
        self.models_ = [fit_normal(sample, self.tolerance, self.rounds, whole) for sample in samples]

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        return self._all(values, keys).mean(axis=0)

    def _draw(self, z: Array, names: list[str]) -> Array:
        noise = np.stack([self._noise(name, z.shape[1]) for name in names], axis=1)
        return np.stack([_one(model, z, noise[k]) for k, model in enumerate(self.models_)])

    def _noise(self, name: str, indicators: int) -> Array:
        digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        return np.random.default_rng([self.seed, digest]).standard_normal((self.draws, indicators))

    @staticmethod
    def _names(rows: np.ndarray, keys: pl.DataFrame | None) -> list[str]:
        """Name the rows: by level, unit and period, or by their number where there are no keys."""
        if keys is None:
            return [str(row) for row in rows]
        columns = [c for c in ("level", "unit_id", "period") if c in keys.columns]
        return keys.select(pl.concat_str(columns, separator=" ")).to_series().to_list()


def _one(model: Normal, z: Array, noise: Array) -> Array:
    filled = model.expected(z)
    for missing, rows in patterns(z):
        _, residual = model.given(missing)
        size, vectors = np.linalg.eigh(residual)
        root = vectors * np.sqrt(np.clip(size, 0.0, None))
        filled[np.ix_(rows, missing)] += noise[np.ix_(rows, missing)] @ root.T
    return filled
