"""From raw tables of what already happened to the events that tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from toolkit.supervision.events import Detail, Event

IMPORTED = "imported 导入"
"""In place of a document that the tables do not name."""
SOURCES = ("groups", "agreements", "memberships", "cards", "inspection_findings", "orders", "titles")
EXITS = {
    "spillover": "membership.spill_over",
    "agreed": "membership.leave",
    "merged": "membership.merge",
    "closed": "membership.close",
}
STEPS = {
    "candidate": "title.candidate",
    "named": "title.name",
    "rejected": "title.reject",
    "reviewing": "title.review",
    "renewed": "title.renew",
    "conditional": "title.condition",
    "not_renewed": "title.end",
    "revoked": "title.revoke",
}
BEFORE = {
    "named": "candidate",
    "rejected": "candidate",
    "renewed": "reviewing",
    "conditional": "reviewing",
    "not_renewed": "reviewing",
}
"""Step -> the step that it ends; where the table does not have that one, it is taken to be of the same day."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """An event, the row (from 0) of the table that tells it, and its place within a day."""

    event: Event
    table: str
    row: int
    rank: int


def events_of(tables: Mapping[str, pl.DataFrame]) -> list[Drawn]:
    """Return the events that raw tables tell, in the order in which they are recorded.

    Within a day: forming and agreement, clearing of cards, exits, entries (lead schools first), cards, orders, findings, titles.
    Rows without what an event cannot do without (a group without approval, say) give none: see `import_tables`.

    Parameters
    ----------
    tables : mapping of name to frame
        Valid raw tables; of `SOURCES` those that are there.
    """
    drawn = [found for table in SOURCES if table in tables for found in TELLERS[table](tables)]
    return sorted(drawn, key=lambda d: (d.event.date, d.rank, d.event.group, d.row))


def _rows(tables: Mapping[str, pl.DataFrame], table: str) -> Iterator[tuple[int, Row]]:
    yield from enumerate(tables[table].iter_rows(named=True))


def _groups(tables: Mapping[str, pl.DataFrame]) -> Iterator[Drawn]:
    origins = _origins(tables)
    for row, r in _rows(tables, "groups"):
        if all(r.get(name) for name in ("founded", "supervised_by", "governance", "approval")):
            details = {"authority": r["supervised_by"], "governance": r["governance"], "approval": r["approval"]}
            if origin := origins.get(r["group_id"]):
                details["origin"] = origin
            yield Drawn(Event("group.form", r["group_id"], r["founded"], details=details), "groups", row, 0)


def _origins(tables: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Return group -> the group that its first lead school had spilled over from (M43)."""
    if "memberships" not in tables:
        return {}
    spells = tables["memberships"]
    leads = spells.filter(pl.col("role") == "lead").sort("joined").unique("group_id", keep="first", maintain_order=True)
    left = spells.filter(pl.col("exit_kind") == "spillover").select("school_id", origin="group_id", gone="left")
    from_ = leads.join(left, on="school_id").filter(
        pl.col("gone") <= pl.col("joined"), pl.col("origin") != pl.col("group_id")
    )
    return dict(from_.sort("gone").select("group_id", "origin").iter_rows())


def _agreements(tables: Mapping[str, pl.DataFrame]) -> Iterator[Drawn]:
    for row, r in _rows(tables, "agreements"):
        event = Event("group.agree", r["group_id"], r["signed"], details={"version": str(r["version"])})
        yield Drawn(event, "agreements", row, 1)


def _memberships(tables: Mapping[str, pl.DataFrame]) -> Iterator[Drawn]:
    for row, r in _rows(tables, "memberships"):
        who = r["group_id"], r["school_id"]
        enters = 4 if r["role"] == "lead" else 5
        yield Drawn(_at("membership.propose", who, r["joined"], role=r["role"]), "memberships", row, enters)
        yield Drawn(_at("membership.approve", who, r["joined"], document=IMPORTED), "memberships", row, enters)
        kind = EXITS.get(r["exit_kind"] or "agreed" if r["left"] else "")
        if kind:
            document = {"document": IMPORTED} if kind in ("membership.spill_over", "membership.leave") else {}
            yield Drawn(_at(kind, who, r["left"], **document), "memberships", row, 3)


