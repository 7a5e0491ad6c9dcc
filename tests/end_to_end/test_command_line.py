"""The sessions of README, typed as a user would, on a small city in a workbook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from indicators.city.practice import few_groups
from toolkit.framework import load_framework
from toolkit.tables import Tables

ROOT = Path(__file__).resolve().parents[2]


def duxue(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "toolkit", *map(str, words)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def some_groups(city: Tables, groups: list[str]) -> Tables:
    """Keep a few groups of a city, with everything that belongs to them: small enough for a workbook."""
    few = few_groups(city, groups)
    return few.replace(**{name: few[name].head(3000) for name in ("students", "assessments", "item_responses")})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inspector's desk: a filled workbook, a damaged one, and a study file."""
    from indicators.city import make_city
    from toolkit.template import write_workbook

    folder = tmp_path_factory.mktemp("desk")
    city = some_groups(make_city(7, groups=16, members=76, periods=("2024-25", "2025-26")), ["G001", "G002", "G003"])
    write_workbook(city, folder / "填报.xlsx", lang="zh")
    schools = city["school_year"].with_columns(
        lessons_taught=pl.when(pl.int_range(pl.len()) == 3).then(-5).otherwise("lessons_taught")
    )
    write_workbook(city.replace(school_year=schools), folder / "bad.xlsx", lang="en")
    (folder / "study.toml").write_text('framework = "tianjin"\nweighting = "equal"\n', encoding="utf-8")
    return folder


def test_help_and_version_answer_without_heavy_imports(desk: Path) -> None:
    code = "import sys; sys.argv = ['duxue', '--help']; import toolkit.cli\ntry: toolkit.cli.main()\nexcept SystemExit: pass\n"
    code += "print([m for m in ('polars', 'numpy', 'pandera', 'matplotlib', 'sklearn') if m in sys.modules])"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=desk, env=env, capture_output=True, text=True, check=False)
    assert "explain" in done.stdout
    assert done.stdout.strip().splitlines()[-1] == "[]"
    assert duxue("--version", folder=desk).stdout.startswith("duxue 0.")


def test_check_says_where_and_what_to_do(desk: Path) -> None:
    good = duxue("check", "填报.xlsx", "--lang", "zh", folder=desk)
    assert good.returncode == 0, good.stdout + good.stderr
    bad = duxue("check", "bad.xlsx", "--lang", "en", folder=desk)
    assert bad.returncode == 1
    assert "lessons taught" in bad.stdout
    assert "5" in bad.stdout  # row 5 of the sheet holds the fourth row of data


def test_check_as_json_is_one_object_on_standard_output(desk: Path) -> None:
    done = duxue("check", "bad.xlsx", "--format", "json", folder=desk)
    answer = json.loads(done.stdout)
    assert (answer["command"], answer["ok"]) == ("check", False)
    errors = [f for f in answer["findings"] if f["severity"] == "error"]
    assert [(f["file"], f["row"], f["code"]) for f in errors] == [("bad.xlsx", 5, "constraint-error")]
    assert errors[0]["remedy_zh"]
    assert errors[0]["remedy_en"]


