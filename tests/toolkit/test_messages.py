"""Messages: both languages say the same places, none is left over, codes and severities are known."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import toolkit
from toolkit.checks.findings import SEVERITIES
from toolkit.checks.letters import cell_name
from toolkit.checks.plausible import PLAUSIBLE
from toolkit.checks.words import MESSAGES
from toolkit.checks.words_cells import CELLS
from toolkit.checks.words_reading import READING
from toolkit.checks.words_rules import RULES
from toolkit.reading.refusals import REFUSALS

FRICTIONLESS = {
    "missing-cell",
    "extra-cell",
    "type-error",
    "constraint-error",
    "foreign-key",
    "primary-key",
    "source-error",
}
OURS = {
    "scale-mismatch", "lost-digits", "uncalculated-formula", "merged-cell", "excel-error-cell", "converted-value",
    "missing-table", "unknown-table", "duplicate-table", "empty-table", "missing-column", "extra-column",
    "duplicate-column", "blank-column", "missing-header", "rows-above-header", "hidden-sheet", "hidden-row", "hidden-column", "encoding",
    "school-without-group", "overlapping-memberships", "lead-school", "group-without-member", "other-district",
    "member-without-weight", "shared-id", "external-links", "macros",
    "date-outside-period", "moved-exceeds-eligible", "implausible-value", "personal-column",
    "card-outside-membership", "red-card-and-exit", "order-of-another-group", "order-by-another-authority", "refused-event",
}  # fmt: skip


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


WHOLE = {name: said for name, said in MESSAGES.items() if name != "more"}
WHOLE |= {f"plausible: {name}": check.message for name, check in PLAUSIBLE.items()}


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_message_is_whole(name: str) -> None:
    said = WHOLE[name]
    assert said.severity in SEVERITIES
    assert said.code in FRICTIONLESS | OURS
    assert places(said.zh) == places(said.en)
    assert places(said.remedy_zh) == places(said.remedy_en)
    assert said.remedy_zh
    assert said.remedy_en
    for text in (said.zh, said.remedy_zh):
        assert not re.search(r"[一-鿿][,;:?!]", text), "Chinese sentences have full-width signs"
    for text in (said.en, said.remedy_en):
        assert not re.search(r"[一-鿿，。；：？]", text)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_whole(name: str) -> None:
    zh, en = REFUSALS[name]
    assert places(zh) == places(en)
    assert not re.search(r"[一-鿿][,;:?!]", zh)


def test_no_message_is_defined_twice() -> None:
    cross = len(MESSAGES) - len(CELLS) - len(READING) - len(RULES)
    assert cross == len(set(MESSAGES) - set(CELLS) - set(READING) - set(RULES))


def test_every_message_is_used() -> None:
    """A message that no code names would be one that nobody ever reads."""
    home = Path(toolkit.__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("reading", "checks")
        for path in (home / folder).rglob("*.py")
        if not path.stem.startswith("words")
    )
    code += (home / "read.py").read_text(encoding="utf-8")
    unused = [name for name in [*MESSAGES, *REFUSALS] if f'"{name}"' not in code.replace('": (', "")]
    assert unused == []


def test_names_of_cells_by_counting() -> None:
    """Against plain enumeration: A…Z, AA…ZZ, AAA."""
    one = list(string.ascii_uppercase)
    names = [*one, *(a + b for a in one for b in one), "AAA"]
    assert [cell_name(1, i)[:-1] for i in range(len(names))] == names
