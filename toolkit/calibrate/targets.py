"""Weights for wanted importances, weights behind verdicts, and weights that predict an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.weigh import WEIGHTINGS, Weights
from toolkit.weigh._effective import MEASURES, effect, index_of
from toolkit.weigh._input import Values, option, signs, wide
from toolkit.weigh.importance import ImportanceWeights
from toolkit.weigh.outcome import OutcomeFit
from toolkit.weigh.verdicts import VerdictFit


def to_importance(
    values: Values, target: ArrayLike | Mapping[str, float], *, measure: str = "pearson_r2", **options: Any
) -> ImportanceWeights:
    """Find weights (>= 0, sum 1) under which every indicator has its wanted importance, or say that there are none.

    `toolkit.weigh.importance` with the target as second argument; see there for the method and the other options.

    Returns
    -------
    ImportanceWeights
        `.weights`, `.reached`, `.achieved`, `.gap`, `.effects`, `.report`. Where the target is out of reach `.reached` is False and
        the weights are the closest.

    Examples
    --------
    >>> found = to_importance([[1.0, 5.0], [2.0, 1.0], [4.0, 2.0], [3.0, 4.0]], [0.7, 0.3])
    >>> found.reached, found.achieved.round(6).tolist()
    (True, [0.7, 0.3])
    """
    return WEIGHTINGS["importance"](values, target=target, measure=measure, **options)  # type: ignore[return-value]


def to_verdicts(
    values: Values, verdicts: Any, *, replicates: int = 200, permutations: int = 199, **options: Any
) -> VerdictFit:
    """Find the weights (>= 0, sum 1) that best explain verdicts about whole units, and say whether they explain them at all.

    `toolkit.weigh.verdicts` with bootstrap intervals and a permutation test; see there for the models and the other options.

    Returns
    -------
    VerdictFit
        `.weights`, `.reached` (do the indicators explain the verdicts?), `.p_value`, `.agreement`, `.cross_validated`, `.intervals`,
        `.report`.

    Examples
    --------
    >>> found = to_verdicts([[1, 5], [2, 3], [3, 5], [4, 2], [5, 4], [6, 3]], [1, 1, 2, 2, 3, 3], replicates=20, permutations=39)
    >>> found.agreement, found.p_value <= 0.1
    (1.0, True)
    """
    return WEIGHTINGS["verdicts"](  # type: ignore[return-value]
        values, verdicts=verdicts, replicates=replicates, permutations=permutations, **options
    )


def to_outcome(
    values: Values,
    outcome: Any,
    *,
    replicates: int = 200,
    permutations: int = 199,
    seed: int | np.random.Generator = 0,
    **options: Any,
) -> OutcomeFit:
    """Find the weights (>= 0, sum 1) whose index best predicts an outcome, and say whether it predicts it at all.

    `toolkit.weigh.outcome` with bootstrap intervals and a permutation test; see there for the method and the other options.

    Returns
    -------
    OutcomeFit
        `.weights`, `.reached` (does the index predict the outcome?), `.p_value`, `.r_squared`, `.cross_validated`,
        `.cross_validated_equal`, `.intervals`, `.report`.

    Examples
    --------
    >>> x = [[1, 5], [2, 3], [3, 5], [4, 2], [5, 4], [6, 3], [7, 7]]
    >>> found = to_outcome(x, [3 * a + b for a, b in x], replicates=20, permutations=39)
    >>> found.reached, found.weights.round(6).tolist()
    (True, [0.75, 0.25])
    """
    return WEIGHTINGS["outcome"](  # type: ignore[return-value]
        values, outcome=outcome, replicates=replicates, permutations=permutations, seed=seed, **options
    )


def effective_importance(
    values: Values,
    weights: Weights | ArrayLike,
    *,
    direction: ArrayLike | None = None,
    measure: str = "pearson_r2",
    degrees: int = 4,
) -> pl.DataFrame:
    """Measure how much each indicator really moves the index that the weights make.

    Returns
    -------
    polars.DataFrame
        indicator, weight, importance (sum 1), strength (share of the index's variance), correlation (with the index).

    Examples
    --------
    >>> effective_importance([[1.0, 50.0], [2.0, 10.0], [4.0, 20.0]], [0.5, 0.5])["importance"].round(3).to_list()
    [0.216, 0.784]
    """
    option("measure of importance", measure, MEASURES)
    table = wide(values)
    given: Array = np.asarray(weights, dtype=np.float64)
    if given.shape != (len(table.indicators),):
        raise OptionError(f"weights has {given.size} entries for {len(table.indicators)} indicators.")
    turned = table.values * signs(direction, table.indicators)
    found = effect(turned, index_of(turned, given), measure, degrees)
    return pl.DataFrame(
        {
            "indicator": list(table.indicators),
            "weight": given / given.sum(),
            "importance": found.importance,
            "strength": found.strength,
            "correlation": found.correlation,
        }
    )