def test_score_explain_compare_report(desk: Path) -> None:
    first = duxue("score", "tianjin", "--data", "填报.xlsx", "--out", "runs", "--format", "json", folder=desk)
    assert first.returncode == 0, first.stdout + first.stderr
    run = Path(json.loads(first.stdout)["files"]["run"])
    inside = {p.name for p in (desk / run).iterdir()}
    expected = {"DONE", "manifest.json", "scores.parquet", "scores.csv", "results.xlsx", "report.zh.html"}
    assert expected | {"report.en.html", "charts", "flags.parquet", "findings.parquet"} <= inside
    assert {"ranking.zh.png", "ranking.en.svg", "map.zh.svg"} <= {p.name for p in (desk / run / "charts").iterdir()}
    second = duxue("score", "study.toml", "--data", "填报.xlsx", "--out", "runs", "--lang", "zh", folder=desk)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "合成数据" in second.stdout
    other = next(p for p in (desk / "runs").iterdir() if p.name != run.name)

    told = duxue("explain", run, "--unit", "G001", "--lang", "zh", folder=desk)
    assert told.returncode == 0, told.stderr
    assert "综合判断" in told.stdout
    unknown = duxue("explain", run, "--unit", "G01", folder=desk)
    assert unknown.returncode == 2
    assert "Did you mean" in unknown.stderr

    moved = duxue("compare", run, Path("runs") / other.name, "--lang", "en", folder=desk)
    assert moved.returncode == 0, moved.stderr
    assert "weighting: framework -> equal" in moved.stdout

    flagged = duxue("flag", run, "--rule", "low_coverage", "--fail-on", "flagged", "--format", "json", folder=desk)
    answer = json.loads(flagged.stdout)
    assert list(answer["counts"]["rules"]) == ["low_coverage"]
    assert flagged.returncode == (1 if answer["counts"]["rules"]["low_coverage"]["flagged"] else 0)
    typo = duxue("flag", run, "--set", "probabilty=0.95", folder=desk)
    assert (typo.returncode, "Did you mean 'probability'" in typo.stderr) == (2, True)

    whole = duxue("verify", run, "--data", "填报.xlsx", "--lang", "en", folder=desk)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "The same data give the same result again" in whole.stdout
    another = duxue("verify", run, "--study", "study.toml", "--format", "json", folder=desk)
    assert another.returncode == 1
    assert [f["name"] for f in json.loads(another.stdout)["findings"] if f["part"] == "choice"] == ["weighting"]

    nowhere = duxue("report", run, "absent/again.html", folder=desk)
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (2, 1)
    assert "there is no folder 'absent'" in nowhere.stderr

    report = duxue("report", run, "again.html", "--lang", "en", folder=desk)
    assert report.returncode == 0, report.stderr
    assert (desk / "again.html").stat().st_size > 10_000

    panel = duxue("panel", run, "panel.html", "--lang", "zh", "--format", "json", folder=desk)
    assert json.loads(panel.stdout)["files"] == {"panel": "panel.html"}, panel.stderr
    assert "权重试算" in (desk / "panel.html").read_text(encoding="utf-8")
    level = duxue("panel", run, "other.html", "--level", "town", folder=desk)
    assert (level.returncode, "Unknown level 'town'" in level.stderr) == (2, True)
    assert not (desk / "other.html").exists()


def test_nothing_is_written_when_the_data_have_errors(desk: Path) -> None:
    done = duxue("score", "tianjin", "--data", "bad.xlsx", "--out", "never", "--lang", "en", folder=desk)
    assert done.returncode == 1
    assert "nothing was written" in done.stdout
    assert not (desk / "never").exists()


def test_an_error_is_an_object_too_for_who_asked_for_one(desk: Path) -> None:
    done = duxue("explain", "nowhere", "--unit", "G001", "--format", "json", folder=desk)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["command"], answer["ok"]) == (2, "explain", False)
    assert answer["error"] in done.stderr


def test_a_demo_never_touches_data_that_are_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "schools.csv").write_text("mine", encoding="utf-8")
    done = duxue("demo", "--out", ".", folder=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "choose another folder with --out" in done.stderr
    assert [p.name for p in tmp_path.rglob("*")] == ["data", "schools.csv"]


def test_template_is_written_once(desk: Path) -> None:
    first = duxue("template", "new.xlsx", "--lang", "zh", folder=desk)
    assert first.returncode == 0, first.stderr
    again = duxue("template", "new.xlsx", folder=desk)
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_a_framework_to_edit_is_the_shipped_one(tmp_path: Path) -> None:
    done = duxue("template", "own.csv", "--framework", "county_balance", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert load_framework(tmp_path / "own.csv").table().equals(load_framework("county_balance").table())
    assert 'framework = "own.csv"' in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("check", "absent.xlsx"), 3, "absent.xlsx"),
        (("score", "tianjing", "--data", "填报.xlsx"), 2, "Did you mean 'tianjin'"),
        (("score", "absent.toml", "--data", "填报.xlsx"), 3, "absent.toml"),
        (("explain", ".", "--unit", "G001"), 2, "DONE"),
        (("template", "new.docx"), 2, ".xlsx"),
        (("template", "absent/new.xlsx"), 2, "there is no folder 'absent'"),
        (("demo", "--out", "study.toml/demo"), 2, "can't be made"),
        (("check", "填报.xlsx", "--lang", "fr"), 2, "zh, en"),
        (("check", "填报.xlsx", "--format", "yaml"), 2, "text, json"),
        (("chek", "填报.xlsx"), 2, "check"),
    ],
)
def test_wrong_use_is_one_sentence_and_its_own_exit_code(
    desk: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = duxue(*words, folder=desk)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
