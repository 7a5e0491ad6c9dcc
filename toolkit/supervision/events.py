"""What happened: one event, never changed after it was recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from toolkit.errors import DuxueError

Detail = str | int | bool | None


@dataclass(frozen=True)
class Event:
    """One event of supervision.

    Attributes
    ----------
    kind : str
        A key of `toolkit.supervision.KINDS`, such as "card.yellow".
    group : str
        Id of the group.
    date : datetime.date
        Civil date on which it takes effect, not the one on which it was written down.
    school : str
        Id of the school, for events of a membership.
    item : str
        Name of the evaluation round or number of the order.
    details : mapping
        What the kind needs, such as a deadline or a document.
    actor, reason : str
        Who decided (an office, not a person's name) and on what ground.
    """

    kind: str
    group: str
    date: dt.date
    school: str = ""
    item: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)
    actor: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))

    @property
    def machine(self) -> str:
        """The part of the kind before the dot; cards live in the membership they are shown to."""
        machine = self.kind.partition(".")[0]
        return "membership" if machine == "card" else machine

    @property
    def stream(self) -> str:
        """Name of the sequence that this event continues."""
        return "/".join(part for part in (self.machine, self.group, self.school, self.item) if part)

    def day(self, name: str) -> dt.date:
        """Return a detail that is a date."""
        return dt.date.fromisoformat(str(self.details[name]))


class IllegalEvent(DuxueError):
    """An event that the rules do not allow where it is put; `zh` and `en` say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en, zh=zh)
        self.en = en
