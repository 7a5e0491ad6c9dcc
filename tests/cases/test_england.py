"""England's trusts: the reader and the catalogue against counts and recomputations from the published files themselves."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from notebooks.cases.england import ALL, MODELS, read_england
from notebooks.cases.england.catalogue import SIGMA
from notebooks.cases.england.inclusion import TENURE, published
from toolkit.errors import OptionError
from toolkit.measure import Measured, measure
from toolkit.tables import Tables

YEARS = {"2016-17": 2017, "2017-18": 2018, "2018-19": 2019}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables(england: Path) -> Tables:
    return read_england(england)


@pytest.fixture(scope="module")
def measured(tables: Tables) -> Measured:
    return measure(tables, ALL, tenure=TENURE)


@pytest.fixture(scope="module")
def trusts(england: Path) -> dict[str, tuple[str, dt.date]]:
    """School -> trust and date of joining, straight from the file."""
    links = rows(england, "gias_grouplinks_20170403.csv")
    return {
        link["URN"]: (link["Linked UID"], dt.datetime.strptime(link["Joined date"], "%d-%m-%Y").date())
        for link in links
        if link["Group Type"] == "Multi-academy trust"
    }


def test_the_published_files_hold_609_trusts_with_1228_secondaries_and_114_with_three_or_more(
    england: Path, trusts: dict[str, tuple[str, dt.date]], tables: Tables
) -> None:
    secondaries = [row["URN"] for row in rows(england, "fft_sly_ks4_schools.csv") if row["URN"] in trusts]
    sizes = Counter(trusts[urn][0] for urn in secondaries)
    large = {trust for trust, size in sizes.items() if size >= 3}
    assert (len(sizes), len(secondaries)) == (609, 1228)
    assert (len(large), sum(sizes[t] for t in large)) == (114, 608)
    assert set(tables["groups"]["group_id"]) == large
    assert set(tables["schools"]["school_id"]) == {urn for urn in secondaries if trusts[urn][0] in large}
    assert read_england(england, smallest=1)["groups"].height == 609


def test_the_tables_pass_the_checks_of_the_core_and_of_the_case(tables: Tables) -> None:
    checked = tk.validate(tables, models=MODELS)
    assert checked.ok, checked.findings.filter(pl.col("severity").is_in(["fatal", "error"]))


def test_a_trust_has_one_school_in_the_place_of_the_lead_and_it_is_the_longest_there(tables: Tables) -> None:
    spells = tables["memberships"]
    lead = spells.filter(pl.col("role") == "lead").select("group_id", first="joined")
    assert lead["group_id"].is_unique().all()
    assert lead.height == tables["groups"].height
    assert spells.join(lead, on="group_id").filter(pl.col("joined") < pl.col("first")).height == 0


def test_no_table_holds_an_inspection_grade(tables: Tables) -> None:
    """Ofsted's grades are the outside check; they must not reach the scores."""
    columns = {column.lower() for frame in tables.values() for column in frame.columns}
    assert not [c for c in columns if "ofsted" in c or "grade" in c or "rating" in c]


def test_withheld_results_are_suppressed_and_a_school_without_leavers_is_not_applicable(tables: Tables) -> None:
    last = tables["results"].filter(pl.col("period") == "2018-19")
    by_status = last.group_by("p8_status").agg(pl.col("p8").null_count(), n=pl.len())
    for status, null, n in by_status.iter_rows():
        assert null == (0 if status == "value" else n)
    assert last.filter(pl.col("cohort") == 0)["p8_status"].unique().to_list() == ["not_applicable"]
    assert last["cohort"].null_count() == 0
    assert (
        last.filter(pl.col("school_id") == "141019")["p8_status"].item() == "suppressed"
    )  # Ark Elvin: LOWCOV in the file


def full_years(joined: dt.date, year: int) -> int:
    """Full school years to 12 September of the year of results, counted one by one."""
    return sum(1 for y in range(joined.year, year) if joined <= dt.date(y, 9, 12))


def test_years_in_the_trust_are_counted_to_12_september(
    measured: Measured, trusts: dict[str, tuple[str, dt.date]]
) -> None:
    for school, period, years in measured.members.select("school_id", "period", "years").iter_rows():
        assert years == full_years(trusts[school][1], YEARS[period])
        assert years >= 3


