"""Judgement sheets over a whole tree, and panels that give points: against the same numbers by hand."""

import itertools

import numpy as np
import polars as pl
import pytest

from toolkit import calibrate
from toolkit.errors import DataError, OptionError
from toolkit.framework import Framework, load_framework

NODES = [
    ("total", None, "总分", "Total", "index", None),
    ("inputs", "total", "投入", "inputs", "dimension", 2.0),
    ("a", "inputs", "师资", "staff", "indicator", 1.0),
    ("b", "inputs", "投入", "rooms", "indicator", 1.0),
    ("gate", "inputs", "门槛", "gate", "indicator", 0.0),
    ("results", "total", "结果", "results", "dimension", 1.0),
    ("c", "results", "成绩", "marks", "indicator", 1.0),
    ("d", "results", "满意", "praise", "indicator", 3.0),
]


@pytest.fixture
def tree() -> Framework:
    columns = ["node", "parent", "label_zh", "label_en", "kind", "weight"]
    return load_framework(pl.DataFrame(NODES, schema=columns, orient="row"))


def compared(*rows: tuple[object, ...]) -> dict[str, pl.DataFrame]:
    columns = ["expert", "item_a", "item_b", "more_important", "degree"]
    return {"comparisons": pl.DataFrame(rows, schema=columns, orient="row", strict=False)}


def pointed(*rows: tuple[object, ...]) -> dict[str, pl.DataFrame]:
    return {"points": pl.DataFrame(rows, schema=["round", "expert", "item", "points"], orient="row", strict=False)}


def test_one_sheet_weighs_several_parents_and_leaves_the_others(tree: Framework) -> None:
    found = calibrate.from_judgements(
        compared(("E1", "inputs", "results", "b", 4.0), ("E1", "staff", "b", "a", 3.0), ("E1", "c", "d", None, None)),
        tree,
    )
    weights = dict(found.weights.select("node", "weight").iter_rows())
    assert weights == pytest.approx({"inputs": 0.2, "results": 0.8, "a": 0.75, "b": 0.25})
    kept = dict(found.framework.nodes.select("node", "weight").iter_rows())
    assert kept == weights | {"total": None, "gate": 0.0, "c": 1.0, "d": 3.0}
    assert (list(found.panels), found.consistent) == (["total", "inputs"], True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_asks_for_every_pair_of_what_counts_and_can_be_read_back(
    tree: Framework, lang: str, tmp_path: object
) -> None:
    parents = ["total", "inputs", "results"]
    path = calibrate.write_judgements(f"{tmp_path}/sheet.xlsx", tree, parents=parents, experts=["王", "李"], lang=lang)
    checked = calibrate.read_judgements(path)
    assert checked.ok
    sheet = checked.tables["comparisons"]
    assert sheet["expert"].to_list() == ["王"] * 3 + ["李"] * 3
    filled = sheet.with_columns(more_important=pl.lit("a"), degree=pl.lit(2.0))
    found = calibrate.from_judgements({"comparisons": filled}, tree)
    assert found.weights.select("parent", "node").rows() == [
        ("total", "inputs"), ("total", "results"), ("inputs", "a"), ("inputs", "b"), ("results", "c"), ("results", "d"),
    ]  # fmt: skip
    assert found.weights["weight"].to_list() == pytest.approx([2 / 3, 1 / 3] * 3)


def test_points_are_means_of_shares(tree: Framework) -> None:
    given = {"E1": (30, 10), "E2": (50, 50), "E3": (9, 1)}
    rows = [(None, e, item, p) for e, pair in given.items() for item, p in zip(("c", "d"), pair, strict=True)]
    found = calibrate.from_judgements(pointed(*rows), tree)
    share = np.mean([0.75, 0.5, 0.9])
    assert found.weights["weight"].to_list() == pytest.approx([share, 1 - share])
    panel = found.panels["results"]
    assert panel.experts["distance"].to_list() == pytest.approx([abs(s - share) for s in (0.75, 0.5, 0.9)])
    low, high = found.weights.select("lower", "upper").row(0)
    assert 0.5 <= low < share < high <= 0.9
    assert (found.methods["results"], panel.settled) == ("budget", None)


def test_intervals_of_points_are_those_of_all_panels_that_can_be_drawn() -> None:
    """Two experts: a quarter of the panels has the first twice, a quarter the second twice, half is the whole."""
    points = np.array([[80.0, 20.0], [20.0, 80.0]])
    found = calibrate.group_points(points, replicates=4000, coverage=0.4)
    assert found.intervals.select("lower", "upper").row(0) == (0.5, 0.5)  # the middle 40 % of the panels
    wide = calibrate.group_points(points, replicates=4000, coverage=0.6)
    assert wide.intervals.select("lower", "upper").row(0) == (0.2, 0.8)
    assert calibrate.group_points(points[:1]).intervals["lower"].to_list() == [None, None]


def test_rounds_settle_when_no_mean_moves_more_than_the_tolerance(tree: Framework) -> None:
    rounds = {1: (60, 20), 2: (41, 40), 3: (40, 40)}  # means 40, 40.5, 40 percent
    rows = [
        (r, f"E{k}", item, float(p if item == "c" else 100 - p))
        for r, given in rounds.items()
        for (k, p), item in itertools.product(enumerate(given), ("c", "d"))
    ]
    for tolerance, settled in ((0.005, True), (0.0049, False)):
        found = calibrate.from_judgements(pointed(*rows), tree, tolerance=tolerance)
        panel = found.panels["results"]
        assert panel.rounds["change"].to_list() == [None, 0.005, 0.005]
        assert panel.rounds["experts"].to_list() == [2, 2, 2]
        assert panel.settled is settled
    with pytest.raises(OptionError, match=r"Below 'results'.* 3 rounds: take method 'delphi'"):
        calibrate.from_judgements(pointed(*rows), tree, method="budget")


def test_best_and_worst_over_the_tree_are_those_of_the_panel(tree: Framework) -> None:
    rows = [("E1", "c", 1.0, 4.0), ("E1", "d", 4.0, 1.0), ("E2", "c", 1.0, 2.0), ("E2", "d", 2.0, 1.0)]
    sheet = pl.DataFrame(rows, schema=["expert", "item", "best_to_item", "item_to_worst"], orient="row")
    found = calibrate.from_judgements({"best_worst": sheet}, tree)
    same = calibrate.group_bwm([[1, 4], [1, 2]], [[4, 1], [2, 1]])
    np.testing.assert_allclose(found.weights["weight"], same.weights, atol=1e-12)
    assert found.methods == {"results": "bwm"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("E1", "a", "c", "a", 3.0)], r"'a' \(below 'inputs'\) with 'c' \(below 'results'\)"),
        ([("E1", "a", "gate", "a", 3.0)], "counts: row 0: 'gate'"),
        ([("E1", "a", "投入", "a", 3.0)], "'投入'"),  # a dimension and an indicator are called so
        ([("E1", "a", "b", None, 3.0)], "more_important is None"),
        ([("E1", "a", "b", "a", 3.0), ("E1", "b", "staff", "a", 2.0)], "Below 'inputs'.*a second time"),
        ([("E1", "a", "b", None, None)], "no judgement"),
    ],
)
def test_what_cannot_be_weighed_is_refused(tree: Framework, rows: list[tuple[object, ...]], said: str) -> None:
    with pytest.raises(DataError, match=said):
        calibrate.from_judgements(compared(*rows), tree)


