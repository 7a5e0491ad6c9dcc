"""The table of schemes: ranks under every weighting, who gains and who loses, against values worked out by hand."""

import polars as pl
import pytest

from toolkit import calibrate
from toolkit.charts import schemes_table
from toolkit.charts.schemes import schemes_alt
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study

TREE = pl.DataFrame(
    [("total", None, "index"), ("a", "total", "indicator"), ("b", "total", "indicator")],
    schema=["node", "parent", "kind"],
    orient="row",
)
CELLS = {"U1": (1.0, 9.0), "U2": (5.0, 2.0), "U3": (3.0, 1.0)}
"""On 0 to 1: U1 (0, 1), U2 (1, 1/8), U3 (1/2, 0). Equal weights: U2, U1, U3. Three times as much for a: U2, U3, U1."""
MOSTLY_A = {"first": "equal", "mostly a": {"a": 3, "b": 1}}


def small(cells: dict[str, tuple[float | None, ...]]) -> ScoringRun:
    rows = [(u, i, v) for u, pair in cells.items() for i, v in zip("ab", pair, strict=True)]
    values = pl.DataFrame(rows, schema=["unit_id", "indicator", "value"], orient="row")
    study = Study(framework=TREE, normaliser="minmax", minimum_coverage=0.9)
    return study.score(values.with_columns(level=pl.lit("unit"), period=pl.lit("2025")))


@pytest.mark.filterwarnings("ignore")  # min-max on three units
def test_ranks_and_who_gains_and_loses_by_hand() -> None:
    table = schemes_table(small(CELLS), schemes=MOSTLY_A, level="unit", lang="en")
    found = table.filter(scheme="mostly a").select("unit_id", "rank", "rank_change", "range", "kind").rows()
    assert found == [("U2", 1, 0, 0, "none"), ("U1", 3, -1, 1, "loss"), ("U3", 2, 1, 1, "gain")]
    assert table["label"].unique(maintain_order=True).to_list() == ["first", "mostly a"]


@pytest.mark.filterwarnings("ignore")
def test_the_largest_move_decides_and_the_earlier_scheme_where_two_are_equal() -> None:
    three = MOSTLY_A | {"mostly b": {"a": 1, "b": 3}}  # U1, U2, U3: the leader falls by one
    kinds = dict(schemes_table(small(CELLS), schemes=three, level="unit").select("unit_id", "kind").rows())
    assert kinds == {"U1": "loss", "U2": "loss", "U3": "gain"}  # U1: down one, then up one


@pytest.mark.filterwarnings("ignore")
def test_a_unit_without_a_score_has_no_rank_and_no_kind() -> None:
    table = schemes_table(small(CELLS | {"U4": (4.0, None)}), schemes=MOSTLY_A, level="unit")
    lost = table.filter(unit_id="U4")
    assert lost["rank"].to_list() == [None, None]
    assert lost["kind"].to_list() == [None, None]
    assert lost["range"].to_list() == [None, None]


def test_an_answer_of_side_by_side_is_drawn_as_it_is(run: ScoringRun) -> None:
    given = {"as_scored": None, "entropy": "entropy"}
    compared = calibrate.side_by_side(run, schemes=given, node="teaching", level="school", period="2024-25")
    table = schemes_table(run, schemes=compared, lang="zh")
    assert table.equals(schemes_table(run, schemes=given, node="teaching", level="school", period="2024-25", lang="zh"))
    assert table["label"].unique(maintain_order=True).to_list() == ["现行权重", "熵权法"]
    assert "2024-25 学校教学质量，2 种权重方案" in schemes_alt(run, schemes=compared, lang="zh")


def test_an_unknown_level_is_named(run: ScoringRun) -> None:
    with pytest.raises(OptionError, match="Did you mean 'school'"):
        schemes_table(run, level="schol")
