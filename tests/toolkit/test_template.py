"""The workbook: everything that is written is read back, and a cell accepts what the check accepts."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from schemas import RAW
from tests.intake.files import with_staff, write
from toolkit.errors import OptionError
from toolkit.facts import ColumnFacts, all_facts
from toolkit.read import read_tables
from toolkit.template import write_template, write_workbook
from toolkit.validate import validate
from toolkit.workbook.entry import TEXT, TITLE, example, hint
from toolkit.workbook.write import asked

FACTS = {name: asked(table) for name, table in all_facts().items()}
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


@LANGS
def test_the_empty_template_is_read_without_a_word(lang: str, tmp_path: Path) -> None:
    tables = read_tables(write_template(tmp_path / "t.xlsx", lang=lang))
    assert tables.reading is not None
    assert tables.reading.height == 0
    assert {name: frame.columns for name, frame in tables.items()} == {n: list(t.columns) for n, t in FACTS.items()}
    assert {frame.height for frame in tables.values()} == {0}
    assert set(validate(tables).findings["code"]) == {"empty-table"}


@LANGS
def test_data_come_back_as_they_were(lang: str, tmp_path: Path) -> None:
    tables = read_tables(write(with_staff(), tmp_path / "data.xlsx"))
    again = read_tables(write_workbook(tables, tmp_path / "again.xlsx", lang=lang))
    assert again.reading is not None
    assert again.reading.height == 0
    for name, frame in tables.items():
        assert_frame_equal(again[name], frame)


ID = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,20}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20).filter(
    lambda text: text.strip(" \u00a0\u3000\u200b\ufeff") == text and not text.startswith("#")
)


def cells(column: ColumnFacts) -> st.SearchStrategy[object]:
    low = 0 if column.limits[0] is None else int(column.limits[0])
    high = 10**9 if column.limits[1] is None else int(column.limits[1])
    kinds: dict[str, st.SearchStrategy[object]] = {
        "text": TEXTS.filter(bool),
        "identifier": ID,
        "period": st.integers(1950, 2100).map(lambda y: f"{y}-{(y + 1) % 100:02d}"),
        "choice": st.sampled_from(sorted(column.words) or ["x"]),
        "integer": st.integers(low, high),
        "number": st.integers(low * 1000, high * 1000).map(lambda n: n / 1000),
        "date": st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)),
        "boolean": st.booleans(),
    }
    return st.one_of(st.none(), kinds[column.kind]) if column.nullable else kinds[column.kind]


@st.composite
def frames(draw: st.DrawFn) -> tuple[str, pl.DataFrame]:
    table = FACTS[draw(st.sampled_from(sorted(FACTS)))]
    rows = draw(st.lists(st.tuples(*(cells(column) for column in table.columns.values())), min_size=1, max_size=4))
    schema = {name: column.dtype for name, column in table.columns.items()}
    return table.id, pl.DataFrame(rows, schema=schema, orient="row")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames(), st.sampled_from(["zh", "en"]))
def test_any_valid_table_comes_back(tmp_path: Path, drawn: tuple[str, pl.DataFrame], lang: str) -> None:
    name, frame = drawn
    again = read_tables(write_workbook({name: frame}, tmp_path / "t.xlsx", lang=lang))
    assert_frame_equal(again[name], frame)


@LANGS
def test_every_column_has_a_hint_and_a_validation(lang: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", lang=lang))
    assert book.sheetnames == [{"zh": "说明", "en": "guide"}[lang], *(t.word(lang) for t in FACTS.values())]
    for table in FACTS.values():
        sheet = book[table.word(lang)]
        assert sheet.freeze_panes == "A2"
        assert sheet.max_row == 1, "an example in the data area would be read as data"
        rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        assert len(rules) == len(table.columns)
        for position, column in enumerate(table.columns.values(), start=1):
            cell = sheet.cell(1, position)
            rule = rules[sheet.cell(2, position).coordinate]
            assert cell.value == column.word(lang)
            assert rule.promptTitle == column.word(lang)[:TITLE]
            assert 0 < len(rule.prompt) <= TEXT
            assert column.unit is None or column.unit in rule.prompt
            accepted = {"choice": "list", "boolean": "list", "integer": "whole", "number": "decimal", "date": "date"}
            assert rule.type == {**accepted, "identifier": "textLength"}.get(column.kind)
            if column.kind == "choice":
                words = [pair[0 if lang == "zh" else 1] for pair in column.words.values()]
                assert rule.formula1 == f'"{",".join(words)}"'
                assert len(rule.formula1) <= 255
            if column.limits[0] is not None:
                assert float(rule.formula1) == column.limits[0]


@LANGS
def test_required_columns_are_marked_and_the_guide_lists_every_column(lang: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", lang=lang))
    colours = {True: set(), False: set()}
    for table in FACTS.values():
        for position, column in enumerate(table.columns.values(), start=1):
            colours[column.nullable].add(book[table.word(lang)].cell(1, position).fill.start_color.rgb)
    assert len(colours[True]) == len(colours[False]) == 1
    assert colours[True] != colours[False]
    guide = book.worksheets[0]
    listed = {(row[0].value, row[2].value): row[3].value for row in guide.iter_rows()}
    for table in FACTS.values():
        for column in table.columns.values():
            assert listed[(table.word(lang), column.word(lang))] == hint(column, lang)


@LANGS
def test_an_example_is_accepted_by_the_check(lang: str, tmp_path: Path) -> None:
    """The example of every column, typed in as text, is read without an error."""
    for table in FACTS.values():
        with (tmp_path / f"{table.id}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow([column.word(lang) for column in table.columns.values()])
            out.writerow([example(column, lang) or "x" for column in table.columns.values()])
    findings = validate(read_tables(tmp_path)).findings
    wrong = findings.filter(pl.col("code").is_in(["type-error", "missing-cell", "constraint-error"]))
    row_rules = {rule.name for model in RAW.values() for rule in model.facts()["rules"]}  # examples are not one story
    assert wrong.filter(~pl.col("rule").is_in(row_rules))["message_en"].to_list() == []


def test_text_that_looks_like_a_formula_or_link_is_text(tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@x", "http://example.invalid", "007", "1e5"]
    frame = pl.DataFrame({"district_id": [f"D{i}" for i in range(7)], "name_zh": names, "name_en": names})
    path = write_workbook({"districts": frame}, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(path)["区"]
    assert {sheet.cell(row, 2).data_type for row in range(2, 9)} == {"s"}
    assert not any(sheet.cell(row, 2).hyperlink for row in range(2, 9))
    assert_frame_equal(read_tables(path)["districts"], frame)


def test_the_same_data_give_the_same_file(tmp_path: Path) -> None:
    one, two = write_template(tmp_path / "1.xlsx"), write_template(tmp_path / "2.xlsx")
    assert one.read_bytes() == two.read_bytes()


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"what was there")
    frame = pl.DataFrame({"school_id": ["S1"], "period": ["2025-26"], "teaching_area": [float("nan")]})
    with pytest.raises(TypeError):
        write_workbook({"school_year": frame}, path)
    assert path.read_bytes() == b"what was there"
    assert [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]


def test_unknown_tables_columns_and_languages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="Did you mean 'schools'"):
        write_workbook({"school": pl.DataFrame()}, tmp_path / "t.xlsx")
    with pytest.raises(OptionError, match="Did you mean 'stage'"):
        write_workbook({"schools": pl.DataFrame({"stages": ["x"]})}, tmp_path / "t.xlsx")
    with pytest.raises(OptionError, match="lang"):
        write_template(tmp_path / "t.xlsx", lang="fr")
    assert list(tmp_path.iterdir()) == []
