"""The state and the events as tables."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

import polars as pl

from toolkit.supervision.events import Event
from toolkit.supervision.replay import KINDS
from toolkit.supervision.state import State

STATUS = {
    "group_id": pl.String,
    "state": pl.String,
    "authority": pl.String,
    "agreement": pl.String,
    "lead_id": pl.String,
    "members": pl.Int64,
    "yellow_cards": pl.Int64,
    "open_orders": pl.Int64,
    "overdue_orders": pl.Int64,
    "open_findings": pl.Int64,
    "round": pl.String,
    "title": pl.String,
    "title_due": pl.Date,
}
MEMBERSHIPS = {
    "group_id": pl.String,
    "school_id": pl.String,
    "role": pl.String,
    "joined": pl.Date,
    "left": pl.Date,
    "exit_kind": pl.String,
}
HISTORY = {
    "date": pl.Date,
    "kind": pl.String,
    "name": pl.String,
    "group_id": pl.String,
    "school_id": pl.String,
    "item": pl.String,
    "details": pl.String,
    "actor": pl.String,
    "reason": pl.String,
}


def status(state: State, on: dt.date) -> pl.DataFrame:
    """Return one row a group: its state, members, cards, orders, last round and title on a day."""
    return pl.DataFrame([_status(state, g, on) for g in sorted(state.groups)], schema=STATUS, orient="row")


def _status(state: State, group: str, on: dt.date) -> tuple[object, ...]:
    found, members, title = state.groups[group], state.members(group), state.titles.get(group)
    orders = [o for o in state.orders.values() if o.group == group and o.state in ("issued", "submitted")]
    rounds = sorted((r for r in state.rounds.values() if r.group == group), key=lambda r: r.planned)
    return (
        group,
        found.state,
        found.authority,
        found.agreement,
        next((s.school for s in members if s.role == "lead"), None),
        sum(s.role == "member" for s in members),
        sum(s.card == "yellow" for s in members),
        len(orders),
        sum(o.overdue(on) for o in orders),
        sum(f.group == group and f.state == "open" for f in state.findings.values()),
        f"{rounds[-1].item}: {rounds[-1].state}" if rounds else None,
        title.state if title else None,
        title.due if title and title.held else None,
    )


def memberships(state: State) -> pl.DataFrame:
    """Return the spells as the raw table `memberships`, ready for measuring; entries not yet approved are left out."""
    spells = [s for s in state.every_spell() if s.joined]
    rows = [(s.group, s.school, s.role, s.joined, s.left, s.exit_kind) for s in spells]
    return pl.DataFrame(rows, schema=MEMBERSHIPS, orient="row")


def history(events: Iterable[Event], group: str = "", school: str = "", lang: str = "zh") -> pl.DataFrame:
    """Return the events of a group, or of a school, in the order of their dates."""
    chosen = [e for e in events if (not group or e.group == group) and (not school or e.school == school)]
    rows = [
        (
            e.date,
            e.kind,
            KINDS[e.kind].zh if lang == "zh" else KINDS[e.kind].en,
            e.group,
            e.school,
            e.item,
            json.dumps(dict(e.details), ensure_ascii=False, sort_keys=True),
            e.actor,
            e.reason,
        )
        for e in sorted(chosen, key=lambda e: e.date)
    ]
    return pl.DataFrame(rows, schema=HISTORY, orient="row")
