"""SQUAREM: fewer steps of an EM algorithm to its fixed point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array

Step = Callable[[Array], tuple[Array, float]]
"""Free parameters -> (the next ones by EM, log-likelihood of those that were given)."""


@dataclass(frozen=True)
class Reached:
    """The point where the steps ended."""

    at: Array
    log_likelihood: float
    steps: int
    converged: bool


def accelerate(step: Step, start: Array, *, valid: Callable[[Array], bool], tolerance: float, most: int) -> Reached:
    """Iterate to a fixed point by squared extrapolation (scheme S3).

    A pair of EM steps with differences r and v gives the extrapolated point x - 2 α r + α² v, α = -|r|/|v|. It is dropped for
    the plain EM step when it is not valid or when the log-likelihood falls. -α estimates 1/(1 - rate): the largest difference
    times it, how far the fixed point still is; that is what `tolerance` bounds.

    References
    ----------
    Varadhan, R. and Roland, C. (2008), doi:10.1111/j.1467-9469.2007.00585.x.
    """
    x = start
    one, height = step(x)
    done = 1
    while done < most:
        r = one - x
        two, height_one = step(one)
        done += 1
        v = (two - one) - r
        size = float(np.linalg.norm(v))
        alpha = max(float(np.linalg.norm(r)) / size, 1.0) if size > 0 else 1.0
        left = float(np.abs(two - one).max(initial=0.0)) * alpha
        if left < tolerance:
            _, height_two = step(two)
            return Reached(two, height_two, done + 1, True)
        height = height_one
        far = x + 2 * alpha * r + alpha**2 * v
        x = two
        if alpha > 1.0 and np.isfinite(far).all() and valid(far):
            next_one, reached = step(far)
            done += 1
            if reached >= height - 1e-9 * abs(height):
                x, one = far, next_one
                continue
        one, height = step(x)
        done += 1
    return Reached(x, height, done, False)
