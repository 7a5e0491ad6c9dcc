"""How many factors are more than chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.structure._input import Values, correlation_matrix, table


@dataclass(frozen=True)
class Parallel:
    """`factors` to keep, and the `table`: number, eigenvalue, chance_mean, chance_limit, kept."""

    factors: int
    table: pl.DataFrame


def parallel_analysis(
    values: Values, draws: int = 1000, seed: int = 0, *, quantile: float = 0.95, missing: str = "complete"
) -> Parallel:
    """Compare the eigenvalues of the correlations with those of as many units and indicators without any correlation.

    Components are kept as long as their eigenvalue is above the quantile of the same eigenvalue in random data. The random
    correlations are drawn from Wishart's distribution, which is what uncorrelated normal indicators give.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Or long, with indicator and value.
    draws, seed : int
        Random data sets, and the seed of them.
    quantile : float
        Between 0 and 1.
    missing : "complete" or "pairwise"
        As in `factor_analysis`; with "pairwise" the least number of units behind a correlation counts.

    References
    ----------
    Horn, J. L. (1965), A rationale and test for the number of factors in factor analysis, doi:10.1007/BF02289447.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(200, 1))
    >>> parallel_analysis(x + np.random.default_rng(1).normal(size=(200, 5)), draws=200).factors
    1
    """
    if draws < 1 or not 0 < quantile < 1:
        raise OptionError(
            f"draws={draws!r}, quantile={quantile!r}: draws are at least 1, the quantile between 0 and 1."
        )
    read = table(values)
    r, units = correlation_matrix(read, missing, 2)
    eigenvalues = np.linalg.eigvalsh(r)[::-1]
    chance = chance_eigenvalues(units, r.shape[0], draws, seed)
    limit = np.quantile(chance, quantile, axis=0)
    kept = np.logical_and.accumulate(eigenvalues > limit)
    frame = pl.DataFrame(
        {
            "number": np.arange(1, eigenvalues.size + 1),
            "eigenvalue": eigenvalues,
            "chance_mean": chance.mean(axis=0),
            "chance_limit": limit,
            "kept": kept,
        }
    )
    return Parallel(int(kept.sum()), frame)


def chance_eigenvalues(units: int, indicators: int, draws: int, seed: int) -> Array:
    """Return the eigenvalues of `draws` random correlation matrices, greatest first, shape (draws, indicators)."""
    random = np.random.default_rng(seed)
    if units > indicators:  # Bartlett's decomposition of a Wishart matrix
        root = np.tril(random.standard_normal((draws, indicators, indicators)), -1)
        freedom = units - 1 - np.arange(indicators)
        root[:, np.arange(indicators), np.arange(indicators)] = np.sqrt(random.chisquare(freedom, (draws, indicators)))
    else:
        root = random.standard_normal((draws, indicators, units))
        root -= root.mean(axis=2, keepdims=True)
    root /= np.sqrt((root**2).sum(axis=2, keepdims=True))
    return np.asarray(np.linalg.eigvalsh(root @ root.transpose(0, 2, 1))[:, ::-1], dtype=np.float64)
