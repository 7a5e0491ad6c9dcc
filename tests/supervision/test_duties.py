"""Obligations, the calendar, the programme: counted by hand."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from tests.supervision.test_machines import FORMED, START, D, at
from toolkit.errors import DataError
from toolkit.supervision import Rules, due, history, obligations, programme, replay, status

NAMED = [at("title.candidate", D(2025, 9, 3)), at("title.name", D(2025, 9, 3), document="x")]
APPROVED = {"authority": "city", "governance": "alliance", "approval": "1"}


def activities(*rows):
    return pl.DataFrame(rows, schema={"group_id": pl.String, "activity": pl.String, "held": pl.Date}, orient="row")


def owed(events, done, on, period="2025-26", rules=None):
    found = obligations(activities(*done), replay(events, on), period, on, rules)
    return {r["obligation"]: (r["required"], r["done"], r["status"]) for r in found.iter_rows(named=True)}


def test_two_meetings_a_school_year():
    once, twice = ("G1", "meeting", D(2025, 10, 1)), ("G1", "meeting", D(2026, 3, 1))
    assert owed([FORMED], [once, twice], D(2026, 6, 1))["meeting"] == (2, 2, "met")
    assert owed([FORMED], [once], D(2026, 9, 1))["meeting"] == (2, 1, "missed")
    assert owed([FORMED], [once], D(2026, 8, 1))["meeting"] == (2, 1, "at_risk")
    assert owed([FORMED], [], D(2025, 10, 15))["meeting"] == (2, 0, "open")


def test_a_meeting_of_another_year_or_group_or_after_the_day_does_not_count():
    done = [("G1", "meeting", D(2025, 8, 31)), ("G1", "meeting", D(2026, 7, 1)), ("G2", "meeting", D(2025, 10, 1))]
    assert owed([FORMED], done, D(2026, 6, 1))["meeting"][1] == 0


def test_a_group_formed_in_spring_owes_its_part_of_the_year():
    spring = at("group.form", D(2026, 2, 20), **APPROVED)
    assert owed([spring], [], D(2026, 9, 1))["meeting"] == (1, 0, "missed")  # 193 of 365 days of two meetings
    summer = at("group.form", D(2026, 7, 1), **APPROVED)
    assert owed([summer], [], D(2026, 9, 1))["meeting"] == (0, 0, "none_due")


def test_showcases_are_owed_by_titled_groups_only():
    assert set(owed([FORMED], [], D(2026, 6, 1))) == {"meeting"}
    old = [at("group.form", D(2022, 1, 1), **APPROVED), at("title.candidate", D(2022, 2, 1))]
    old.append(at("title.name", D(2022, 3, 1), document="x"))
    done = [("G1", "city_showcase", D(2023, 12, 1))]
    assert owed(old, done, D(2026, 6, 1))["city_showcase"] == (1, 1, "met")  # 2023-24 to 2025-26
    assert owed(old, done, D(2026, 10, 1), "2026-27")["city_showcase"] == (1, 0, "at_risk")  # 2024-25 to 2026-27
    assert owed(old, [], D(2026, 9, 1))["district_showcase"] == (1, 0, "missed")
    later = [FORMED, at("title.candidate", D(2025, 12, 1)), at("title.name", D(2026, 1, 1), document="x")]
    assert owed(later, [], D(2026, 9, 1))["district_showcase"] == (0, 0, "none_due")


def test_the_numbers_are_configuration():
    assert owed([FORMED], [], D(2026, 9, 1), rules=Rules(meetings_a_year=4))["meeting"] == (4, 0, "missed")


def test_sessions_count_where_they_are_given_and_gaps_are_refused():
    frame = activities(("G1", "meeting", D(2025, 10, 1))).with_columns(sessions=pl.lit(2))
    on = D(2026, 6, 1)
    assert obligations(frame, replay([FORMED], on), "2025-26", on)["done"].to_list() == [2]
    with pytest.raises(DataError, match="no group"):
        obligations(frame.with_columns(held=pl.lit(None, pl.Date)), replay([FORMED], on), "2025-26", on)


def test_the_calendar_says_what_is_due_and_overdue_for_whom():
    events = [*START, *NAMED, at("card.yellow", D(2026, 1, 5), "S2", cause="breach", deadline="2026-06-01")]
    events += [at("order.issue", D(2026, 1, 1), item="O1", deadline="2026-05-01")]
    on = D(2026, 5, 15)
    owes = obligations(activities(), replay(events, on), "2025-26", on).filter(obligation="meeting")
    found = due(replay(events, on), on, within=120, obligations=owes)
    assert found.select("what", "days", "overdue", "owner").rows() == [
        ("rectification", -14, True, "district"),
        ("card", 17, False, "group"),
        ("meeting", 108, False, "group"),
    ]
    assert due(replay(events, on), on, within=0)["what"].to_list() == ["rectification"]
    everything = due(replay(events, on), on, within=10_000)
    assert everything.filter(what="title").select("due", "owner").row(0) == (D(2031, 9, 3), "city")


def test_a_submitted_report_waits_for_the_authority():
    events = [*START, at("order.issue", D(2026, 1, 1), item="O1", deadline="2026-05-01")]
    events.append(at("order.submit", D(2026, 4, 1), item="O1", document="报告"))
    assert due(replay(events), D(2026, 4, 15))["what"].to_list() == ["verification"]


def test_status_and_history_show_a_group():
    events = [*START, *NAMED, at("card.yellow", D(2026, 1, 5), "S2", cause="breach")]
    row = status(replay(events), D(2026, 2, 1)).row(0, named=True)
    assert (row["lead_id"], row["members"], row["yellow_cards"], row["title"]) == ("S1", 1, 1, "named")
    assert history(events, school="S2")["kind"].to_list() == ["membership.propose", "membership.approve", "card.yellow"]
    assert history(events, school="S2", lang="zh")["name"][-1] == "黄牌预警"


def test_the_programme_is_projected_from_its_pace():
    days = [D(2025, 9, 1) + dt.timedelta(days=10 * i) for i in range(60)]  # one group every ten days: 600 days
    events = [at("group.form", day, group=f"G{i:03d}", **APPROVED) for i, day in enumerate(days)]
    on = D(2025, 9, 1) + dt.timedelta(days=600)
    places = {f"G{i:03d}": f"D{i % 12}" for i in range(60)}
    groups, titles, districts = programme(replay(events), places, on, by=on + dt.timedelta(days=300)).rows(named=True)
    assert groups["projected"] == pytest.approx(60 + 60.5 / 600 * 300, abs=4 * 6.8 / np.sqrt(20_000))
    assert groups["lower"] < 90 < groups["upper"]
    assert (titles["now"], titles["projected"]) == (0, None)
    assert (districts["now"], districts["target"]) == (12, 16)
    with pytest.raises(DataError, match="'G000' has no district"):
        programme(replay(events[:1]), {}, on)
