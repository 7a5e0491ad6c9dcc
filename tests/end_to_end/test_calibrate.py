"""Experts' sheets from the empty workbook to a framework with their weights: real files, filled in as in Excel."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import polars as pl
import pytest

from toolkit.cli import main
from toolkit.framework import load_framework

DIMENSIONS = ["resources", "teaching", "competencies", "teachers", "satisfaction"]
JOB = {  # Saaty (2008), table 3, the criteria of the best job: flexibility, opportunity, security, reputation, salary
    (1, 0): 4, (2, 0): 6, (3, 0): 4, (4, 0): 8, (2, 1): 3, (1, 3): 3, (4, 1): 7, (2, 3): 4, (4, 2): 2, (4, 3): 7,
}  # fmt: skip
JOB_WEIGHTS = [0.036, 0.122, 0.262, 0.075, 0.506]
CAR = ([2, 1, 4, 3, 8], [4, 8, 2, 3, 1])
"""Rezaei (2016), table 3: buying a car, best to others and others to worst."""
CAR_WEIGHTS = [0.2295, 0.4481, 0.1148, 0.1530, 0.0546]


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Duxue = Callable[..., Done]


@pytest.fixture
def duxue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duxue:
    """The command line in this process, in a folder of its own: starting a new one a command would take most of the time."""

    def call(*words: str) -> Done:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.argv", ["duxue", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Done(int(left.value.code or 0), said.out, said.err)

    return call


def fill(path: Path, answer: Callable[[str, tuple[int, ...]], tuple[object, ...]], items: int = 1) -> None:
    """Type answers into the last columns of the sheet; `answer` gets the expert and the places of the items of a row."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    expert = [cell.value for cell in sheet[1]].index({"专家": "专家"}.get(sheet.cell(1, 1).value, "expert")) + 1
    known: dict[str, int] = {}
    for row in range(2, sheet.max_row + 1):
        named = [sheet.cell(row, expert + 1 + k).value for k in range(items)]
        places = tuple(known.setdefault(name, len(known)) for name in named)
        for k, value in enumerate(answer(sheet.cell(row, expert).value, places)):
            sheet.cell(row, expert + 1 + items + k, value)
    book.save(path)


def compare(a: int, b: int, words: tuple[str, str] = ("a", "b")) -> tuple[str, int]:
    return (words[0], JOB[a, b]) if (a, b) in JOB else (words[1], JOB[b, a])