def _cards(tables: Mapping[str, pl.DataFrame]) -> Iterator[Drawn]:
    for row, r in _rows(tables, "cards"):
        who = r["group_id"], r["school_id"]
        if r["card"] == "red":
            yield Drawn(_at("card.red", who, r["shown"], cause=r["cause"]), "cards", row, 3)
            continue
        deadline = {"deadline": str(r["deadline"])} if r["deadline"] else {}
        yield Drawn(_at("card.yellow", who, r["shown"], cause=r["cause"], **deadline), "cards", row, 6)
        if r["cleared"]:
            yield Drawn(_at("card.clear", who, r["cleared"]), "cards", row, 2 if r["cleared"] > r["shown"] else 7)


def _findings(tables: Mapping[str, pl.DataFrame]) -> Iterator[Drawn]:
    for row, r in _rows(tables, "inspection_findings"):
        said = {"area": r["area"], "gravity": r["gravity"], "at_school": r["school_id"], "order": r["order_id"]}
        details = {name: value for name, value in said.items() if value}
        group, item, table = r["group_id"], r["finding_id"], "inspection_findings"
        noted = Event("finding.record", group, r["found"], "", item, details, r["visitor"] or "", r["text"] or "")
        yield Drawn(noted, table, row, 12)
        if r["mended"]:
            yield Drawn(Event("finding.mend", group, r["mended"], item=item), table, row, 13)


def _orders(tables: Mapping[str, pl.DataFrame]) -> Iterator[Drawn]:
    for row, r in _rows(tables, "orders"):
        steps: list[tuple[str, dt.date | None, dict[str, Detail]]] = [
            ("issue", r["issued"], {"deadline": str(r["deadline"]), "owner": r["owner"]}),
            ("extend", r["extended"], {"deadline": str(r["extended_to"])}),
            ("submit", r["submitted"], {"document": r["report"]}),
            ("verify" if r["outcome"] == "verified" else "fail", r["closed"], {}),
        ]
        for place, (step, date, details) in enumerate(steps):
            if date:
                event = Event(
                    f"order.{step}", r["group_id"], date, item=r["order_id"], details=details, actor=r["owner"]
                )
                yield Drawn(event, "orders", row, 8 + place)


def _titles(tables: Mapping[str, pl.DataFrame]) -> Iterator[Drawn]:
    order = list(STEPS)
    rows = sorted(_rows(tables, "titles"), key=lambda x: (x[1]["group_id"], x[1]["decided"], order.index(x[1]["step"])))
    last: dict[str, str] = {}
    for row, r in rows:
        group, step = r["group_id"], r["step"]
        before = BEFORE.get(step)
        if before and last.get(group) != before:
            yield Drawn(Event(STEPS[before], group, r["decided"]), "titles", row, 14 + order.index(before))
        last[group] = step
        needed = {
            "named": {"document": r["document"]},
            "conditional": {"order": r["order_id"]},
            "revoked": {"violation": r["violation"], "adverse_impact": r["adverse_impact"]},
        }.get(step, {})
        yield Drawn(Event(STEPS[step], group, r["decided"], details=needed), "titles", row, 14 + order.index(step))


def _at(kind: str, who: tuple[str, str], date: dt.date, **details: Detail) -> Event:
    return Event(kind, who[0], date, who[1], details=details)


TELLERS: dict[str, Callable[[Mapping[str, pl.DataFrame]], Iterator[Drawn]]] = {
    "groups": _groups,
    "agreements": _agreements,
    "memberships": _memberships,
    "cards": _cards,
    "inspection_findings": _findings,
    "orders": _orders,
    "titles": _titles,
}
