"""T4, T7, T8, T9: how long exchanges last, who has a mentor, which leaders move, how the backbone grows."""

from math import comb
from statistics import NormalDist

import pytest

from indicators import ALL
from indicators.t4 import _rank
from tests.indicators._tables import day, found, table

NOW, THEN = "2025-26", "2024-25"


def members(*rows):
    """(group, period, school, role)."""
    return table("members", "group_id period school_id role", *rows)


def moves(*rows):
    """(sending school, kind, started, ended)."""
    return table(
        "staff_moves",
        "move_id staff_id from_school to_school kind started ended",
        *((f"M{i}", f"P{i}", s, "S9", kind, day(at), day(end)) for i, (s, kind, at, end) in enumerate(rows)),
    )


OLD = ("S8", "exchange", "2022-08-31", None)
"""The log reaches back to the day before the third year before the school year."""


def t4(*rows, role="member"):
    place = members(("G1", NOW, "S1", role))
    return found(ALL["T4"], staff_moves=moves(*rows), members=place).get(("G1", NOW))


def lasting(*days):
    """Return exchanges that ended on 1 October 2025 after so many days."""
    return [
        ("S1", "exchange", str(day("2025-10-01") - (day("2000-01-02") - day("2000-01-01")) * d), "2025-10-01")
        for d in days
    ]


def test_t4_the_median_with_an_error_from_the_interval_of_order_statistics():
    value, se, n, status = t4(OLD, *lasting(1101, 365, 700, 1096, 1000, 1461))
    assert (value, n, status) == (round((1000 + 1096) / 2 / 365.25, 10), 6, "value")
    z = NormalDist().inv_cdf(0.975)
    assert se == pytest.approx((1461 - 365) / 365.25 / (2 * z), abs=1e-10)  # of six the least and the greatest


def test_t4_of_an_odd_number_it_is_the_middle_one():
    assert t4(OLD, *lasting(1, 2, 730, 731, 732, 733, 734))[0] == round(731 / 365.25, 10)


def test_t4_fewer_than_six_have_no_median():
    assert t4(OLD, *lasting(1000, 1001, 1002, 1003, 1004)) == (None, None, 5, "missing")


@pytest.mark.parametrize(
    "other",
    [
        ("S1", "walking", "2025-01-01", "2025-10-01"),
        ("S1", "leader", "2025-01-01", "2025-10-01"),
        ("S1", "exchange", "2025-01-01", None),
        ("S1", "exchange", "2025-01-01", "2025-08-31"),
        ("S1", "exchange", "2025-01-01", "2026-09-01"),
        ("S2", "exchange", "2025-01-01", "2025-10-01"),
    ],
)
def test_t4_only_exchanges_of_the_group_that_ended_within_the_school_year(other):
    assert t4(OLD, other, *lasting(*[1000] * 6)) == (round(1000 / 365.25, 10), 0.0, 6, "value")


def test_t4_the_sending_school_may_be_the_lead_and_the_days_at_both_ends_count():
    ends = [("S1", "exchange", "2023-09-01", end) for end in ("2025-09-01", "2026-08-31")]
    assert t4(OLD, *ends, *lasting(*[800] * 4), role="lead")[2] == 6


def test_t4_a_log_that_is_too_young_holds_short_exchanges_only():
    young = ("S8", "exchange", "2022-09-01", None)
    assert t4(young, *lasting(*[365] * 8)) is None


@pytest.mark.parametrize("n", [*range(1, 41), 200])
def test_t4_the_interval_holds_the_median_with_95_percent_and_a_narrower_one_would_not(n):
    """P(Bin(n, 1/2) < r) by counting, as in tables of the sign test."""
    tail = lambda r: 2 * sum(comb(n, i) for i in range(r)) / 2**n  # noqa: E731
    r = _rank(n)
    assert r == 0 or tail(r) <= 0.05
    assert tail(r + 1) > 0.05


def staff(*rows, period=NOW, post="teacher"):
    """(person, school, service years, mentored, backbone)."""
    columns = "staff_id period school_id service_years mentored backbone post"
    return table("staff", columns, *((p, period, s, years, m, b, post) for p, s, years, m, b in rows))


def novices(*rows):
    """(service years, mentored) of the teachers of S1."""
    register = staff(*((f"P{i}", "S1", years, mentored, None) for i, (years, mentored) in enumerate(rows)))
    return found(ALL["T7"], staff=register)["S1", NOW]


def test_t7_novices_with_a_mentor_of_the_novices():
    assert novices((0, True), (1, True), (2, False), (2, True), (3, False), (20, True)) == (75.0, 0.0, 4, "value")


def test_t7_a_school_without_novices_has_nobody_to_mentor():
    assert novices((3, None), (20, False)) == (None, None, 0, "not_applicable")


def test_t7_of_whom_it_is_unknown_are_left_out_up_to_ten_percent():
    assert novices(*[(1, True)] * 9, (1, None)) == (100.0, 0.0, 9, "value")
    assert novices(*[(1, True)] * 8, (1, None))[3] == "missing"
    assert novices((1, None), (1, None))[3] == "missing"


def test_t7_without_service_years_nobody_knows_who_is_a_novice():
    assert novices((None, True), *[(20, None)] * 8)[3] == "missing"
    assert novices((None, True), (1, True), *[(20, None)] * 8)[3] == "value"