def test_trust_figures_are_the_published_rule_computed_from_the_files(
    england: Path, measured: Measured, trusts: dict[str, tuple[str, dt.date]]
) -> None:
    """Progress 8 and Attainment 8, weight = cohort x min(full years, 5).

    At least half of the weight has a value, and at least half of the schools a known cohort.
    """
    schools = [row for row in rows(england, "fft_sly_ks4_schools.csv") if row["URN"] in trusts]
    sizes = Counter(trusts[row["URN"]][0] for row in schools)
    found = measured.values.filter(pl.col("level") == "group")
    compared = 0
    for indicator, column in (("P8", "Progress 8"), ("ATT8", "Attainment 8")):
        for period, year in YEARS.items():
            known: defaultdict[str, list[bool]] = defaultdict(list)
            whole: defaultdict[str, float] = defaultdict(float)
            top: defaultdict[str, float] = defaultdict(float)
            bottom: defaultdict[str, float] = defaultdict(float)
            for row in schools:
                trust, joined = trusts[row["URN"]]
                years = full_years(joined, year)
                cohort, value = row[f"KS4 pupils, {year}"], row[f"{column}, {year}"]
                if sizes[trust] < 3 or years < 3:
                    continue
                none_yet = year == 2019 and row["inResults"] == "0"
                known[trust].append(bool(cohort) or none_yet)
                if not cohort:
                    continue
                weight = int(cohort) * min(years, 5)
                whole[trust] += weight
                if value:
                    top[trust] += weight * float(value)
                    bottom[trust] += weight
            here = found.filter((pl.col("indicator") == indicator) & (pl.col("period") == period))
            for trust, value in here.select("unit_id", "value").iter_rows():
                enough = 2 * bottom[trust] >= whole[trust] and 2 * sum(known[trust]) >= len(known[trust])
                if bottom[trust] and enough:
                    assert value == pytest.approx(
                        top[trust] / bottom[trust], abs=1e-9
                    )  # values are kept to 10 decimals
                    compared += 1
                else:
                    assert value is None
    assert compared > 500


def test_a_trusts_error_follows_from_the_errors_of_its_schools(measured: Measured, tables: Tables) -> None:
    """se = sqrt(sum w^2 se^2) / sum w with se = sigma / sqrt(pupils), school by school."""
    pupils = {(s, p): n for s, p, n in tables["results"].select("school_id", "period", "p8_pupils").iter_rows()}
    results = {(s, p): v for s, p, v in tables["results"].select("school_id", "period", "p8").iter_rows()}
    top: defaultdict[tuple[str, str], float] = defaultdict(float)
    bottom: defaultdict[tuple[str, str], float] = defaultdict(float)
    for period, group, school, weight in measured.members.select(
        "period", "group_id", "school_id", "weight"
    ).iter_rows():
        if weight and results[school, period] is not None:
            top[group, period] += weight**2 * SIGMA[period] ** 2 / pupils[school, period]
            bottom[group, period] += weight
    p8 = measured.values.filter(
        (pl.col("level") == "group") & (pl.col("indicator") == "P8") & pl.col("value").is_not_null()
    )
    for group, period, se in p8.select("unit_id", "period", "se").iter_rows():
        assert se == pytest.approx(top[group, period] ** 0.5 / bottom[group, period], abs=1e-9)  # kept to 10 decimals


def test_the_rule_gives_a_figure_to_trusts_with_three_schools_of_three_years(
    measured: Measured, england: Path, trusts: dict[str, tuple[str, dt.date]]
) -> None:
    schools = [row for row in rows(england, "fft_sly_ks4_schools.csv") if row["URN"] in trusts]
    for period, year in YEARS.items():
        sizes = Counter(
            trusts[row["URN"]][0]
            for row in schools
            if row[f"KS4 pupils, {year}"] and full_years(trusts[row["URN"]][1], year) >= 3
        )
        expected = {trust: size for trust, size in sizes.items() if size >= 3}
        found = published(measured.members).filter(pl.col("period") == period)
        assert dict(found.select("group_id", "schools").iter_rows()) == expected


def test_the_two_releases_differ_in_the_results_of_the_last_year_only(england: Path, tables: Tables) -> None:
    early = read_england(england, release="provisional")
    before = pl.col("period") != "2018-19"
    assert early["results"].filter(before).equals(tables["results"].filter(before))
    assert not early["results"].equals(tables["results"])
    for name in set(tables) - {"results", "school_year", "about"}:
        assert early[name].equals(tables[name])


def test_an_unknown_release_names_the_known_ones(england: Path) -> None:
    with pytest.raises(OptionError, match=r"'draft'.*final, provisional"):
        read_england(england, release="draft")
