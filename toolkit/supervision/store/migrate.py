"""Bring a store to the newest form of its table."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from toolkit.supervision.store.engine import lock

FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Run the migrations that a store has not seen yet, in one transaction; several may start at once."""
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    options = {"version_table": "duxue_store"}
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:
        lock(connection)
        if MigrationContext.configure(connection, opts=options).get_current_revision() != newest:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
