"""Bad input, one fault at a time, as real files: the finding names the place, and nothing else is called wrong.

Each case goes through the API and through the command line. Sources that can't be read at all are cases too.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.intake._cases import Case
from tests.intake._cases_cells import CELLS
from tests.intake._cases_files import FILES
from tests.intake._cases_people import STUDENTS
from tests.intake._cases_refused import REFUSED
from tests.intake._cases_tables import TABLES
from toolkit.cli import FINDINGS, UNREADABLE, main
from toolkit.errors import UnreadableInputError
from toolkit.read import read_tables
from toolkit.validate import Checked, validate

CASES: dict[str, Case] = {**CELLS, **TABLES, **STUDENTS, **FILES}


@contextlib.contextmanager
def made(name: str) -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as at:
        yield (CASES[name].make if name in CASES else REFUSED[name][0])(Path(at))


@functools.cache
def outcome(name: str) -> Checked:
    with made(name) as source:
        return validate(read_tables(source))


def duxue(*words: object) -> tuple[int, str, str]:
    """Run the command line inside this process: exit code, standard output, standard error."""
    out, err, given = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["duxue", *map(str, words)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as done:
            main()
    finally:
        sys.argv = given
    return int(done.value.code or 0), out.getvalue(), err.getvalue()


def test_there_are_many_cases() -> None:
    assert len(CASES) + len(REFUSED) >= 120
    parts = (CELLS, TABLES, STUDENTS, FILES, REFUSED)
    assert len({name for part in parts for name in part}) == sum(map(len, parts))


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_found_at_its_place_and_nothing_else_is(name: str) -> None:
    expected, checked = CASES[name].expected(), outcome(name)
    serious = checked.findings.filter(pl.col("severity") != "info")
    found = serious.select("code", "severity", "file", "sheet", "row", "column").rows()
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
    assert checked.ok == (not {"fatal", "error"} & {severity for _, severity, *_ in expected})


@pytest.mark.parametrize("name", CASES)
def test_the_command_line_says_the_same(name: str) -> None:
    with made(name) as source:
        code, out, err = duxue("check", source, "--format", "json", "--lang", "zh")
    said = json.loads(out)
    assert said["findings"] == outcome(name).findings.to_dicts()
    assert (said["ok"], code) == ((True, 0) if outcome(name).ok else (False, FINDINGS))
    assert "{" not in err
    if not outcome(name).ok:
        assert outcome(name).findings["message_zh"][0] in err


@pytest.mark.parametrize("name", CASES)
def test_every_message_is_whole_in_both_languages(name: str) -> None:
    for row in outcome(name).findings.iter_rows(named=True):
        for text in (row["message_zh"], row["remedy_zh"], row["message_en"], row["remedy_en"]):
            assert text
            assert "{" not in text
            assert "None" not in text
        assert any("一" <= c <= "鿿" for c in row["message_zh"])
        if row["row"] is not None and row["column"] is not None:
            assert f"第 {row['row']} 行" in row["message_zh"] or row["row"] == 1
            assert f"row {row['row']}" in row["message_en"] or row["row"] == 1


@pytest.mark.parametrize("name", REFUSED)
def test_the_source_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    make, *texts = REFUSED[name]
    source = make(tmp_path)
    code, out, err = duxue("check", source, "--format", "json", "--lang", "zh")
    (finding,) = json.loads(out)["findings"]
    assert (code, finding["code"], finding["severity"]) == (UNREADABLE, "source-error", "fatal")
    assert finding["message_zh"] in err
    with pytest.raises(UnreadableInputError) as raised:
        read_tables(source, lang="en")
    assert raised.value.__suppress_context__, "one sentence, not a chain of tracebacks"
    assert str(raised.value) == finding["message_en"]
    for text, said in zip((finding["message_zh"], finding["message_en"]), texts, strict=True):
        assert said in text
        assert str(tmp_path) not in text, "the path of a machine does not belong in a message"
        assert "s3cret" not in text
        assert "\n" not in text


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("a column has a name that looks like a column", "在校生数"),
        ("a sheet has a name that looks like a table", "学校年报"),
        ("a word is not among the allowed", "成员校"),
        ("a file is none of the tables", "学校年报"),
    ],
)
def test_did_you_mean(name: str, meant: str) -> None:
    assert f"是否应为“{meant}”？" in " ".join(outcome(name).findings["message_zh"])
    assert f"Did you mean '{meant}'?" in " ".join(outcome(name).findings["message_en"])