def test_two_kinds_of_sheets_need_a_choice(tree: Framework) -> None:
    both = compared(("E1", "a", "b", "a", 3.0)) | pointed((1, "E1", "c", 1), (1, "E1", "d", 1))
    with pytest.raises(OptionError, match="choose a method of ahp, bwm, budget, delphi"):
        calibrate.from_judgements(both, tree)
    assert list(calibrate.from_judgements(both, tree, method="ahp").panels) == ["inputs"]
    with pytest.raises(DataError, match="needs the sheet 'best_worst'"):
        calibrate.from_judgements(both, tree, method="bwm")


def test_an_expert_in_two_files_is_refused(tree: Framework, tmp_path: object) -> None:
    paths = [calibrate.write_judgements(f"{tmp_path}/{name}.xlsx", tree, lang="en") for name in "xy"]
    with pytest.raises(DataError, match="Expert 'E1' stands in two files"):
        calibrate.read_judgements(*paths)


def test_each_round_of_a_delphi_study_may_be_a_file(tree: Framework, tmp_path: object) -> None:
    from schemas import JUDGEMENTS
    from toolkit.template import write_workbook

    models = {"points": JUDGEMENTS["points"]}
    paths = []
    for number, share in ((1, 60.0), (2, 30.0)):
        rows = pointed((number, "E1", "成绩", share), (number, "E1", "满意", 100 - share))
        paths.append(write_workbook(rows, f"{tmp_path}/{number}.xlsx", models=models))
    checked = calibrate.read_judgements(*paths)
    found = calibrate.from_judgements(checked.tables, tree)
    assert found.methods == {"results": "delphi"}
    assert found.weights["weight"].to_list() == pytest.approx([0.3, 0.7])
    with pytest.raises(DataError, match="Expert 'E1' stands in two files"):
        calibrate.read_judgements(paths[0], paths[0])
