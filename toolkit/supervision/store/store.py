"""The event store: append, read, verify."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from toolkit.errors import UnreadableInputError
from toolkit.supervision.events import Event, IllegalEvent
from toolkit.supervision.replay import check, replay
from toolkit.supervision.rules import Rules

T = TypeVar("T")


@dataclass(frozen=True)
class Recorded:
    """An event in the store: its place in all events, when it was recorded (UTC), and the hash of all up to it."""

    id: int
    event: Event
    recorded: dt.datetime
    hash: str


class EventStore:
    """Events of supervision, appended one after another and never changed.

    Parameters
    ----------
    address : str or Path
        A file (SQLite, made when it is not there) or `postgresql://user@host/database`.
    rules : Rules, optional
        Configuration that new events are held against.

    Examples
    --------
    >>> import datetime as dt, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = EventStore(folder.name + "/supervision.sqlite")
    >>> details = {"authority": "city", "governance": "alliance", "approval": "2025-12"}
    >>> store.append(Event("group.form", "G001", dt.date(2025, 9, 1), details=details)).id
    1
    >>> [event.kind for event in store.events()]
    ['group.form']
    >>> store.close(); folder.cleanup()
    """

    def __init__(self, address: str | Path, rules: Rules | None = None) -> None:
        from toolkit.supervision.store.engine import engine_of
        from toolkit.supervision.store.migrate import migrate

        self.rules = rules or Rules()
        self._engine = engine_of(address)
        self._try(lambda: migrate(self._engine))

    def append(self, event: Event) -> Recorded:
        """Record an event, after all events with it were replayed; when this returns, it is on the disk.

        Raises
        ------
        IllegalEvent
            The rules do not allow it where it stands, or it would make a later event impossible. Nothing is recorded.
        DataError, OptionError
            Its form is wrong. Nothing is recorded.
        """
        return self.append_all([event])[0]

    def append_all(self, events: Sequence[Event], *, after: str | None = None) -> list[Recorded]:
        """Record several events in one transaction: all of them, or none.

        Parameters
        ----------
        events : sequence of Event
            In the order in which they are recorded.
        after : str, optional
            Hash of the last event that the caller has seen ("" for none): another writer's event since then is refused.

        Raises
        ------
        IllegalEvent
            The rules do not allow one of them, or somebody else recorded since. Nothing is recorded.
        DataError, OptionError
            The form of one is wrong. Nothing is recorded.
        """
        for event in events:
            check(event)
        return self._try(lambda: self._append_all(events, after))

    def events(self, until: dt.date | None = None) -> list[Event]:
        """Return the events in the order in which they were recorded, up to a date."""
        return [r.event for r in self.recorded() if until is None or r.event.date <= until]

    def recorded(self) -> list[Recorded]:
        """Return the events with their place, time of recording and hash."""

        def work() -> list[Recorded]:
            with self._engine.connect() as connection:
                return _read(connection)

        return self._try(work)

    def verify(self) -> list[int]:
        """Return the places of events whose hash is not that of what stands there: altered, or one before them removed."""
        return altered(self.recorded())

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _append_all(self, events: Sequence[Event], after: str | None) -> list[Recorded]:
        from sqlalchemy import insert

        from toolkit.supervision.store.engine import lock
        from toolkit.supervision.store.tables import EVENTS

        with self._engine.begin() as connection:
            lock(connection)
            before = _read(connection)
            last = before[-1].hash if before else ""
            if after is not None and after != last:
                raise IllegalEvent(
                    "登记簿在此期间有新的登记，请重新执行。", "Somebody recorded in the meantime: run it again."
                )
            replay([*(r.event for r in before), *events], rules=self.rules)
            now = dt.datetime.now(dt.UTC).replace(microsecond=0)
            numbers = Counter(r.event.stream for r in before)
            new, place = [], before[-1].id if before else 0
            for event in events:
                place, numbers[event.stream] = place + 1, numbers[event.stream] + 1
                last = _hash(last, place, event, now)
                new.append((Recorded(place, event, now, last), numbers[event.stream]))
            if new:
                connection.execute(insert(EVENTS), [_row(recorded, number) for recorded, number in new])
        return [recorded for recorded, _ in new]

    def _try(self, work: Callable[[], T]) -> T:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            return work()
        except SQLAlchemyError as error:
            told = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
            name = self._engine.url.render_as_string(hide_password=True)
            shown = name.rpartition("/")[2] if name.startswith("sqlite") else name
            texts = (f"登记簿 {shown} 无法使用：{told}", f"The store {shown} cannot be used: {told}")
            raise UnreadableInputError(texts[1], texts) from None


def altered(recorded: Iterable[Recorded]) -> list[int]:
    """Return the places whose hash does not fit, of all the events of a store in their order."""
    wrong, before = [], ""
    for place, found in enumerate(recorded, 1):
        if found.hash != _hash(before, found.id, found.event, found.recorded) or found.id != place:
            wrong.append(found.id)
        before = found.hash
    return wrong


def _read(connection: Any) -> list[Recorded]:
    from sqlalchemy import select

    from toolkit.supervision.store.tables import EVENTS

    rows = connection.execute(select(EVENTS).order_by(EVENTS.c.id)).mappings()
    return [_recorded(row) for row in rows]


def _recorded(row: Any) -> Recorded:
    event = Event(
        kind=row["kind"],
        group=row["group_id"],
        date=row["date"],
        school=row["school_id"],
        item=row["item"],
        details=json.loads(row["details"]),
        actor=row["actor"],
        reason=row["reason"],
    )
    return Recorded(row["id"], event, dt.datetime.fromisoformat(row["recorded"]), row["hash"])


def _row(new: Recorded, number: int) -> dict[str, Any]:
    event = new.event
    return {
        "id": new.id,
        "stream": event.stream,
        "number": number,
        "kind": event.kind,
        "group_id": event.group,
        "school_id": event.school,
        "item": event.item,
        "date": event.date,
        "details": _json(event),
        "actor": event.actor,
        "reason": event.reason,
        "recorded": new.recorded.isoformat(),
        "hash": new.hash,
    }


def _json(event: Event) -> str:
    return json.dumps(dict(event.details), ensure_ascii=False, sort_keys=True)


def _hash(before: str, place: int, event: Event, recorded: dt.datetime) -> str:
    parts = [
        before,
        str(place),
        event.kind,
        event.group,
        event.school,
        event.item,
        event.date.isoformat(),
        _json(event),
    ]
    text = json.dumps([*parts, event.actor, event.reason, recorded.isoformat()], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
