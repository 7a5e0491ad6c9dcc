"""What is so at a date: groups, spells of membership, rounds, findings, orders, titles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Group:
    """A group: state none, formed or dissolved."""

    group: str
    state: str = "none"
    authority: str = ""
    governance: str = ""
    formed: dt.date | None = None
    agreement: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Spell:
    """A school in a group from one entry to one exit: proposed, active, refused or ended; card none, yellow or red."""

    group: str
    school: str
    number: int
    state: str
    role: str
    joined: dt.date | None = None
    left: dt.date | None = None
    exit_kind: str | None = None
    card: str = "none"
    card_deadline: dt.date | None = None


@dataclass(frozen=True)
class Round:
    """An evaluation of a group: planned, self_evaluated, checked, visited, draft, appealed, final, published."""

    group: str
    item: str
    state: str
    planned: dt.date
    drafted: dt.date | None = None
    grade: str = ""
    replied: bool = False


@dataclass(frozen=True)
class Finding:
    """Something that inspectors found: open, mended or withdrawn."""

    group: str
    item: str
    state: str
    found: dt.date
    area: str
    gravity: str
    closed: dt.date | None = None


@dataclass(frozen=True)
class Order:
    """An order of rectification: issued, submitted, verified or failed; overdue is a matter of the date."""

    group: str
    item: str
    state: str
    owner: str
    issued: dt.date
    deadline: dt.date
    extensions: int = 0
    submitted: dt.date | None = None
    closed: dt.date | None = None

    def overdue(self, on: dt.date) -> bool:
        """Tell whether it is open after its deadline."""
        return self.state == "issued" and on > self.deadline


@dataclass(frozen=True)
class Title:
    """A title: candidate, named, reviewing, conditional, not_renewed, revoked, rejected."""

    group: str
    state: str
    named: dt.date | None = None
    due: dt.date | None = None
    ended: dt.date | None = None

    @property
    def held(self) -> bool:
        """Whether the group may bear the title."""
        return self.state in ("named", "reviewing", "conditional")


@dataclass
class State:
    """Everything at a date. Built by `replay`; not to be changed by others."""

    groups: dict[str, Group] = field(default_factory=dict)
    spells: dict[tuple[str, str], list[Spell]] = field(default_factory=dict)
    rounds: dict[tuple[str, str], Round] = field(default_factory=dict)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    orders: dict[tuple[str, str], Order] = field(default_factory=dict)
    titles: dict[str, Title] = field(default_factory=dict)

    def group(self, group: str) -> Group:
        """Return a group, in state none when nothing is known of it."""
        return self.groups.get(group, Group(group))

    def spell(self, group: str, school: str) -> Spell | None:
        """Return the last spell of a school in a group."""
        spells = self.spells.get((group, school))
        return spells[-1] if spells else None

    def every_spell(self) -> list[Spell]:
        """Return all spells, in the order of group, school and number."""
        return [spell for key in sorted(self.spells) for spell in self.spells[key]]

    def members(self, group: str, role: str | None = None) -> list[Spell]:
        """Return the active spells of a group."""
        active = [s for s in self.every_spell() if s.group == group and s.state == "active"]
        return [s for s in active if role is None or s.role == role]
