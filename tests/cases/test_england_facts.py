"""What the published files say of themselves: intervals, bands, revisions, dates; each recomputed from the raw files."""

from pathlib import Path

import polars as pl
import pytest

from notebooks.cases.england import ALL, sources
from notebooks.cases.england.catalogue import SIGMA
from notebooks.cases.england.codes import check, number, status
from notebooks.cases.england.external import Z, band, ofsted, revisions
from toolkit.errors import DataError
from toolkit.framework import load_framework
from toolkit.roll_up import roll_up

HALF = 0.01 + 1e-9  # scores and interval ends are printed with two decimals, each off by up to 0.005


@pytest.fixture(scope="module")
def provisional(england: Path) -> pl.DataFrame:
    """Progress 8 of 2018-19 with interval and band, all kinds of rows (1 school, 2 special school, 4 local authority)."""
    raw = pl.read_csv(england / sources.FILES["provisional"], infer_schema=False)
    return raw.select(
        "URN",
        "LEA",
        "RECTYPE",
        p8=number("P8MEA"),
        pupils=number("P8PUP"),
        lower=number("P8CILOW"),
        upper=number("P8CIUPP"),
        band=number("P8_BANDING").cast(pl.Int64),
    )


def test_the_published_interval_is_the_score_plus_minus_z_sigma_over_root_n(provisional: pl.DataFrame) -> None:
    known = provisional.filter(pl.col("RECTYPE").is_in(["1", "2"])).drop_nulls(["p8", "pupils", "lower", "upper"])
    half = Z * SIGMA["2018-19"] / pl.col("pupils").sqrt()
    off = known.filter(
        ((pl.col("p8") - half - pl.col("lower")).abs() > HALF) | ((pl.col("p8") + half - pl.col("upper")).abs() > HALF)
    )
    assert (known.height, off.height) == (3525, 1)  # one school is off by a hundredth more than rounding explains


def test_no_score_is_published_for_fewer_than_six_pupils(provisional: pl.DataFrame) -> None:
    assert provisional.drop_nulls(["p8", "pupils"])["pupils"].min() == 6


def test_the_bands_follow_from_score_and_interval_for_every_mainstream_school(provisional: pl.DataFrame) -> None:
    schools = provisional.filter(pl.col("RECTYPE") == "1").drop_nulls(["p8", "lower", "upper", "band"])
    agree = schools.select((band(pl.col("p8"), pl.col("lower"), pl.col("upper")) == pl.col("band")).sum()).item()
    assert (agree, schools.height) == (3058, 3058)


def test_a_tie_at_minus_half_is_below_and_at_plus_half_well_above(provisional: pl.DataFrame) -> None:
    schools = provisional.filter((pl.col("RECTYPE") == "1") & pl.col("band").is_not_null())
    assert schools.filter((pl.col("p8") == -0.5) & (pl.col("upper") < 0))["band"].unique().to_list() == [4]
    assert schools.filter((pl.col("p8") == 0.5) & (pl.col("lower") > 0))["band"].unique().to_list() == [1]


def test_seven_in_ten_scores_moved_between_the_provisional_and_the_final_release(england: Path) -> None:
    both = revisions(england)
    moved = both["moved"].abs()
    assert both.height == 3525
    assert (moved > 0).sum() == 2497  # 70.8 %
    assert round(moved.mean() / 100, 3) == 0.011
    assert moved.max() == 55
    assert (moved > 5).sum() == 56


def test_differences_of_two_decimals_must_be_counted_in_hundredths(england: Path) -> None:
    """In floating point seven schools that moved by exactly 0.05 count as more, which gives the often quoted 63."""
    both = revisions(england)
    floating = (both["final"] - both["provisional"]).abs()
    assert (floating > 0.05).sum() == 63
    assert (both["moved"].abs() > 5).sum() == 63 - both.filter((floating > 0.05) & (pl.col("moved").abs() == 5)).height


def test_the_roll_up_gives_the_published_figures_of_local_authorities(provisional: pl.DataFrame) -> None:
    """Weighted by pupils: half-widths of all 150; scores where no school is withheld (equal numbers of pupils)."""
    schools = provisional.filter(pl.col("RECTYPE").is_in(["1", "2"])).drop_nulls(["p8", "pupils"])
    values = schools.select(
        unit_id="URN",
        period=pl.lit("2018-19"),
        indicator=pl.lit("P8"),
        value="p8",
        se=SIGMA["2018-19"] / pl.col("pupils").sqrt(),
        n=pl.col("pupils").cast(pl.Int64),
        status=pl.lit("value"),
    )
    weights = schools.select(unit_id="LEA", school_id="URN", period=pl.lit("2018-19"), weight="pupils")
    printed = provisional.filter(pl.col("RECTYPE") == "4").rename({"LEA": "unit_id"})
    both = roll_up(values, weights).join(printed, on="unit_id")
    assert both.height == 150
    for se, lower, upper in both.select("se", "lower", "upper").iter_rows():
        assert Z * se == pytest.approx((upper - lower) / 2, abs=0.006)  # two ends, each rounded to 0.01
    whole = both.filter(pl.col("n") == pl.col("pupils"))
    assert whole.height == 5
    for value, p8 in whole.select("value", "p8").iter_rows():
        assert value == pytest.approx(p8, abs=HALF)


