"""The numbers of the page are those of the toolkit: the same study, scored by Python, beside what Chromium computes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.panel.conftest import Opened, open_page
from tests.panel.runs import framework, hard_run
from toolkit.errors import DataError
from toolkit.panel.content import field_of
from toolkit.panel.shared import PanelBase, StaticPanel
from toolkit.run import Source, score_study
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study

TOLERANCE = 1e-9
"""Scores carry ten decimals; the last one may fall either way where sums of floats are added in another order."""


def given_total(panel: PanelBase, node: str) -> float:
    """The sum of the weights beside a node at the start: what a hundred points on the page stand for."""
    tree = panel.field.run.framework
    beside = tree.children(tree.node(node)["parent"])
    return sum(panel.field.start.get(other, 0.0) for other in beside)


def flags_of(run: ScoringRun, rules: list[str]) -> dict[tuple[str, str], dict[str, int]]:
    parents = run.framework.parents
    rows = run.flags.filter(
        pl.col("rule").is_in(rules), pl.col("node").is_in(parents), level="group", period=run.latest
    )
    counts = rows.group_by("rule", "outcome").len().iter_rows()
    return {(rule, outcome): n for rule, outcome, n in counts}


def shown_flags(opened: Opened) -> dict[str, list[str]]:
    """The table of flags: rule -> at the start, now, new, gone."""
    rows = opened.page.locator("table.flags tbody tr").all()
    return {r.locator("th").text_content(): [d.text_content() for d in r.locator("td").all()] for r in rows}


def assert_same(opened: Opened, scored: ScoringRun) -> float:
    """Every score, rank and coverage of every node; returns the greatest difference of a score."""
    shown = opened.scores()
    rows = scored.scores.filter(level="group", period=scored.latest)
    assert {(row["node"], row["unit_id"]) for row in rows.iter_rows(named=True)} == set(shown)
    greatest = 0.0
    for row in rows.iter_rows(named=True):
        other = shown[row["node"], row["unit_id"]]
        assert other["rank"] == ("" if row["rank"] is None else str(row["rank"])), row
        assert abs(float(other["coverage"]) - row["coverage"]) <= TOLERANCE, row
        assert (other["score"] == "") == (row["score"] is None), row
        if row["score"] is not None:
            greatest = max(greatest, abs(float(other["score"]) - row["score"]))
    assert greatest <= TOLERANCE
    rules = {"low coverage": ("low_coverage", "flagged"), "insufficient data": ("insufficient_data", "not_assessable")}
    rules |= {"below standard": ("below_standard", "flagged")}
    expected = flags_of(scored, [rule for rule, _ in rules.values()])
    for label, (_, now, *_) in shown_flags(opened).items():
        assert int(now) == expected.get(rules[label], 0), label
    return greatest


def as_python(panel: PanelBase, opened: Opened, points: dict[str, float], normaliser: str, aggregator: str) -> None:
    """Make the same choices on the page and in Python."""
    opened.press("Reset to the framework")
    panel.weights = dict(panel.field.start)
    for node, value in points.items():
        opened.number(node, value)
        panel.weights = {**panel.weights, node: value / 100 * given_total(panel, node)}
    opened.choose("normaliser", normaliser)
    opened.choose("aggregator", aggregator)
    panel.normaliser, panel.aggregator = normaliser, aggregator


ZSCORE = "zscore(output_range=[0.0, 100.0])"
ROBUST = "robust(output_range=[0.0, 100.0])"
DISTANCE = "distance_to_reference(output_range=[0.0, 100.0])"
CASES: list[tuple[dict[str, float], str, str]] = [
    ({}, "goalposts", "arithmetic"),
    ({"A": 90, "B": 5, "A1": 0.5}, "goalposts", "arithmetic"),
    ({"A": 0, "B1": 0}, "minmax", "arithmetic"),
    ({"C": 70, "A2": 60}, "goalposts", "geometric"),
    ({"B3": 10}, "minmax", "geometric(shift=100.0)"),
    ({"A3": 80, "B": 45}, "goalposts", "harmonic"),
    ({"A3": 80, "B": 45}, ZSCORE, "harmonic(shift=100.0)"),
    ({"A": 33.3}, "percent_rank", "power(p=0.5)"),
    ({"A1": 50, "A2": 25, "A3": 25}, "goalposts", "median"),
    ({"inner": 0}, "rank", "mean_min"),
    ({"C1": 0, "A2": 0}, ROBUST, "minimum"),
    ({"B": 77.7, "inner": 12.5}, DISTANCE, "arithmetic"),
    ({"A": 12}, "rank", "geometric"),
]


@pytest.fixture(scope="module")
def panel(run: ScoringRun) -> StaticPanel:
    return StaticPanel(field_of(run, "en"))


@pytest.fixture(scope="module")
def opened(panel: StaticPanel, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return open_page(browser, panel.save(tmp_path_factory.mktemp("panel") / "panel.html"))


@pytest.mark.parametrize(("points", "normaliser", "aggregator"), CASES)
def test_scores_ranks_coverage_and_flags(
    points: dict[str, float], normaliser: str, aggregator: str, panel: StaticPanel, opened: Opened
) -> None:
    as_python(panel, opened, points, normaliser, aggregator)
    assert opened.error == ""
    assert_same(opened, panel.score())
    assert opened.said == []


def test_the_run_of_these_tests_has_what_can_go_wrong(run: ScoringRun) -> None:
    rows = run.scores.filter(level="group", period=run.latest, node="total")
    assert rows["score"].null_count() > 0
    assert rows.filter(pl.col("score").is_not_null())["score"].is_duplicated().any()
    assert run.matrix.closed is not None
    assert run.matrix.share is not None
    outcomes = run.flags.filter(node="total", level="group", period=run.latest)
    assert {"below_standard", "low_coverage", "insufficient_data"} <= set(outcomes["rule"])
    below = outcomes.filter(rule="below_standard")
    assert 0 < below.filter(outcome="flagged").height < below.height
    assert below["probability"].drop_nulls().is_between(0.01, 0.99).any()


@pytest.mark.parametrize(
    ("points", "normaliser", "aggregator"),
    [({}, "minmax", "geometric"), ({}, "percent_rank", "harmonic"), ({}, "minmax", "power(p=0.5)")],
)
def test_what_the_toolkit_refuses_the_page_refuses(
    points: dict[str, float], normaliser: str, aggregator: str, panel: StaticPanel, opened: Opened
) -> None:
    as_python(panel, opened, points, normaliser, aggregator)
    with pytest.raises(DataError, match="needs values"):
        panel.score()
    assert "needs greater, positive values" in opened.error
    opened.press("Reset to the framework")
    assert opened.error == ""


def test_without_errors_and_with_a_method_of_one_node(browser: Any, tmp_path: Path) -> None:
    from tests.panel.runs import hard_values

    tree = framework(A={"aggregator": "median"}, A1={"normaliser": "bands"})
    run = hard_run(values=hard_values().with_columns(se=pl.lit(None, pl.Float64)), framework=tree, minimum_coverage=0.8)
    panel = StaticPanel(field_of(run, "en"))
    opened = open_page(browser, panel.save(tmp_path / "panel.html"))
    for points, normaliser, aggregator in [
        ({}, "goalposts", "arithmetic"),
        ({"B": 60}, "minmax", "mean_min"),
        ({"B": 60}, "percent_rank", "power(p=0.5)"),  # takes a 0, but not what a standard error would try below it
    ]:
        as_python(panel, opened, points, normaliser, aggregator)
        assert_same(opened, panel.score())
    assert shown_flags(opened)["below standard"][1] == "0"  # an unknown error is not assessable


def test_filled_gaps_do_not_count_as_data(browser: Any, tmp_path: Path) -> None:
    run = hard_run(imputer="median", weighting="entropy", normaliser="minmax", flags={"prior": "nonparametric"})
    panel = StaticPanel(field_of(run, "en"))
    opened = open_page(browser, panel.save(tmp_path / "panel.html"))
    assert "were learned from its data" in opened.page.locator("header").text_content()
    assert_same(opened, run)
    as_python(panel, opened, {"A": 70}, "minmax", "arithmetic")
    assert_same(opened, panel.score())
    assert "below standard" not in shown_flags(opened)
    assert "below standard" in opened.page.locator(".results").text_content()


def test_exported_files_score_as_the_page_does(
    panel: StaticPanel, opened: Opened, run: ScoringRun, tmp_path: Path
) -> None:
    as_python(panel, opened, {"A": 12.5, "B3": 70}, ZSCORE, "geometric(shift=100.0)")
    (tmp_path / "what-if-framework.csv").write_text(opened.file("Export framework"), encoding="utf-8")
    (tmp_path / "what-if-study.toml").write_text(opened.file("Export study file"), encoding="utf-8")
    study = Study.from_toml(tmp_path / "what-if-study.toml")
    assert study.describe() == panel.study.replace(framework="what-if-framework.csv").describe()
    tree = study.load_framework()
    assert tree.nodes["weight"].to_list() == panel.framework.nodes["weight"].to_list()
    assert tree.nodes["note"].to_list() == panel.framework.nodes["note"].to_list()
    assert ["what-if" in (note or "") for note in tree.nodes["note"]].count(True) == 2
    origin = Source(units=run.units, members=run.members)
    assert_same(opened, score_study(study, run.values, source=origin))


def test_weights_that_make_no_sense_are_refused_and_nothing_is_exported(opened: Opened) -> None:
    opened.press("Reset to the framework")
    before = opened.scores()
    opened.number("A", -1)
    assert "Node A must be a number of at least 0" in opened.error
    field = opened.page.locator('input[type=number][data-node="A"]')
    assert field.get_attribute("aria-invalid") == "true"
    assert opened.page.get_by_role("button", name="Export framework").is_disabled()
    opened.number("A", 10)
    assert opened.error == ""
    assert field.get_attribute("aria-invalid") is None
    for node in ("C1", "C2"):
        opened.number(node, 0)
    assert "Every weight below Node C is 0" in opened.error
    opened.press("Reset to the framework")
    assert opened.scores() == before


def test_a_gate_has_no_slider(opened: Opened) -> None:
    assert opened.page.locator('[data-node="B1"]').count() == 2  # slider and number
    assert opened.page.locator('[data-node="B2"]').count() == 0
    assert "never scored" in opened.page.locator(".gate").text_content()


def test_the_page_starts_at_the_run(run: ScoringRun, opened: Opened) -> None:
    opened.press("Reset to the framework")
    assert_same(opened, run)
    data = json.loads(opened.page.locator("#duxue-panel-data").text_content())
    total = run.scores.filter(level="group", period=run.latest, node="total").sort("unit_id")
    assert data["units"]["ranges"]["total"] == [list(r) for r in total.select("rank_lower", "rank_upper").rows()]
