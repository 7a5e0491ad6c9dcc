"""Every chart of the registry in situations that break careless programs: all texts inside the page, none on another."""

import functools
import itertools
import re

import numpy as np
import pytest

from tests.charts.boxes import cut, overlapping, texts
from tests.charts.conftest import HOSTILE, LONG
from tests.charts.runs import framework, make_run
from toolkit.charts import CHARTS, alt_text
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study

ENDS = ("2024-25", "2025-26")
NEGATIVE = Study(framework=framework(), normaliser="zscore")
SITUATIONS = {
    "two hundred groups": lambda: make_run(200, 2, names=HOSTILE, districts=16, periods=ENDS, missing=("G003",)),
    "one group": lambda: make_run(1, 2, names={"G001": LONG}, districts=1, missing=()),
    "nothing is known": lambda: make_run(3, 2, missing=("G001", "G002", "G003")),
    "negative values": lambda: make_run(12, 2, names=HOSTILE, study=NEGATIVE, shift=-80),
    "one period, no errors, no district": lambda: alone(make_run(6, 2, names=HOSTILE, se=None, periods=ENDS[1:])),
}
REFUSED = {("one period, no errors, no district", "members"), ("one period, no errors, no district", "small_multiples")}


def alone(run: ScoringRun) -> ScoringRun:
    """The same values as units that nothing but the values tells of."""
    return run.study.score(run.values.filter(level="group"))


@functools.cache
def situation(name: str) -> ScoringRun:
    return SITUATIONS[name]()


@pytest.mark.parametrize(("name", "chart"), list(itertools.product(SITUATIONS, CHARTS)))
def test_all_is_readable_or_refused_in_words(name: str, chart: str) -> None:
    lang = "en" if name == "two hundred groups" else "zh"  # the wider letters for the fullest chart
    if (name, chart) in REFUSED:
        with pytest.raises(OptionError, match=r"no member schools|has a district"):
            CHARTS[chart](situation(name), lang=lang)
        return
    axes = CHARTS[chart](situation(name), lang=lang)
    said = alt_text(situation(name), chart, lang)
    found = texts(axes)
    assert cut(axes, found) == []
    assert overlapping(found) == []
    assert np.isfinite(axes.figure.get_size_inches()).all()
    assert "None" not in said
    assert "nan" not in said


def test_a_row_of_two_hundred_is_a_fifth_of_an_inch() -> None:
    for chart in ("ranking", "heatmap"):
        assert CHARTS[chart](situation("two hundred groups")).figure.get_figheight() > 0.19 * 199


@functools.cache
def four_of_nine_unknown() -> ScoringRun:
    return make_run(9, 2, missing=("G003", "G005", "G007", "G008"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("chart", ["caterpillar", "flag_stability", "funnel", "posterior", "profile", "rank_heatmap",
                                   "rank_intervals", "ranking", "schemes", "slope", "small_multiples"])  # fmt: skip
def test_units_without_a_score_are_counted(chart: str, lang: str) -> None:
    run = four_of_nine_unknown()
    written = " ".join(text for text, _ in texts(CHARTS[chart](run, lang=lang)))
    said = {"zh": "无法判断|无法比较|未排名|未显示", "en": "ot assessable|ot comparable|ot ranked|ot shown"}
    assert re.search(rf"({said[lang]})\D{{0,3}}4\b", written), written


def test_of_two_with_one_name_the_one_that_is_shown_has_its_id() -> None:
    run = make_run(8, 2, names=HOSTILE, missing=())
    order = run.scores.filter(level="group", period="2025-26", node="total").sort("rank")["unit_id"].to_list()
    first = min(order.index("G006"), order.index("G007"))
    said = [text for text, _ in texts(CHARTS["ranking"](run, lang="zh", top=first + 1, bottom=0))]
    assert f"同名集团 {order[first]}" in said
    assert f"同名集团 {({'G006', 'G007'} - {order[first]}).pop()}" not in said


def test_a_legend_too_wide_for_one_row_is_folded() -> None:
    axes = CHARTS["heatmap"](situation("nothing is known"), lang="en")
    assert axes.get_legend() is not None
    wide = CHARTS["posterior"](situation("negative values"), lang="en")
    assert wide.get_legend().get_window_extent().x1 <= wide.figure.bbox.x1
