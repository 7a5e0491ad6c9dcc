"""What the charts of robustness share: the replicates they show, who has a row, and the steps of colour."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, names
from toolkit.charts._once import once
from toolkit.charts._palette import SEQUENCE
from toolkit.errors import OptionError, unknown
from toolkit.words import label_of, listed, word

if TYPE_CHECKING:
    from toolkit.robustness import Robustness
    from toolkit.scoring_run import ScoringRun

DRAWS = 200
VARY = ("weights", "aggregator")
"""What is varied when nobody brings replicates."""
STEPS = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Ends of the classes of shares, each with its upper end."""
ROWS = 60
"""Units on a chart unless the user asks for more."""


def replicates(
    run: ScoringRun, robust: Robustness | None, level: str, period: str | None, node: str | None, lang: str
) -> Robustness:
    """Return the replicates given, or few of them made for the chart; they must be of this run and have the level."""
    if robust is None:
        from toolkit.robustness import robustness

        period, node = choose(run, level, period, node, lang)

        def drawn() -> Robustness:
            return robustness(run, DRAWS, VARY, run.study.seed, node=node, period=period, level=level, progress=False)

        return once(run, ("robustness", level, period, node), drawn)
    choose(run, level, period, node, lang)
    if robust.run.fingerprint != run.fingerprint:
        raise OptionError(f"These replicates are of run {robust.run.fingerprint}, not of {run.fingerprint}.")
    levels = robust.units["level"].unique().sort().to_list()
    if level not in levels:
        raise unknown("level", level, levels)
    return robust


def subtitle(robust: Robustness, level: str, lang: str) -> str:
    """Say when, what, how many units and draws, and what was varied."""
    units = robust.units.filter(pl.col("level") == level)
    choices = listed([label_of("choice", c.name, lang) for c in robust.plan.choices], lang)
    counted = word("count_assessed", lang, units=word(f"n_{level}", lang, n=units["rank"].count()))
    drawn = word("robust_draws", lang, n=robust.plan.draws, choices=choices)
    period = units["period"][0]
    return f"{period} · {robust.run.framework.label(robust.plan.node, lang)} · {counted} · {drawn}"


def named(table: pl.DataFrame, run: ScoringRun, level: str, lang: str) -> pl.DataFrame:
    """Put the name of each unit behind its id."""
    joined = table.join(
        names(run, level, lang).select("unit_id", "name"), on="unit_id", how="left", maintain_order="left"
    )
    joined = joined.with_columns(pl.col("name").fill_null(pl.col("unit_id")))
    return joined.select("unit_id", "name", pl.exclude("unit_id", "name"))


def shown(table: pl.DataFrame, top: int | None) -> pl.DataFrame:
    """Mark the rows that a chart shows: the first `top`, by default 60."""
    return table.with_columns(shown=pl.int_range(pl.len()) < (ROWS if top is None else top))


def hidden_note(table: pl.DataFrame, robust: Robustness, level: str, lang: str) -> str:
    """Say how many rows are left out, and how many units can't be ranked at all."""
    hidden = table.height - int(table["shown"].sum())
    missing = robust.units.filter(level=level)["rank"].null_count()
    said = [(hidden, "not_shown"), (missing, "not_assessable_count")]
    return word("semicolon", lang).join(word(key, lang, n=n) for n, key in said if n)


def colours() -> tuple[Any, Any]:
    """Return a colour map and a norm for shares: white for none, then darker step by step."""
    import matplotlib
    from matplotlib.colors import BoundaryNorm, ListedColormap

    steps = len(STEPS) - 1
    shades = [matplotlib.colormaps[SEQUENCE](0.95 - 0.9 * i / (steps - 1)) for i in range(steps)]
    tiny = 1e-9  # a share at the end of a class belongs to it
    return ListedColormap(shades).with_extremes(bad="white"), BoundaryNorm(
        [s + tiny for s in STEPS[:-1]] + [1.1], steps
    )


def colour_legend() -> list[Any]:
    """Return a patch for each class of shares."""
    from matplotlib.patches import Patch

    cmap, _ = colours()
    ends = itertools.pairwise(STEPS)
    return [Patch(color=cmap(i), label=f"{low:.0%}–{high:.0%}") for i, (low, high) in enumerate(ends)]


def paint(ax: Any, shares: Any) -> None:
    """Paint rows x columns of shares, columns at 1, 2, …; cells without any share stay white."""
    import numpy as np

    cmap, norm = colours()
    array = np.asarray(shares, dtype=np.float64)
    rows, columns = array.shape
    cells = np.where(np.nan_to_num(array) > 0, array, np.nan)
    ax.imshow(
        cells, cmap=cmap, norm=norm, aspect="auto", extent=(0.5, columns + 0.5, rows - 0.5, -0.5), interpolation="none"
    )
