"""The national rules for counties, against published examples."""

import itertools
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from toolkit.disparity import COUNTY_LIMITS, SCHOOL_VERDICTS, cv, school_verdicts, split_stages, within_county_limit
from toolkit.errors import DataError, OptionError

EXAMPLES = Path(__file__).parents[1] / "worked_examples"


@pytest.fixture(scope="module")
def five_schools():
    """Books of five primary schools, an example published with the rule (县域义务教育校际均衡指标计算方法)."""
    rows = pl.read_csv(EXAMPLES / "cv_worked_example.csv").filter(pl.col("school") != "全县")
    return rows.with_columns(value=pl.col("books") / pl.col("students"))


def test_the_published_example(five_schools):
    published = five_schools["per_student_published"].to_list()
    assert five_schools["value"].round(2).to_list() == published
    assert round(cv(five_schools["value"], five_schools["students"]), 2) == 0.52
    assert round(cv(five_schools["value"], five_schools["students"]), 4) == 0.5153


def test_the_mean_of_the_rule_is_that_of_the_whole_county(five_schools):
    county = pl.read_csv(EXAMPLES / "cv_worked_example.csv").filter(pl.col("school") == "全县").row(0, named=True)
    assert five_schools["students"].sum() == county["students"]
    assert five_schools["books"].sum() == county["books"]
    mean = (five_schools["value"] * five_schools["students"]).sum() / county["students"]
    assert round(mean, 2) == county["per_student_published"]


def test_the_convention_decides_the_verdict(five_schools):
    plain = cv(five_schools["value"])
    corrected = cv(five_schools["value"], convention="sample")
    assert round(plain, 3) == 0.489  # recomputed from the published counts by those who found the example
    assert corrected == pytest.approx(plain * math.sqrt(5 / 4), rel=1e-12)
    verdicts = within_county_limit([plain, corrected, cv(five_schools["value"], five_schools["students"])], "primary")
    assert verdicts.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("chinese", "stage", "kept"), [("小学", "primary", "L6_equipment_value"), ("初中", "junior", "L6_equipment_value")]
)
def test_ningguo_2022_keeps_one_limit_of_seven_in_each_stage(chinese, stage, kept):
    table = pl.read_csv(EXAMPLES / "ningguo_2022_cv.csv").filter(stage=chinese).drop("stage")
    row = table.row(0, named=True)
    assert len(row) == 7
    verdicts = dict(zip(row, within_county_limit(list(row.values()), stage).tolist(), strict=True))
    assert [name for name, held in verdicts.items() if held] == [kept]


def test_a_value_at_the_limit_keeps_it():
    assert COUNTY_LIMITS == {"primary": 0.50, "junior": 0.45}
    assert within_county_limit([0.1 + 0.35, 0.15 + 0.3, 0.45001, math.nan], "junior").tolist() == [
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(OptionError, match="primary, junior"):
        within_county_limit([0.4], "senior")


def test_books_of_a_nine_year_school():
    """Published: 23,226 books, 166 primary and 210 junior pupils, give 9,711 and 13,515."""
    parts = split_stages(23226, primary=166, junior=210)
    assert (math.floor(parts.primary), 23226 - math.floor(parts.primary)) == (9711, 13515)
    assert parts.junior == pytest.approx(23226 * 210 * 1.1 / (166 + 210 * 1.1))
    assert parts.senior == 0


def test_junior_to_senior_is_1_to_1_2():
    parts = split_stages(1000, primary=0, junior=300, senior=300)
    assert parts.senior / parts.junior == pytest.approx(1.2)
    assert sum(split_stages(1000, 100, 200, 300)) == pytest.approx(1000)


@pytest.mark.parametrize("arguments", [(-1, 1, 1), (1, -1, 2), (1, 0, 0), (math.nan, 1, 1)])
def test_a_split_that_cannot_be_made_is_refused(arguments):
    with pytest.raises(DataError):
        split_stages(*arguments)


def held_by_the_text_of_the_rule(shares, least):
    """At least `least` indicators reach their standard, each of the others 85 % of it."""
    below = [share for share in shares if share < 1]
    return len(shares) - len(below) >= least and all(share >= 0.85 for share in below)


def test_a_school_is_decided_when_every_value_that_is_missing_leads_to_the_same_verdict():
    """All 4^4 schools with values below, at and above the two lines or missing; least 3 of 4 as 6 of 7."""
    levels, standards = (0.8499, 0.85, 1.0), np.array([4.2, 1.0, 0.9, 2000.0])
    schools = list(itertools.product((*levels, math.nan), repeat=4))
    expected = []
    for school in schools:
        filled = itertools.product(*([share] if share == share else levels for share in school))
        outcomes = {held_by_the_text_of_the_rule(shares, least=3) for shares in filled}
        expected.append("undecided" if len(outcomes) == 2 else "held" if outcomes == {True} else "missed")
    assert set(expected) == set(SCHOOL_VERDICTS)
    assert school_verdicts(np.array(schools) * standards, standards, least=3) == expected


def test_standards_of_several_stages_side_by_side():
    """The same school as primary and as junior school, thresholds of 教督〔2017〕6号."""
    primary, junior = [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3], [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]
    assert school_verdicts([primary, primary, junior], [primary, junior, junior]) == ["held", "missed", "held"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"values": [1.0, 2.0]}, OptionError),
        ({"standards": [1.0]}, OptionError),
        ({"least": 3}, OptionError),
        ({"floor": 85}, OptionError),
        ({"standards": [1.0, 0.0]}, DataError),
        ({"standards": [1.0, math.nan]}, DataError),
        ({"values": [[math.inf, 1.0]]}, DataError),
    ],
)
def test_what_the_rule_of_schools_refuses(options, error):
    good = {"values": [[1.0, 2.0]], "standards": [1.0, 2.0], "least": 1}
    assert school_verdicts(**good) == ["held"]
    with pytest.raises(error):
        school_verdicts(**(good | options))
