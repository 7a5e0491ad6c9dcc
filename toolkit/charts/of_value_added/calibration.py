"""Calibration: whether pupils reach what the model predicts, at the low end as at the high end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.charts._palette import BLUE, INK, ORANGE, QUIET
from toolkit.charts._rows import legend_above
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts.of_value_added._foot import foot
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.models import NestedValueAdded

HEIGHT = 4.2
KINDS = {"expected": (ORANGE, "s"), "predicted": (BLUE, "o")}


def calibration_table(model: NestedValueAdded, pupils: pl.DataFrame, *, groups: int = 10) -> pl.DataFrame:
    """Return kind, group, predicted, observed, lower, upper, n: pupils in groups of equal size by prediction.

    `expected` is from the predictors alone, `predicted` with the effects of the units. The ends are those of the usual 95 %
    interval of a mean.
    """
    found = model.predict(pupils).drop_nulls(["expected", "predicted", model.outcome])
    parts = []
    for kind in KINDS:
        ranked = found.sort(kind, model.outcome).with_columns(group=pl.int_range(pl.len()) * groups // pl.len() + 1)
        means = ranked.group_by("group").agg(
            predicted=pl.col(kind).sort().mean(),
            observed=pl.col(model.outcome).sort().mean(),
            half=1.959963984540054 * pl.col(model.outcome).sort().std() / pl.len().sqrt(),
            n=pl.len().cast(pl.Int64),
        )
        ends = {"lower": pl.col("observed") - pl.col("half"), "upper": pl.col("observed") + pl.col("half")}
        names = [pl.lit(kind).alias("kind"), *map(pl.col, ("group", "predicted", "observed"))]
        parts.append(means.sort("group").select(*names, **ends, n="n"))
    return pl.concat(parts)


def calibration(
    model: NestedValueAdded,
    pupils: pl.DataFrame,
    *,
    groups: int = 10,
    lang: str = "zh",
    synthetic: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw mean results against mean predictions, from the predictors alone and with the effects of the schools."""
    table = calibration_table(model, pupils, groups=groups)
    with sheet(
        None,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("calibration", lang),
        subtitle=model.outcome,
        notes=[word("calibration_note", lang, n=groups)],
        lang=lang,
        foot=foot(model, synthetic, lang),
    ) as axes:
        ends = np.array([table["predicted"].min(), table["predicted"].max()], dtype=np.float64)
        handles = axes.plot(
            ends, ends, color=QUIET, linewidth=0.9, linestyle="--", label=word("calibration_line", lang)
        )
        for kind, (colour, marker) in KINDS.items():
            part = table.filter(kind=kind)
            x, y = part["predicted"].to_numpy(), part["observed"].to_numpy()
            axes.vlines(x, part["lower"].to_numpy(), part["upper"].to_numpy(), color=colour, linewidth=1.0)
            look = {"s": 28, "marker": marker, "color": colour, "edgecolors": INK, "linewidths": 0.4, "zorder": 3}
            handles.append(axes.scatter(x, y, label=word(f"calibration.{kind}", lang), **look))  # type: ignore[arg-type]
        axes.set_xlabel(word("calibration_x", lang))
        axes.set_ylabel(word("calibration_y", lang))
        legend_above(axes, handles)
    return axes
