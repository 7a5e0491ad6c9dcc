"""Tables with margins: what is hidden, and why."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from tests.disclosure.conftest import grid, long
from tests.disclosure.test_complement import TABLES
from toolkit.disclosure import Rules, dominated, intervals, protect, rounded, rounded_together
from toolkit.errors import DataError, OptionError

BY = ["row", "column"]
EXACT = Rules(base=1)


def test_numerators_and_rates_go_with_their_count() -> None:
    table = pl.DataFrame(
        {
            "school": ["a", "b", "c", "d", "total"],
            "pupils": [4, 31, 250, 100, 385],
            "passed": [2, 20, 200, 90, 312],
            "share": [50.0, 64.5, 80.0, 90.0, 81.0],
        }
    )
    found = protect(table, EXACT, by=["school"], count="pupils", parts=["passed"], rates=["share"])
    gone = found.table.filter(status="suppressed")
    assert "a" in gone["school"].to_list()
    assert gone.height == 2
    assert gone.select("pupils", "passed", "share").null_count().row(0) == (2, 2, 2)
    assert found.log.columns == ["school", "reason", "rule"]
    assert found.log.filter(school="a").row(0) == ("a", "primary", "pupils")


def test_the_published_table_does_not_say_which_cell_was_small() -> None:
    found = protect(long(np.array([[3, 20, 30], [40, 50, 60]])), EXACT, by=BY, count="pupils")
    assert set(found.table["status"]) == {"value", "suppressed"}
    assert set(found.log["reason"]) == {"primary", "secondary"}


@settings(max_examples=10)
@given(TABLES)
def test_the_attacker_learns_no_small_count_from_the_published_table(inside: np.ndarray) -> None:
    found = protect(long(inside), EXACT, by=BY, count="pupils")
    cells = {(r, c): status == "suppressed" for r, c, _, status in found.table.iter_rows()}
    system, small = grid(inside)
    rows, columns = inside.shape
    names = [(f"r{i}" if i < rows else "total", f"c{j}" if j < columns else "total")
             for i in range(rows + 1) for j in range(columns + 1)]  # fmt: skip
    low, high = intervals(system, np.array([cells[name] for name in names]))
    assert ((high - low)[small] >= 10 - 1e-4).all()


@settings(max_examples=10)
@given(TABLES)
def test_the_order_of_rows_changes_nothing(inside: np.ndarray) -> None:
    table = long(inside)
    a, b = (protect(t, EXACT, by=BY, count="pupils") for t in (table, table.reverse()))
    assert a.table.equals(b.table)
    assert a.log.equals(b.log)


@settings(max_examples=10)
@given(TABLES)
def test_stricter_minimums_hide_at_least_the_same_small_counts(inside: np.ndarray) -> None:
    gone = [
        set(
            protect(long(inside), Rules(base=1, pupils=n), by=BY, count="pupils")
            .log.filter(reason="primary")
            .select(BY)
            .rows()
        )
        for n in (5, 10, 20)
    ]
    assert gone[0] <= gone[1] <= gone[2]


@settings(max_examples=10)
@given(TABLES)
def test_nothing_is_hidden_where_all_counts_are_large(inside: np.ndarray) -> None:
    found = protect(long(inside + 10), EXACT, by=BY, count="pupils")
    assert found.table.drop("status").equals(long(inside + 10).sort(BY))


def test_a_margin_that_does_not_add_up_is_refused() -> None:
    table = pl.DataFrame({"school": ["a", "b", "total"], "pupils": [4, 31, 36]})
    with pytest.raises(DataError, match="pupils of total is 36, its parts are 35"):
        protect(table, by=["school"], count="pupils")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"count": "pupil"}, "Did you mean 'pupils'"),
        ({"kind": "teachers"}, "Unknown kind of persons 'teachers'"),
        ({"by": []}, "at least one column"),
    ],
)
def test_wrong_use(change: dict, message: str) -> None:
    table = pl.DataFrame({"school": ["a", "total"], "pupils": [14, 14]})
    with pytest.raises(OptionError, match=message):
        protect(table, **{"by": ["school"], "count": "pupils", **change})


@pytest.mark.parametrize(
    ("rule", "message"),
    [({"pupil": 5}, "Did you mean 'pupils'"), ({"staff": 0}, "staff = 0"), ({"interval": 0.9}, "interval = 0.9")],
)
def test_rules_that_cannot_be(rule: dict, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Rules(**rule)


def test_dominance_at_its_limit() -> None:
    """Hundepool et al. (2012), section 4.2: sensitive when the n largest exceed k %, and when X - x1 - x2 < p/100 x1."""
    parts = pl.DataFrame({"cell": "a", "contribution": [80.0, 15.0, 5.0]})
    assert dominated(parts, ["cell"], Rules(dominance=(1, 80))).height == 0
    assert dominated(parts, ["cell"], Rules(dominance=(1, 79.9))).height == 1
    assert dominated(parts, ["cell"], Rules(p_percent=6.25)).height == 0
    assert dominated(parts, ["cell"], Rules(p_percent=6.3)).height == 1
    assert dominated(parts, ["cell"], Rules(schools=3)).height == 0
    assert dominated(parts, ["cell"], Rules(schools=4))["rule"].to_list() == ["schools"]


def test_plain_rounding_keeps_equal_counts_equal() -> None:
    counts = pl.DataFrame({"n": list(range(40))})
    got = counts.select(rounded(pl.col("n"), 5))["n"].to_numpy()
    assert (np.abs(got - np.arange(40)) <= 2.5).all()
    assert (got % 5 == 0).all()


@settings(max_examples=10)
@given(TABLES)
def test_controlled_rounding_adds_up_and_moves_no_count_by_the_base(inside: np.ndarray) -> None:
    system, _ = grid(inside)
    got = rounded_together(system, 5)
    assert (got % 5 == 0).all()
    assert (np.abs(got - system.truth) < 5).all()
    assert np.abs(system.relations @ got).max() == 0
