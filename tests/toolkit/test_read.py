"""The same tables from every accepted source; words of the header; rows as the file counts them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.intake.files import Book, as_text, good, with_staff, write
from toolkit.facts import all_facts
from toolkit.read import read_tables
from toolkit.reading.delimited import _quick, _thorough, read_delimited
from toolkit.reading.header import names_table, score
from toolkit.tables import Tables

FACTS = all_facts()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return read_tables(write(with_staff(), tmp_path_factory.mktemp("book") / "data.xlsx"))


def same(read: Tables, tables: Tables) -> None:
    assert read.keys() == tables.keys()
    for name in tables:
        assert_frame_equal(read[name], tables[name])
    assert read.reading is not None
    assert read.reading.height == 0


def test_frames_have_the_columns_and_types_of_the_schema(tables: Tables) -> None:
    for name, frame in tables.items():
        columns = FACTS[name].columns
        assert list(frame.columns) == [c for c in columns if c in frame.columns]
        assert all(frame.schema[c] == columns[c].dtype for c in frame.columns)


def test_a_folder_of_csv(tables: Tables, tmp_path: Path) -> None:
    for name, rows in with_staff().sheets.items():
        (tmp_path / f"{name}.csv").write_text(as_text(rows), encoding="utf-8")
    same(read_tables(tmp_path), tables)


def test_a_folder_of_parquet(tables: Tables, tmp_path: Path) -> None:
    for name, frame in tables.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    same(read_tables(str(tmp_path)), tables)


def test_a_mixed_folder(tables: Tables, tmp_path: Path) -> None:
    """One table a file of any kind, a workbook of one table with any sheet name, a workbook of the rest, and a note."""
    book = with_staff()
    take = book.sheets.pop
    (tmp_path / "districts.csv").write_text(as_text(take("区")), encoding="utf-8")
    (tmp_path / "学校.tsv").write_text(as_text(take("学校"), "\t"), encoding="utf-8")
    tables["school_year"].write_parquet(tmp_path / "school_year.parquet")
    del book.sheets["学校年报"]
    write(Book({"Sheet1": take("教职工")}), tmp_path / "staff.xlsx")
    write(book, tmp_path / "其余.xlsx")
    (tmp_path / "README.txt").write_text("notes")
    (tmp_path / ".hidden.csv").write_text("a,b")
    (tmp_path / "~$其余.xlsx").write_bytes(b"lock of an open workbook")
    same(read_tables(tmp_path), tables)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet"])
def test_a_single_file_is_one_table(suffix: str, tables: Tables, tmp_path: Path) -> None:
    path = tmp_path / f"Schools.{suffix}"
    if suffix == "parquet":
        tables["schools"].write_parquet(path)
    else:
        path.write_text(as_text(good().sheets["学校"], "\t" if suffix == "tsv" else ","), encoding="utf-8")
    read = read_tables(path)
    assert list(read) == ["schools"]
    assert_frame_equal(read["schools"], tables["schools"])


@pytest.mark.parametrize(
    "header",
    [
        ["school_id", "district_id", "name_zh", "name_en", "stage"],
        ["学校编号", "区编号", "学校名称", "学校英文名", "学段"],
        ["School ID", "District id", "School name (Chinese)", "school name (English)", "STAGE"],
        [" 学校编号　", "区编号*", "学校名称（必填）", "学校英文名", "学 段".replace(" ", "")],
        ["School_id", "district-id", "学校", "name en", "stage"],
    ],
)
def test_header_words(header: list[str], tables: Tables, tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    path.write_text(as_text([header, *good().sheets["学校"][1:]]), encoding="utf-8")
    read = read_tables(path)
    assert_frame_equal(read["schools"], tables["schools"])
    assert read.places["schools"].headers["school_id"] == " ".join(header[0].split())


def test_words_of_a_table_are_not_ambiguous() -> None:
    """No header word means two columns, no name two tables."""
    for table in FACTS.values():
        for column in table.columns.values():
            assert {table.find(text) for text in (column.id, column.zh, column.en, *column.aliases)} == {column.id}
        assert {names_table(text, FACTS) for text in (table.id, table.zh, table.en)} == {table.id}


def test_order_of_columns_and_sheets_does_not_matter(tables: Tables, tmp_path: Path) -> None:
    book = with_staff()
    turned = {name: [row[::-1] for row in rows] for name, rows in reversed(book.sheets.items())}
    same(read_tables(write(Book(turned), tmp_path / "data.xlsx")), tables)


def test_a_guide_is_passed_over(tables: Tables, tmp_path: Path) -> None:
    book = with_staff()
    book.sheets |= {"说明": [["请填写"]], "Guide": [["fill in"]]}
    same(read_tables(write(book, tmp_path / "data.xlsx")), tables)


def test_rows_are_those_of_the_file(tmp_path: Path) -> None:
    book = good()
    header, first, second = book.sheets["学校"]
    book.sheets["学校"] = [["学校一览"], [], header, [], first, ["　"], [], second]
    read = read_tables(write(book, tmp_path / "data.xlsx"))
    assert read["schools"].height == 2
    assert [read.places["schools"].row_of(i) for i in range(2)] == [5, 8]
    assert read.reading is not None
    assert read.reading["code"].to_list() == ["rows-above-header"]


def test_a_folder_places_files_without_their_path(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_text(as_text(good().sheets["学校"]), encoding="utf-8")
    assert read_tables(tmp_path).places["schools"].file == "schools.csv"


def test_sources_are_not_changed(tmp_path: Path) -> None:
    path = write(with_staff(), tmp_path / "data.xlsx")
    before = path.read_bytes()
    read_tables(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["data.xlsx"]


def test_quotes_separators_and_line_breaks_inside_cells(tmp_path: Path) -> None:
    path = tmp_path / "districts.csv"
    path.write_text('区编号,区名称\n\nD01,"和平""老""区, 市中心\n（主城）"\nD02,"河西区"\n', encoding="utf-8")
    read = read_tables(path)
    assert read["districts"]["name_zh"].to_list() == ['和平"老"区, 市中心\n（主城）', "河西区"]
    assert [read.places["districts"].row_of(i) for i in range(2)] == [3, 4]


CELL = st.text(st.characters(codec="utf-8", exclude_characters=',\n\r"\x00', exclude_categories=["Cs"]), max_size=5)


@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=8)))
def test_the_quick_and_the_thorough_way_agree(rows: list[list[str]]) -> None:
    text = as_text(rows)
    quick = _quick(text, ",", len(rows[0]))
    (kept, columns), ragged = _thorough(text, ",", len(rows[0]), 0)
    assert quick is not None
    assert ragged == []
    whole = pl.DataFrame([c.alias(str(i)) for i, c in enumerate(quick[1])]).with_columns(pl.all().fill_null(""))
    some = whole.with_row_index("row", 1).filter(pl.any_horizontal(pl.all().exclude("row") != ""))
    assert some["row"].to_list() == kept.to_list()
    assert some.drop("row").rows() == list(zip(*(c.to_list() for c in columns), strict=True))


def test_a_utf8_file_is_never_taken_for_gb18030(tmp_path: Path) -> None:
    for text in ("school_id,name_zh\nS1,第一小学\n", "学校编号,学校名称\nS1,ѧУ\n", "学校编号,学校名称\nS1,École\n"):
        path = tmp_path / "schools.csv"
        path.write_text(text, encoding="utf-8")
        grid = read_delimited(path, lambda row: score(row, FACTS["schools"]))
        assert grid.remarks == []


def test_reading_is_imported_lightly() -> None:
    """`duxue --help` imports toolkit.read: neither pandera nor polars may come with it."""
    code = "import sys, toolkit.read; print([m for m in ('pandera', 'polars', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "[]", done.stderr
