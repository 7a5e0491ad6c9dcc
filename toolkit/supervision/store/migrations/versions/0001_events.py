"""The table of events; a trigger refuses to change or remove a row."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE = """CREATE TRIGGER duxue_events_{verb} BEFORE {verb} ON duxue_events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"""
POSTGRESQL = """CREATE FUNCTION duxue_events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are never changed'; END $$"""
POSTGRESQL_TRIGGER = """CREATE TRIGGER duxue_events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON duxue_events
EXECUTE FUNCTION duxue_events_stay()"""


def upgrade() -> None:
    """Make the table and its triggers."""
    texts = ("stream", "kind", "group_id", "school_id", "item", "details", "actor", "reason", "recorded", "hash")
    op.create_table(
        "duxue_events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in texts),
        sa.UniqueConstraint("stream", "number"),
    )
    if op.get_context().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(verb=verb))
    else:
        op.execute(POSTGRESQL)
        op.execute(POSTGRESQL_TRIGGER)
