"""One desk for all documents: a small city as workbook, folder and runs, made once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.docs._commands import Shell

GROUPS, MEMBERS = 20, 88
PERIODS = ("2024-25", "2025-26")


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out what the documents start from: the data of a demo, study files, workbooks that are filled and corrected."""
    from indicators.city import make_city
    from indicators.city.practice import changed, practice_tables
    from toolkit.cli.demo import STUDY
    from toolkit.template import write_workbook

    folder = tmp_path_factory.mktemp("desk")
    city = make_city(2025, groups=GROUPS, members=MEMBERS, periods=PERIODS)
    data = folder / "duxue-demo" / "data"
    data.mkdir(parents=True)
    for name, frame in city.items():
        frame.write_parquet(data / f"{name}.parquet")
    (folder / "duxue-demo" / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "other.toml").write_text(STUDY.replace('"framework"\n', '"equal"\n'), encoding="utf-8")
    clean = practice_tables(mistakes=False)
    provisional = clean.replace(school_year=changed(clean["school_year"], 3, "multimedia_rooms", 11))
    write_workbook(provisional, folder / "practice_old.xlsx", lang="en")
    for name, lang in {"inspection.xlsx": "en", "corrected.xlsx": "en", "填报.xlsx": "zh", "改正.xlsx": "zh"}.items():
        write_workbook(clean, folder / name, lang=lang)
    return folder


@pytest.fixture(scope="session")
def shell(desk: Path) -> Shell:
    """Return the command line at that desk, after the runs that the documents start from."""
    shell = Shell(desk)
    shell.run("duxue score duxue-demo/study.toml --data duxue-demo/data --out duxue-demo/runs")
    return shell


@pytest.fixture(scope="session")
def names(shell: Shell) -> dict[str, Any]:
    """Return what the documents take for granted in Python."""
    import polars as pl

    import toolkit as tk

    run = tk.load_run(next((shell.desk / "duxue-demo" / "runs").iterdir()))
    return {"tk": tk, "pl": pl, "run": run, "Path": Path, "os": os}
