"""Calendar, programme and trajectory: the numbers drawn, and pictures of hostile names in both languages."""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from tests.charts.conftest import hostile_run
from tests.charts.runs import make_run
from tests.supervision.test_machines import D, at
from toolkit.charts import alt_text, calendar, calendar_table, programme, programme_table, trajectory, trajectory_table
from toolkit.errors import OptionError
from toolkit.supervision import due, programme_districts, replay
from toolkit.supervision import programme as programme_of

APPROVED = {"authority": "district", "governance": "alliance", "approval": "1"}
GROUPS = [f"G{g:03}" for g in range(1, 46)]
HOME = {group: f"D{(g - 1) % 16 + 1:02}" for g, group in enumerate(GROUPS, 1)}
EVENTS = [
    *(at("group.form", D(2020, 9, 1) + dt.timedelta(days=40 * i), group=g, **APPROVED) for i, g in enumerate(GROUPS)),
    *(at(f"title.{step}", D(2025, 10, 1), group="G004", **more) for step, more in (("candidate", {}), ("name", {"document": "x"}))),
    *(at("order.issue", D(2025, 1, 10), item="O1", group=g, deadline="2025-03-01") for g in ("G001", "G002", "G005")),
    at("order.issue", D(2025, 11, 10), item="O2", group="G002", deadline="2026-10-01"),
    at("finding.record", D(2025, 11, 10), item="F1", group="G002", area="teaching", gravity="major"),
    at("finding.record", D(2026, 2, 10), item="F2", group="G003", area="teaching", gravity="major"),
]  # fmt: skip
ON = D(2026, 6, 1)
STATE = replay(EVENTS, ON)
DRAWN = {
    "calendar": lambda run, lang: calendar(run, due=due(STATE, ON, within=3000), lang=lang),
    "programme": lambda run, lang: programme(run, progress=programme_of(STATE, HOME, ON), lang=lang),
    "districts": lambda run, lang: programme(run, progress=programme_districts(STATE, HOME, ON, targets={"groups": {"D01": 9}}), what="groups", lang=lang),
    "trajectory": lambda run, lang: trajectory(run, "G002", events=EVENTS, lang=lang),
}  # fmt: skip


@pytest.mark.parametrize(("name", "lang"), list(itertools.product(DRAWN, ("zh", "en"))))
def test_no_text_is_cut_and_none_lies_on_another(name, lang):
    figure = DRAWN[name](hostile_run(), lang).figure
    FigureCanvasAgg(figure).draw()
    page, renderer = figure.bbox.padded(0.5), figure.canvas.get_renderer()
    boxes = [
        (t.get_text(), Text.get_window_extent(t, renderer))
        for t in figure.findobj(Text)
        if t.get_visible() and t.get_text().strip()
    ]
    axes = figure.axes[0]
    beyond = {t.label1.get_text() for axis in (axes.xaxis, axes.yaxis) for t in axis.get_major_ticks()
              if not min(axis.get_view_interval()) <= t.get_loc() <= max(axis.get_view_interval())}  # fmt: skip
    boxes = [(text, box) for text, box in boxes if text not in beyond]
    for text, box in boxes:
        assert page.x0 <= box.x0, text
        assert box.x1 <= page.x1, text
        assert page.y0 <= box.y0, text
        assert box.y1 <= page.y1, text
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert Bbox.intersection(a.padded(-1), b.padded(-1)) is None, f"{one!r} and {other!r}"


def test_the_calendar_is_in_the_order_of_its_days_and_names_who():
    table = calendar_table(make_run(about=None), due=due(STATE, ON, within=3000), lang="en", top=3)
    assert table["days"].is_sorted()
    assert table.filter("overdue")["unit_id"].to_list() == ["G001", "G002", "G005"]
    assert table["who"][0] == "School Group 1"
    assert table["owner"].unique().sort().to_list() == ["city authority", "district authority"]
    assert table["shown"].sum() == 3
    assert calendar_table(None, due=due(STATE, ON))["who"][0] == "G001"


def test_nothing_due_is_said():
    run = make_run(about=None)
    assert alt_text(run, "calendar", "en") == "0 obligations due, none overdue."
    assert alt_text(run, "programme", "en") == "No progress to show (0 rows)."
    assert "3 overdue; longest, by 457 days" in alt_text(run, "calendar", "en", due=due(STATE, ON))


def test_the_programme_of_the_city_and_of_districts():
    run = hostile_run()
    city = programme_table(run, progress=programme_of(STATE, HOME, ON), lang="en")
    assert city.select("name", "now", "target").rows() == [
        ("groups", 45.0, 100.0),
        ("titles", 1.0, 50.0),
        ("districts", 16.0, 16.0),
    ]
    each = programme_table(run, progress=programme_districts(STATE, HOME, ON), what="groups", lang="en")
    assert each["now"].to_list() == [3.0] * 13 + [2.0] * 3
    assert each.select("key", "name").row(0) == ("D01", "District 1")
    with pytest.raises(OptionError, match="Did you mean 'titles'"):
        programme_table(run, progress=None, what="title")


def test_a_trajectory_has_its_rounds_and_the_events_of_that_unit_in_their_place():
    run = make_run(about=None)
    table = trajectory_table(run, "G002", events=EVENTS, lang="en")
    rounds = table.filter(kind="round")
    scores = run.scores.filter(level="group", unit_id="G002", node="total").sort("period")
    assert rounds["score"].to_list() == scores["score"].to_list()
    middle = run.scores.filter(level="group", node="total", period="2023-24")["score"].median()
    assert rounds["median"][0] == pytest.approx(middle)
    events = table.filter(kind="event")
    assert events["text"].to_list() == ["order issued O1", "order issued O2", "finding recorded F1"]
    assert events["at"][0] == pytest.approx(1 - 0.5 + (D(2025, 1, 10) - D(2024, 9, 1)).days / 365)
    assert events["period"].to_list() == ["2024-25", "2025-26", "2025-26"]


def test_by_default_the_unit_that_moved_most_and_gaps_stay_gaps():
    run = make_run(about=None)
    total = run.scores.filter(level="group", node="total").drop_nulls("score").sort("period")
    moved = total.group_by("unit_id").agg((pl.col("score").last() - pl.col("score").first()).abs()).sort("score")
    wanted = run.scores.filter(level="group", unit_id=moved["unit_id"][-1], node="total").sort("period")["score"]
    assert trajectory_table(run).filter(kind="round")["score"].to_list() == wanted.to_list()
    assert trajectory_table(run, "G003").filter(kind="round")["score"].null_count() == 3
    trajectory(run, "G003")
    with pytest.raises(OptionError, match="G020"):
        trajectory_table(run, "G020")
