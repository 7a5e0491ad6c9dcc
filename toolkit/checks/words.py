"""Every message of reading and checking, by name."""

from __future__ import annotations

from toolkit.checks.cross import CROSS_RULES
from toolkit.checks.message import Message
from toolkit.checks.words_cells import CELLS
from toolkit.checks.words_reading import READING
from toolkit.checks.words_rules import RULES

MESSAGES: dict[str, Message] = {
    **READING,
    **CELLS,
    **RULES,
    **{name: rule.message for name, rule in CROSS_RULES.items()},
}
