"""What was planted in the bundled city is there to be found, by plain counting and one least-squares line."""

import re
from pathlib import Path

import polars as pl
import pytest

from indicators.city import make_city, planted_truths
from toolkit import periods as school_years
from toolkit.tables import Tables
from toolkit.validate import validate

PERIODS = ["2023-24", "2024-25", "2025-26"]
RESPONDENTS = {"parents", "students", "teachers", "community"}


@pytest.fixture(scope="module", params=[2025, 0, 41])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def city(seed: int) -> Tables:
    return make_city(seed)


@pytest.fixture(scope="module")
def truths(seed: int) -> pl.DataFrame:
    return planted_truths(seed)


@pytest.fixture(scope="module")
def members(city: Tables) -> pl.DataFrame:
    """Who belongs where at the end of each period: period, group_id, school_id, role."""
    frames = []
    for period in PERIODS:
        day, left = school_years.end(period), pl.col("left")
        here = city["memberships"].filter(pl.col("joined") <= day, left.is_null() | (left > day))
        frames.append(here.select("group_id", "school_id", "role", period=pl.lit(period)))
    return pl.concat(frames)


@pytest.fixture(scope="module")
def satisfied(city: Tables) -> pl.DataFrame:
    """Counts by school, period, respondent: satisfied and asked."""
    return city["surveys"].select(
        "school_id",
        "period",
        "respondent",
        "returned",
        satisfied=pl.col("very_satisfied") + pl.col("mostly_satisfied"),
        asked=pl.col("returned") - pl.col("dont_know"),
    )


@pytest.fixture(scope="module")
def results(city: Tables) -> pl.DataFrame:
    """By school and period: share at level III or above, and mean distance from the city's line of score on entry score."""
    rows = city["assessments"].drop_nulls()
    x, y = rows["prior_score"], rows["score"]
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    gain = (y - y.mean() - slope * (x - x.mean())) / y.std()
    return (
        rows.with_columns(gain=gain)
        .group_by("school_id", "period")
        .agg(level3=(pl.col("level") >= 3).mean(), gain=pl.col("gain").mean(), n=pl.len())
    )


def groups_of(truths: pl.DataFrame, kind: str) -> list[str]:
    return truths.filter(kind=kind)["group_id"].unique().sort().to_list()


def share(members: pl.DataFrame, satisfied: pl.DataFrame, respondent: str = "parents") -> pl.DataFrame:
    """Satisfied in percent by group and period."""
    rows = members.join(satisfied.filter(respondent=respondent), on=["school_id", "period"])
    return rows.group_by("group_id", "period").agg(share=100 * pl.col("satisfied").sum() / pl.col("asked").sum())


