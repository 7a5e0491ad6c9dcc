"""The share of the satisfied among those who have an opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError
from toolkit.surveys.design import kish
from toolkit.surveys.wilson import wilson


@dataclass(frozen=True)
class Share:
    """A share between 0 and 1, with what it rests on.

    Attributes
    ----------
    share, se, lower, upper : float
        The share; its standard error √(p(1-p)/n_effective); Wilson's interval on the effective number.
    n : int
        Answers with an opinion; `n_effective` is that number after the loss by unequal weights.
    dont_know, missing : int
        Outside the denominator: those without an opinion, and those who left the question out.
    """

    share: float
    se: float
    lower: float
    upper: float
    n: int
    n_effective: float
    dont_know: int
    missing: int


def satisfied_share(
    responses: pl.Series | Sequence[Any],
    satisfied: Sequence[Any] = ("very_satisfied", "mostly_satisfied"),
    dont_know: Sequence[Any] = ("dont_know",),
    *,
    weights: ArrayLike | pl.Series | None = None,
    options: Sequence[Any] | None = None,
    coverage: float = 0.95,
) -> Share:
    """Return the satisfied among those with an opinion; "don't know" and unanswered are in neither part.

    Parameters
    ----------
    responses : sequence, shape (respondents,)
        Answers; null is unanswered.
    satisfied, dont_know : sequence
        Answers that count as satisfied, and those that are no opinion.
    weights : array-like, shape (respondents,), optional
        Of respondents, >= 0.
    options : sequence, optional
        All answers that the questionnaire offers: another one is refused (a misspelt answer would count as dissatisfied).
    coverage : float
        Of the interval.

    Raises
    ------
    DataError
        Nobody has an opinion, or an answer that is none of `options`.

    References
    ----------
    教育部 (2017), 教督〔2017〕6号 (不了解 is left out). Kish, L. (1965), Survey Sampling, section 11.7 (effective number).

    Examples
    --------
    >>> answers = ["very_satisfied"] * 6 + ["mostly_satisfied"] * 2 + ["dissatisfied"] * 2 + ["dont_know"] * 5 + [None]
    >>> found = satisfied_share(answers)
    >>> found.share, found.n, found.dont_know, found.missing
    (0.8, 10, 5, 1)
    """
    answers = responses if isinstance(responses, pl.Series) else pl.Series(list(responses), strict=False)
    both = set(satisfied) & set(dont_know)
    if both:
        raise OptionError(f"{sorted(both)[0]!r} is in satisfied and in dont_know.")
    known = answers.drop_nulls().unique().to_list()
    strange = [a for a in known if options is not None and a not in options]
    if strange:
        raise DataError(
            f"{len(strange)} answers are none of the options, such as {strange[0]!r}: {list(options or ())}."
        )
    given = _weights(weights, answers.len())
    missing = answers.is_null().to_numpy()
    unknowing = answers.is_in(list(dont_know)).fill_null(False).to_numpy()
    happy = answers.is_in(list(satisfied)).fill_null(False).to_numpy()
    used = given[~missing & ~unknowing]
    if not used.sum() > 0:
        raise DataError(f"Nobody of {answers.len()} respondents has an opinion: there is no share.")
    share, effective = float(given[happy].sum() / used.sum()), kish(used)
    lower, upper = wilson(share * effective, effective, coverage)
    return Share(
        share=share,
        se=float(np.sqrt(share * (1 - share) / effective)),
        lower=float(lower),
        upper=float(upper),
        n=int((used > 0).sum()),
        n_effective=effective,
        dont_know=int(unknowing.sum()),
        missing=int(missing.sum()),
    )


def _weights(weights: ArrayLike | pl.Series | None, number: int) -> Array:
    if weights is None:
        return np.ones(number)
    given = np.asarray(
        weights.cast(pl.Float64).fill_null(np.nan) if isinstance(weights, pl.Series) else weights, np.float64
    )
    if given.shape != (number,):
        raise OptionError(f"weights has {given.size} entries for {number} respondents.")
    if not (given >= 0).all() or np.isinf(given).any():
        raise DataError("A weight is negative, infinite or missing.")
    return given