@pytest.mark.parametrize(("lang", "words"), [("zh", ("甲", "乙")), ("en", ("a", "b"))])
def test_comparisons_give_the_published_weights_and_a_framework(
    duxue: Duxue, lang: str, words: tuple[str, str], tmp_path: Path
) -> None:
    made = duxue("template", "ahp.xlsx", "--judgements", "ahp", "--experts", "2", "--lang", lang)
    assert made.returncode == 0, made.stderr
    fill(tmp_path / "ahp.xlsx", lambda expert, pair: compare(*pair, words), items=2)
    done = duxue("calibrate", "ahp.xlsx", "--out", "own.csv", "--lang", lang, "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["command"], answer["ok"], answer["files"]) == ("calibrate", True, {"framework": "own.csv"})
    weights = {row["node"]: row["weight"] for row in answer["counts"]["weights"]}
    assert list(weights) == DIMENSIONS
    assert list(weights.values()) == pytest.approx(JOB_WEIGHTS, abs=5.01e-4)
    old, new = load_framework("tianjin"), load_framework(tmp_path / "own.csv")
    assert dict(new.nodes.filter(pl.col("node").is_in(DIMENSIONS)).select("node", "weight").iter_rows()) == weights
    assert new.table().drop("weight").equals(old.table().drop("weight"))
    others = ~pl.col("node").is_in(DIMENSIONS)
    assert new.table().filter(others).equals(old.table().filter(others))


def test_best_and_worst_give_the_published_weights(duxue: Duxue, tmp_path: Path) -> None:
    duxue("template", "bwm.xlsx", "--judgements", "bwm", "--lang", "en")
    fill(tmp_path / "bwm.xlsx", lambda expert, at: (CAR[0][at[0]], CAR[1][at[0]]))
    done = duxue("calibrate", "bwm.xlsx", "--format", "json")
    counts = json.loads(done.stdout)["counts"]
    assert [row["weight"] for row in counts["weights"]] == pytest.approx(CAR_WEIGHTS, abs=5.01e-5)
    assert counts["consistent"] is True


def test_the_slip_of_one_expert_is_pointed_at_and_can_fail_the_command(duxue: Duxue, tmp_path: Path) -> None:
    duxue("template", "ahp.xlsx", "--judgements", "ahp", "--experts", "3", "--lang", "en")

    def answer(expert: str, pair: tuple[int, ...]) -> tuple[object, ...]:
        if expert == "E2" and pair == (0, 4):
            return "a", 8  # the wrong way round
        return (None, None) if expert == "E3" and pair == (1, 2) else compare(*pair)

    fill(tmp_path / "ahp.xlsx", answer, items=2)
    done = duxue("calibrate", "ahp.xlsx", "--lang", "en")
    assert done.returncode == 0
    line = next(line for line in done.stdout.splitlines() if "E2 should look again" in line)
    assert "optimal allocation of resources over satisfaction of society is judged 8" in line
    assert (
        "Most disputed: optimal allocation of resources over satisfaction of society, 1/8 by E1, 8 by E2" in done.stdout
    )
    assert duxue("calibrate", "ahp.xlsx", "--fail-on", "inconsistent").returncode == 1
    without = duxue("calibrate", "ahp.xlsx", "--max-consistency-ratio", "0.2", "--format", "json")
    panel = json.loads(without.stdout)["counts"]["panels"][0]
    assert [row["used"] for row in panel["experts"]] == [True, False, True]
    assert [row["missing"] for row in panel["experts"]] == [0, 0, 1]


def test_rounds_of_points_from_several_files_converge(duxue: Duxue, tmp_path: Path) -> None:
    """Shares of the first round 60 and 20, of the second 41 and 40, of the third 40 and 40 percent for resources."""
    rounds = {1: (60, 20), 2: (41, 40), 3: (40, 40)}
    for file, expert in enumerate(("E1", "E7")):
        name = f"{expert}.xlsx"
        duxue("template", name, "--judgements", "delphi", "--lang", "zh")
        book = openpyxl.load_workbook(tmp_path / name)
        sheet = book.worksheets[1]
        items = [sheet.cell(row, 3).value for row in range(2, 7)]
        for row, ((number, given), item) in enumerate(itertools.product(rounds.items(), items), start=2):
            points = given[file] if item == items[0] else (100 - given[file]) / 4
            for column, value in enumerate((number, expert, item, points), start=1):
                sheet.cell(row, column, value)
        book.save(tmp_path / name)
    done = duxue("calibrate", "E1.xlsx", "E7.xlsx", "--format", "json", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)["counts"]
    assert [row["weight"] for row in counts["weights"]] == pytest.approx([0.4] + [0.15] * 4, abs=1e-12)
    panel = counts["panels"][0]
    assert [row["change"] for row in panel["rounds"]] == [None, pytest.approx(0.005), pytest.approx(0.005)]
    assert (panel["method"], panel["settled"]) == ("delphi", True)
    assert "意见已收敛" in done.stderr


def test_wrong_answers_are_findings_with_their_cell(duxue: Duxue, tmp_path: Path) -> None:
    duxue("template", "ahp.xlsx", "--judgements", "ahp", "--lang", "en")
    fill(tmp_path / "ahp.xlsx", lambda expert, pair: (None, 12) if pair == (0, 2) else compare(*pair), items=2)
    done = duxue("calibrate", "ahp.xlsx", "--out", "own.csv", "--format", "json")
    assert done.returncode == 1
    assert not (tmp_path / "own.csv").exists()
    errors = {
        (f["sheet"], f["row"], f["column"]) for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"
    }
    assert errors == {("comparisons", 3, "degree"), ("comparisons", 3, "more important")}


def test_wrong_use_is_told(duxue: Duxue, tmp_path: Path) -> None:
    duxue("template", "ahp.xlsx", "--judgements", "ahp", "--lang", "en")
    empty = duxue("calibrate", "ahp.xlsx")
    assert (empty.returncode, "no judgement" in empty.stderr) == (1, True)
    book = openpyxl.load_workbook(tmp_path / "ahp.xlsx")
    for column, value in enumerate(("E1", "quality of teaching in schols", "R1", "a", 3), start=1):
        book.worksheets[1].cell(2, column, value)
    book.save(tmp_path / "ahp.xlsx")
    unknown = duxue("calibrate", "ahp.xlsx")
    assert unknown.returncode == 1
    assert "ahp.xlsx, comparisons, row 2: 'quality of teaching in schols'. Did you mean 'quality of" in unknown.stderr
    assert duxue("template", "ahp.xlsx", "--judgements", "ahp").returncode == 2  # never overwritten
    assert duxue("template", "b.xlsx", "--judgements", "ahpp").returncode == 2
    assert duxue("calibrate", "none.xlsx").returncode == 3


def test_budgets_of_two_files_are_joined(duxue: Duxue, tmp_path: Path) -> None:
    for name, points in (("a.xlsx", [60, 10, 10, 10, 10]), ("b.xlsx", [2, 2, 2, 2, 2])):
        duxue("template", name, "--judgements", "budget", "--lang", "zh")
        book = openpyxl.load_workbook(tmp_path / name)
        sheet = book.worksheets[1]
        assert [cell.value for cell in sheet[1]] == ["专家", "项目", "分值"]
        for row, point in enumerate(points, start=2):
            sheet.cell(row, 1, name)
            sheet.cell(row, 3, point)
        book.save(tmp_path / name)
    done = duxue("calibrate", "a.xlsx", "b.xlsx", "--format", "json", "--lang", "en")
    counts = json.loads(done.stdout)["counts"]
    assert [row["weight"] for row in counts["weights"]] == pytest.approx([0.4] + [0.15] * 4, abs=1e-12)
    assert (counts["panels"][0]["method"], counts["panels"][0]["settled"]) == ("budget", None)
    assert "60.0% by a.xlsx" in done.stderr
