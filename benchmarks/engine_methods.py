"""Normalisers, weightings and aggregators at 10,000 x 50 and 1,000,000 x 50: ratios to plain numpy and to pymcdm.

Run: python benchmarks/engine_methods.py [units ...]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.aggregate import AGGREGATORS
from toolkit.normalise import NORMALISERS
from toolkit.ranks import rank_descending
from toolkit.weigh import WEIGHTINGS

Array = NDArray[np.float64]
INDICATORS = 50
REPEATS = {10_000: 9, 1_000_000: 3}


def plain_critic(x: Array) -> Array:
    contrast = x.std(axis=0, ddof=1) / np.ptp(x, axis=0)
    information = contrast * (1 - np.corrcoef(x.T)).sum(axis=1)
    return information / information.sum()


def plain_entropy(x: Array) -> Array:
    p = x / x.sum(axis=0)
    divergence = 1 + (p * np.log(p)).sum(axis=0) / np.log(len(x))
    return divergence / divergence.sum()


def plain_topsis(x: Array, w: Array) -> Array:
    v = x / np.sqrt((x**2).sum(axis=0)) * w
    far, near = (np.sqrt(((v - end) ** 2).sum(axis=1)) for end in (v.max(axis=0), v.min(axis=0)))
    return near / (near + far)


def plain_index(x: Array, w: Array) -> Array:
    low = x.min(axis=0)
    score = (x - low) / (x.max(axis=0) - low) @ w
    order = np.argsort(-score)
    rank = np.empty(len(x))
    rank[order] = np.arange(1, len(x) + 1)
    return rank


def our_index(x: Array, w: Array) -> Array:
    return rank_descending(AGGREGATORS["arithmetic"](NORMALISERS["minmax"]().fit_transform(x), w)).astype(float)


def pymcdm_index(x: Array, w: Array) -> Array:
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization

    scores = WSM(normalization_function=minmax_normalization)(x, w / w.sum(), np.ones(len(w)), validation=False)
    return rrankdata(scores)


def cases(x: Array, w: Array) -> dict[str, tuple[Callable[[], Any], Callable[[], Any], Callable[[], Any] | None]]:
    """Name -> ours, plain numpy, pymcdm (None where it has none)."""
    try:
        from pymcdm import methods, weights
    except ImportError:
        methods = weights = None
    types = np.ones(x.shape[1])

    def vector(column: Array, cost: bool = False) -> Array:
        return column / np.sqrt((column**2).sum())

    known = methods is not None
    return {
        "critic": (
            lambda: WEIGHTINGS["critic"](x).weights,
            lambda: plain_critic(x),
            (lambda: weights.critic_weights(x)) if known else None,
        ),
        "entropy": (
            lambda: WEIGHTINGS["entropy"](x).weights,
            lambda: plain_entropy(x),
            (lambda: weights.entropy_weights(x)) if known else None,
        ),
        "topsis": (
            lambda: AGGREGATORS["topsis"](x, w),
            lambda: plain_topsis(x, w / w.sum()),
            (lambda: methods.TOPSIS(normalization_function=vector)(x, w / w.sum(), types, validation=False))
            if known
            else None,
        ),
        "min-max + weighted sum + rank": (
            lambda: our_index(x, w),
            lambda: plain_index(x, w),
            (lambda: pymcdm_index(x, w)) if known else None,
        ),
        "arithmetic": (lambda: AGGREGATORS["arithmetic"](x, w), lambda: x @ (w / w.sum()), None),
        "geometric": (lambda: AGGREGATORS["geometric"](x, w), lambda: np.exp(np.log(x) @ (w / w.sum())), None),
    }


def best(function: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Return the least time in seconds and the result."""
    times, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
    return min(times), result


def main(units: list[int]) -> None:
    print(
        f"{'units':>9}  {'method':30} {'ours':>9} {'numpy':>9} {'ratio':>6} {'pymcdm':>9} {'ratio':>6}  greatest difference"
    )
    for size in units:
        rng = np.random.default_rng(0)
        x, w = rng.uniform(1, 100, (size, INDICATORS)), rng.uniform(1, 5, INDICATORS)
        repeats = REPEATS.get(size, 3)
        for name, (ours, plain, peer) in cases(x, w).items():
            our_time, our_result = best(ours, repeats)
            plain_time, plain_result = best(plain, repeats)
            peer_time = best(peer, 1)[0] if peer is not None else float("nan")
            gap = float(np.abs(our_result - plain_result).max())
            print(
                f"{size:>9,}  {name:30} {our_time:8.4f}s {plain_time:8.4f}s {our_time / plain_time:6.2f} "
                f"{peer_time:8.4f}s {our_time / peer_time:6.2f}  {gap:.1e}"
            )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [10_000, 1_000_000])
