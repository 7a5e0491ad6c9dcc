"""How numbers and names are written in the cells of a report."""

from __future__ import annotations

from typing import Any

from toolkit.charts._names import clean
from toolkit.charts._rows import points
from toolkit.words import word

MINIMUM_COUNT = 10
"""Counts of records from 1 to 9 are not published: they may be counts of persons."""

DASH = "–"


def interval(lower: float | None, upper: float | None) -> str:
    """Return an interval, a dash where it is unknown.

    >>> interval(1.04, 2.0), interval(None, None)
    ('1.0 – 2.0', '–')
    """
    return DASH if lower is None or upper is None else f"{points(lower)} {DASH} {points(upper)}"


def signed(value: float | None) -> str:
    """Return a change with its sign.

    >>> signed(1.25), signed(-0.04), signed(None)
    ('+1.2', '0.0', '–')
    """
    if value is None:
        return DASH
    text = f"{value:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text.replace("-", "−")


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share in percent. A share that is not whole is never written as 0 % or 100 %.

    >>> percent(0.5), percent(0.999), percent(0.001), percent(1.0)
    ('50%', '>99%', '<1%', '100%')
    """
    if share is None:
        return DASH
    step = 10.0**-decimals
    if 0 < share * 100 < step / 2:
        return f"<{step:g}%"
    if 100 - step / 2 <= share * 100 < 100:
        return f">{100 - step:g}%"
    return f"{share * 100:.{decimals}f}%"


def number(value: Any) -> str:
    """Return a quantity as short as it can be told.

    >>> number(4.2), number(2000.0), number(None)
    ('4.2', '2000', '–')
    """
    return DASH if value is None else f"{value:.10g}".replace("-", "−")


def is_few(count: int | None) -> bool:
    """Tell whether a value rests on so few cases that it would give their number away (2 of 7 are 28.57 %).

    >>> is_few(7), is_few(10), is_few(None)
    (True, False, False)
    """
    return count is not None and 0 < count < MINIMUM_COUNT


def records(count: int, lang: str) -> str:
    """Return a count of records; from 1 to 9 only that it is small.

    >>> records(0, "en"), records(3, "en"), records(10, "en")
    ('0', 'under 10', '10')
    """
    return word("few_records", lang, n=MINIMUM_COUNT) if is_few(count) else f"{count}"


def rank(place: int | None, lower: int | None, upper: int | None) -> str:
    """Return a rank with its range.

    >>> rank(3, 1, 9), rank(3, None, None), rank(None, None, None)
    ('3 (1–9)', '3', '–')
    """
    if place is None:
        return DASH
    return f"{place}" if lower is None or upper is None else f"{place} ({lower}{DASH}{upper})"


def name(text: str | None) -> str:
    """Return a name on one line, a dash where there is none."""
    return clean(text) if text else DASH