def test_t7_leaders_are_no_novices():
    both = staff(("P1", "S1", 1, True, None)).vstack(staff(("P2", "S1", 1, False, None), post="leader"))
    assert found(ALL["T7"], staff=both)["S1", NOW] == (100.0, 0.0, 1, "value")


def t8(register, *rows):
    log = table(
        "staff_moves",
        "move_id staff_id from_school to_school kind started",
        *((f"M{i}", p, a, "S9", kind, day(at)) for i, (p, a, kind, at) in enumerate(rows)),
    )
    return found(ALL["T8"], staff=register, staff_moves=log)


LEADERS = staff(*((f"L{i}", "S1", 9, None, None) for i in range(4)), post="leader")


def test_t8_leaders_who_started_an_exchange_of_leaders():
    register = LEADERS.vstack(staff(("P1", "S1", 9, None, None)))
    rows = [
        ("L0", "S1", "leader", "2025-09-01"),
        ("L0", "S1", "leader", "2026-03-01"),
        ("P1", "S1", "leader", "2025-09-01"),
    ]
    assert t8(register, *rows) == {("S1", NOW): (25.0, 0.0, 4, "value")}


@pytest.mark.parametrize(
    ("kind", "started"), [("exchange", "2025-10-01"), ("leader", "2025-08-31"), ("leader", "2026-09-01")]
)
def test_t8_other_moves_and_other_years_do_not_count(kind, started):
    kept = ("L9", "S8", "walking", "2025-10-01")  # the log is kept in this year
    assert t8(LEADERS, ("L0", "S1", kind, started), kept)["S1", NOW][0] == 0.0


def test_t8_who_moved_belongs_to_the_sending_school_and_a_year_without_a_log_is_missing():
    register = staff(("L0", "S9", 9, None, None), ("L1", "S1", 9, None, None), post="leader")
    assert t8(register, ("L0", "S1", "leader", "2025-09-01")) == {("S1", NOW): (50.0, 0.0, 2, "value")}
    assert t8(register, ("L0", "S1", "leader", "2024-09-01")) == {}


def backbone(period, **schools):
    """Return the teachers of schools in a school year, by what the register says of each."""
    rows = [(f"{s}-{i}", s, 9, None, b) for s, given in schools.items() for i, b in enumerate(given)]
    return staff(*rows, period=period)


Y, N = True, False
PLACE = [("G1", p, s, role) for p in (THEN, NOW) for s, role in (("S1", "lead"), ("S2", "member"), ("S3", "member"))]


def t9(place, *registers):
    register = registers[0]
    for more in registers[1:]:
        register = register.vstack(more)
    return found(ALL["T9"], calendar=(THEN, NOW), staff=register, members=members(*place))


def test_t9_growth_over_all_members_and_not_of_the_lead():
    then, now = (
        backbone(THEN, S1=[Y], S2=[Y, Y, N], S3=[Y, Y, N]),
        backbone(NOW, S1=[Y] * 9, S2=[Y, Y, Y], S3=[Y, Y, N]),
    )
    assert t9(PLACE, then, now) == {
        ("G1", THEN): (None, None, 0, "not_applicable"),
        ("G1", NOW): (25.0, 0.0, 4, "value"),
    }


def test_t9_a_member_that_joined_this_year_brings_no_growth():
    then, now = backbone(THEN, S2=[Y, Y], S3=[N]), backbone(NOW, S2=[Y, N], S3=[Y, Y, Y])
    place = [row for row in PLACE if row[1:3] != (THEN, "S3")]
    assert t9(place, then, now)["G1", NOW] == (-50.0, 0.0, 2, "value")
    alone = [row for row in place if row[2] != "S2"]
    assert t9(alone, then, now)["G1", NOW][3] == "not_applicable"


@pytest.mark.parametrize("other", [("G2", THEN, "S3", "member"), ("G1", THEN, "S3", "lead")])
def test_t9_a_year_in_another_group_or_as_lead_is_no_year_as_a_member(other):
    then, now = backbone(THEN, S2=[Y, Y], S3=[N]), backbone(NOW, S2=[Y, Y], S3=[Y, Y, Y])
    place = [*(row for row in PLACE if row[1:3] != (THEN, "S3")), other]
    assert t9(place, then, now)["G1", NOW][0] == 0.0


def test_t9_without_a_register_of_both_years_a_school_does_not_count():
    then, now = backbone(THEN, S2=[Y, Y]), backbone(NOW, S2=[Y, Y, Y], S3=[Y, Y])
    assert t9(PLACE, then, now)["G1", NOW] == (50.0, 0.0, 2, "value")  # half of the two
    place = [*PLACE, *(("G1", p, "S4", "member") for p in (THEN, NOW))]
    assert t9(place, then, now)["G1", NOW][3] == "missing"  # a third


@pytest.mark.parametrize(
    ("then", "now"),
    [([N, N], [Y, Y]), ([Y, None], [Y, Y]), ([Y, Y], [Y, None])],
    ids=["nobody the year before", "unknown the year before", "unknown now"],
)
def test_t9_without_a_base_or_with_too_many_unknown_there_is_no_rate(then, now):
    assert t9(PLACE, backbone(THEN, S2=then), backbone(NOW, S2=now))["G1", NOW][3] == "missing"


def test_t9_up_to_ten_percent_unknown_are_left_out():
    then, now = backbone(THEN, S2=[Y] * 5 + [N] * 5), backbone(NOW, S2=[Y] * 6 + [N] * 3 + [None])
    assert t9(PLACE, then, now)["G1", NOW] == (20.0, 0.0, 5, "value")
