import numpy as np
import polars as pl
import pytest
from scipy import sparse

from indicators.city import make_city
from toolkit import Study
from toolkit.disclosure import System
from toolkit.scoring_run import ScoringRun


@pytest.fixture(scope="session")
def run() -> ScoringRun:
    """Sixteen groups with 106 schools: in most schools fewer than ten teachers moved (T2)."""
    return Study().run(make_city(groups=16, members=90, periods=("2024-25", "2025-26")))


def grid(inside: np.ndarray, least: int = 10) -> tuple[System, np.ndarray]:
    """A table of counts with its margins as a system, and its small cells."""
    rows, columns = inside.shape
    whole = np.zeros((rows + 1, columns + 1))
    whole[:rows, :columns] = inside
    whole[:rows, columns] = inside.sum(axis=1)
    whole[rows] = whole[:rows].sum(axis=0)
    at = np.arange(whole.size).reshape(whole.shape)
    lines = [*at, *at.T]
    matrix = np.zeros((len(lines), whole.size))
    for relation, cells in enumerate(lines):
        matrix[relation, cells[:-1]], matrix[relation, cells[-1]] = 1.0, -1.0
    truth = whole.ravel()
    small = (truth > 0) & (truth < least)
    ones = np.ones(truth.size)
    width = np.where(small, float(least), 0.0)
    return System(
        sparse.csr_array(matrix), truth, 0 * ones, np.inf * ones, ones, width, 1 + truth / (1 + truth.max())
    ), small


def long(inside: np.ndarray) -> pl.DataFrame:
    """The same table as a frame."""
    rows, columns = inside.shape
    cells = [(f"r{i}", f"c{j}", int(inside[i, j])) for i in range(rows) for j in range(columns)]
    cells += [(f"r{i}", "total", int(inside[i].sum())) for i in range(rows)]
    cells += [("total", f"c{j}", int(inside[:, j].sum())) for j in range(columns)]
    return pl.DataFrame(
        [*cells, ("total", "total", int(inside.sum()))], schema=["row", "column", "pupils"], orient="row"
    )
