"""What already happened, from raw tables into the store: looked at first, all or nothing, twice is once."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from indicators.city import make_city, planted_truths
from schemas import RAW
from toolkit.cli.app import app
from toolkit.supervision import Event, EventStore, due, import_tables, replay
from toolkit.tables import Tables
from toolkit.template import write_workbook

D = dt.date
GROUP = {"group_id": "G1", "district_id": "D01", "name_zh": "示例集团", "founded": D(2020, 9, 1), "governance": "alliance",
         "supervised_by": "district", "approval": "批复1"}  # fmt: skip
LEAD = {"group_id": "G1", "school_id": "S1", "role": "lead", "joined": D(2020, 9, 1), "left": None, "exit_kind": None}
MEMBER = LEAD | {"school_id": "S2", "role": "member"}
AGREED = {"group_id": "G1", "version": 1, "signed": D(2020, 9, 2)}
CARD = {"group_id": "G1", "school_id": "S2", "card": "yellow", "shown": D(2021, 1, 5), "cause": "breach",
        "deadline": D(2021, 6, 30), "cleared": None}  # fmt: skip
ORDER = {"order_id": "O1", "group_id": "G1", "owner": "district", "issued": D(2025, 10, 1), "deadline": D(2026, 3, 1),
         "extended": None, "extended_to": None, "submitted": None, "report": None, "closed": None, "outcome": None}  # fmt: skip
FINDING = {"finding_id": "F1", "group_id": "G1", "school_id": "S2", "found": D(2025, 9, 20), "visitor": "district",
           "area": "teaching", "gravity": "major", "text": "课时不足", "order_id": "O1", "mended": None}  # fmt: skip
TITLE = {"group_id": "G1", "step": "named", "decided": D(2021, 12, 1), "document": "命名1", "order_id": None,
         "violation": None, "adverse_impact": None}  # fmt: skip
WHOLE = {"groups": [GROUP], "memberships": [LEAD, MEMBER], "agreements": [AGREED], "cards": [CARD], "orders": [ORDER],
         "inspection_findings": [FINDING], "titles": [TITLE]}  # fmt: skip


def tables(**changed):
    return Tables({name: frame(name, rows) for name, rows in {**WHOLE, **changed}.items()})


def frame(name, rows):
    columns = RAW[name].to_schema().columns
    whole = [dict.fromkeys(columns) | row for row in rows]
    return pl.DataFrame(whole, schema={column: spec.dtype.type for column, spec in columns.items()})


@pytest.fixture
def store(tmp_path):
    opened = EventStore(tmp_path / "s.sqlite")
    yield opened
    opened.close()


def test_a_trial_tells_and_writes_nothing(store):
    trial = import_tables(store, tables())
    assert (trial.events.height, trial.known, trial.ok, trial.written) == (11, 0, True, False)
    assert trial.events["kind"].to_list() == [
        "group.form", *["membership.propose", "membership.approve"] * 2, "group.agree", "card.yellow",
        "title.candidate", "title.name", "finding.record", "order.issue",
    ]  # fmt: skip
    assert store.events() == []


def test_twice_is_once_and_later_tables_add_what_came_since(store):
    assert import_tables(store, tables(), write=True).written
    again = import_tables(store, tables(), write=True)
    assert (again.events.height, again.known) == (0, 11)
    since = tables(
        orders=[
            ORDER | {"submitted": D(2026, 2, 1), "report": "报告1", "closed": D(2026, 2, 20), "outcome": "verified"}
        ],
        inspection_findings=[FINDING | {"mended": D(2026, 2, 20)}],
        cards=[CARD | {"cleared": D(2021, 5, 1)}],
    )
    later = import_tables(store, since, write=True)
    assert later.events["kind"].to_list() == ["card.clear", "order.submit", "order.verify", "finding.mend"]
    state = replay(store.events())
    assert (state.orders["G1", "O1"].state, state.findings["G1", "F1"].state) == ("verified", "mended")
    assert state.spells["G1", "S2"][-1].card == "none"
    assert store.verify() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"groups": [GROUP | {"approval": None}]}, "group G1 has no approval of formation, so that its forming"),
        ({"agreements": []}, "'cards' row 2: The group has no agreement"),
        ({"orders": [ORDER | {"owner": "city"}]}, "the city cannot issue the order"),
        ({"memberships": [LEAD, MEMBER | {"role": "lead"}], "cards": []}, "already has the lead school S1"),
        ({"titles": [TITLE | {"step": "renewed"}]}, "'full inspection begun' is not possible"),
        ({"titles": [TITLE, TITLE | {"step": "reviewing", "decided": D(2020, 1, 1)}]}, "is not possible"),
        ({"cards": [CARD | {"school_id": "S9"}]}, "'yellow card' is not possible"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_named_and_nothing_is_written(store, changed, said):
    found = import_tables(store, tables(**changed), write=True)
    assert not found.written
    assert store.events() == []
    assert any(said in text for text in found.refused["message_en"]), found.refused["message_en"].to_list()
    assert found.refused["row"].to_list() != []
    for text in found.refused["message_zh"]:
        assert any("一" <= letter <= "鿿" for letter in text)


def test_rows_about_a_group_that_was_refused_wait_and_are_counted_not_listed(store):
    found = import_tables(store, tables(groups=[GROUP | {"approval": None, "supervised_by": None}]))
    assert found.refused.height == 1
    assert "supervised by, approval of formation" in found.refused["message_en"][0]
    assert "7 rows about it wait" in found.refused["message_en"][0]


def test_a_refused_entry_does_not_bar_the_school_from_another_row(store):
    second = GROUP | {"group_id": "G2", "approval": "批复2"}
    spells = [LEAD, LEAD | {"school_id": "S2"}, MEMBER | {"group_id": "G2"}]  # S2 as a second lead, then elsewhere
    found = import_tables(store, tables(groups=[GROUP, second], memberships=spells, cards=[]))
    assert found.refused.select("sheet", "row").rows() == [("memberships", 3)]


def test_what_was_recorded_is_never_changed(store):
    import_tables(store, tables(), write=True)
    other = import_tables(store, tables(orders=[ORDER | {"deadline": D(2026, 4, 1)}]), write=True)
    assert "the store has order issued of 2025-10-01 otherwise: deadline=2026-03-01" in other.refused["message_en"][0]
    earlier = [LEAD, MEMBER | {"left": D(2021, 1, 1), "exit_kind": "agreed"}]  # would end the spell before its card
    found = import_tables(store, tables(memberships=earlier, cards=[]), write=True)
    assert "event 7 of the store cannot stand beside these tables" in found.refused["message_en"][0]
    assert len(store.events()) == 11


def test_what_was_recorded_by_hand_is_recognised_whatever_its_document(store):
    details = {"authority": "district", "governance": "alliance", "approval": "批复1"}
    store.append(Event("group.form", "G1", D(2020, 9, 1), details=details))
    store.append(Event("membership.propose", "G1", D(2020, 9, 1), "S1", details={"role": "lead"}))
    store.append(Event("membership.approve", "G1", D(2020, 9, 1), "S1", details={"document": "教委函7号"}))
    found = import_tables(store, tables(), write=True)
    assert (found.known, found.events.height, found.ok) == (3, 8, True)


def test_exit_and_entry_of_one_day_stand_in_their_order_and_a_new_group_knows_where_it_came_from(store):
    second = GROUP | {"group_id": "G2", "founded": D(2023, 9, 1), "approval": "批复2"}
    spells = [
        LEAD,
        MEMBER | {"left": D(2023, 9, 1), "exit_kind": "spillover"},
        MEMBER | {"group_id": "G2", "role": "lead", "joined": D(2023, 9, 1)},
    ]
    cards = [CARD | {"cleared": D(2021, 5, 1)}]
    assert import_tables(store, tables(groups=[second, GROUP], memberships=spells, cards=cards), write=True).written
    state = replay(store.events())
    assert (state.groups["G2"].origin, [s.school for s in state.members("G2", "lead")]) == ("G1", ["S2"])
    assert state.spells["G1", "S2"][0].exit_kind == "spillover"


def test_an_expelled_school_leaves_by_its_red_card(store):
    spells = [LEAD, MEMBER | {"left": D(2021, 9, 1), "exit_kind": "expelled"}]
    cards = [CARD, CARD | {"card": "red", "shown": D(2021, 9, 1), "deadline": None}]
    findings = [FINDING | {"school_id": None}]
    whole = tables(memberships=spells, cards=cards, inspection_findings=findings)
    assert import_tables(store, whole, write=True).written
    spell = replay(store.events()).spells["G1", "S2"][-1]
    assert (spell.state, spell.exit_kind, spell.left, spell.card) == ("ended", "expelled", D(2021, 9, 1), "red")


def test_the_whole_city_comes_in_and_its_overdue_order_shows(store):
    city = make_city()
    found = import_tables(store, city, write=True)
    assert (found.ok, found.written) == (True, True)
    on = D(2026, 8, 31)
    state = replay(store.events(), on)
    assert len(state.groups) == city["groups"].height
    late = due(state, on, within=0).filter("overdue")
    planted = planted_truths().filter(kind="overdue_order")["group_id"].to_list()
    assert late.filter(what="rectification")["group_id"].to_list() == planted
    inflated = planted_truths().filter(kind="inflated_returns")["school_id"].unique().item()
    assert late.filter(what="card")["school_id"].to_list() == [inflated]
    assert late.filter(what="title").height == 1


@pytest.fixture
def duxue(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words, code=0, lang="en"):
        found = CliRunner().invoke(app, ["supervise", "import", *words, "--lang", lang])
        assert found.exit_code == code, found.exception or found.output
        return found.stdout

    return call


def workbook(path, **changed):
    schools = [
        {"school_id": s, "district_id": "D01", "name_zh": f"{s}示例学校", "stage": "primary"} for s in ("S1", "S2")
    ]
    extra = {"districts": [{"district_id": "D01", "name_zh": "示例区"}], "schools": schools}
    extra["school_year"] = [{"school_id": s, "period": "2025-26", "students": 500} for s in ("S1", "S2")]
    write_workbook(
        Tables({name: frame(name, rows) for name, rows in {**extra, **WHOLE, **changed}.items()}), path, lang="zh"
    )


def test_on_the_command_line(duxue, tmp_path):
    workbook(tmp_path / "历史.xlsx")
    trial = duxue("历史.xlsx", lang="zh")
    assert "试导入：将登记 11 件" in trial
    assert "组建(主管部门同意) 1" in trial
    assert not (tmp_path / "supervision.sqlite").exists()
    assert "Recorded 11 events; 0 were there already." in duxue("历史.xlsx", "--write")
    assert "Recorded 0 events; 11 were there already." in duxue("历史.xlsx", "--write")


def test_refused_rows_are_named_with_sheet_and_cell_and_as_json(duxue, tmp_path):
    workbook(tmp_path / "bad.xlsx", agreements=[])
    text = duxue("bad.xlsx", "--write", code=1)
    assert "bad.xlsx · 黄牌与红牌" in text
    assert "The group has no agreement" in text
    assert "Rows refused: 1, so nothing was written" in text
    told = json.loads(duxue("bad.xlsx", "--write", "--format", "json", code=1))
    assert (told["ok"], told["counts"]["written"]) == (False, False)
    assert [(f["code"], f["row"]) for f in told["findings"]] == [("refused-event", 2)]


def test_data_with_errors_are_not_even_tried(duxue, tmp_path):
    workbook(tmp_path / "bad.xlsx", cards=[CARD | {"deadline": D(2020, 1, 1)}])
    assert "The data have errors: nothing was imported." in duxue("bad.xlsx", "--write", code=1)
    assert not (tmp_path / "supervision.sqlite").exists()


def test_the_districts_of_the_city_on_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    for name, table in make_city(groups=16, members=90).items():
        table.write_parquet(f"data/{name}.parquet")
    call = CliRunner().invoke
    assert call(app, ["supervise", "import", "data", "--write", "--lang", "zh"]).exit_code == 0
    text = call(app, ["supervise", "districts", "--data", "data", "--on", "2026-08-31", "--lang", "en"]).output
    assert "groups 16 / 100, by the end of 2027 about" in text
    assert (
        sum(line.startswith("D") and "greatest CV" in line and "work for titles" in line for line in text.splitlines())
        == 16
    )
