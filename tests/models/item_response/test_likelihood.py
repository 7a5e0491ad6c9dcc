"""The likelihood by numerical integration, its maximum by another optimiser, its curvature by differences."""

from __future__ import annotations

from math import exp, log, pi, sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize

from tests.models.item_response._data import lsat
from tests.models.item_response.test_reference import reference
from toolkit.models import GeneralizedPartialCredit, GradedResponse, PartialCredit, RaschModel, TwoPL

TINY = pl.DataFrame(
    {
        "A": [0, 1, 1, 0, 2, 2, 1, 0, 2, 1, 0, 1],
        "B": [0, 1, 0, 1, 1, 1, 0, 0, 0, 1, None, 1],
        "C": [1, 2, 0, 0, 2, 1, None, 0, 2, 1, 1, 0],
    }
)
"""Three items of three, two and three categories, two answers missing."""


def graded(a: float, b: list[float], t: float) -> list[float]:
    """Probabilities of the categories as the definition gives them."""
    above = [1.0, *(1 / (1 + exp(-a * (t - one))) for one in b), 0.0]
    return [above[k] - above[k + 1] for k in range(len(b) + 1)]


def partial_credit(a: float, b: list[float], t: float) -> list[float]:
    """Probabilities of the categories as the definition gives them."""
    weight = [exp(sum(a * (t - one) for one in b[:k])) for k in range(len(b) + 1)]
    return [w / sum(weight) for w in weight]


def by_integration(model: Any, data: pl.DataFrame, person: Any = lambda t: 1.0) -> list[tuple[float, float]]:
    """Marginal likelihood of each person, and the posterior mean of a function of t, by adaptive quadrature."""
    curve = partial_credit if model.family == "partial_credit" else graded
    thresholds = [c for c in model.items_.columns if c.startswith(("threshold", "difficulty"))]
    items = {
        r["item"]: (r["discrimination"], [r[c] for c in thresholds if r[c] is not None])
        for r in model.items_.rows(named=True)
    }
    sd = model.groups_["sd"][0]
    found = []
    for row in data.iter_rows(named=True):

        def density(t: float, row: dict[str, int | None] = row) -> float:
            product = exp(-0.5 * (t / sd) ** 2) / (sd * sqrt(2 * pi))
            for item, answer in row.items():
                if answer is not None:
                    product *= curve(*items[item], t)[answer]
            return product

        whole = quad(density, -12 * sd, 12 * sd, epsabs=1e-14, epsrel=1e-12, limit=200)[0]
        part = quad(lambda t, d=density: d(t) * person(t), -12 * sd, 12 * sd, epsabs=1e-14, epsrel=1e-12, limit=200)[0]
        found.append((whole, part / whole))
    return found


@pytest.mark.filterwarnings("ignore:Not converged")  # three items hardly say what the slopes are
@pytest.mark.parametrize("kind", [GradedResponse, GeneralizedPartialCredit, PartialCredit])
def test_log_likelihood_and_scores_by_adaptive_quadrature(kind: Any) -> None:
    """A grid of equal steps is exact to about 1e-9 for smooth functions that fade at both ends."""
    model = kind(max_steps=60, tolerance=1e-2).fit(TINY)
    exact = by_integration(model, TINY, lambda t: t)
    assert model.log_likelihood_ == pytest.approx(sum(log(whole) for whole, _ in exact), abs=1e-6)
    scores = model.scores(TINY)
    assert scores["score"].to_list() == pytest.approx([mean for _, mean in exact], abs=1e-6)
    squares = by_integration(model, TINY, lambda t: t * t)
    deviations = [sqrt(square - mean**2) for (_, square), (_, mean) in zip(squares, exact, strict=True)]
    assert scores["se"].to_list() == pytest.approx(deviations, abs=1e-6)


