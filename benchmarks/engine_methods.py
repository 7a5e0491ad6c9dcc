"""Normalisers, weightings and aggregators at 10,000 x 50 and 1,000,000 x 50: ratios to plain numpy, pymcdm and scikit-criteria.

Run: OPENBLAS_NUM_THREADS=1 python benchmarks/engine_methods.py [units ...]

The peers are used where they can be imported. scikit-criteria needs pandas 3, which other test packages do not go with: make an
environment of its own with numpy, scipy, scikit-learn, polars, pymcdm and scikit-criteria, and run this file there.
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


def vector(column: Array, cost: bool = False) -> Array:
    return column / np.sqrt((column**2).sum())


def by_pymcdm(x: Array, w: Array) -> dict[str, Callable[[], Any]]:
    """Name -> the same by pymcdm; empty where it is not installed."""
    try:
        from pymcdm import methods, weights
    except ImportError:
        return {}
    topsis = methods.TOPSIS(normalization_function=vector)
    return {
        "critic": lambda: weights.critic_weights(x),
        "entropy": lambda: weights.entropy_weights(x),
        "topsis": lambda: topsis(x, w / w.sum(), np.ones(len(w)), validation=False),
        INDEX: lambda: pymcdm_index(x, w),
    }


def by_scikit_criteria(x: Array, w: Array) -> dict[str, Callable[[], Any]]:
    """Name -> the same by scikit-criteria, with making its decision matrix; empty where it is not installed."""
    try:
        import skcriteria
        from skcriteria.agg import simple, topsis
        from skcriteria.preprocessing import scalers, weighters
    except ImportError:
        return {}

    def made() -> Any:
        return skcriteria.mkdm(x, np.ones(len(w)), weights=w / w.sum())

    return {
        "critic": lambda: weighters.CRITIC().transform(made()).weights.to_numpy(),
        "entropy": lambda: weighters.EntropyWeighter().transform(made()).weights.to_numpy(),
        "topsis": lambda: topsis.TOPSIS().evaluate(scalers.VectorScaler("matrix").transform(made())).e_.similarity,
        INDEX: lambda: (
            simple.WeightedSumModel()
            .evaluate(scalers.MinMaxScaler("matrix", criteria_range=(0, 1)).transform(made()))
            .rank_.astype(float)
        ),
    }


INDEX = "min-max + weighted sum + rank"


def cases(x: Array, w: Array) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Name -> ours, plain numpy."""
    return {
        "critic": (lambda: WEIGHTINGS["critic"](x).weights, lambda: plain_critic(x)),
        "entropy": (lambda: WEIGHTINGS["entropy"](x).weights, lambda: plain_entropy(x)),
        "topsis": (lambda: AGGREGATORS["topsis"](x, w), lambda: plain_topsis(x, w / w.sum())),
        INDEX: (lambda: our_index(x, w), lambda: plain_index(x, w)),
        "arithmetic": (lambda: AGGREGATORS["arithmetic"](x, w), lambda: x @ (w / w.sum())),
        "geometric": (lambda: AGGREGATORS["geometric"](x, w), lambda: np.exp(np.log(x) @ (w / w.sum()))),
    }


def best(function: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Return the least time in seconds and the result."""
    times, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
    return min(times), result


def compared(peer: Callable[[], Any] | None, ours: float, expected: Any) -> str:
    """Return time of a peer, how many times as long as ours, and its difference; dashes where there is none."""
    if peer is None:
        return f"{'-':>9} {'-':>6} {'-':>7}"
    try:
        took, result = best(peer, 1)
    except Exception as error:  # a peer may fail where we do not
        return f"{type(error).__name__[:9]:>9} {'-':>6} {'-':>7}"
    gap = float(np.abs(np.asarray(result, dtype=float) - expected).max())
    return f"{took:8.4f}s {took / ours:6.1f} {gap:7.0e}"


def main(units: list[int]) -> None:
    print(
        f"{'units':>9}  {'method':30} {'ours':>9} {'numpy':>9} {'ours/':>6} {'differ':>7}  "
        f"{'pymcdm':>9} {'/ours':>6} {'differ':>7}  {'sk-criter':>9} {'/ours':>6} {'differ':>7}"
    )
    for size in units:
        rng = np.random.default_rng(0)
        x, w = rng.uniform(1, 100, (size, INDICATORS)), rng.uniform(1, 5, INDICATORS)
        repeats = REPEATS.get(size, 3)
        peers = (by_pymcdm(x, w), by_scikit_criteria(x, w))
        for name, (ours, plain) in cases(x, w).items():
            our_time, our_result = best(ours, repeats)
            plain_time, plain_result = best(plain, repeats)
            gap = float(np.abs(our_result - plain_result).max())
            others = "  ".join(compared(peer.get(name), our_time, plain_result) for peer in peers)
            print(
                f"{size:>9,}  {name:30} {our_time:8.4f}s {plain_time:8.4f}s {our_time / plain_time:6.2f} {gap:7.0e}  {others}",
                flush=True,
            )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [10_000, 1_000_000])