def test_destinations_are_of_the_pupils_who_left_in_2017(england: Path) -> None:
    leavers = sources.table(england, "destinations").select("school_id", leavers=number("COHORT"))
    cohorts = {y: number(f"KS4 pupils, {y}") for y in ("2017", "2018", "2019")}
    both = sources.table(england, "schools").select("school_id", **cohorts).join(leavers, on="school_id").drop_nulls()
    same = {year: both.select((pl.col(year) == pl.col("leavers")).mean()).item() for year in cohorts}
    assert same["2017"] > 0.99 > 0.1 > max(same["2018"], same["2019"])


def test_the_workforce_census_is_of_november_2019(england: Path) -> None:
    """Pupils per teacher closes on the roll of January 2020, not on that of January 2019."""
    roll = sources.table(england, "census").select("school_id", roll_2019=number("NOR"))
    schools = sources.table(england, "schools").select(
        "school_id",
        roll_2020=number("Total pupils"),
        ratio=number("Pupil:qualified teacher ratio"),
        teachers=number("Teachers, FTE"),
        qualified=number("Qualified teacher status, %"),
    )
    all_qualified = schools.join(roll, on="school_id").drop_nulls().filter(
        (pl.col("qualified") == 1) & (pl.col("roll_2020") != pl.col("roll_2019"))
    )  # fmt: skip
    closes = {
        year: all_qualified.select(((pl.col(year) / pl.col("teachers") - pl.col("ratio")).abs() < 0.06).mean()).item()
        for year in ("roll_2020", "roll_2019")
    }
    assert closes["roll_2020"] > 0.95 > 0.1 > closes["roll_2019"]


def test_goalposts_are_the_first_and_last_percentile_of_all_mainstream_schools_rounded(england: Path) -> None:
    schools = sources.table(england, "schools")
    left = sources.table(england, "destinations").join(schools, on="school_id", how="semi")
    known = {
        "INCOME": schools.select(number("Income, 2019")),
        "PTR": schools.select(number("Pupil:qualified teacher ratio")),
        "P8": schools.select(number("Progress 8, 2019")),
        "ATT8": schools.select(number("Attainment 8, 2019")),
        "DEST": left.select(100 * number("OVERALL_DEST") / number("COHORT")),
        "PA10": schools.select(100 * number("Persistent absentee rate")),
        "EXCL": schools.select(number("Fixed period exclusion rate, 2019")),
        "QTS": schools.select(100 * number("Qualified teacher status, %")),
        "TEMP": schools.select(100 * number("Temporary staff, %")),
        "SICK": schools.select(number("Mean staff sick days")),
    }
    framework = load_framework("trusts", "notebooks.cases.england")
    assert set(framework.indicators) == set(known) == set(ALL)
    for node, frame in known.items():
        low, high = (frame.to_series().drop_nulls().quantile(q, "linear") for q in (0.01, 0.99))
        row = framework.node(node)
        places = {"INCOME": -2, "P8": 1}.get(node, 0)
        assert (row["low"], row["high"]) == (round(low, places), round(high, places))


def test_the_framework_agrees_with_the_catalogue_on_direction_and_unit() -> None:
    framework = load_framework("trusts", "notebooks.cases.england")
    for node in framework.indicators:
        row = framework.node(node)
        assert (row["direction"], row["unit"], row["scale"]) == (ALL[node].direction, ALL[node].unit, ALL[node].scale)


def test_ofsted_grades_run_from_one_to_four(england: Path) -> None:
    grades = ofsted(england)
    assert grades["grade"].unique().sort().to_list() == [1, 2, 3, 4]
    assert grades["school_id"].is_unique().all()


def test_codes_become_statuses_and_an_unknown_code_is_refused() -> None:
    cells = pl.DataFrame({"P8MEA": ["0.12", "SUPP", "NE", "LOWCOV", None, "93%"]})
    assert cells.select(number("P8MEA")).to_series().to_list() == [0.12, None, None, None, None, 93.0]
    assert cells.select(status("P8MEA")).to_series().to_list() == [
        "value", "suppressed", "not_applicable", "suppressed", "missing", "value",
    ]  # fmt: skip
    assert check(cells, ["P8MEA"], "x.csv") is cells
    with pytest.raises(DataError, match=r"x\.csv, column P8MEA: unknown code 'XX'"):
        check(pl.DataFrame({"P8MEA": ["0.12", "XX"]}), ["P8MEA"], "x.csv")
