"""R9, R10, Q8, Q9, C9: what a missing row of a log means, open cases, and what stands behind each value."""

import datetime as dt
from fractions import Fraction

import pytest
from scipy.stats import gamma

from indicators import ALL
from indicators.city import make_city, planted_truths
from tests.indicators._tables import found, table
from toolkit.measure import measure

NOW = "2025-26"
OPENED = "school_id period resource hours_offered hours_used items_shared"


def members(*schools, group="G1"):
    rows = [(NOW, group, s, "member" if i else "lead") for i, s in enumerate(schools)]
    return table("members", "period group_id school_id role", *rows)


def r9(*rows):
    return found(ALL["R9"], sharing=table("sharing", OPENED, *rows))


def r10(schools, *rows):
    log = table("sharing", "school_id period resource items_shared hours_offered", *rows)
    return found(ALL["R10"], sharing=log, members=members(*schools))["G1", NOW]


def items(school, number, hours=None, resource="digital"):
    return (school, NOW, resource, number, hours)


def test_r9_adds_hours_over_all_resources_and_leaves_items_out():
    log = [
        ("S1", NOW, "venue", 80.0, 20.0, None),
        ("S1", NOW, "laboratory", 20.0, 20.0, None),
        ("S1", NOW, "digital", None, None, 9),
    ]
    assert r9(*log)["S1", NOW] == (40.0, 0.0, 100, "value")


@pytest.mark.parametrize(
    "row",
    [
        ("S1", NOW, "laboratory", 20.0, None, None),
        ("S1", NOW, "laboratory", None, 20.0, None),
    ],
)
def test_r9_half_a_row_makes_the_value_missing(row):
    assert r9(("S1", NOW, "venue", 80.0, 20.0, None), row)["S1", NOW][3] == "missing"


def test_r9_no_hours_offered_is_missing_and_unused_hours_are_zero():
    assert r9(("S1", NOW, "venue", 0.0, 0.0, None))["S1", NOW] == (None, None, 0, "missing")
    assert r9(("S1", NOW, "venue", 5.0, 0.0, None))["S1", NOW][0] == 0.0
    assert r9(("S1", NOW, "digital", None, None, 3)) == {}


def test_r10_runs_from_equal_shares_to_one_school_alone_whatever_the_number_of_schools():
    assert r10(["S1", "S2"], items("S1", 5), items("S2", 5))[:3] == (0.0, 0.0, 10)
    assert r10(["S1", "S2"], items("S1", 5))[0] == 1.0
    assert r10(["S1", "S2", "S3", "S4", "S5"], items("S1", 5))[0] == 1.0


def test_r10_is_the_mean_difference_of_all_pairs_of_schools():
    counts = [7, 2, 0, 11]
    log = [items(f"S{i}", n) for i, n in enumerate(counts)]
    apart = Fraction(sum(abs(a - b) for a in counts for b in counts), 4 * 3 * 2) / Fraction(sum(counts), 4)
    assert r10([f"S{i}" for i in range(4)], *log)[0] == pytest.approx(float(apart), abs=1e-10)  # ten decimals are kept


def test_r10_a_school_with_hours_only_or_without_a_row_shared_no_item():
    log = [items("S1", 6), items("S2", None, hours=40.0, resource="venue")]
    assert r10(["S1", "S2", "S3"], *log)[:3] == (1.0, 0.0, 6)


def test_r10_an_empty_row_leaves_its_school_out_and_more_than_half_unknown_is_missing():
    assert r10(["S1", "S2", "S3"], items("S1", 6), items("S2", 6), items("S3", None))[0] == 0.0
    few = r10(["S1", "S2", "S3"], items("S1", 6), items("S2", None), items("S3", None))
    assert few[::3] == (None, "missing")


def test_r10_without_a_row_of_the_group_is_missing_and_without_items_not_applicable():
    assert r10(["S1", "S2"], items("S9", 6))[::3] == (None, "missing")
    assert r10(["S1", "S2"], items("S1", 0))[::3] == (None, "not_applicable")
    assert r10(["S1"], items("S1", 6))[::3] == (None, "not_applicable")


def q8(*rows):
    return found(ALL["Q8"], activities=table("activities", "activity_id group_id period activity sessions", *rows))


def test_q8_counts_sessions_over_nine_subjects_and_two_terms():
    log = [
        ("A1", "G1", NOW, "joint_research", 30),
        ("A2", "G1", NOW, "lesson_preparation", None),
        ("A3", "G1", NOW, "teaching_contest", 5),
    ]
    assert q8(*log)["G1", NOW] == (2.0, 0.0, 3, "value")


