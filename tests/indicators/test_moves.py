"""T1, T2, T3: who moved, who of them is a backbone teacher, and the net flow from the lead school."""

import pytest

from indicators import ALL
from tests.indicators._tables import day, found, table

MOVES = "move_id staff_id from_school to_school kind started ended"


def staff(*rows, period="2025-26"):
    """(person, school, eligible, backbone[, post])."""
    return table(
        "staff",
        "staff_id period school_id rotation_eligible backbone post",
        *((p, period, s, eligible, backbone, *(post or ("teacher",))) for p, s, eligible, backbone, *post in rows),
    )


def moves(*rows):
    """(person, from, to, kind, started)."""
    return table(
        "staff_moves", MOVES, *((f"M{i}", p, a, b, kind, day(at), None) for i, (p, a, b, kind, at) in enumerate(rows))
    )


ELIGIBLE = [(f"P{i}", "S1", True, i == 1) for i in range(1, 6)]
ELSEWHERE = ("P99", "S8", "S9", "exchange", "2025-10-01")
"""The log is kept in this year."""


def t1(register, log):
    return found(ALL["T1"], staff=register, staff_moves=log)["S1", "2025-26"]


def test_t1_persons_who_moved_of_those_eligible():
    log = moves(("P1", "S1", "S2", "exchange", "2025-09-01"), ("P2", "S1", "S3", "walking", "2026-08-31"))
    assert t1(staff(*ELIGIBLE), log) == (40.0, 0.0, 5, "value")


def test_t1_a_person_counts_once_at_the_first_sending_school():
    log = moves(
        ("P1", "S2", "S3", "walking", "2026-03-01"),
        ("P1", "S1", "S2", "exchange", "2025-09-01"),
        ("P1", "S1", "S3", "exchange", "2025-11-01"),
    )
    register = staff(*ELIGIBLE, ("P9", "S2", True, False))
    result = found(ALL["T1"], staff=register, staff_moves=log)
    assert result["S1", "2025-26"][0] == 20.0
    assert result["S2", "2025-26"][0] == 0.0


def test_t1_two_moves_on_one_day_go_by_their_number_whatever_the_order_of_rows():
    log = moves(("P1", "S1", "S3", "exchange", "2025-09-01"), ("P1", "S2", "S3", "exchange", "2025-09-01"))
    register = staff(*ELIGIBLE, ("P9", "S2", True, False))
    for rows in (log, log.reverse()):
        result = found(ALL["T1"], staff=register, staff_moves=rows)
        assert (result["S1", "2025-26"][0], result["S2", "2025-26"][0]) == (20.0, 0.0)


@pytest.mark.parametrize("started", ["2025-08-31", "2026-09-01"])
def test_t1_only_moves_that_start_within_the_school_year(started):
    log = moves(("P1", "S1", "S2", "exchange", started), ELSEWHERE)
    assert t1(staff(*ELIGIBLE), log)[0] == 0.0


def test_t1_exchanges_of_leaders_are_another_indicator():
    log = moves(("P1", "S1", "S2", "leader", "2025-09-01"), ELSEWHERE)
    assert t1(staff(*ELIGIBLE), log)[0] == 0.0


def test_t1_who_moved_still_belongs_to_the_sending_school_when_the_register_names_the_other_one():
    log = moves(("P1", "S1", "S2", "exchange", "2025-09-01"))
    register = staff(("P1", "S2", True, False), *ELIGIBLE[1:])
    result = found(ALL["T1"], staff=register, staff_moves=log)
    assert result["S1", "2025-26"] == (20.0, 0.0, 5, "value")
    assert ("S2", "2025-26") not in result


def test_t1_can_exceed_100():
    log = moves(("P1", "S1", "S2", "exchange", "2025-09-01"), ("P2", "S1", "S2", "exchange", "2025-09-01"))
    assert t1(staff(("P1", "S1", True, False), ("P2", "S1", False, False)), log)[0] == 200.0


def test_t1_nobody_eligible_is_missing():
    log = moves(("P1", "S1", "S2", "exchange", "2025-09-01"))
    assert t1(staff(("P1", "S1", False, False)), log) == (None, None, 0, "missing")


def test_t1_unknown_eligibility_above_ten_percent_is_missing():
    log = moves(ELSEWHERE)
    assert t1(staff(*ELIGIBLE, ("P6", "S1", None, False)), log)[0] is None
    ten = [(f"Q{i}", "S1", True, False) for i in range(9)] + [("P6", "S1", None, False)]
    assert t1(staff(*ten), log)[::2] == (0.0, 9)


