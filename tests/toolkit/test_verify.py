"""A run folder against its manifest, its data, its study: everything that differs is named, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from tests.toolkit.conftest import FRAMEWORK
from toolkit.cli import flag as flag_command
from toolkit.cli import verify as verify_command
from toolkit.errors import FindingsError, OptionError, RunFolderError
from toolkit.files import sha256
from toolkit.verify import NOTES


@pytest.fixture
def home(framework: pl.DataFrame, values: pl.DataFrame, tmp_path: Path) -> Path:
    """A saved run."""
    return tk.Study(framework=framework).score(values).save(tmp_path / "runs", charts=False)


def found(home: Path, **given: object) -> list[tuple[str, str, str]]:
    return tk.verify(home, **given).select("part", "name", "problem").rows()  # type: ignore[arg-type]


def reseal(home: Path, content: dict[str, object]) -> None:
    """Write a manifest and the seal that fits it: what somebody could do who knows how."""
    (home / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    (home / "DONE").write_text(sha256(home / "manifest.json"), encoding="utf-8")


def test_an_untouched_run_has_no_differences(home: Path) -> None:
    assert tk.verify(home).is_empty()


def test_everything_that_was_altered_is_named_at_once(home: Path) -> None:
    (home / "scores.csv").write_text("node\n", encoding="utf-8")
    (home / "weights.parquet").unlink()
    (home / "notes.txt").write_text("added by a reader", encoding="utf-8")
    assert found(home) == [
        ("output", "scores.csv", "altered"),
        ("output", "weights.parquet", "absent"),
        ("output", "notes.txt", "added"),
    ]
    with pytest.raises(RunFolderError, match=r"scores.csv was altered\. `duxue verify` tells all"):
        tk.load_run(home)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"outputs": 3}', "\x00"])
def test_a_spoilt_manifest_is_a_difference_not_a_crash(home: Path, text: str) -> None:
    (home / "manifest.json").write_text(text, encoding="utf-8")
    assert found(home) == [("manifest", "manifest.json", "altered")]


def test_an_absent_manifest_and_no_run_at_all(home: Path, tmp_path: Path) -> None:
    (home / "manifest.json").unlink()
    assert found(home) == [("manifest", "manifest.json", "absent")]
    (home / "DONE").unlink()
    with pytest.raises(RunFolderError, match="not a finished run"):
        tk.verify(home)
    with pytest.raises(RunFolderError, match="No run folder"):
        tk.verify(tmp_path / "absent")


def test_another_framework_under_a_new_seal_is_found(home: Path, framework: pl.DataFrame) -> None:
    other = FRAMEWORK.replace("climate,total,dimension,,1", "climate,total,dimension,,9")
    (home / "framework.csv").write_text(other, encoding="utf-8")
    content = json.loads((home / "manifest.json").read_text(encoding="utf-8"))
    content["outputs"]["framework.csv"] = sha256(home / "framework.csv")
    reseal(home, content)
    assert found(home) == [("framework", "framework", "differs")]


def test_code_of_another_day_is_a_note(home: Path) -> None:
    content = json.loads((home / "manifest.json").read_text(encoding="utf-8"))
    content["code"]["sha256"] = "0" * 64
    reseal(home, content)
    assert found(home) == [("code", content["code"]["version"], "other_version")]
    assert "other_version" in NOTES
    assert verify_command.run(home, None, None, "en", "text") == 0


def test_a_study_is_compared_choice_by_choice(home: Path, framework: pl.DataFrame) -> None:
    same = tk.Study(framework=framework)
    assert found(home, study=same) == []
    other = framework.with_columns(standard=pl.col("standard").replace("60", "70"))
    changed = tk.Study(framework=other, weighting="equal", flags={"probability": 0.95})
    assert found(home, study=changed) == [
        ("choice", "weighting", "differs"),
        ("choice", "flags.probability", "differs"),
        ("choice", "framework framework", "differs"),
    ]


@pytest.fixture(scope="module")
def city() -> tk.Tables:
    """A small city, whose raw tables can be scored again."""
    from indicators.city import make_city

    return make_city(7, groups=16, members=76, periods=("2024-25", "2025-26"))


def test_data_are_compared_table_by_table_and_scored_again(city: tk.Tables, tmp_path: Path) -> None:
    home = tk.Study().run(city).save(tmp_path, charts=False)
    shuffled = city.replace(schools=city["schools"].sample(fraction=1.0, shuffle=True, seed=1))
    assert found(home, tables=shuffled) == []
    changed = city["school_year"].with_columns(pupils=pl.col("pupils") + 1)
    assert found(home, tables=city.replace(school_year=changed)) == [("input", "school_year", "differs")]
    with pytest.raises(FindingsError):
        tk.verify(home, tables=city.replace(schools=city["schools"].with_columns(stage=pl.lit("kindergarten"))))
    content = json.loads((home / "manifest.json").read_text(encoding="utf-8"))
    reseal(home, content | {"fingerprint": "0" * 12})
    assert found(home, tables=city) == [("result", "fingerprint", "differs")]
    reseal(home, content | {"study": content["study"] | {"weighting": {"object": "my.mean", "user": True}}})
    assert found(home, tables=city) == [("result", "weighting", "not_checked")]


def test_flags_again_under_other_thresholds(
    framework: pl.DataFrame, values: pl.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = tk.Study(framework=framework)
    run = study.score(values)
    home = run.save(tmp_path, charts=False)
    before = sorted(p.stat().st_mtime_ns for p in home.iterdir())

    def again(*settings: str, rules: tuple[str, ...] = (), fail_on: str = "never", period: str | None = None) -> int:
        return flag_command.run(home, list(rules), list(settings), None, period, fail_on, "en", "json")

    assert again() == 0
    answer = json.loads(capsys.readouterr().out)["counts"]
    assert (answer["new"], answer["gone"]) == ([], [])
    latest = run.flags.filter(pl.col("period") == "2025")
    for rule, counts in answer["rules"].items():
        assert counts == {
            outcome: latest.filter((pl.col("rule") == rule) & (pl.col("outcome") == outcome)).height
            for outcome in ("flagged", "clear", "not_assessable")
        }
    assert again("probability=0.99", "change=1", fail_on="flagged") == 1
    answer = json.loads(capsys.readouterr().out)["counts"]
    stricter = study.replace(flags={"probability": 0.99, "change": 1.0}).score(values).flags
    expected = stricter.filter((pl.col("period") == "2025") & (pl.col("outcome") != "clear"))
    assert [row["reason"] for row in answer["flags"]] == expected["reason"].to_list()
    assert (
        again(rules=("sharp_change",), period="2024", fail_on="flagged") == 0
    )  # nothing comes before the first period
    assert sorted(p.stat().st_mtime_ns for p in home.iterdir()) == before


@pytest.mark.parametrize(
    ("settings", "rules", "level", "period", "message"),
    [
        (["probability"], [], None, None, "give name=value"),
        (["probabilty=0.95"], [], None, None, "Did you mean 'probability'"),
        (["prior=flet"], [], None, None, "Unknown prior 'flet'"),
        ([], ["low_coverag"], None, None, "Did you mean 'low_coverage'"),
        ([], [], "units", None, "Unknown level 'units'. Did you mean 'unit'"),
        ([], [], None, "2026", "Unknown period '2026'"),
    ],
)
def test_wrong_options_of_flag_are_named(
    home: Path, settings: list[str], rules: list[str], level: str | None, period: str | None, message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        flag_command.run(home, rules, settings, level, period, "never", "en", "text")
