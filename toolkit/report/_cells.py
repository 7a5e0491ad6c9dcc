"""How values and names become the cells of a report: `cell` is the one place where a value becomes text that is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from toolkit.charts._names import clean
from toolkit.charts._rows import points
from toolkit.report.blocks import Cell
from toolkit.words import word

MINIMUM_COUNT = 10
"""Counts of records from 1 to 9 are not published: they may be counts of persons."""

DASH = "–"


def is_few(count: int | None) -> bool:
    """Tell whether a value rests on so few cases that it would give their number away (2 of 7 are 28.57 %).

    >>> is_few(7), is_few(10), is_few(None)
    (True, False, False)
    """
    return count is not None and 0 < count < MINIMUM_COUNT


def _decimals(value: float, form: str) -> str:
    text = form.format(value)
    return "0.00" if text in {"+0.00", "-0.00"} else text.replace("-", "−")


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


def short(value: float | None) -> str:
    """Return a value with four digits.

    >>> short(4719.86783), short(0.373354), short(None)
    ('4720', '0.3734', '–')
    """
    return number(None if value is None else float(f"{value:.4g}"))


@dataclass(frozen=True)
class Form:
    """How a number is written, and the number format under which a spreadsheet shows it the same way."""

    text: Callable[[Any], str]
    excel: str


FORMS: dict[str, Form] = {
    "points": Form(points, "0.0"),
    "signed": Form(signed, "+0.0;−0.0;0.0"),
    "points2": Form(lambda value: _decimals(value, "{:.2f}"), "0.00"),
    "signed2": Form(lambda value: _decimals(value, "{:+.2f}"), "+0.00;−0.00;0.00"),
    "share": Form(percent, "0%"),
    "chance": Form(percent, "0%"),
    "share1": Form(lambda share: percent(share, 1), "0.0%"),
    "number": Form(number, "General"),
    "short": Form(short, "General"),
    "value": Form(number, "0.00"),
    "count": Form(number, "0"),
}
"""Kinds of numbers; the same key in a column of a workbook gets the same look there."""


def cell(value: float | None, form: str, *, n: int | None = None, to: str = "", id: str = "", unit: str = "") -> Cell:
    """Return the cell of a value: every number of a report passes here.

    Parameters
    ----------
    value : float, int or None
        None is written as a dash.
    form : str
        Key of `FORMS`.
    n : int, optional
        Cases behind the value: on 1 to 9 of them it is withheld.
    to, id : str
        Where the cell leads, and its own anchor.
    unit : str
        Written behind the number; a spreadsheet has it in the number format.

    >>> cell(61.24, "points"), cell(0.5, "share"), cell(28.57, "short", n=7), cell(None, "points")
    ('61.2', '50%', '–', '–')
    """
    if value is None or is_few(n):
        return Cell(DASH, to=to, id=id)
    said = FORMS[form].text(value)
    exact = float(f"{value:.4g}") if form == "short" else value
    return Cell(f"{said} {unit}" if unit else said, exact, form, unit=unit, to=to, id=id)


def link(text: str, to: str = "", id: str = "") -> Cell:
    """Return a cell of text that leads somewhere."""
    return Cell(text, to=to, id=id)


def interval(lower: float | None, upper: float | None, form: str = "points") -> Cell:
    """Return an interval, a dash where it is unknown.

    >>> interval(1.04, 2.0), interval(None, None)
    ('1.0 – 2.0', '–')
    """
    parts = (cell(lower, form), cell(upper, form))
    known = lower is not None and upper is not None
    return Cell(f"{parts[0]} {DASH} {parts[1]}" if known else DASH, parts=parts)


def records(count: int, lang: str) -> Cell:
    """Return a count of records; from 1 to 9 only that it is small.

    >>> records(0, "en"), records(3, "en"), records(10, "en")
    ('0', 'under 10', '10')
    """
    return Cell(word("few_records", lang, n=MINIMUM_COUNT)) if is_few(count) else cell(count, "count")


def rank(place: int | None, lower: int | None, upper: int | None) -> Cell:
    """Return a rank with its range.

    >>> rank(3, 1, 9), rank(3, None, None), rank(None, None, None)
    ('3 (1–9)', '3', '–')
    """
    parts = tuple(cell(value, "count") for value in (place, lower, upper))
    if place is None:
        return Cell(DASH, parts=("",) * 3)
    known = lower is not None and upper is not None
    return Cell(f"{parts[0]} ({parts[1]}{DASH}{parts[2]})" if known else parts[0], parts=parts)


def beside(text: str, value: str, lang: str) -> Cell:
    """Return a name with a value in brackets.

    >>> beside("School 1", cell(4.0, "points"), "en"), beside("School 1", DASH, "en")
    ('School 1 (4.0)', 'School 1')
    """
    shown = text if value == DASH else word("named", lang, name=text, id=value)
    return Cell(shown, parts=(text, value))


def name(text: str | None) -> str:
    """Return a name on one line, a dash where there is none."""
    return clean(text) if text else DASH


def anchor(kind: str, *keys: str) -> str:
    """Return an anchor in plain ASCII; two units never share one.

    >>> anchor("from", "G017"), anchor("from", "集团 1")
    ('from-G017', 'from-_96c6__56e2__20_1')
    """
    plain = ("".join(c if c.isascii() and (c.isalnum() or c in ".-") else f"_{ord(c):x}_" for c in key) for key in keys)
    return "-".join((kind, *plain))
