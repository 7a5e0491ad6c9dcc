"""Bookmark: judges put a mark into a booklet of items that are ordered by difficulty."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.cutscores._result import CutScore, checked, of_panel
from toolkit.errors import DataError, OptionError, unknown

PLACES = ("marked", "before", "between")


def bookmark(
    sheet: pl.DataFrame, items: pl.DataFrame, *, response_probability: float = 0.67, place: str = "before"
) -> CutScore:
    """Return the mean over judges (or tables) of the ability at the mark, with SD / sqrt(judges).

    The location of an item is the ability at which it is solved with `response_probability` p:
    b + ln(p / (1 - p)) / a. Items are ordered by it, ties by name.

    Parameters
    ----------
    sheet : polars.DataFrame
        judge, item: the first item that a borderline person would not master; optionally table, where judges discussed
        in tables: then the tables, not the judges, are what varies independently.
    items : polars.DataFrame
        item, difficulty, and optionally discrimination (1 by default).
    response_probability : float
    place : str
        Where the cut lies: at the item `before` the mark (the last one mastered; default), at the `marked` one, or in the
        middle `between` both.

    References
    ----------
    Lewis, Mitzel & Green (1996); Lin (2006), The bookmark procedure, Alberta J. Educ. Res. 52:36-54;
    Cizek & Bunch (2007), Standard Setting, doi:10.4135/9781412985918.

    Examples
    --------
    >>> items = pl.DataFrame({"item": ["1", "2", "3"], "difficulty": [-1.0, 0.0, 1.0]})
    >>> sheet = pl.DataFrame({"judge": ["A", "B"], "item": ["3", "2"]})
    >>> cut = bookmark(sheet, items, response_probability=0.5)
    >>> cut.cut, cut.se
    (-0.5, 0.5)
    """
    if place not in PLACES:
        raise unknown("place", place, PLACES)
    if not 0 < response_probability < 1:
        raise OptionError(f"response_probability must lie between 0 and 1, not {response_probability!r}.")
    marks = checked(sheet, ("judge", "item", *(["table"] if "table" in sheet.columns else [])), ("judge",))
    given = items if "discrimination" in items.columns else items.with_columns(discrimination=pl.lit(1.0))
    bank = checked(given, ("item", "difficulty", "discrimination"), ("item",))
    if not (bank["discrimination"] > 0).all():
        raise DataError(
            f"Item {bank.filter(pl.col('discrimination') <= 0)['item'][0]!r} has a discrimination that is not > 0."
        )
    logit = float(np.log(response_probability / (1 - response_probability)))
    bank = bank.with_columns(at=pl.col("difficulty") + logit / pl.col("discrimination")).sort("at", "item")
    order, at = bank["item"].to_list(), bank["at"].to_numpy()
    cuts = []
    for judge, item in marks.select("judge", "item").iter_rows():
        if item not in order:
            raise unknown(f"item marked by judge {judge!r}", item, order)
        i = order.index(item)
        if i == 0 and place != "marked":
            raise DataError(
                f"Judge {judge!r} marks the first item {item!r}: nothing lies before it. Use place='marked'."
            )
        cuts.append({"marked": at[i], "before": at[i - 1], "between": (at[i - 1] + at[i]) / 2}[place])
    names = marks["table" if "table" in marks.columns else "judge"].cast(pl.String)
    means = pl.DataFrame({"unit": names, "cut": cuts}).group_by("unit").agg(pl.col("cut").sort().mean()).sort("unit")
    return of_panel("bookmark", means["unit"].to_list(), means["cut"].to_numpy())
