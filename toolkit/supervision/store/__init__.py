"""Where events are kept: SQLite beside the data, or PostgreSQL by its address; appended, never changed."""

from __future__ import annotations

from toolkit.supervision.store.store import EventStore, Recorded, altered

__all__ = ["EventStore", "Recorded", "altered"]
