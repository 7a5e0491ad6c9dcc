"""Run folders: whole or not a run, never overwritten, and an altered one is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from tests.toolkit.conftest import FRAMEWORK
from toolkit.errors import RunFolderError
from toolkit.save import TABLES


@pytest.fixture
def run(framework: pl.DataFrame, values: pl.DataFrame) -> tk.ScoringRun:
    """A small run."""
    return tk.Study(framework=framework, weighting="equal").score(values)


def test_a_run_comes_back_as_it_was(run: tk.ScoringRun, tmp_path: Path) -> None:
    back = tk.load_run(run.save(tmp_path, charts=False))
    for name in TABLES:
        assert getattr(back, name).equals(getattr(run, name)), name
    assert back.fingerprint != ""
    assert back.framework.nodes.equals(run.framework.nodes)
    assert tk.explain(back, "A").indicators.equals(tk.explain(run, "A").indicators)
    assert tk.compare(run, back).scores["change"].drop_nulls().abs().max() == 0


@pytest.mark.parametrize("fate", ["changed", "gone"])
def test_a_loaded_study_keeps_the_framework_of_its_run(fate: str, values: pl.DataFrame, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(FRAMEWORK, encoding="utf-8")
    run = tk.Study(framework=own).score(values)
    home = run.save(tmp_path / "runs", charts=False)
    own.unlink()
    if fate == "changed":
        own.write_text(FRAMEWORK.replace("climate,total,dimension,,1", "climate,total,dimension,,9"), encoding="utf-8")
    study = tk.load_run(home).study
    again = study.score(values)
    assert again.scores.equals(run.scores)
    assert again.fingerprint == run.fingerprint
    assert (
        study.replace(weighting="equal").score(values).weights.filter(pl.col("node") == "climate")["weight"][0] == 0.5
    )
    assert study.load_framework().table().equals(run.framework.table())


def test_two_saves_stand_side_by_side(run: tk.ScoringRun, tmp_path: Path) -> None:
    first, second = run.save(tmp_path, charts=False), run.save(tmp_path, charts=False)
    assert first != second
    for name in TABLES:
        assert (first / f"{name}.parquet").read_bytes() == (second / f"{name}.parquet").read_bytes(), name


def test_without_done_it_is_no_run(run: tk.ScoringRun, tmp_path: Path) -> None:
    home = run.save(tmp_path, charts=False)
    (home / "DONE").unlink()
    with pytest.raises(RunFolderError, match="no DONE file"):
        tk.load_run(home)


def test_the_folder_of_runs_is_told_apart_from_a_run(run: tk.ScoringRun, tmp_path: Path) -> None:
    home = run.save(tmp_path, charts=False)
    with pytest.raises(RunFolderError, match=home.name):
        tk.load_run(tmp_path)


@pytest.mark.parametrize("name", ["scores.parquet", "manifest.json", "scores.csv"])
def test_an_altered_file_is_noticed(run: tk.ScoringRun, tmp_path: Path, name: str) -> None:
    home = run.save(tmp_path, charts=False)
    data = bytearray((home / name).read_bytes())
    data[len(data) // 2] ^= 1
    (home / name).write_bytes(bytes(data))
    with pytest.raises(RunFolderError, match="altered"):
        tk.load_run(home)


def test_the_manifest_lets_an_auditor_recompute(run: tk.ScoringRun, tmp_path: Path) -> None:
    content = json.loads((run.save(tmp_path, charts=False) / "manifest.json").read_text(encoding="utf-8"))
    assert content["study"]["weighting"] == "equal"
    assert content["counts"]["levels"]["unit"]["units"] == 3
    assert {row["node"] for row in content["weights"]} == {"teaching", "climate", "T1", "T2", "C1"}
    assert content["learned"]
    assert set(content["outputs"]) >= {"scores.csv", "results.xlsx", "scores.parquet"}


def test_text_in_the_csv_is_never_a_formula(framework: pl.DataFrame, values: pl.DataFrame, tmp_path: Path) -> None:
    run = tk.Study(framework=framework).score(values.with_columns(pl.format("=1+{}", "unit_id").alias("unit_id")))
    table = pl.read_csv(run.save(tmp_path, charts=False) / "scores.csv", infer_schema=False)
    assert set(table["unit_id"]) == {"'=1+A", "'=1+B", "'=1+C"}
    assert any(cell.startswith("-") for cell in table["lower"].drop_nulls()) or table["lower"].drop_nulls().len() > 0


def test_the_workbook_holds_text_as_text(framework: pl.DataFrame, values: pl.DataFrame, tmp_path: Path) -> None:
    import openpyxl

    run = tk.Study(framework=framework).score(values.with_columns(pl.format("=1+{}", "unit_id").alias("unit_id")))
    book = openpyxl.load_workbook(run.save(tmp_path, charts=False) / "results.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "f" not in kinds
    assert "预警提示 flags" in book.sheetnames


def test_a_folder_that_cannot_be_written_is_one_sentence(run: tk.ScoringRun, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(RunFolderError, match="can't be written"):
        run.save(tmp_path / "file" / "runs", charts=False)
