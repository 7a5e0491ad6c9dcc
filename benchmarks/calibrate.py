"""Calibration of weights against peers on the same work; both must agree. Ratio = time of the peer over ours.

Run: OPENBLAS_NUM_THREADS=1 python benchmarks/calibrate.py    (pymcdm and statsmodels are optional; on a busy machine more threads
wait for one another)

panel        12 items, 10 experts, 20 of 66 comparisons missing, 500 bootstrap panels; peer: numpy.linalg.eig in a loop
ahp          one complete matrix of 12 items; peer: pymcdm
importance   10,000 units x 50 indicators; peer: scipy's SLSQP with the same loss and numerical gradients
outcome      1,000 units x 10 indicators, one fit; peer: scipy's nnls on the same centred values
best case    1,000 units x 10 indicators and 100 x 8 (benefit of the doubt); peer: scipy's linprog (HiGHS), one programme a unit
verdicts     1,000 graded units x 10 indicators, one fit; peer: statsmodels OrderedModel
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import minimize

from toolkit import calibrate
from toolkit.weigh import WEIGHTINGS
from toolkit.weigh._pairwise import comparisons, priorities
from toolkit.weigh._verdict_model import fit, graded

RNG = np.random.default_rng(0)


def seconds(work: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Return the best of some runs, and the result."""
    best, result = np.inf, None
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - began)
    return best, result


def tell(name: str, ours: float, peer: float | None, difference: float | None, who: str) -> None:
    """Print one line."""
    if peer is None or difference is None:
        print(f"{name:28} {1e3 * ours:9.1f} ms   ({who} is not installed)")
    else:
        print(
            f"{name:28} {1e3 * ours:9.1f} ms   {who} {1e3 * peer:.1f} ms, ratio {peer / ours:.1f}, differ by {difference:.0e}"
        )


def matrices(experts: int, size: int, missing: int) -> np.ndarray:
    """Comparisons of a panel that agrees up to noise."""
    truth = RNG.dirichlet(np.full(size, 4.0))
    made = []
    for _ in range(experts):
        noise = np.triu(RNG.normal(size=(size, size)) * 0.4, 1)
        one = truth[:, None] / truth * np.exp(noise - noise.T)
        pairs = np.array(np.triu_indices(size, 1)).T
        for i, j in pairs[RNG.permutation(len(pairs))[:missing]]:
            one[i, j] = one[j, i] = np.nan
        made.append(one)
    return np.array(made)


def by_eig(given: np.ndarray, replicates: int) -> np.ndarray:
    """The panel's weights and as many bootstrap panels, one eigenvalue problem each."""

    def weights(stack: np.ndarray) -> np.ndarray:
        joint = np.exp(np.nanmean(np.log(stack), axis=0))
        gaps = np.isnan(joint)
        values, vectors = np.linalg.eig(np.where(gaps, 0, joint) + np.diag(gaps.sum(axis=1)))
        vector = np.abs(vectors[:, values.real.argmax()].real)
        return vector / vector.sum()

    rng = np.random.default_rng(0)
    for _ in range(replicates):
        weights(given[rng.integers(0, len(given), len(given))])
    return weights(given)


def panel() -> None:
    given = matrices(10, 12, 20)
    ours, found = seconds(lambda: calibrate.group_ahp(given, replicates=500))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # means of nothing
        peer, expected = seconds(lambda: by_eig(given, 500), 2)
    tell("panel 10 x 12, 500 draws", ours, peer, float(np.abs(found.weights - expected).max()), "eig in a loop")


