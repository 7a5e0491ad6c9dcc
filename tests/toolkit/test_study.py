"""Study files: every wrong choice is one sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

import toolkit as tk
from toolkit.errors import DuxueError, UnreadableInputError


def read(text: str, folder: Path) -> tk.Study:
    (folder / "study.toml").write_bytes(text.encode())
    return tk.Study.from_toml(folder / "study.toml")


def test_a_study_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert read('﻿weighting = "equal"\ntenure = {cap = 3}\n', tmp_path) == tk.Study(
        weighting="equal", tenure=tk.Tenure(cap=3), folder=tmp_path
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('folder = "x"', "Unknown choice 'folder'"),
        ('weigthing = "equal"', r"Unknown choice 'weigthing'. Did you mean 'weighting'"),
        ('tenure = {cap = "x"}', "tenure cap='x': give a number of years"),
        ("tenure = {cap = true}", "tenure cap=True: give a number of years"),
        ("tenure = {cap = nan}", "tenure cap=nan"),
        ('tenure = {minimum = "1"}', "tenure minimum='1': give a number of years"),
        ("tenure = {completed = 1}", "tenure completed=1: give true or false"),
        ("tenure = {size = 1}", "tenure size=1: give the name of a column"),
        ("tenure = {schools = true}", "tenure schools=True: a whole number"),
        ("tenure = {caps = 1}", r"Unknown choice of tenure 'caps'. Did you mean 'cap'"),
        ("tenure = 3", "Choice 'tenure' = 3"),
        ("flags = {probabilty = 0.9}", r"Unknown choice 'flags.probabilty'. Did you mean 'probability'"),
        ('seed = "a"', "Choice 'seed' = 'a'"),
    ],
)
def test_a_wrong_choice_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DuxueError, match=message):
        read(text, tmp_path)


def test_a_study_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="is not a TOML file"):
        read("weighting = equal", tmp_path)
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(UnreadableInputError, match=r"study file 'folder.toml' can't be read"):
        tk.Study.from_toml(tmp_path / "folder.toml")
