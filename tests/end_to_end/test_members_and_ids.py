"""Schools that drop out of their group's value, and ids that a school and a group share: said, never silent."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from tests.end_to_end.test_command_line import duxue, some_groups
from toolkit.errors import DataError, OptionError
from toolkit.tables import Tables

NOW, GROUP = "2025-26", "G001"


@pytest.fixture(scope="module")
def city() -> Tables:
    """Three groups of the bundled city in two years."""
    from indicators.city import make_city

    return some_groups(make_city(7, groups=16, members=76, periods=("2024-25", NOW)), [GROUP, "G002", "G003"])


@pytest.fixture(scope="module")
def whole(city: Tables) -> tk.ScoringRun:
    return tk.Study().run(city)


@pytest.fixture(scope="module")
def member(whole: tk.ScoringRun) -> str:
    """The member school with the greatest weight in the group."""
    inside = whole.members.filter(period=NOW, group_id=GROUP, role="member")
    return str(inside.sort("weight", descending=True)["school_id"][0])


MORE = ("students_persistent_absent", "myopia_at_risk", "myopia_new", "junior_entrants", "junior_retained")


def without_pupils(city: Tables, school: str, pupils: int | None = None) -> Tables:
    here = (pl.col("school_id") == school) & (pl.col("period") == NOW)
    counts = ("pupils", "fitness_tested", "fitness_good", "arts_assessed", "arts_level2", "students_cross_school")
    emptied = [pl.when(here).then(pl.lit(pupils)).otherwise(pl.col(c)).alias(c) for c in (*counts, *MORE)]
    return city.replace(school_year=city["school_year"].with_columns(emptied))


def bundled(run: tk.ScoringRun, node: str = "total") -> dict[str, object]:
    return run.bundled.filter(group_id=GROUP, period=NOW, node=node).row(0, named=True)


def coverage(run: tk.ScoringRun, node: str) -> float:
    return float(run.scores.filter(level="group", unit_id=GROUP, period=NOW, node=node)["coverage"].item())


@pytest.mark.parametrize("pupils", [None, 0])
def test_a_member_without_pupils_is_found_counted_and_named(
    city: Tables, whole: tk.ScoringRun, member: str, pupils: int | None
) -> None:
    run = tk.Study().run(without_pupils(city, member, pupils))
    found = run.findings.filter(code="member-without-weight")
    assert found.select("severity", "rule", "column", "count").rows() == [
        ("warning", "member-without-pupils", "pupils", 1)
    ]
    assert found["message_en"][0].startswith(f"school {member} is in group {GROUP} in {NOW}, but its annual return")
    assert found["message_zh"][0].startswith(f"学校 {member} 在 {NOW} 属于集团 {GROUP}")

    assert bundled(whole)["members_unweighted"] == 0
    assert bundled(run)["members_unweighted"] == 1
    assert bundled(run)["members"] == bundled(whole)["members"]
    assert bundled(run)["members_missing"] == int(str(bundled(whole)["members_missing"])) + 1

    text = {lang: tk.explain(run, GROUP).text(lang) for lang in ("zh", "en")}
    assert (
        f"Not counted in the group's score (no pupils in the annual return, hence no weight): {run.name(member, 'en')}"
        in text["en"]
    )
    assert f"没有权重）：{run.name(member, 'zh')} ({member})" in text["zh"]
    assert "Not counted" not in tk.explain(whole, GROUP).text("en")


def test_the_coverage_of_a_group_tells_of_the_schools_that_are_not_in_it(
    city: Tables, whole: tk.ScoringRun, member: str, tmp_path: Path
) -> None:
    run = tk.Study().run(without_pupils(city, member))
    members = int(str(bundled(run)["members"]))
    assert coverage(whole, "resources") > coverage(run, "resources")
    of_one = run.matrix.share[
        run.matrix.keys.select((pl.col("level") == "group") & (pl.col("unit_id") == GROUP) & (pl.col("period") == NOW))
        .to_series()
        .to_numpy()
    ][0]
    at = run.matrix.indicators.index("R1")  # every other school of the group has it: pupils per teacher
    assert of_one[at] == round((members - 1) / members, 10)
    back = tk.load_run(run.save(tmp_path, charts=False))
    assert back.matrix.share.tolist() == run.matrix.share.tolist()


def test_a_member_without_any_return_is_found(city: Tables, member: str) -> None:
    rows = city["school_year"].filter((pl.col("school_id") != member) | (pl.col("period") != NOW))
    found = tk.validate(city.replace(school_year=rows)).findings.filter(code="member-without-weight")
    assert found.select("severity", "rule").rows() == [("warning", "member-without-return")]
    assert f"is in group {GROUP}, but has no annual return for {NOW}" in found["message_en"][0]


def test_a_whole_city_has_no_such_finding(whole: tk.ScoringRun) -> None:
    assert whole.findings.filter(pl.col("code").is_in(["member-without-weight", "shared-id"])).height == 0


@pytest.fixture(scope="module")
def shared(city: Tables, member: str) -> tk.ScoringRun:
    """The run of the same city, where a member school has the id of its group."""
    ids = ("school_id", "from_school", "to_school", "host_school")
    return tk.Study().run(
        city.replace(
            **{
                name: table.with_columns(pl.col(c).replace(member, GROUP) for c in ids if c in table.columns)
                for name, table in city.items()
                if any(c in table.columns for c in ids)
            }
        )
    )


def test_a_shared_id_is_a_warning(shared: tk.ScoringRun) -> None:
    found = shared.findings.filter(code="shared-id")
    assert found.select("severity", "sheet").rows() == [("warning", "groups")]
    assert f"school group {GROUP} (row 2) has the id of a school" in found["message_en"][0]


def test_a_shared_id_needs_the_level(shared: tk.ScoringRun, whole: tk.ScoringRun, member: str) -> None:
    group, school = whole.name(GROUP, "en"), whole.name(member, "en")
    for ask in (lambda: tk.explain(shared, GROUP), lambda: shared.name(GROUP)):
        with pytest.raises(OptionError, match=rf"names the group '{group}' and the school '{school}'.*--level"):
            ask()
    assert shared.name(GROUP, "en", level="school") == school
    of_school, of_group = (tk.explain(shared, GROUP, level=level) for level in ("school", "group"))
    assert of_school.text("en").startswith(f"{school} ({GROUP})")
    assert of_group.text("en").startswith(f"{group} ({GROUP})")
    assert of_school.bundled.height == 0
    assert of_school.score.drop("unit_id").equals(tk.explain(whole, member).score.drop("unit_id"))
    assert of_group.score.equals(tk.explain(whole, GROUP).score)


def test_every_table_and_page_names_the_right_one(shared: tk.ScoringRun, whole: tk.ScoringRun, member: str) -> None:
    from toolkit.report._view import View
    from toolkit.results_workbook import sheets

    names = {level: shared.name(GROUP, "zh", level=level) for level in ("group", "school")}
    assert names == {"group": whole.name(GROUP, "zh"), "school": whole.name(member, "zh")}
    for title, level in (("集团得分 groups", "group"), ("学校得分 schools", "school"), ("综合判断 bundled", "group")):
        table = sheets(shared)[title]
        id_, name = (next(c for c in table.columns if key in c) for key in ("编号", "名称"))
        assert set(table.filter(pl.col(id_) == GROUP)[name]) == {names[level]}
    flags = sheets(shared)["预警提示 flags"]
    level, id_, name = (next(c for c in flags.columns if key in c) for key in ("层级", "编号", "名称"))
    assert set(flags.filter(pl.col(id_) == GROUP).select(level, name).rows()) == set(names.items())
    view = View(shared, "zh")
    assert (view.name(GROUP), view.name(GROUP, "school")) == (names["group"], names["school"])


def test_the_command_line_takes_the_level(shared: tk.ScoringRun, tmp_path: Path) -> None:
    folder = shared.save(tmp_path, charts=False)
    words = ("explain", folder, "--unit", GROUP, "--lang", "en")
    asked = duxue(*words, folder=tmp_path)
    assert asked.returncode == 2
    assert "--level" in asked.stderr
    told = duxue(*words, "--level", "school", folder=tmp_path)
    assert told.returncode == 0
    assert told.stdout.startswith(shared.name(GROUP, "en", level="school"))


def test_explain_refuses_what_there_is_not(whole: tk.ScoringRun) -> None:
    with pytest.raises(OptionError, match="Unknown level 'hospital'"):
        tk.explain(whole, GROUP, level="hospital")
    with pytest.raises(OptionError, match="Unknown school 'G001'"):
        tk.explain(whole, GROUP, level="school")


@pytest.mark.parametrize("tenure", [{"minimum": 50.0}, {"schools": 10}])
def test_a_tenure_that_leaves_no_group_is_named(city: Tables, tenure: dict[str, float]) -> None:
    """The framework was blamed: R8 and T3, of groups alone, had no row."""
    with pytest.raises(DataError, match="None of the 3 groups has schools that count at the end of any period"):
        tk.Study(tenure=tenure).run(city)


def test_a_school_without_a_single_pupil_is_in_the_ledger(city: Tables, member: str) -> None:
    run = tk.Study().run(without_pupils(city, member, 0))
    line = run.ledger.filter(reason="member_without_size").row(0, named=True)
    assert line["rows_in"] - line["rows_out"] == 1
    assert line["units"] == f"{GROUP}/{member} {NOW}"