def test_q8_a_group_that_logs_other_things_has_zero_and_one_that_logs_nothing_is_missing():
    result = q8(("A1", "G1", NOW, "meeting", 4), ("A2", "G2", NOW, "joint_research", 4))
    assert result["G1", NOW][:3] == (0.0, 0.0, 1)
    assert ("G3", NOW) not in result


def q9(schools, *rows):
    visits = table("supervision_visits", "visit_id school_id period visitor", *rows)
    every = table("schools", "school_id", *((s,) for s in schools))
    return found(ALL["Q9"], supervision_visits=visits, schools=every, members=members("S1", "S2"))


def test_q9_counts_the_visits_of_the_group_alone():
    log = [
        ("V1", "S1", NOW, "group"),
        ("V2", "S1", NOW, "group"),
        ("V3", "S1", NOW, "district"),
        ("V4", "S2", NOW, "city"),
    ]
    result = q9(["S1", "S2", "S3"], *log)
    assert result["S1", NOW] == (2.0, 0.0, 2, "value")
    assert result["S2", NOW] == (0.0, 0.0, 0, "value")
    assert result["S3", NOW][::3] == (None, "not_applicable")


def test_q9_a_year_without_any_visit_by_a_group_was_not_recorded():
    assert q9(["S1", "S2"], ("V1", "S1", NOW, "district")) == {}
    assert q9(["S1", "S2"], ("V1", "S1", "2024-25", "group")) == {}


def c9(*rows, pupils=500):
    cases = [(f"I{i}", s, kind, dt.date.fromisoformat(day), upheld) for i, (s, kind, day, upheld) in enumerate(rows)]
    returns = table("school_year", "school_id period pupils", ("S1", NOW, pupils), ("S2", NOW, 1000))
    return found(
        ALL["C9"],
        incidents=table("incidents", "incident_id school_id incident occurred upheld", *cases),
        school_year=returns,
    )


UPHELD = ("S1", "complaint", "2025-10-01", True)


def test_c9_counts_upheld_complaints_of_the_school_year():
    log = [UPHELD, ("S1", "complaint", "2026-08-31", True), ("S1", "complaint", "2026-09-01", True),
           ("S1", "complaint", "2025-11-01", False), ("S1", "safety", "2025-11-01", True)]  # fmt: skip
    value, se, n, status = c9(*log)["S1", NOW]
    assert (value, n, status) == (4.0, 500, "value")
    assert se == pytest.approx(1000 / 500 * gamma(2 + 0.5).std(), abs=1e-10)  # ten decimals are kept


def test_c9_a_school_without_a_case_has_none_when_others_have_and_an_error_above_zero():
    value, se, n, _ = c9(UPHELD)["S2", NOW]
    assert (value, n) == (0.0, 1000)
    assert se == pytest.approx(gamma(0.5).std(), abs=1e-10)  # ten decimals are kept


def test_c9_open_cases_are_left_out_until_they_are_more_than_half():
    pending = ("S1", "complaint", "2026-06-01", None)
    assert c9(UPHELD, pending)["S1", NOW][0] == 2.0
    assert c9(UPHELD, pending, pending)["S1", NOW][0] is None
    assert c9(UPHELD, pending, pending)["S2", NOW][0] == 0.0


def test_c9_an_empty_year_is_missing_and_without_pupils_there_is_no_rate():
    assert c9(("S1", "complaint", "2024-10-01", True)) == {}
    assert c9(UPHELD, pupils=0)["S1", NOW][0] is None
    assert c9(UPHELD, pupils=None)["S1", NOW][0] is None


@pytest.fixture(scope="module", params=[2025, 0])
def city(request):
    tables = make_city(request.param)
    chosen = {name: ALL[name] for name in ("R9", "R10", "Q8", "Q9", "C9")}
    return measure(tables, chosen).values, planted_truths(request.param)


def test_the_truths_of_the_logs_are_found_in_the_city(city):
    values, truths = city
    place = {row["kind"]: row for row in truths.iter_rows(named=True)}

    def best(indicator, level, descending=True):
        rows = values.filter(indicator=indicator, level=level, period=NOW).drop_nulls("value")
        return rows.filter(rows["n"] > 100 if indicator == "C9" else True).sort("value", descending=descending)

    concentrated = best("R10", "group")
    assert concentrated["unit_id"][0] == place["one_sided_sharing"]["group_id"]
    assert concentrated["value"][:2].to_list()[0] == 1.0 > concentrated["value"][1]
    assert place["many_complaints"]["school_id"] in best("C9", "school")["unit_id"][:3]
    inflated = place["inflated_returns"]["school_id"]
    assert best("R9", "school").filter(unit_id=inflated)["value"].item() == 100.0
    assert inflated in best("Q9", "school")["unit_id"][:5]
