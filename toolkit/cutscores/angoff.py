"""Angoff: judges say, item by item, how likely a borderline person is to succeed."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.cutscores._result import CutScore, checked, of_panel
from toolkit.errors import DataError, unknown

SCALES = ("points", "percent")


def angoff(sheet: pl.DataFrame, *, scale: str = "points") -> CutScore:
    """Return the mean over the judges of the sum of their probabilities, with SD / sqrt(judges).

    Parameters
    ----------
    sheet : polars.DataFrame
        judge, item, probability (0 to 1), and optionally round: of several rounds the last one counts. Every judge must
        have judged every item.
    scale : str
        `points` (number of items right) or `percent`.

    References
    ----------
    Angoff (1971), in Thorndike (ed.), Educational Measurement; Cizek & Bunch (2007), Standard Setting,
    doi:10.4135/9781412985918.

    Examples
    --------
    >>> sheet = pl.DataFrame({"judge": ["A", "A", "B", "B"], "item": ["1", "2"] * 2, "probability": [0.5, 0.7, 0.6, 0.8]})
    >>> cut = angoff(sheet)
    >>> round(cut.cut, 3), round(cut.se, 3)
    (1.3, 0.1)
    """
    if scale not in SCALES:
        raise unknown("scale", scale, SCALES)
    if "round" in sheet.columns:
        sheet = sheet.filter(pl.col("round") == pl.col("round").max())
    table = checked(sheet, ("judge", "item", "probability"), ("judge", "item"))
    outside = table.filter((pl.col("probability") < 0) | (pl.col("probability") > 1))
    if outside.height:
        judge, item, p = outside.row(0)
        raise DataError(f"Judge {judge!r} gives item {item!r} the probability {p:g}: it must lie between 0 and 1.")
    items = table["item"].unique().sort().to_list()
    judges = table["judge"].unique().sort().to_list()
    for judge in judges:
        absent = sorted(set(items) - set(table.filter(judge=judge)["item"]))
        if absent:
            raise DataError(
                f"Judge {judge!r} has not judged item {absent[0]!r} ({len(absent)} of {len(items)} items missing)."
            )
    wide = table.sort("judge", "item")["probability"].to_numpy().reshape(len(judges), len(items))
    sums = np.asarray(wide.sum(axis=1) * (100 / len(items) if scale == "percent" else 1.0))
    return of_panel("angoff", [str(j) for j in judges], sums)
