"""The shape of a kind of event: where it may happen, what it needs, what it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.supervision.events import Event, IllegalEvent
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import State

Apply = Callable[[State, Event, Rules], None]


@dataclass(frozen=True)
class Kind:
    """A kind of event.

    Attributes
    ----------
    zh, en : str
        Its name.
    before : tuple of str
        States of its subject in which it may happen; "none" is before the first event.
    apply : callable
        Puts the new state in place, or raises `IllegalEvent`.
    needs, allows : tuple of str
        Details that must, and that may, be given. A name that ends in `deadline` or `date` is a date.
    school, item : bool
        Whether it is about a school, or about a round or an order.
    """

    zh: str
    en: str
    before: tuple[str, ...]
    apply: Apply
    needs: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    school: bool = False
    item: bool = False


def demand(holds: bool, zh: str, en: str) -> None:
    """Refuse an event for a reason."""
    if not holds:
        raise IllegalEvent(zh, en)


def later(years: int, date: dt.date) -> dt.date:
    """Return the same day so many years later; 29 February becomes 28 February where there is none.

    >>> later(6, dt.date(2024, 2, 29))
    datetime.date(2030, 2, 28)
    """
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)
