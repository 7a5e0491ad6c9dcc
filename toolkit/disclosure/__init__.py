"""Disclosure control: nothing that is published lets a reader learn about few persons.

`published` gives the view of a run that reports, charts and workbooks are made from; `protect` does the same for a table with
margins; `intervals` is the attacker that both are held against.
"""

from __future__ import annotations

from toolkit.disclosure.attack import intervals
from toolkit.disclosure.complement import complement
from toolkit.disclosure.primary import dominated, few
from toolkit.disclosure.published import hidden, internal, published, view_of
from toolkit.disclosure.rounding import rounded, rounded_together
from toolkit.disclosure.system import System
from toolkit.disclosure.tables import Protected, protect
from toolkit.disclosure_rules import Rules

__all__ = [
    "Protected",
    "Rules",
    "System",
    "complement",
    "dominated",
    "few",
    "hidden",
    "internal",
    "intervals",
    "protect",
    "published",
    "rounded",
    "rounded_together",
    "view_of",
]
