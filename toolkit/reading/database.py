"""Databases by their address: SQLite (standard library) and PostgreSQL (ADBC, extra `database`). Tables are only read."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import polars as pl

from toolkit.facts import TableFacts
from toolkit.reading.cells import EXACT, Cells
from toolkit.reading.header import names_table
from toolkit.reading.reader import Reader
from toolkit.reading.refusals import Refused
from toolkit.tables import Tables

Columns = dict[str, pl.Series | Cells]

WAIT = 10
"""Seconds to wait for a connection, unless the address says something else."""

AS_THEY_ARE = {
    "smallint", "integer", "bigint", "real", "double precision", "boolean", "date", "timestamp without time zone",
    "text", "character varying",
}  # fmt: skip
"""Types of PostgreSQL whose values arrive as they are. NUMERIC goes through double precision, anything else is text."""


def read_database(address: str, models: Mapping[str, Any] | None, personal: bool = False) -> Tables:
    """Read the tables and views whose names are those of raw tables.

    Raises
    ------
    Refused
        Another kind of database, no driver, no such file, no connection, or none of the tables in it.
    """
    scheme = address.partition("://")[0].lower().partition("+")[0]
    if scheme not in READERS:
        raise Refused("database-kind", allowed="sqlite:///…, postgresql://…")
    reader, seen = Reader.of(models, personal), []
    home, tables = READERS[scheme](address, reader.tables)
    for name, columns in tables:
        seen.append(name)
        table = names_table(name, reader.tables)
        if table is None or columns is None:
            continue
        if table in reader.places:
            reader.twice(table, home, name)
        else:
            reader.columns(columns, home, table, sheet=name)
    if not reader.places:
        raise Refused("no-table", found=", ".join(seen[:10]) or "–", allowed=", ".join(reader.tables))
    return reader.done()


def shown(address: str) -> str:
    """Return how an address is named in a message: a file without its folder, a server without its password."""
    if address.startswith("sqlite:"):
        return unquote(address).rpartition("/")[2]
    return masked(address)


def masked(address: str) -> str:
    """Return the address without its password.

    >>> masked("postgresql://inspector:s3cr@t@db/duxue?sslpassword=x")
    'postgresql://inspector:***@db/duxue?sslpassword=***'
    """
    open_ = re.sub(r"(?<=://)([^:/?#]*):(.*)@", r"\1:***@", address)
    return re.sub(r"([?&]\w*(?:password|passwd|pwd)=)[^&]*", r"\1***", open_, flags=re.IGNORECASE)


def _secrets(address: str) -> set[str]:
    """Return the passwords of an address, as they are written and as they are meant."""
    found = re.search(r"://[^:/?#]*:(.*)@", address)
    asked = parse_qs(urlsplit(address).query)
    words = {found[1]} if found else set()
    words |= {value for key, values in asked.items() if re.search("passw|pwd", key.lower()) for value in values}
    return {text for word in words for text in (word, unquote(word)) if text}


def _sqlite(address: str, facts: Mapping[str, TableFacts]) -> tuple[str, Iterator[tuple[str, Columns | None]]]:
    path = Path(unquote(urlsplit(address).path.removeprefix("/")))
    if not path.is_file():
        raise Refused("not-found")
    return path.name, _sqlite_tables(path, facts)


def _sqlite_tables(path: Path, facts: Mapping[str, TableFacts]) -> Iterator[tuple[str, Columns | None]]:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            listed = base.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
            for (name,) in listed.fetchall():
                if names_table(name, dict(facts)) is None:
                    yield name, None
                    continue
                rows = base.execute(f"SELECT * FROM {_quoted(name)}")
                names = [column[0] for column in rows.description]
                values = list(zip(*rows.fetchall(), strict=True)) or [()] * len(names)
                yield name, {n: _cells(list(v)) for n, v in zip(names, values, strict=True)}
    except sqlite3.Error as error:
        raise Refused("database-error", why=str(error)) from error


def _cells(values: list[Any]) -> Cells:
    """SQLite keeps a type for each value, not for each column."""
    texts = [v if isinstance(v, str) else str(v) if isinstance(v, int) and abs(v) > EXACT else None for v in values]
    numbers = [float(v) if isinstance(v, float | int) and abs(v) <= EXACT else None for v in values]
    odd = [f"{len(v)} bytes" if isinstance(v, bytes) else None for v in values]
    return Cells(
        len(values),
        text=pl.Series(texts, dtype=pl.String),
        number=pl.Series(numbers, dtype=pl.Float64),
        odd=pl.Series(odd, dtype=pl.String),
    )


def _postgresql(address: str, facts: Mapping[str, TableFacts]) -> tuple[str, Iterator[tuple[str, Columns | None]]]:
    home = unquote(urlsplit(address).path.strip("/")) or "postgresql"
    joint = "&" if "?" in address else "?"
    patient = address if "connect_timeout=" in address else f"{address}{joint}connect_timeout={WAIT}"
    return home, _postgresql_tables(re.sub(r"^\w+(\+\w+)?://", "postgresql://", patient), facts)


def _postgresql_tables(address: str, facts: Mapping[str, TableFacts]) -> Iterator[tuple[str, Columns | None]]:
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise Refused("no-driver") from None
    try:
        with dbapi.connect(address) as base:
            listed = pl.read_database(_LISTED, base)
            for name in listed["table_name"].unique(maintain_order=True):
                if names_table(name, dict(facts)) is None:
                    yield name, None
                    continue
                columns = listed.filter(table_name=name).select("column_name", "data_type").rows()
                wanted = ", ".join(f"{_as(column, kind)} AS {_quoted(column)}" for column, kind in columns)
                yield name, {**pl.read_database(f"SELECT {wanted} FROM {_quoted(name)}", base).to_dict()}
    except dbapi.Error as error:
        why = " ".join(str(error).split())
        for secret in _secrets(address):
            why = why.replace(secret, "***")
        raise Refused("database-error", why=why) from None


_LISTED = """
SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
WHERE table_schema = ANY (current_schemas(false)) ORDER BY table_name, ordinal_position
"""


def _as(column: str, kind: str) -> str:
    if kind in AS_THEY_ARE:
        return _quoted(column)
    return f"CAST({_quoted(column)} AS {'double precision' if kind == 'numeric' else 'text'})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


READERS = {"sqlite": _sqlite, "postgresql": _postgresql, "postgres": _postgresql}
