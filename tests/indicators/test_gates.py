"""Gates: met, missed or not assessable, beside the scores; what was planted in the city's logs and agreements is found."""

import polars as pl
import pytest

from indicators import gates as content
from indicators.city import make_city, planted_truths
from indicators.gates import GATES
from schemas import DERIVED, RAW
from tests.indicators._tables import day, table
from toolkit.errors import DataError, OptionError
from toolkit.gates import gate, judged
from toolkit.periods import calendar
from toolkit.study import Study

NOW, BEFORE = "2025-26", "2024-25"
OUT = {"met": True, "missed": False, "not_assessable": None}


def members(*schools, group="G1", periods=(NOW,)):
    rows = [(p, group, s, "member" if i else "lead") for p in periods for i, s in enumerate(schools)]
    return table("members", "period group_id school_id role", *rows)


def outcomes(name, *, units=None, periods=(NOW,), **tables):
    """{(unit, period): (met, reason in English)} of one gate, at the level of groups."""
    tables.setdefault("groups", table("groups", "group_id founded", ("G1", day("2020-09-01"))))
    tables.setdefault("memberships", table("memberships", "group_id school_id joined", ("G1", "S1", day("2020-09-01"))))
    given = {"members": members("S1", periods=periods) if units is None else units, **tables}
    found = judged({name: GATES[name]}, given | {"calendar": calendar(list(periods))}, RAW)
    DERIVED["gates"].validate(found)
    rows = found.filter(level="group").select("unit_id", "period", "outcome", "message").iter_rows()
    return {(unit, period): (OUT[outcome], message) for unit, period, outcome, message in rows}


def g1(name, **tables):
    return outcomes(name, **tables)["G1", NOW]


def agreement(version=1, until=None, signed="2020-09-01", **parts):
    columns = ["group_id", "version", "signed", "valid_until", *parts]
    return table("agreements", " ".join(columns), ("G1", version, day(signed), day(until), *parts.values()))


WHOLE = dict.fromkeys(content.LISTED, True)


def test_m07_a_document_is_approval_and_an_empty_register_tells_nothing():
    both = table("groups", "group_id approval", ("G1", "12"), ("G2", None))
    units = pl.concat([members("S1"), members("S2", group="G2")])
    found = outcomes("M07", groups=both, units=units)
    assert found["G1", NOW] == (True, "approved by 12")
    assert found["G2", NOW][0] is False
    assert g1("M07", groups=table("groups", "group_id", ("G1",)))[0] is None
    assert g1("M07", groups=table("groups", "group_id", ("G1",)).drop("approval"))[0] is None


@pytest.mark.parametrize(("name", "part"), [("M12", "party_led"), ("M14", "responsible_person")])
def test_a_part_of_the_agreement_is_yes_no_or_unknown(name, part):
    assert g1(name, agreements=agreement(**{part: True}))[0] is True
    assert g1(name, agreements=agreement(**{part: False}))[0] is False
    assert g1(name, agreements=agreement(**{part: None}))[0] is None
    assert g1(name, agreements=agreement(until="2025-12-31", **{part: True}))[0] is None  # none in force
    assert g1(name) == (None, "nothing on record, not assessable")


def test_m13_needs_an_agreement_in_force_with_the_listed_parts():
    assert g1("M13", agreements=agreement(**WHOLE)) == (True, "version 1 is in force with all parts")
    lacking = g1("M13", agreements=agreement(**WHOLE | {"goals": False, "tasks": False}))
    assert lacking == (False, "the agreement lacks: goals of development, direction and tasks")
    assert g1("M13", agreements=agreement(**WHOLE | {"goals": None}))[0] is None
    assert g1("M13", agreements=agreement(**WHOLE | {"goals": None, "tasks": False}))[0] is False
    assert g1("M13", agreements=agreement(exit_rules=False, **WHOLE))[0] is True


def test_m13_an_agreement_that_ran_out_is_missed_and_the_last_day_still_holds():
    assert g1("M13", agreements=agreement(until="2026-08-30", **WHOLE)) == (
        False, "the agreement ran out on 2026-08-30 and was not renewed",
    )  # fmt: skip
    assert g1("M13", agreements=agreement(until="2026-08-31", **WHOLE))[0] is True
    renewed = pl.concat([agreement(until="2026-01-31", **WHOLE), agreement(2, signed="2026-02-01", **WHOLE)])
    assert g1("M13", agreements=renewed) == (True, "version 2 is in force with all parts")


