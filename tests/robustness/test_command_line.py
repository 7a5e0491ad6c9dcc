"""`duxue robustness` on a saved run: tables, charts, words, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from tests.charts.runs import make_run
from toolkit.cli import robustness as command

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"level": None, "node": None, "period": None, "seed": 0, "jobs": 1, "checkpoint": None}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(6, 3).save(tmp_path_factory.mktemp("runs"), charts=False)


def test_a_session_in_a_process_of_its_own(folder: Path, tmp_path: Path) -> None:
    words = [
        "robustness",
        folder,
        "--draws",
        80,
        "--vary",
        "weights=simplex",
        "--vary",
        "aggregator=arithmetic,mean_min",
    ]
    words += ["--out", tmp_path / "out", "--format", "json", "--lang", "en", "--fail-on", "flagged", "--level", "group"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *map(str, words)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(done.stdout)
    assert answer["command"] == "robustness"
    assert answer["counts"]["draws"] == 80
    assert [row["choice"] for row in answer["counts"]["sobol"]] == ["weights", "aggregator"]
    assert "80 recalculations, varied: weights, aggregator" in done.stderr
    assert done.returncode == (1 if answer["counts"]["firm_flags"] else 0)
    again = tk.robustness(
        tk.load_run(folder), 80, {"weights": "simplex", "aggregator": ["arithmetic", "mean_min"]}, level="group"
    )
    assert pl.read_csv(tmp_path / "out" / "ranks.csv").equals(
        again.ranks.with_columns(pl.col("period").cast(pl.String))
    )
    names = {path.name for path in (tmp_path / "out").iterdir()}
    charts = {f"{n}.en.png" for n in ("rank_heatmap", "rank_intervals", "sobol", "flag_stability")}
    tables = {f"{n}.csv" for n in ("scores", "ranks", "flags", "flags_by_choice", "leave_one_out", "sobol")}
    assert names == charts | tables | {"draws.parquet", "frequencies.parquet", "robustness.json"}


def test_words_for_people_and_no_index_for_one_choice(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = command.run(
        folder, out=tmp_path / "o", draws=20, vary=["excluded=2"], fail_on="never", lang="zh", form="text", **PLAIN
    )
    said = capsys.readouterr().out
    assert code == 0
    assert "20 次重算，变动：剔除指标" in said
    assert "名次区间宽度的中位数" in said
    assert not (tmp_path / "o" / "sobol.csv").exists()


def test_settings_as_they_are_typed() -> None:
    typed = ["weights=simplex", "normaliser=minmax,zscore", "excluded=2", "errors=0.5", "goalposts"]
    assert command.choices_of(typed) == {
        "weights": "simplex", "normaliser": ["minmax", "zscore"], "excluded": 2, "errors": 0.5, "goalposts": None
    }  # fmt: skip
    with pytest.raises(tk.DuxueError, match="given twice"):
        command.choices_of(["weights", "weights=0.1"])


def test_a_wrong_kind_is_wrong_use(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(tk.DuxueError, match="Did you mean 'weights'"):
        command.run(folder, out=tmp_path, draws=20, vary=["weight"], fail_on="never", lang="en", form="text", **PLAIN)