def ahp() -> None:
    upper = RNG.integers(1, 10, (12, 12)).astype(float)  # pymcdm takes grades alone
    one = np.triu(upper, 1) + np.tril(1 / upper.T, -1) + np.eye(12)
    whole, _ = seconds(lambda: calibrate.ahp(one), 20)
    names = tuple(map(str, range(12)))
    ours, found = seconds(lambda: priorities(comparisons(one, names), "eigenvector"), 20)
    try:
        from pymcdm.weights.subjective import AHP
    except ImportError:
        return tell("ahp 12", ours, None, None, "pymcdm")
    print(f"{'ahp 12, with the account':28} {1e3 * whole:9.1f} ms   (consistency, 66 revisions tried, report)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer, expected = seconds(lambda: AHP(matrix=one)(), 20)
    return tell("ahp 12, weights alone", ours, peer, float(np.abs(found - expected).max()), "pymcdm")


def importance() -> None:
    x = (RNG.normal(size=(10_000, 8)) @ RNG.normal(size=(8, 50)) * 0.3 + RNG.normal(size=(10_000, 50))) * RNG.uniform(
        1, 20, 50
    )
    target = RNG.uniform(0.8, 1.2, 50)
    target /= target.sum()
    ours, found = seconds(lambda: calibrate.to_importance(x, target))
    ratio, by_ratio = seconds(lambda: calibrate.to_importance(x, target, measure="correlation_ratio"), 1)

    def loss(v: np.ndarray) -> float:
        push = correlation @ v
        share = np.sign(push) * push**2 / (push @ push)
        return float(((share - target) ** 2).sum() * 1e4)

    def other() -> np.ndarray:
        nonlocal correlation
        correlation = np.corrcoef(x, rowvar=False)
        start = np.full(50, 1 / 50)
        v = minimize(loss, start, method="SLSQP", bounds=[(0, None)] * 50, options={"maxiter": 1000, "ftol": 1e-12}).x
        weights = v / x.std(axis=0)
        return weights / weights.sum()

    correlation = np.eye(50)
    peer, expected = seconds(other, 1)
    tell("importance 10,000 x 50", ours, peer, float(np.abs(found.weights - expected).max()), "SLSQP")
    print(f"{'':28} gap {found.gap:.0e}, reached {found.reached}")
    print(f"{'  by correlation ratios':28} {1e3 * ratio:9.1f} ms   gap {by_ratio.gap:.0e}, reached {by_ratio.reached}")


def outcome() -> None:
    from scipy.optimize import nnls

    x = RNG.uniform(0, 100, (1_000, 10))
    y = x @ np.linspace(0, 1, 10) + RNG.normal(0, 30, 1_000)
    ours, found = seconds(lambda: calibrate.to_outcome(x, y, replicates=0, permutations=0))
    whole, _ = seconds(lambda: calibrate.to_outcome(x, y), 1)

    def other() -> np.ndarray:
        weights = nnls(x - x.mean(axis=0), y - y.mean())[0]
        return weights / weights.sum()

    peer, expected = seconds(other)
    tell("outcome 1,000 x 10, one fit", ours, peer, float(np.abs(found.weights - expected).max()), "scipy nnls")
    print(f"{'':28} ours with folds, report and R squared; with 200 draws, 199 shuffles {1e3 * whole:.1f} ms")


def best_case() -> None:
    from scipy.optimize import linprog

    for units, size in ((1_000, 10), (100, 8)):
        x = RNG.uniform(0, 100, (units, size))
        ours, found = seconds(lambda x=x: WEIGHTINGS["benefit_of_doubt"](x), 3)

        def other(x: np.ndarray = x) -> np.ndarray:
            y = x / x.max(axis=0)
            return np.array([-linprog(-own, y, np.ones(len(y)), method="highs").fun for own in y])

        peer, expected = seconds(other, 1)
        scores = found.report.filter(pl.col("parameter").str.starts_with("score of"))["value"].to_numpy()
        tell(f"best case {units:,} x {size}", ours, peer, float(np.abs(scores - expected).max()), "linprog")


def verdicts() -> None:
    x = RNG.normal(size=(1_000, 10))
    grade = np.digitize(x @ np.linspace(0.2, 1, 10) + RNG.logistic(size=1_000), [-2.0, 0.0, 2.0])
    ours, found = seconds(lambda: fit(graded(x, grade), 1e-9), 20)
    whole, _ = seconds(lambda: calibrate.to_verdicts(x, grade, replicates=200, permutations=199), 1)
    try:
        from statsmodels.miscmodels.ordinal_model import OrderedModel
    except ImportError:
        return tell("verdicts, one fit", ours, None, None, "statsmodels")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer, expected = seconds(lambda: OrderedModel(grade, x, distr="logit").fit(disp=0, method="bfgs", gtol=1e-6), 2)
    tell(
        "verdicts 1,000 x 10, one fit",
        ours,
        peer,
        float(np.abs(found.coefficients - expected.params[:10]).max()),
        "statsmodels",
    )
    print(f"{'  with 200 draws, 199 shuffles':28} {1e3 * whole:9.1f} ms")
    return None


if __name__ == "__main__":
    panel()
    ahp()
    importance()
    outcome()
    best_case()
    verdicts()
