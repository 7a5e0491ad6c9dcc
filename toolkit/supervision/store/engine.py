"""Connections that write one after another and forget nothing they have confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from toolkit.errors import OptionError, UnreadableInputError

WAIT = 60
"""Seconds that a writer waits for another."""
LOCK = 7_305_229_113
"""Number of the advisory lock in PostgreSQL."""


def engine_of(address: str | Path) -> Engine:
    """Return an engine for a path (SQLite) or an address `postgresql://…`."""
    text_of = str(address)
    if "://" not in text_of:
        text_of = f"sqlite:///{Path(text_of).resolve()}"
    try:
        url = make_url(text_of)
    except ArgumentError:
        raise OptionError(
            "The address of the store is not one: write a path, or postgresql://user@host/database.",
            zh="登记簿地址有误：请写文件路径，或 postgresql://user@host/database。",
        ) from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(create_engine(url, connect_args={"timeout": WAIT}))
    if url.get_backend_name() != "postgresql":
        raise OptionError(
            f"A store in {url.get_backend_name()!r} is not known. Allowed: a path (SQLite), postgresql://…",
            zh=f"不支持“{url.get_backend_name()}”。允许：文件路径（SQLite）、postgresql://…",
        )
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError:
        texts = (
            "PostgreSQL 需要驱动程序：请安装 duxue[database]。",
            "PostgreSQL needs a driver: install duxue[database].",
        )
        raise UnreadableInputError(texts[1], texts) from None


def lock(connection: Connection) -> None:
    """Let this transaction be the only one that appends; in SQLite BEGIN IMMEDIATE has done so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _sqlite(engine: Engine) -> Engine:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # else the driver begins by itself, and too late
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={WAIT * 1000}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