def test_m13_a_version_signed_later_says_nothing_of_earlier_years():
    found = outcomes("M13", periods=(BEFORE, NOW), agreements=agreement(2, signed="2025-10-01", **WHOLE))
    assert {key: met for key, (met, _) in found.items()} == {("G1", BEFORE): None, ("G1", NOW): True}


def log(*rows):
    held = [(f"A{i}", "G1", p, kind, day(d), n) for i, (kind, p, d, n) in enumerate(rows)]
    return table("activities", "activity_id group_id period activity held sessions", *held)


def test_m15_two_meetings_and_a_silent_log():
    one, two = ("meeting", NOW, "2025-10-01", 1), ("meeting", NOW, "2026-03-01", None)
    assert g1("M15", activities=log(one, two)) == (True, "2025-09-01 to 2026-08-31: 2 due, 2 done")
    assert g1("M15", activities=log(one))[0] is False
    assert g1("M15", activities=log(("studio", NOW, "2025-10-01", 1)))[0] is False
    assert g1("M15", activities=log(("meeting", BEFORE, "2024-10-01", 2)))[0] is None
    assert g1("M15")[0] is None


def test_m15_a_group_founded_in_spring_owes_one_and_one_without_a_date_counts_from_its_first_school():
    spring = table("groups", "group_id founded", ("G1", day("2026-02-20")))
    assert g1("M15", groups=spring, activities=log(("meeting", NOW, "2026-03-01", 1)))[0] is True
    undated = table("groups", "group_id founded", ("G1", None))
    assert g1("M15", groups=undated, activities=log(("meeting", NOW, "2026-03-01", 1)))[0] is False


def titles(*steps):
    return table("titles", "group_id step decided", *(("G1", step, day(d)) for step, d in steps))


NAMED = titles(("named", "2023-09-01"))


def test_m50_is_owed_by_titled_groups_alone():
    shown = log(("district_showcase", NOW, "2026-03-01", 1))
    assert outcomes("M50", activities=shown) == {}
    assert g1("M50", activities=shown, titles=NAMED)[0] is True
    assert g1("M50", activities=log(("meeting", NOW, "2026-03-01", 1)), titles=NAMED)[0] is False
    assert (
        outcomes("M50", activities=shown, titles=titles(("named", "2026-03-01"))) == {}
    )  # part of a year: nothing owed
    ended = titles(("named", "2019-09-01"), ("not_renewed", "2025-08-01"))
    assert outcomes("M50", activities=shown, titles=ended) == {}


def test_m51_counts_three_school_years_and_does_not_blame_a_log_that_began_later():
    years = [
        ("meeting", "2023-24", "2023-10-01", 1),
        ("meeting", BEFORE, "2024-10-01", 1),
        ("meeting", NOW, "2025-10-01", 1),
    ]
    assert g1("M51", activities=log(*years), titles=NAMED)[0] is False
    assert g1("M51", activities=log(*years[1:]), titles=NAMED)[0] is None
    shown = ("city_showcase", BEFORE, "2025-03-01", 1)
    assert g1("M51", activities=log(*years[1:], shown), titles=NAMED)[0] is True


def school_year(*rows):
    return table(
        "school_year", "school_id period lessons_required lessons_taught", *((s, NOW, r, t) for s, r, t in rows)
    )


def test_m35_one_school_is_enough_to_miss_it():
    units = members("S1", "S2")
    full = ("S1", 100, 100)
    assert outcomes("M35", units=units, school_year=school_year(full, ("S2", 100, 101)))["G1", NOW][0] is True
    missed = outcomes("M35", units=units, school_year=school_year(full, ("S2", 100, 99)))["G1", NOW]
    assert missed == (False, "of 2 schools 1 missed it and 0 are not assessable: S2")
    assert outcomes("M35", units=units, school_year=school_year(full))["G1", NOW][0] is None
    assert outcomes("M35", units=units, school_year=school_year(full, ("S2", 0, 0)))["G1", NOW][0] is None


def test_m35_names_five_schools_and_says_that_there_are_more():
    schools = [f"S{i}" for i in range(1, 8)]
    missed = [(s, 100, 99) for s in schools]
    found = outcomes("M35", units=members(*schools), school_year=school_year(*missed))["G1", NOW]
    assert found[1] == "of 7 schools 7 missed it and 0 are not assessable: S1, S2, S3, S4, S5 …"


def cases(*rows):
    return table(
        "incidents", "incident_id school_id incident occurred gravity upheld harmed_reputation",
        *((f"I{i}", "S1", "fees", day("2025-10-01"), *row) for i, row in enumerate(rows)),
    )  # fmt: skip


