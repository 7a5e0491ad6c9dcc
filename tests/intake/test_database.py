"""Tables of a database are the tables of a file; a password is in no message. PostgreSQL is a real server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.intake._cases_files import sqlite
from tests.intake._postgres import PASSWORD, free_port, programs, server
from tests.intake.files import with_all, write
from tests.intake.test_cases import duxue
from toolkit.errors import UnreadableInputError
from toolkit.read import read_tables
from toolkit.reading.database import masked
from toolkit.tables import Tables
from toolkit.validate import validate


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return read_tables(write(with_all(), tmp_path_factory.mktemp("book") / "data.xlsx"))


def test_sqlite(tmp_path: Path) -> None:
    address = sqlite()(tmp_path)
    read = read_tables(address)
    book = read_tables(tmp_path / "data.xlsx")
    assert read.keys() == book.keys()
    for name in book:
        assert_frame_equal(read[name], book[name])
    assert validate(read).findings.height == 0
    assert (read.places["schools"].file, read.places["schools"].sheet) == ("data.db", "schools")


def test_sqlite_keeps_eighteen_digits_and_leading_zeros(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as base, base:
        base.execute('CREATE TABLE 学校 (学校编号, 区编号, "学校名称", 学段)')
        base.execute("INSERT INTO 学校 VALUES ('007', 310115198001011234, 7, '小学')")
    assert read_tables(f"sqlite:///{tmp_path / 'a.db'}")["schools"].row(0) == (
        "007",
        "310115198001011234",
        "7",
        "primary",
    )


def test_a_database_is_only_read(tmp_path: Path) -> None:
    address = sqlite()(tmp_path)
    before = (tmp_path / "data.db").read_bytes()
    read_tables(address)
    assert (tmp_path / "data.db").read_bytes() == before
    with pytest.raises(UnreadableInputError):
        read_tables(f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists(), "reading makes no database"


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("postgresql://u:p@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:p@ss:w/rd@h:5432/d?x=1", "postgresql://u:***@h:5432/d?x=1"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("postgresql://h/d?user=u&password=p&sslmode=require", "postgresql://h/d?user=u&password=***&sslmode=require"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, open_: str) -> None:
    assert masked(address) == open_


TYPES = {pl.String: "text", pl.Int64: "bigint", pl.Float64: "numeric", pl.Date: "date", pl.Boolean: "boolean"}


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi", reason="the extra `database` is not installed")
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with server() as host:
        address = f"postgresql://inspector:{quote(PASSWORD, safe='')}@{host}"
        with dbapi.connect(f"{address}/postgres", autocommit=True) as base, base.cursor() as cursor:
            cursor.executescript("CREATE DATABASE duxue")
        yield address


@pytest.fixture(scope="module")
def address(postgres: str, tables: Tables) -> str:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(f"{postgres}/duxue", autocommit=True) as base, base.cursor() as cursor:
        for name, frame in tables.items():
            columns = ", ".join(f'"{c}" {TYPES[t.base_type()]}' for c, t in frame.schema.items())
            cursor.executescript(f"CREATE TABLE {name} ({columns})")
            for row in frame.with_columns(pl.all().cast(pl.String)).iter_rows():
                cells = ", ".join("NULL" if cell is None else "'" + cell.replace("'", "''") + "'" for cell in row)
                cursor.executescript(f"INSERT INTO {name} VALUES ({cells})")
        cursor.executescript(
            'CREATE TABLE "Notes of 2025" (a text); CREATE SCHEMA other; CREATE TABLE other.groups (a text)'
        )
    return f"{postgres}/duxue"


def test_postgresql(address: str, tables: Tables) -> None:
    read = read_tables(address)
    assert read.keys() == tables.keys()
    for name in tables:
        assert_frame_equal(read[name], tables[name], check_row_order=False)
    assert read.reading is not None
    assert read.reading.height == 0, "NUMERIC is a number, not a text"


def test_postgresql_through_the_command_line(address: str) -> None:
    assert duxue("check", address, "--format", "json")[0] == 0


@pytest.mark.parametrize("wrong", ["password", "database", "port"])
def test_a_password_is_in_no_message(wrong: str, address: str) -> None:
    spelled = quote(PASSWORD, safe="")
    other = {
        "password": address.replace(spelled, spelled + "x"),
        "database": address.replace("/duxue", "/nothing"),
        "port": f"postgresql://inspector:{spelled}@127.0.0.1:{free_port()}/duxue",
    }[wrong]
    for lang in ("zh", "en"):
        with pytest.raises(UnreadableInputError) as raised:
            read_tables(other, lang=lang)
        assert raised.value.__suppress_context__
        assert "inspector:***@127.0.0.1" in str(raised.value)
        assert not any(text in str(raised.value) for text in (PASSWORD, spelled, "s3cret"))
    code, out, err = duxue("check", other, "--format", "json")
    assert code == 3
    assert "s3cret" not in out + err


def test_a_table_that_was_taken_away_is_said(postgres: str) -> None:
    with pytest.raises(UnreadableInputError, match="none of the tables"):
        read_tables(f"{postgres}/postgres", lang="en")
