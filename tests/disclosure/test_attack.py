"""The attacker, against bounds that are known in closed form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.disclosure.conftest import grid
from toolkit.disclosure import System, intervals
from toolkit.errors import DataError

CELLS = st.lists(st.integers(0, 60), min_size=4, max_size=4)


@settings(max_examples=25)
@given(CELLS)
def test_four_hidden_cells_have_the_bounds_of_frechet(cells: list[int]) -> None:
    """max(0, row + column - total) <= cell <= min(row, column): Fréchet (1940)."""
    system, _ = grid(np.array(cells, dtype=float).reshape(2, 2))
    hidden = np.zeros(9, dtype=bool)
    hidden[[0, 1, 3, 4]] = True
    low, high = intervals(system, hidden)
    row, column, total = system.truth[2], system.truth[6], system.truth[8]
    assert low[0] == pytest.approx(
        max(0.0, row + column - total), abs=1e-6
    )  # the solver's feasibility is 1e-9 of a scale
    assert high[0] == pytest.approx(min(row, column), abs=1e-6)


@settings(max_examples=25)
@given(st.lists(st.floats(0, 100), min_size=3, max_size=6), st.lists(st.floats(0.1, 10), min_size=6, max_size=6))
def test_two_hidden_parts_of_a_weighted_mean_bound_one_another(values: list[float], weights: list[float]) -> None:
    """w1 v1 + w2 v2 = K with values of 0 to 100: v1 lies between (K - 100 w2)/w1 and K/w1."""
    v, w = np.array(values), np.array(weights[: len(values)])
    relations = sparse.csr_array(np.append(w, -w.sum())[None, :])
    truth = np.append(v, w @ v / w.sum())
    ones = np.ones(truth.size)
    hidden = np.arange(truth.size) < 2
    low, high = intervals(System(relations, truth, 0 * ones, 100 * ones, 100 * ones, ones, ones), hidden)
    known = w[:2] @ v[:2]
    assert low[0] == pytest.approx(max(0.0, (known - 100 * w[1]) / w[0]), abs=1e-4)
    assert high[0] == pytest.approx(min(100.0, known / w[0]), abs=1e-4)


def test_a_single_hidden_part_is_known() -> None:
    system, _ = grid(np.array([[3.0, 20.0], [40.0, 50.0]]))
    hidden = np.arange(9) == 0
    low, high = intervals(system, hidden)
    assert (low[0], high[0]) == pytest.approx((3.0, 3.0), abs=1e-6)


def test_what_nothing_bounds_is_infinite() -> None:
    alone = System(sparse.csr_array((0, 1)), np.array([5.0]), np.zeros(1), np.array([np.inf]), *np.ones((3, 1)))
    low, high = intervals(alone, np.array([True]))
    assert (low[0], high[0]) == (0.0, np.inf)


def test_what_is_not_hidden_is_known() -> None:
    system, _ = grid(np.array([[3.0, 20.0], [40.0, 50.0]]))
    low, high = intervals(system, np.zeros(9, dtype=bool))
    assert (low == system.truth).all()
    assert (high == system.truth).all()


def test_a_cell_without_a_value_is_refused() -> None:
    with pytest.raises(DataError, match="without a finite value"):
        System(sparse.csr_array((0, 1)), np.array([np.nan]), *np.ones((5, 1)))