def test_t1_only_teachers():
    log = moves(("P1", "S1", "S2", "exchange", "2025-09-01"), ("L1", "S1", "S2", "exchange", "2025-09-01"))
    assert t1(staff(*ELIGIBLE, ("L1", "S1", True, False, "leader")), log)[0] == 20.0


@pytest.mark.parametrize("name", ["T1", "T2"])
def test_a_year_without_any_move_in_the_log_was_not_recorded(name):
    log = moves(("P1", "S1", "S2", "exchange", "2024-09-01"))
    assert found(ALL[name], staff=staff(*ELIGIBLE), staff_moves=log) == {}


def test_t2_backbone_of_those_who_moved():
    log = moves(*((f"P{i}", "S1", "S2", "exchange", "2025-09-01") for i in (1, 2, 3, 4)))
    assert found(ALL["T2"], staff=staff(*ELIGIBLE), staff_moves=log)["S1", "2025-26"] == (25.0, 0.0, 4, "value")


def test_t2_with_nobody_moved_there_is_no_value():
    assert ("S1", "2025-26") not in found(ALL["T2"], staff=staff(*ELIGIBLE), staff_moves=moves(ELSEWHERE))


@pytest.mark.parametrize(("known", "value"), [(9, 100.0), (8, None)])
def test_t2_unknown_backbone_above_ten_percent_of_the_moved_is_missing(known, value):
    people = [("P0", "S1", True, None)] + [(f"P{i}", "S1", True, True) for i in range(1, known + 1)]
    log = moves(*((p, "S1", "S2", "exchange", "2025-09-01") for p, *_ in people))
    assert found(ALL["T2"], staff=staff(*people), staff_moves=log)["S1", "2025-26"][0] == value


MEMBERS = table(
    "members",
    "period group_id school_id role",
    ("2025-26", "G1", "S1", "lead"),
    ("2025-26", "G1", "S2", "member"),
    ("2025-26", "G1", "S3", "member"),
    ("2025-26", "G2", "S4", "lead"),
    ("2025-26", "G2", "S5", "member"),
)
BACKBONE = staff(
    *((f"L{i}", "S1", True, True) for i in range(1, 6)),
    ("L6", "S1", True, False),
    ("M1", "S2", True, True),
    ("M2", "S3", True, False),
    ("N1", "S5", True, True),
)


def t3(log, register=BACKBONE, members=MEMBERS):
    return found(ALL["T3"], staff=register, staff_moves=log, members=members)


def test_t3_out_minus_in_over_the_backbone_of_the_lead():
    log = moves(
        ("L1", "S1", "S2", "exchange", "2025-09-01"),
        ("L2", "S1", "S3", "walking", "2025-10-01"),
        ("M1", "S2", "S1", "exchange", "2025-09-01"),
        ("L6", "S1", "S2", "exchange", "2025-09-01"),  # no backbone teacher
        ("M2", "S3", "S1", "exchange", "2025-09-01"),  # nor this one
    )
    assert t3(log)["G1", "2025-26"] == (20.0, 0.0, 5, "value")


def test_t3_can_be_negative():
    assert t3(moves(("M1", "S2", "S1", "exchange", "2025-09-01")))["G1", "2025-26"][0] == -20.0


def test_t3_moves_between_members_and_to_other_groups_do_not_count():
    log = moves(("M1", "S2", "S3", "exchange", "2025-09-01"), ("L1", "S1", "S5", "exchange", "2025-09-01"))
    assert t3(log)["G1", "2025-26"][0] == 0.0


def test_t3_each_person_once_in_each_direction():
    log = moves(
        ("L1", "S1", "S2", "walking", "2025-09-01"),
        ("L1", "S1", "S3", "walking", "2025-10-01"),
        ("L2", "S1", "S2", "walking", "2025-09-01"),
        ("L2", "S2", "S1", "exchange", "2026-02-01"),
    )
    assert t3(log)["G1", "2025-26"][0] == 20.0


def test_t3_without_backbone_teachers_in_the_lead_it_is_missing():
    log = moves(("N1", "S5", "S4", "exchange", "2025-09-01"))
    register = staff(("N1", "S5", True, True), ("K1", "S4", True, False))
    assert t3(log, register)["G2", "2025-26"] == (None, None, 0, "missing")


def test_t3_a_group_without_a_lead_has_no_value():
    assert t3(moves(ELSEWHERE), members=MEMBERS.filter(MEMBERS["role"] == "member")) == {}


def test_t3_unknown_backbone_above_ten_percent_of_the_lead_is_missing():
    register = staff(*((f"L{i}", "S1", True, True) for i in range(8)), ("L9", "S1", True, None))
    assert t3(moves(ELSEWHERE), register)["G1", "2025-26"][0] is None