def pooled(members: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """Results of groups, weighted by students."""
    rows = members.join(results, on=["school_id", "period"]).with_columns(
        w=pl.col("n") / pl.col("n").sum().over("group_id", "period")
    )
    return rows.group_by("group_id", "period").agg(pl.col("level3", "gain").dot("w"))


def test_every_truth_says_where_when_and_what(city: Tables, truths: pl.DataFrame) -> None:
    assert truths.columns[:3] == ["group_id", "kind", "period"]
    assert truths.select("group_id", "kind", "period").is_unique().all()
    assert set(truths["group_id"]) <= set(city["groups"]["group_id"])
    assert set(truths["school_id"].drop_nulls()) <= set(city["schools"]["school_id"])
    assert truths["description_zh"].str.contains(r"\p{Han}").all()
    assert truths["description_en"].str.len_chars().min() > 20


def test_groups_with_a_truth_keep_their_members(truths: pl.DataFrame, members: pl.DataFrame) -> None:
    planted = members.filter(pl.col("group_id").is_in(truths["group_id"].unique().to_list()))
    assert (planted.group_by("group_id", "school_id").len()["len"] == 3).all()
    assert planted.filter(role="member", period="2025-26").group_by("group_id").len()["len"].min() >= 5


def test_below_satisfaction(truths: pl.DataFrame, members: pl.DataFrame, satisfied: pl.DataFrame) -> None:
    below = groups_of(truths, "below_satisfaction")
    for respondent in RESPONDENTS:
        shares = share(members, satisfied, respondent)
        assert (shares.filter(pl.col("group_id").is_in(below))["share"] < 85).all()
        assert (shares["share"] >= 85).mean() > 0.85
    parents = share(members, satisfied).filter(pl.col("group_id").is_in(below))["share"]
    assert parents.is_between(72, 80).all()


def test_below_teaching(city: Tables, truths: pl.DataFrame, members: pl.DataFrame, results: pl.DataFrame) -> None:
    groups = pooled(members, results)
    planted = pl.col("group_id").is_in(groups_of(truths, "below_teaching"))
    assert groups.filter(planted)["gain"].is_between(-0.65, -0.35).all()
    assert groups.filter(planted)["level3"].max() < groups.filter(~planted)["level3"].median() - 0.12
    lessons = members.join(city["school_year"], on=["school_id", "period"]).filter(planted)
    assert (lessons["lessons_taught"] < lessons["lessons_required"]).mean() > 0.9


def test_decline(truths: pl.DataFrame, members: pl.DataFrame, satisfied: pl.DataFrame, results: pl.DataFrame) -> None:
    groups = pooled(members, results).join(share(members, satisfied), on=["group_id", "period"])
    for group in groups_of(truths, "decline"):
        before, middle, after = (groups.filter(group_id=group, period=period) for period in PERIODS)
        assert abs(middle["share"].item() - before["share"].item()) < 4
        assert after["share"].item() < middle["share"].item() - 4
        assert after["gain"].item() < middle["gain"].item() - 0.2


def test_lead_dilution(truths: pl.DataFrame, members: pl.DataFrame, results: pl.DataFrame) -> None:
    rows = members.join(results, on=["school_id", "period"])
    for group in groups_of(truths, "lead_dilution"):
        role = rows.filter(group_id=group).group_by("role", "period").agg(pl.col("gain").mean()).sort("role", "period")
        lead, member = role.filter(role="lead")["gain"].to_list(), role.filter(role="member")["gain"].to_list()
        assert lead[0] > member[0]
        assert lead[2] < lead[0] - 0.25
        assert member[2] > member[0] + 0.1


def test_weakest_member(
    truths: pl.DataFrame, members: pl.DataFrame, satisfied: pl.DataFrame, results: pl.DataFrame
) -> None:
    groups, parents = pooled(members, results), satisfied.filter(respondent="parents")
    for truth in truths.filter(kind="weakest_member").iter_rows(named=True):
        here = {"group_id": truth["group_id"], "period": truth["period"]}
        weak = {"school_id": truth["school_id"], "period": truth["period"]}
        school = parents.filter(**weak)
        assert school["satisfied"].item() / school["asked"].item() < 0.85
        assert share(members, satisfied).filter(**here)["share"].item() > 88
        assert results.filter(**weak)["gain"].item() < -0.3
        assert groups.filter(**here)["gain"].item() > -0.05  # about the city mean, 0
        mates = members.filter(**here).join(results, on=["school_id", "period"]).sort("gain")
        assert mates["school_id"][0] == truth["school_id"]
        assert mates["gain"][1] - mates["gain"][0] > 0.3


def test_spread(truths: pl.DataFrame, members: pl.DataFrame, results: pl.DataFrame) -> None:
    rows = members.filter(role="member", period="2025-26").join(results, on=["school_id", "period"])
    spreads = rows.group_by("group_id").agg(deviation=pl.col("gain").std())
    planted = pl.col("group_id").is_in(groups_of(truths, "spread"))
    assert spreads.filter(planted)["deviation"].min() > spreads.filter(~planted)["deviation"].quantile(0.95)


def test_inflated_returns(city: Tables, truths: pl.DataFrame, results: pl.DataFrame) -> None:
    school = truths.filter(kind="inflated_returns")["school_id"].unique().item()
    returns = city["school_year"].filter(school_id=school).drop("period").unique()
    assert returns.height == 1
    assert returns["myopia_new"].item() == 0
    assert returns["practice_hours_met"].item() == returns["practice_hours_required"].item()
    assert returns["junior_retained"].item() == returns["junior_entrants"].item()
    whole = {"fitness_good", "fitness_tested", "arts_assessed", "arts_level2", "students_cross_school"}
    assert {returns[name].item() for name in whole} == {returns["pupils"].item()}
    surveys = city["surveys"].filter(school_id=school)
    assert (surveys["very_satisfied"] == surveys["distributed"]).all()
    assert surveys.drop("period").unique().height == len(RESPONDENTS)
    assert results.filter(school_id=school)["gain"].mean() < -0.1
    repeated = city["school_year"].drop("period").group_by(pl.all()).len().filter(pl.col("len") > 1)
    assert repeated["school_id"].to_list() == [school]


def test_insufficient_data(truths: pl.DataFrame, members: pl.DataFrame, satisfied: pl.DataFrame) -> None:
    asked = members.join(satisfied, on=["school_id", "period"])
    for group in groups_of(truths, "insufficient_data"):
        found = asked.filter(group_id=group)["period"].unique().sort().to_list()
        assert found == PERIODS[:2]
    assert asked.filter(period="2025-26")["group_id"].n_unique() == 99


def test_small_returns(city: Tables, truths: pl.DataFrame, satisfied: pl.DataFrame) -> None:
    school = truths.filter(kind="small_returns")["school_id"].unique().item()
    cells = satisfied.filter(school_id=school)
    assert set(cells["respondent"]) <= RESPONDENTS
    assert (cells["returned"] < 10).all()
    assert city["school_year"].filter(school_id=school)["pupils"].max() < 50
    assert (satisfied.filter(pl.col("school_id") != school, pl.col("respondent") == "parents")["returned"] >= 10).all()


def test_missing_enrolment(city: Tables, truths: pl.DataFrame) -> None:
    missing = city["school_year"].filter(pl.col("pupils").is_null())
    planted = truths.filter(kind="missing_enrolment")
    assert missing.select("school_id", "period").rows() == planted.select("school_id", "period").rows()


def test_subgroup_gap(city: Tables, truths: pl.DataFrame, members: pl.DataFrame) -> None:
    """Mean distance from the city's line of score on entry score, the subgroup against the others of its school."""
    rows = city["assessments"].drop_nulls().join(city["students"], on=["student_id", "period"])
    slope = rows.select(pl.cov("prior_score", "score") / pl.var("prior_score")).item()
    belongs, gain = pl.col("migrant") | pl.col("special_needs"), (pl.col("score") - slope * pl.col("prior_score")) / 100
    schools = (
        rows.group_by("school_id", "period")
        .agg(gap=gain.filter(~belongs).mean() - gain.filter(belongs).mean(), size=belongs.sum())
        .drop_nulls()
    )
    groups = (
        members.join(schools, on=["school_id", "period"])
        .group_by("group_id", "period")
        .agg(gap=(pl.col("gap") * pl.col("size")).sum() / pl.col("size").sum(), size=pl.col("size").sum())
    )
    planted = pl.col("group_id").is_in(groups_of(truths, "subgroup_gap"))
    assert groups.filter(planted)["gap"].is_between(0.4, 0.8).all()
    assert groups.filter(planted)["size"].min() > 150
    assert abs(groups.filter(~planted)["gap"].mean()) < 0.03
    assert groups.filter(planted)["gap"].min() > groups.filter(~planted)["gap"].quantile(0.98)


def test_low_retention(city: Tables, truths: pl.DataFrame) -> None:
    school = truths.filter(kind="low_retention")["school_id"].unique().item()
    stages = dict(city["schools"].select("school_id", "stage").iter_rows())
    assert stages[school] in ("junior", "nine_year")
    counts = city["school_year"].select(
        "school_id", "junior_entrants", share=pl.col("junior_retained") / pl.col("junior_entrants")
    )
    here = pl.col("school_id") == school
    assert counts.filter(here)["share"].is_between(0.78, 0.93).all()
    assert counts.filter(~here)["share"].quantile(0.01) > 0.93
    asked = set(counts.drop_nulls("junior_entrants")["school_id"])
    assert asked == {s for s, stage in stages.items() if stage != "primary"}


def test_gaps_that_real_returns_have(city: Tables) -> None:
    returns = city["school_year"]
    for column in ("equipment_value", "fitness_tested", "arts_assessed", "myopia_new", "students_persistent_absent"):
        assert 0 < returns[column].null_count() / returns.height < 0.05
    assert (returns["fitness_tested"].is_null() == returns["fitness_good"].is_null()).all()
    assert not returns["students_persistent_absent"].is_between(1, 4).any()
    assert (city["surveys"]["returned"] / city["surveys"]["distributed"] < 0.7).any()


def test_validation_finds_no_error_and_warns_of_returns_from_outside_a_group_or_without_pupils(
    city: Tables, members: pl.DataFrame
) -> None:
    checked = validate(city, lang="en")
    assert checked.ok
    returns = city["school_year"].with_row_index("row", offset=2)
    outside = returns.join(members, on=["school_id", "period"], how="anti")
    unsized = returns.filter(pl.col("pupils").is_null()).join(members, on=["school_id", "period"], how="semi")
    expected = {"year-outside-membership": outside["row"], "member-without-pupils": unsized["row"]}
    found = checked.findings.filter(pl.col("rule") != "jump").group_by("rule").agg("row")
    assert {rule: sorted(rows) for rule, rows in found.iter_rows()} == {
        rule: sorted(rows) for rule, rows in expected.items() if rows.len()
    }
    assert checked.findings.filter(rule="jump").height <= 4  # of thousands of returns with a dozen counts each: chance


def test_one_order_is_overdue_and_it_is_the_planted_one(city: Tables, truths: pl.DataFrame) -> None:
    ended = school_years.end(PERIODS[-1])
    until = pl.coalesce("extended_to", "deadline")
    late = city["orders"].filter(pl.col("submitted").is_null() & pl.col("closed").is_null() & (until < ended))
    assert late["group_id"].to_list() == groups_of(truths, "overdue_order")


def test_the_documentation_names_the_groups_and_schools_of_the_default_seed() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "bundled_city.md").read_text(encoding="utf-8")
    for (kind,), rows in planted_truths().partition_by("kind", as_dict=True).items():
        line = next(line for line in text.splitlines() if line.startswith(f"| `{kind}` |"))
        place = line.split("|")[2]
        assert set(re.findall(r"G\d+", place)) == set(rows["group_id"])
        assert set(re.findall(r"S\d+", place)) == set(rows["school_id"].drop_nulls())
