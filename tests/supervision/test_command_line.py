"""One city's cycle on the command line: from a group's approval to its title, a card, an order, and what is due."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from toolkit.cli.app import app
from toolkit.errors import UnreadableInputError


@pytest.fixture
def duxue(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words, code=0, lang="en"):
        found = CliRunner().invoke(app, ["supervise", *map(str, words), "--lang", lang])
        assert found.exit_code == code, found.exception or found.output
        return found.stdout if "json" in words else found.output

    return call


def record(duxue, kind, date, *words, **options):
    return duxue("record", kind, "--group", "G001", "--date", date, *words, **options)


@pytest.fixture
def city(duxue):
    formed = ["--set", "authority=district", "--set", "governance=alliance", "--set", "approval=2025-31"]
    record(duxue, "group.form", "2025-09-01", *formed)
    record(duxue, "group.agree", "2025-09-02", "--set", "version=1")
    for school, role in (("S1", "lead"), ("S2", "member")):
        record(duxue, "membership.propose", "2025-09-03", "--school", school, "--set", f"role={role}")
        record(duxue, "membership.approve", "2025-09-10", "--school", school, "--set", "document=批复")
    record(duxue, "title.candidate", "2025-10-01")
    record(duxue, "title.name", "2025-11-01", "--set", "document=命名文件")
    yellow = ["--set", "cause=breach", "--set", "deadline=2026-06-30", "--reason", "未履行协议"]
    record(duxue, "card.yellow", "2026-01-05", "--school", "S2", *yellow)
    record(duxue, "order.issue", "2026-02-01", "--item", "O1", "--set", "deadline=2026-05-01")
    return duxue


def test_status_shows_each_group(city):
    text = city("status", "--on", "2026-03-01")
    assert "G001  formed  lead S1, members 1, yellow cards 1, open orders 1 (overdue 0)" in text
    assert "title named (2031-11-01)" in text
    assert "黄牌 1" in city("status", "--on", "2026-03-01", lang="zh")
    assert "yellow cards 0" in city("status", "--on", "2025-12-31")


def test_due_says_what_is_overdue_and_fails_then(city):
    text = city("due", "--on", "2026-05-15", code=1)
    assert "2026-05-01  overdue by 14 days  G001 O1  rectification: report due (district authority)" in text
    assert "2026-06-30  in 46 days  G001 S2  yellow card: cause to be mended (group)" in text
    found = json.loads(city("due", "--on", "2026-05-15", "--format", "json", code=1).strip())
    assert (found["ok"], found["counts"]["overdue"]) == (False, 1)


def test_obligations_are_counted_in_the_data(city, tmp_path):
    (tmp_path / "data").mkdir()
    columns = {"activity_id": ["A1"], "group_id": ["G001"], "period": ["2025-26"], "activity": ["meeting"]}
    counts = {name: [1] for name in ("sessions", "schools", "teachers", "students")}
    frame = pl.DataFrame({**columns, "held": ["2025-10-10"], "host_school": ["S1"], "subject": [None], **counts})
    frame.write_csv(tmp_path / "data" / "activities.csv")
    text = city("due", "--on", "2026-08-01", "--data", "data", code=1)
    assert "2026-08-31  in 30 days  G001  group meetings of the school year (group)" in text


def test_what_is_not_allowed_is_refused_with_the_reason_and_not_recorded(city):
    text = record(
        city, "membership.spill_over", "2026-03-01", "--school", "S2", "--set", "document=x", code=2, lang="zh"
    )
    assert "未登记：持有黄牌的成员校不能溢出" in text
    assert "溢出" not in city("history", "--school", "S2", lang="zh")


def test_history_tells_the_story_of_a_school(city):
    lines = city("history", "--school", "S2", lang="zh").splitlines()
    assert [line.split("  ")[0] for line in lines] == ["2025-09-03", "2025-09-10", "2026-01-05"]
    assert "黄牌预警" in lines[-1]
    assert "未履行协议" in lines[-1]


def test_the_authoritys_numbers_come_from_a_file(city, tmp_path):
    (tmp_path / "rules.toml").write_text("title_years = 4\n", encoding="utf-8")
    assert "title named (2029-11-01)" in city("status", "--on", "2026-03-01", "--rules", "rules.toml")


def test_kinds_lists_what_an_event_needs(duxue):
    assert "--school --set cause=… [--set deadline=…]" in duxue("kinds")


def test_a_store_that_is_not_there_is_not_made_by_looking_at_it(duxue, tmp_path):
    found = CliRunner().invoke(app, ["supervise", "status", "--store", "typo.sqlite"])
    assert isinstance(found.exception, UnreadableInputError)
    assert "typo.sqlite" in str(found.exception)
    assert not (tmp_path / "typo.sqlite").exists()
