"""Marker names and numbers of people go in; they are looked for in everything that comes out."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import polars as pl
import pytest

from indicators.city import make_city
from tests.end_to_end.test_command_line import some_groups
from tests.intake.test_cases import duxue
from toolkit.read import read_tables
from toolkit.study import Study
from toolkit.tables import Tables
from toolkit.template import write_workbook

ROOT = Path(__file__).parents[2]
NAME, NUMBER = "欧阳金丝雀", "31011519800101"
MARKS = re.compile(f"金丝雀|{NUMBER}|canary", re.IGNORECASE)


def people(city: Tables) -> Tables:
    """Give every person of a city a marker as name and as number."""

    def marked(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
        return frame.with_columns(
            pl.concat_str(pl.lit(NUMBER + "-CANARY-"), column).alias(column) for column in columns
        )

    teachers = marked(city["staff"], "staff_id").with_columns(name=pl.lit(NAME))
    lessons = pl.DataFrame({"observation_id": ["L1"], "school_id": city["schools"]["school_id"][:1], "period": ["2025-26"],
                            "observed": [dt.date(2025, 10, 1)], "observer_id": [f"{NUMBER}-CANARY-1"],
                            "teacher_id": [f"{NUMBER}-CANARY-2"], "rating": [90.0]})  # fmt: skip
    return city.replace(
        staff=teachers,
        staff_moves=marked(city["staff_moves"], "staff_id"),
        training=marked(city["training"], "staff_id"),
        students=marked(city["students"], "student_id").with_columns(name=pl.lit(NAME)),
        assessments=marked(city["assessments"], "student_id"),
        lesson_observations=lessons,
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a good workbook, and a bad one in which the rows of people break every kind of rule."""
    home = tmp_path_factory.mktemp("desk")
    city = make_city(7, groups=16, members=76, periods=("2024-25", "2025-26"))
    good = people(some_groups(city, ["G001"]))
    write_workbook(good, home / "good.xlsx", lang="zh")
    first = pl.int_range(pl.len())
    staff = good["staff"].with_columns(
        staff_id=pl.when(first == 1).then(pl.col("staff_id").first()).otherwise("staff_id"),
        service_years=pl.when(first == 2).then(99).otherwise("service_years"),
        school_id=pl.when(first == 3).then(pl.lit("S9")).otherwise("school_id"),
    )
    moves = good["staff_moves"].with_columns(to_school="from_school", staff_id=pl.lit(f"{NUMBER}-CANARY 外"))
    training = good["training"].with_columns(
        staff_id=pl.when(first == 0).then(pl.lit(f"{NUMBER}-CANARY-nobody")).otherwise("staff_id"), hours=-1.0
    )
    results = good["assessments"].with_columns(student_id=pl.col("student_id").first())
    students = good["students"].with_columns(
        student_id=pl.when(first == 1).then(pl.col("student_id").first()).otherwise("student_id"),
        sex=pl.when(first == 2).then(pl.lit("Canary")).otherwise("sex"),
        school_id=pl.when(first == 3).then(pl.lit("S9")).otherwise("school_id"),
    )
    bad = good.replace(staff=staff, staff_moves=moves, training=training, students=students, assessments=results)
    write_workbook(bad, home / "bad.xlsx", lang="zh")
    return home


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every text in a file: of tables all cells, of workbooks all parts."""
    if path.suffix == ".parquet":
        yield path.name, pl.read_parquet(path).write_json()
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            yield from (
                (f"{path.name}/{name}", parts.read(name).decode("utf-8", "replace")) for name in parts.namelist()
            )
    elif path.suffix != ".png":
        yield path.name, path.read_text(encoding="utf-8", errors="replace")


def test_the_markers_are_in_the_data_and_names_are_loaded_only_when_asked_for(desk: Path) -> None:
    read = read_tables(desk / "good.xlsx")
    assert read["staff"]["staff_id"].str.contains(NUMBER).all()
    assert read["students"]["student_id"].str.contains(NUMBER).all()
    assert read.reading is not None
    told = read.reading.filter(code="personal-column").select("severity", "sheet", "column").rows()
    assert told == [("info", "教职工", "姓名"), ("info", "学生", "姓名")]
    asked = read_tables(desk / "good.xlsx", personal=True)
    for table in ("staff", "students"):
        assert "name" not in read[table].columns
        assert set(asked[table]["name"]) == {NAME}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_finding_shows_a_person(desk: Path, lang: str) -> None:
    code, out, err = duxue("check", desk / "bad.xlsx", "--lang", lang)
    assert code == 1
    assert not MARKS.search(out + err)
    copy = desk / f"copy.{lang}.xlsx"
    code, out, err = duxue("check", desk / "bad.xlsx", "--lang", lang, "--format", "json", "--annotate", copy)
    assert out.count('"code"') > 50
    assert not MARKS.search(out + err)
    with zipfile.ZipFile(copy) as parts:
        new = [name for name in parts.namelist() if "duxue" in name]
        assert len(new) > 3
        assert [name for name in new if MARKS.search(parts.read(name).decode())] == []


def test_no_file_of_a_run_shows_a_person(desk: Path) -> None:
    run = Study(framework="tianjin").run(read_tables(desk / "good.xlsx"))
    home = run.save(desk / "runs", lang="zh")
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {".parquet", ".csv", ".json", ".xlsx", ".html", ".svg"} <= {path.suffix for path in files}
    assert [name for path in files for name, text in texts(path) if MARKS.search(text)] == []
    code, out, err = duxue("explain", home, "--unit", "G001")
    assert code == 0
    assert not MARKS.search(out + err + repr(run))


def test_no_traceback_shows_a_person(desk: Path) -> None:
    code = (
        "import toolkit as tk\n"
        "tables = tk.read_tables('bad.xlsx', personal=True)\n"
        "print(repr(tables), tables)\n"
        "checked = tk.validate(tables)\n"
        "print(repr(checked), checked.text())\n"
        "tk.Study(framework='tianjin').run(tables)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert "FindingsError" in done.stderr
    assert not MARKS.search(done.stdout + done.stderr)


def test_notebooks_carry_no_outputs() -> None:
    """What a notebook printed on somebody's data is not part of it."""
    for path in (ROOT / "notebooks").rglob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        assert [cell for cell in cells if cell.get("outputs")] == [], path.name