def test_m48_names_a_grave_case_of_a_titled_group_for_enquiry():
    grave, minor, pending = ("major", True, True), ("minor", True, True), ("major", None, None)
    assert outcomes("M48", incidents=cases(grave)) == {}
    assert g1("M48", incidents=cases(minor, grave), titles=NAMED) == (False, "1 for enquiry: I1")
    assert g1("M48", incidents=cases(minor, ("major", True, False)), titles=NAMED)[0] is True
    assert g1("M48", incidents=cases(minor, pending), titles=NAMED)[0] is None
    assert g1("M48", titles=NAMED)[0] is None
    revoked = titles(("named", "2023-09-01"), ("revoked", "2026-01-15"))
    assert g1("M48", incidents=cases(minor), titles=revoked) == (False, "the title was revoked on 2026-01-15")


def test_dq_holds_the_returns_against_the_standard_of_the_framework():
    def returned(value):
        values = table("values", "level unit_id period indicator value", ("group", "G1", NOW, "C6", value))
        limit = table("standards", "level unit_id period indicator standard", ("group", "G1", NOW, "C6", 70.0))
        return g1("DQ", values=values, standards=limit)

    assert returned(70.0) == (True, "70.0 % valid returns, standard 70.0 %")
    assert returned(69.9)[0] is False
    assert returned(None)[0] is None


def test_a_gate_that_judges_a_unit_twice_is_refused():
    @gate("X", rule="X", zh="重", en="twice", definition_zh="重", definition_en="twice", authority="cfg")
    def twice(groups: pl.DataFrame) -> pl.DataFrame:
        row = pl.DataFrame({"group_id": ["G1"], "period": [NOW], "met": [True], "reason": ["r"], "message": ["m"]})
        return pl.concat([row, row])

    with pytest.raises(DataError, match="Gate X gives two rows"):
        judged({"X": twice}, {"members": members("S1")}, RAW)
    with pytest.raises(OptionError, match="district"):
        gate("X", rule="X", zh="", en="", definition_zh="", definition_en="", authority="cfg", level="district")


@pytest.fixture(scope="module")
def run():
    return Study().run(make_city(3, groups=16, members=76, periods=(BEFORE, NOW)))


def test_the_planted_truths_are_found_and_no_score_knows_of_them(run):
    truths = {
        row["kind"]: row["group_id"]
        for row in planted_truths(3, groups=16, members=76, periods=(BEFORE, NOW)).iter_rows(named=True)
    }
    missed = run.gates.filter(level="group", outcome="missed")
    assert set(missed.filter(gate="M15")["unit_id"]) == {truths["no_meetings"]}
    expired = missed.filter(pl.col("message").str.contains("ran out"), gate="M13")
    assert expired.select("unit_id", "period").rows() == [(truths["expired_agreement"], NOW)]
    assert set(run.gates["gate"]).isdisjoint(run.scores["node"])
    assert set(run.gates["gate"]) <= set(GATES)
    assert run.gates.filter(level="group", gate="M15").height == 32


def test_gates_are_saved_shown_in_the_workbook_and_in_both_reports(run, tmp_path):
    import toolkit as tk
    from toolkit.results_workbook import sheets

    folder = run.save(tmp_path, charts=False)
    assert tk.load_run(folder).gates.equals(run.gates)
    assert sheets(run)["门槛事项 gates"].height > 100
    for lang, heading in (("zh", "门槛事项（不计分）"), ("en", "Gates (outside the score)")):
        page = tk.report(run, tmp_path / f"{lang}.html", lang=lang).read_text(encoding="utf-8")
        assert heading in page
        assert GATES["M15"].zh in page if lang == "zh" else GATES["M15"].en in page


def test_scores_without_raw_tables_have_no_gates():
    values = pl.DataFrame({"unit_id": ["A", "B"], "period": NOW, "indicator": "x", "value": [1.0, 2.0]})
    tree = pl.DataFrame({"node": ["x"], "parent": [None], "kind": ["indicator"]})
    assert Study(framework=tree, normaliser="minmax").score(values).gates.height == 0


def test_every_gate_speaks_two_languages_and_names_its_rule():
    for name, one in GATES.items():
        assert one.id == name
        assert all("\u4e00" <= text[0] <= "\u9fff" for text in (one.zh, one.definition_zh))
        assert not any("\u4e00" <= c <= "\u9fff" for c in one.en + one.definition_en)
        assert one.authority == ("cfg" if name == "DQ" else "TJ")
