"""Shrinkage: mean residuals of schools against their effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.charts._palette import BLUE, INK, QUIET
from toolkit.charts._rows import legend_above
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts.of_value_added._foot import foot
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.models import NestedValueAdded

HEIGHT = 4.2


def shrinkage_table(model: NestedValueAdded, pupils: pl.DataFrame) -> pl.DataFrame:
    """Return unit, mean_residual (of the pupils, from the predictors alone), effect, n for the lowest level, sorted by unit."""
    level = model.levels[0]
    found = model.predict(pupils).drop_nulls(["expected", model.outcome])
    means = (
        found.with_columns(unit=pl.col(level).cast(pl.String), rest=pl.col(model.outcome) - pl.col("expected"))
        .group_by("unit")
        .agg(mean_residual=pl.col("rest").sort().mean())
    )
    table = model.effects_.filter(level=level).join(means, on="unit")
    return table.select("unit", "mean_residual", "effect", "n").sort("unit")


def shrinkage(
    model: NestedValueAdded, pupils: pl.DataFrame, *, lang: str = "zh", synthetic: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw the mean residual of every school against its effect: small schools are drawn nearer to the mean."""
    table = shrinkage_table(model, pupils)
    residual, size = table["mean_residual"].to_numpy(), table["n"].to_numpy()
    with sheet(
        None,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("shrinkage", lang),
        subtitle=model.outcome,
        notes=[word("shrinkage_note", lang)],
        lang=lang,
        foot=foot(model, synthetic, lang),
    ) as axes:
        ends = np.array([residual.min(), residual.max()])
        look = {"color": QUIET, "linewidth": 0.9, "linestyle": "--"}
        (line,) = axes.plot(ends, ends, label=word("shrinkage_line", lang), **look)  # type: ignore[arg-type]
        dots = {"color": BLUE, "edgecolors": INK, "linewidths": 0.4, "alpha": 0.8}
        axes.scatter(residual, table["effect"].to_numpy(), s=6 + 60 * size / size.max(), **dots)  # type: ignore[arg-type]
        axes.set_xlabel(word("shrinkage_x", lang))
        axes.set_ylabel(word("shrinkage_y", lang))
        legend_above(axes, [line])
    return axes
