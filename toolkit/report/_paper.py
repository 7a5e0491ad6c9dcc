"""How wide the columns of a table are where the width of the page is fixed (PDF, Word)."""

from __future__ import annotations

from toolkit.charts._names import width
from toolkit.report.blocks import Table

PAGE = 182.0
"""Width of the text on an A4 page in millimetres."""
TALLEST = 225.0
"""Greatest height of a chart on that page in millimetres; the title of the section and the sentence below fit beside it."""
SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Sizes of letters in tables, in points: the first in which a table is not squeezed is taken."""
EASY = 7.0
"""Down to this size texts get half of what they lack; smaller ones are taken only for what can't be broken."""
POINT = 25.4 / 72
GAP, NARROW, LEAST, MOST = 1.8, 9.0, 12.0, 40.0
"""In em: space between columns; texts up to NARROW are never broken; longer ones have between LEAST and MOST."""
SURE = 1.12
"""Widths of letters are estimated; signs like − are wider than that."""


def columns(table: Table) -> tuple[float, list[float]]:
    """Return the size of letters in points and the widths of the columns in millimetres, `PAGE` in all.

    >>> size, widths = columns(Table("t", "", ("name", "score"), (("第一教育集团", "61.2"),), frozenset({1})))
    >>> size, [round(w) for w in widths]
    (8.5, [116, 66])
    """
    natural = [max(map(width, cells)) for cells in zip(*(table.rows or (table.columns,)), strict=True)]
    heads = [max(map(width, column.split() or [""])) for column in table.columns]
    firm = [i in table.numeric or n <= NARROW for i, n in enumerate(natural)]
    tight = [max(n * SURE, min(h, NARROW)) if f else LEAST for n, h, f in zip(natural, heads, firm, strict=True)]
    loose = [t if f else max(LEAST, min(n, MOST)) for n, t, f in zip(natural, tight, firm, strict=True)]
    half = [(t + w) / 2 for t, w in zip(tight, loose, strict=True)]
    sizes = [s for s in SIZES if s >= EASY and _fits(half, s)] or [s for s in SIZES if s <= EASY and _fits(tight, s)]
    size = (sizes or SIZES[-1:])[0]
    room = PAGE / (size * POINT) - GAP * len(tight)
    if sum(loose) <= room or sum(loose) == sum(tight):
        widths = loose
    else:  # what is left after the firm columns goes to the texts, by what they lack
        share = max(0.0, (room - sum(tight)) / (sum(loose) - sum(tight)))
        widths = [t + (w - t) * share for t, w in zip(tight, loose, strict=True)]
    return size, [(w + GAP) * PAGE / (sum(widths) + GAP * len(widths)) for w in widths]


def _fits(ems: list[float], size: float) -> bool:
    return (sum(ems) + GAP * len(ems)) * size * POINT <= PAGE


def shown_at(inches: tuple[float, float]) -> tuple[float, float]:
    """Return width and height in millimetres at which a figure of this size is put on a page.

    >>> [round(side, 1) for side in shown_at((4.0, 3.0))]
    [101.6, 76.2]
    """
    wide, high = (side * 25.4 for side in inches)
    factor = min(1.0, PAGE / wide, TALLEST / high)
    return wide * factor, high * factor
