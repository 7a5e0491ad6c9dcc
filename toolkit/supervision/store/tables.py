"""The table of events. Migrations are the truth; this is the same table as the code reads it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, UniqueConstraint

EVENTS = Table(
    "duxue_events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("stream", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("group_id", String, nullable=False),
    Column("school_id", String, nullable=False),
    Column("item", String, nullable=False),
    Column("date", Date, nullable=False),
    Column("details", String, nullable=False),  # JSON, keys sorted
    Column("actor", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("recorded", String, nullable=False),  # UTC, ISO 8601
    Column("hash", String, nullable=False),
    UniqueConstraint("stream", "number"),
)
