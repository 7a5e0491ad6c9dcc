"""The child process that opens workbooks has limits; whatever happens to it, this process goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.intake._archives import changed, workbook
from toolkit.errors import UnreadableInputError
from toolkit.read import read_tables


def test_the_file_that_was_changed_for_these_tests_is_read_when_it_is_not_changed(tmp_path: Path) -> None:
    assert read_tables(changed(tmp_path, lambda name, data: data)).keys() == read_tables(workbook(tmp_path)).keys()


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.reading.workbook.TIMEOUT", 0.001)
    with pytest.raises(UnreadableInputError, match="took more than"):
        read_tables(workbook(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are Linux's")
def test_a_workbook_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    """What the child does first, `limit()`, turns an allocation of 2 GB under a limit of 1 GB into an error of its own."""
    path = workbook(tmp_path)
    code = "import toolkit.reading.child as c; c.limit(2**30); bytes(2**31)"
    child = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert "MemoryError" in child.stderr
    assert read_tables(path), "and this process goes on"
