"""Take the history that raw tables tell into an event store: looked at first, then all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.checks.findings import Findings, Spot, spot
from toolkit.checks.message import Message
from toolkit.errors import DuxueError
from toolkit.facts import all_facts
from toolkit.supervision.events import Event
from toolkit.supervision.frames import history
from toolkit.supervision.from_tables import IMPORTED, SOURCES, Drawn, events_of
from toolkit.supervision.replay import KINDS, take
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import State
from toolkit.tables import Tables, as_tables

if TYPE_CHECKING:
    from toolkit.supervision.store import EventStore, Recorded

NEEDED = ("founded", "supervised_by", "governance", "approval")
REFUSED = Message(
    "refused-event",
    "error",
    "“{table}”{at}：{why}",
    "'{table}' {at}: {why}",
    "请改正该行，或先补上它所依据的记录",
    "correct the row, or give first what it rests on",
)
UNFORMED = Message(
    "refused-event",
    "error",
    "“{table}”{at}：集团 {group} 缺少 {names}，不能登记组建；它在各表中的 {held} 行暂不导入",
    "'{table}' {at}: group {group} has no {names}, so that its forming cannot be recorded; {held} rows about it wait",
    "请补上；没有主管部门同意的集团不成立",
    "fill it in; a group without the approval of its authority does not exist",
)
OVERTAKEN = Message(
    "refused-event",
    "error",
    "登记簿中的第 {id} 号事件与这些表不能并存：{why}",
    "event {id} of the store cannot stand beside these tables: {why}",
    "记录不能更改：请改正表中与之相关的行",
    "what was recorded is never changed: correct the rows about it",
)
OTHERWISE = Message(
    "refused-event",
    "error",
    "“{table}”{at}：登记簿中 {date} 的“{name}”内容不同：{was}",
    "'{table}' {at}: the store has {name} of {date} otherwise: {was}",
    "记录不能更改：请改正该行，或另行登记新的事件",
    "what was recorded is never changed: correct the row, or record a new event",
)


@dataclass(frozen=True)
class Import:
    """What an import does, or did.

    Attributes
    ----------
    events : polars.DataFrame
        As `history` returns it: what is new.
    known : int
        Events that the store has already.
    refused : polars.DataFrame
        Rows that cannot be recorded, as findings: file, sheet, row, message and remedy in Chinese and English.
    written : bool
        Whether the new events were recorded.
    """

    events: pl.DataFrame
    known: int
    refused: pl.DataFrame
    written: bool

    @property
    def ok(self) -> bool:
        """Whether no row was refused."""
        return not self.refused.height


def import_tables(
    store: EventStore, tables: Mapping[str, pl.DataFrame] | Tables, *, write: bool = False, lang: str = "zh"
) -> Import:
    """Take groups, agreements, memberships, cards, findings of inspection, orders and titles into an event store.

    The rows are held against the rules of supervision and against what the store has. With `write` the new events are
    recorded in one transaction, unless a row was refused: then nothing is. A second import of the same tables adds nothing,
    and one of later tables adds what came since.

    Parameters
    ----------
    store : EventStore
        Where to; its rules hold.
    tables : Tables or mapping of name to frame
        Valid raw tables (`tk.validate`).
    write : bool
        Record the events; otherwise only tell what would be recorded.
    lang : "zh" or "en"
        Of the column `name` of `events`.

    Examples
    --------
    >>> import datetime as dt, tempfile
    >>> from toolkit.supervision import EventStore
    >>> row = {"group_id": "G1", "founded": dt.date(2025, 9, 1), "governance": "alliance", "supervised_by": "city", "approval": "12"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = EventStore(folder + "/supervision.sqlite")
    ...     first = import_tables(store, {"groups": pl.DataFrame([row])}, write=True)
    ...     again = import_tables(store, {"groups": pl.DataFrame([row])}, write=True)
    ...     store.close()
    >>> first.events["kind"].to_list(), first.written, again.events.height, again.known
    (['group.form'], True, 0, 1)
    """
    given = as_tables(tables)
    recorded = store.recorded()
    refused = _Refused(given)
    unformed = _unformed(given, refused)
    drawn = [d for d in events_of(given) if d.event.group not in unformed]
    known = _known(drawn, recorded, refused)
    new = [d for d in drawn if id(d) not in known]
    _replay(recorded, new, store.rules, refused)
    events = [d.event for d in new if (d.table, d.row) not in refused.rows]
    told = refused.findings.frame()
    written = write and not told.height
    if written:
        store.append_all(events, after=recorded[-1].hash if recorded else "")
    return Import(history(events, lang=lang), len(known), told, written)


@dataclass
class _Refused:
    """The findings, and the rows that they are about."""

    tables: Tables
    findings: Findings = field(default_factory=Findings)
    rows: set[tuple[str, int]] = field(default_factory=set)

    def add(self, message: Message, table: str, row: int, **facts: Any) -> None:
        from schemas import RAW

        at = spot(all_facts({table: RAW[table]})[table], self.tables.places.get(table), None, row)
        self.findings.add(message, at, **facts)
        self.rows.add((table, row))


def _unformed(tables: Tables, refused: _Refused) -> set[str]:
    """Refuse groups of which the tables do not say that they were formed; their other rows wait, and are counted."""
    if "groups" not in tables:
        return set()
    waiting = Counter(g for name in SOURCES[1:] if name in tables for g in tables[name]["group_id"])
    unformed = set()
    for row, r in enumerate(tables["groups"].iter_rows(named=True)):
        if absent := [name for name in NEEDED if not r.get(name)]:
            unformed.add(r["group_id"])
            held = waiting[r["group_id"]]
            refused.add(UNFORMED, "groups", row, group=r["group_id"], names=_names(absent), held=held)
    return unformed


def _names(columns: list[str]) -> tuple[str, str]:
    from schemas import RAW

    facts = all_facts({"groups": RAW["groups"]})["groups"].columns
    return "、".join(facts[c].zh for c in columns), ", ".join(facts[c].en for c in columns)


def _known(drawn: list[Drawn], recorded: list[Recorded], refused: _Refused) -> set[int]:
    """Return the events that the store has already; one that it has with other details is refused."""
    there: dict[tuple[Any, ...], list[Event]] = {}
    for r in recorded:
        there.setdefault(_key(r.event), []).append(r.event)
    known = set()
    for d in drawn:
        same = there.get(_key(d.event), [])
        if any(_agree(d.event, event) for event in same):
            known.add(id(d))
        elif same:
            was = ", ".join(f"{name}={value}" for name, value in same[-1].details.items())
            kind = KINDS[d.event.kind]
            refused.add(OTHERWISE, d.table, d.row, date=d.event.date, name=(kind.zh, kind.en), was=was)
    return known


def _key(event: Event) -> tuple[Any, ...]:
    return event.kind, event.group, event.school, event.item, event.date


def _agree(told: Event, recorded: Event) -> bool:
    """Whether the details that the tables name are those that were recorded."""
    return all(value == IMPORTED or recorded.details.get(name) == value for name, value in told.details.items())


def _replay(recorded: list[Recorded], new: list[Drawn], rules: Rules, refused: _Refused) -> None:
    """Let everything take effect in the order of dates; what is not allowed is refused, and the rest of its row left out."""
    state = State()
    sources: list[Recorded | Drawn] = [*recorded, *new]
    for source in sorted(sources, key=lambda s: s.event.date):  # stable: what was recorded comes first in a day
        if isinstance(source, Drawn) and (source.table, source.row) in refused.rows:
            continue
        try:
            take(state, source.event, rules)
        except DuxueError as error:
            why = error.text("zh"), error.text("en")
            if not isinstance(source, Drawn):
                refused.findings.add(OVERTAKEN, Spot(), id=source.id, why=why)
                continue
            refused.add(REFUSED, source.table, source.row, why=why)
            if source.event.kind == "membership.approve":  # the proposal of the same row must not bar other rows
                take(state, replace(source.event, kind="membership.refuse", details={}), rules)