def negative(x: np.ndarray, patterns: np.ndarray, counts: np.ndarray) -> float:
    """Negative log-likelihood of the 2PL on Gauss-Hermite nodes: an implementation of its own."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    a, c = x.reshape(2, -1)
    p = 1 / (1 + np.exp(-(a * nodes[:, None] + c)))
    each = np.where(patterns[:, None] == 1, p, 1 - p)  # (pattern, node, item)
    likelihood = each.prod(axis=2)
    return -float((counts * np.log((likelihood * weights / weights.sum()).sum(axis=1))).sum())


def test_the_maximum_by_scipy() -> None:
    """The search stops where the gradient is about 1e-3 (differences); the curvature is 10 or more."""
    patterns, counts = np.unique(lsat().to_numpy(), axis=0, return_counts=True)
    found = minimize(negative, np.ones(10), args=(patterns, counts), method="L-BFGS-B", bounds=[(-5, 5)] * 10)
    model = TwoPL(tolerance=1e-7).fit(lsat())
    assert model.log_likelihood_ == pytest.approx(-found.fun, abs=1e-5)
    assert model.items_["discrimination"].to_list() == pytest.approx(found.x[:5].tolist(), abs=2e-3)


def test_standard_errors_by_the_curvature() -> None:
    """The inverse Hessian, by differences, is what mirt's SE.type = "Oakes" gives; the cross products estimate the same."""
    patterns, counts = np.unique(lsat().to_numpy(), axis=0, return_counts=True)
    model = TwoPL(tolerance=1e-7).fit(lsat())
    a = model.items_["discrimination"].to_numpy()
    x = np.concatenate([a, -a * model.items_["difficulty"].to_numpy()])
    h, eye = 1e-3, np.eye(10)
    f = lambda z: negative(z, patterns, counts)  # noqa: E731
    hessian = np.array(
        [
            [
                (f(x + h * (r + s)) - f(x + h * (r - s)) - f(x - h * (r - s)) + f(x - h * (r + s))) / (4 * h * h)
                for s in eye
            ]
            for r in eye
        ]
    )
    se = np.sqrt(np.diag(np.linalg.inv(hessian)))[:5]
    oakes = reference().filter(case="lsat_2pl_oakes", quantity="se_a1")["value"].to_list()
    assert se.tolist() == pytest.approx(oakes, rel=1e-3)  # differences of step 1e-3
    assert model.items_["se_discrimination"].to_list() == pytest.approx(se.tolist(), rel=0.05)  # of 1,000 persons


def test_two_categories_are_one_model_in_every_family() -> None:
    fits = [kind(tolerance=1e-7).fit(lsat()) for kind in (TwoPL, GradedResponse, GeneralizedPartialCredit)]
    for other in fits[1:]:
        assert other.log_likelihood_ == pytest.approx(fits[0].log_likelihood_, abs=1e-8)
        assert other.items_["difficulty"].to_list() == pytest.approx(fits[0].items_["difficulty"].to_list(), abs=1e-4)
    one, two = (kind(tolerance=1e-7).fit(lsat()) for kind in (RaschModel, PartialCredit))
    assert one.log_likelihood_ == pytest.approx(two.log_likelihood_, abs=1e-8)


def test_order_of_persons_items_and_words_for_categories_do_not_matter() -> None:
    model = TwoPL(tolerance=1e-7).fit(lsat())
    columns = lsat().columns[::-1]
    turned = lsat().sample(fraction=1.0, shuffle=True, seed=0).select(pl.col(columns) + 7)
    other = TwoPL(tolerance=1e-7).fit(turned)
    assert other.log_likelihood_ == pytest.approx(model.log_likelihood_, abs=1e-8)
    both = model.items_.join(other.items_, on="item", suffix="_other")
    assert both["discrimination"].to_list() == pytest.approx(both["discrimination_other"].to_list(), abs=1e-5)


def test_an_item_worded_the_other_way_round_has_a_negative_slope() -> None:
    first = lsat().columns[0]
    model = TwoPL(tolerance=1e-7).fit(lsat())
    turned = TwoPL(tolerance=1e-7).fit(lsat().with_columns((1 - pl.col(first)).alias(first)))
    assert turned.log_likelihood_ == pytest.approx(model.log_likelihood_, abs=1e-6)
    assert turned.items_["discrimination"][0] == pytest.approx(-model.items_["discrimination"][0], abs=1e-4)
    assert turned.items_["difficulty"][0] == pytest.approx(model.items_["difficulty"][0], abs=1e-3)
