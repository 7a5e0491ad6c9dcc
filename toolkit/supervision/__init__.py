"""Supervision: membership, cards, evaluation rounds, rectification, titles, obligations; events in, what is so at a date out.

Pure functions over an append-only sequence of events; `EventStore` keeps it. The three sanctions stay apart: cards are for a
member under its group's agreement, rectification for a group of poor effect, loss of title for a violation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.supervision.calendar import due
from toolkit.supervision.events import Event, IllegalEvent
from toolkit.supervision.frames import history, memberships, status
from toolkit.supervision.from_tables import events_of
from toolkit.supervision.import_tables import Import, import_tables
from toolkit.supervision.obligations import obligations
from toolkit.supervision.programme import programme
from toolkit.supervision.programme_districts import programme_districts
from toolkit.supervision.replay import KINDS, replay
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import Finding, Group, Order, Round, Spell, State, Title
from toolkit.supervision.title_work import title_work

if TYPE_CHECKING:
    from toolkit.supervision.store import EventStore as EventStore

__all__ = [
    "KINDS",
    "Event",
    "EventStore",
    "Finding",
    "Group",
    "IllegalEvent",
    "Import",
    "Order",
    "Round",
    "Rules",
    "Spell",
    "State",
    "Title",
    "due",
    "events_of",
    "history",
    "import_tables",
    "memberships",
    "obligations",
    "programme",
    "programme_districts",
    "replay",
    "status",
    "title_work",
]


def __getattr__(name: str) -> Any:
    if name == "EventStore":
        from toolkit.supervision.store import EventStore

        return EventStore
    raise AttributeError(f"module 'toolkit.supervision' has no attribute {name!r}")
