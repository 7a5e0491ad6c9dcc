"""What the parsers share: notes, spaces, full-width characters, and reading each different text once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

SPACES = " \t\r\n\v\f\u00a0\u3000\u200b\ufeff"

# fmt: off
PLACEHOLDERS = frozenset({
    "n/a", "na", "#n/a", "null", "none", "nan", "nil", "-", "--", "—", "——", "–", "/", "\\", ".", "…",
    "无", "缺", "缺失", "暂无", "未知", "不详", "不适用", "空",
})
EXCEL_ERRORS = frozenset({
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA",
})
# fmt: on

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
FULL_WIDTH = "[\uff01-\uff5e\u3000\u2212]"


@dataclass(frozen=True)
class Note:
    """Cells of which one thing is to be said: name of the message, data rows, and their text."""

    message: str
    rows: pl.Series
    shown: pl.Series


def half_width(text: str) -> str:
    """Write full-width letters, digits and signs as plain ones, and nothing else (NFKC would read 10² as 102).

    >>> half_width("Ｓ００１，10²")
    'S001,10²'
    """
    return text.translate(_HALF_WIDTH)


def note(message: str, where: pl.Series, shown: pl.Series) -> list[Note]:
    """Return a note on the rows where `where` is true, or nothing when there are none."""
    rows = where.fill_null(False).arg_true()
    return [Note(message, rows, shown.gather(rows).cast(pl.String))] if rows.len() else []


def stripped(text: pl.Series) -> tuple[pl.Series, list[Note]]:
    """Remove surrounding spaces of every kind; a text of spaces alone is empty."""
    bare = text.str.strip_chars(SPACES)
    changed = (bare != text) & (bare != "")
    return bare.set(bare == "", None) if (bare == "").any() else bare, note("stripped", changed, text)


def scan(text: pl.Series, read: Callable[[str], tuple[Any, str | None]], dtype: Any) -> tuple[pl.Series, list[Note]]:
    """Read each different text once.

    `read` returns the value (None: could not be read) and the name of the message, if anything is to be said.
    """
    different = text.drop_nulls().unique().sort().to_list()
    results = [read(one) for one in different]
    values = _replaced(text, different, [value for value, _ in results], dtype)
    said = _replaced(text, different, [message for _, message in results], pl.String)
    notes: list[Note] = []
    for message in sorted({message for _, message in results if message}):
        notes += note(message, said == message, text)
    return values, notes


def _replaced(text: pl.Series, old: list[str], new: list[Any], dtype: Any) -> pl.Series:
    if not old:
        return pl.Series([None], dtype=dtype).new_from_index(0, text.len())
    table = pl.DataFrame({"old": old, "new": pl.Series(new, dtype=dtype)}, schema_overrides={"old": pl.String})
    return text.alias("old").to_frame().join(table, on="old", how="left", maintain_order="left")["new"]


def halved(text: pl.Series) -> tuple[pl.Series, list[Note]]:
    """Write full-width characters as plain ones, with a note."""
    wide = text.str.contains(FULL_WIDTH).fill_null(False)
    if not wide.any():
        return text, []
    narrow, _ = scan(text.set(~wide, None), lambda one: (half_width(one).strip(), None), pl.String)
    return narrow.zip_with(wide, text), note("half-width", wide, text)
