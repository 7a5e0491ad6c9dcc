"""Where something cannot be written, one sentence says so, and what was there stays."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from toolkit.errors import OptionError, OutputError, RunFolderError
from toolkit.files import make_folder, write_text, write_whole


@pytest.fixture
def run(framework: pl.DataFrame, values: pl.DataFrame) -> tk.ScoringRun:
    """A small run."""
    return tk.Study(framework=framework).score(values)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("absent/report.html", "there is no folder '.*absent'. Make it first"),
        ("file/report.html", "there is no folder '.*file'"),
        ("folder.html", "'.*folder.html' is a folder: give the name of a file"),
        ("r" * 300 + ".html", "can't be written: .*[Nn]ame too long"),
    ],
)
def test_a_report_that_cannot_be_written_is_one_sentence(
    run: tk.ScoringRun, tmp_path: Path, place: str, message: str
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(OutputError, match=message):
        tk.report(run, tmp_path / place, lang="en")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.html"]


def test_other_kinds_of_report_are_named(run: tk.ScoringRun, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"'report'.*\.html"):
        tk.report(run, tmp_path / "report")
    assert tk.report(run, tmp_path / "REPORT.HTML", lang="en").stat().st_size > 10_000


def test_workbooks_say_the_same(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        tk.write_template(tmp_path / "absent" / "new.xlsx")


def full(path: Path) -> None:
    path.write_text("half", encoding="utf-8")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    write_text(target, "old")
    with pytest.raises(OutputError, match="No space left"):
        write_whole(target, full)
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_other_errors_pass_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write_whole(tmp_path / "x", lambda path: 1 / 0)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path, run: tk.ScoringRun) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="can't be made"):
        make_folder(tmp_path / "file" / "data")
    with pytest.raises(RunFolderError, match="can't be written"):
        run.save(tmp_path / "file", charts=False)


def test_a_unit_is_found_by_its_name(run: tk.ScoringRun) -> None:
    from dataclasses import replace

    named = replace(run, units=run.units.with_columns(name_zh=pl.format("{}集团", "unit_id")))
    with pytest.raises(OptionError, match=r"'B集团' is a name, not an id. Give the id: B \(B集团\)"):
        tk.explain(named, "B集团")
    with pytest.raises(OptionError, match="Unknown unit 'Z'"):
        tk.explain(named, "Z")
