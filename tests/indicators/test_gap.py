"""R8: the greatest variation of the resources between the schools of a group."""

from pathlib import Path

import polars as pl
import pytest

from indicators import ALL
from indicators.r8 import PARTS
from tests.indicators._tables import found, table

PERIOD = "2025-26"
RETURN = "school_id period pupils teaching_area indoor_sports_area outdoor_sports_area equipment_value multimedia_rooms"


def gap(*rows, stages=None, teachers=1, groups=None):
    """Return (value, se, n, status) of G1; a row is (school, pupils, equipment value, multimedia rooms).

    Area is 8 m² and sports area 10 m² a pupil everywhere; so many teachers per 100 pupils are above the norm, backbone and
    of arts, all in one.
    """
    staff = [
        (f"{s}-{k}", PERIOD, s, "teacher", "master", "art", True)
        for s, pupils, *_ in rows for k in range((pupils or 0) * teachers // 100)
    ]  # fmt: skip
    returns = [
        (s, PERIOD, pupils, 8.0 * (pupils or 0), 0.0, 10.0 * (pupils or 0), equipment, rooms)
        for s, pupils, equipment, rooms in rows
    ]
    names = [row[0] for row in rows]
    return found(
        ALL["R8"],
        staff=table("staff", "staff_id period school_id post degree subject backbone", *staff),
        schools=table("schools", "school_id stage", *((s, (stages or {}).get(s, "primary")) for s in names)),
        school_year=table("school_year", RETURN, *returns),
        members=table("members", "period group_id school_id role", *((PERIOD, (groups or {}).get(s, "G1"), s, "member") for s in names)),
    )["G1", PERIOD]  # fmt: skip


def test_the_published_county_is_a_group():
    """县域义务教育校际均衡指标计算方法: books of five schools, CV 0.5153; here they stand in for equipment."""
    example = pl.read_csv(Path(__file__).parents[1] / "worked_examples" / "cv_worked_example.csv")
    schools = example.filter(pl.col("school") != "全县").select(
        "school", pl.col("students") * 100, pl.col("books") * 100.0
    )
    value, se, n, status = gap(*((*row, row[1] // 10) for row in schools.iter_rows()))
    assert (round(value, 4), se, n, status) == (0.5153, 0.0, 30200, "value")


def test_the_greatest_of_the_seven_counts():
    # equipment 10 and 30 yuan, pupils 3 to 1: mean 15, variance (3 * 25 + 225) / 4 = 75; rooms per 100: 1 and 2, mean 1.25
    assert gap(("S1", 300, 3000.0, 3), ("S2", 100, 3000.0, 2))[0] == pytest.approx(75**0.5 / 15)
    assert gap(("S1", 300, 3000.0, 3), ("S2", 100, 1000.0, 2))[0] == pytest.approx((3 / 16) ** 0.5 / 1.25)


def test_equal_schools_have_no_gap():
    assert gap(("S1", 300, 3000.0, 3), ("S2", 100, 1000.0, 1)) == (0.0, 0.0, 400, "value")


def test_a_resource_that_nobody_has_is_equal_everywhere():
    assert gap(("S1", 300, 3000.0, 0), ("S2", 100, 3000.0, 0), teachers=0)[0] is None  # no register at all
    assert gap(("S1", 300, 3000.0, 0), ("S2", 100, 3000.0, 0))[0] == pytest.approx(75**0.5 / 15)


def test_a_maximum_without_one_resource_would_be_too_small():
    three = [("S1", 300, 3000.0, 3), ("S2", 100, 3000.0, 1), ("S3", 100, 1000.0, 1)]
    assert gap(*three)[3] == "value"
    assert gap(*three[:2], ("S3", 100, None, 1))[0] == pytest.approx(75**0.5 / 15)  # two of three are enough
    assert gap(three[0], ("S2", 100, None, 1), ("S3", 100, None, 1)) == (None, None, 500, "missing")


def test_a_school_without_pupils_counts_as_missing():
    two = [("S1", 300, 3000.0, 3), ("S2", 100, 1000.0, 1)]
    assert gap(*two, ("S3", 0, 1000.0, 1))[0] == 0.0
    assert gap(two[0], ("S2", None, 1000.0, 1)) == (None, None, 300, "missing")


def test_one_school_has_no_gap_to_another():
    assert gap(("S1", 300, 3000.0, 3)) == (None, None, 300, "not_applicable")
    assert gap(("S1", 300, 3000.0, 3), ("S2", 100, 9000.0, 9), groups={"S2": "G2"})[3] == "not_applicable"


def test_degrees_above_the_norm_are_compared_where_there_is_a_norm():
    rows = [("S1", 300, 3000.0, 3), ("S2", 100, 1000.0, 1)]
    assert gap(*rows, stages={"S2": "nine_year"}) == (0.0, 0.0, 400, "value")


def test_the_parts_are_r1_to_r7():
    assert [part.id for part in PARTS] == ["R1", "R2", "R3", "R4", "R5", "R6", "R7"]
