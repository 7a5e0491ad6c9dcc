"""Radar: the dimension scores of a unit around a circle. Many ask for it; `profile` shows the same more honestly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from toolkit.charts._choose import choose
from toolkit.charts._names import wrap
from toolkit.charts._palette import BLUE, GRID, INK, QUIET
from toolkit.charts._rows import legend_above, points, score_label, score_range
from toolkit.charts._sheet import sheet
from toolkit.charts.profile import profile_alt, profile_table, unit_name
from toolkit.errors import OptionError
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

SIDE = 3.6
"""Of the square that the circle stands in, in inches."""
LEAST = 3
"""Dimensions that make an area."""


def radar_table(
    run: ScoringRun, unit_id: str | None = None, *, level: str = "group", period: str | None = None, lang: str = "zh"
) -> pl.DataFrame:
    """Return the rows of `profile_table` of the dimensions, with `angle`: radians, from the top, clockwise.

    Raises
    ------
    OptionError
        When the framework has fewer than three dimensions.
    """
    number = len(run.framework.dimensions)
    if number < LEAST:
        raise OptionError(f"A radar needs {LEAST} dimensions or more, the framework has {number}: draw a profile.")
    table = profile_table(run, unit_id, level=level, period=period, lang=lang)[:-1]
    return table.with_columns(angle=pl.int_range(pl.len()) * (2 * math.pi / number))


def radar(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    period: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the dimension scores of a unit and the medians of its peers on spokes; without `unit_id` only the peers."""
    table = radar_table(run, unit_id, level=level, period=period, lang=lang)
    period, _ = choose(run, level, period, None, lang)
    title = (
        word("profile", lang)
        if unit_id is None
        else word("profile_of", lang, name=unit_name(run, unit_id, level, lang))
    )
    ends = _ends(run, table)
    note = word("radar_note", lang, low=points(ends[0]), high=points(ends[1]))
    missing = table["median" if unit_id is None else "score"].null_count()
    with sheet(
        run,
        ax,
        size=(6.6, SIDE),
        title=title,
        subtitle=f"{period} · {score_label(run, lang)}",
        notes=[note, word("radar_missing", lang, n=missing) if missing else ""],
        lang=lang,
    ) as axes:
        axes.axis("off")
        axes.set_xlim(-1.02, 1.02)
        axes.set_ylim(-1.02, 1.02)
        axes.set_aspect("equal")
        _web(axes, table, ends)
        looks: list[tuple[str, dict[str, Any]]] = [
            ("median", {"color": INK, "linestyle": "--", "marker": "d", "label": word("profile_median", lang)}),
            ("score", {"color": BLUE, "marker": "o", "label": word("profile_unit", lang, unit=word(level, lang))}),
        ]
        legend_above(axes, [_outline(axes, table, c, ends, look) for c, look in looks if table[c].count()])
    return axes


def _ends(run: ScoringRun, table: pl.DataFrame) -> tuple[float, float]:
    """Return what the middle and the rim stand for: the ends of the scale, else the lowest and highest score of anybody."""
    known = score_range(run)
    if known is not None:
        return known
    held = [v for c in ("low", "high", "score") for v in table[c].drop_nulls()]
    low, high = min(held, default=0.0), max(held, default=1.0)
    return (low, high) if high > low else (low - 1, low + 1)


def _web(ax: Axes, table: pl.DataFrame, ends: tuple[float, float]) -> None:
    turn = np.linspace(0, 2 * math.pi, 181)
    for share in (0.25, 0.5, 0.75, 1.0):
        ax.plot(share * np.sin(turn), share * np.cos(turn), color=GRID, linewidth=0.8, zorder=0.5)
        label = f"{ends[0] + share * (ends[1] - ends[0]):.4g}".replace("-", "−")
        ax.annotate(label, (0, share), xytext=(3, -1), textcoords="offset points", fontsize=7, color=QUIET, va="top")
    for angle, label in table.select("angle", "label").iter_rows():
        x, y = math.sin(angle), math.cos(angle)
        ax.plot([0, x], [0, y], color=GRID, linewidth=0.8, zorder=0.5)
        side = "center" if abs(x) < 0.1 else "left" if x > 0 else "right"
        ax.annotate(
            "\n".join(wrap(label, 13)), (x, y), xytext=(8 * x, 8 * y), textcoords="offset points", fontsize=9, ha=side,
            va="bottom" if y > 0.7 else "top" if y < -0.7 else "center", annotation_clip=False,
        )  # fmt: skip


def _outline(ax: Axes, table: pl.DataFrame, column: str, ends: tuple[float, float], look: dict[str, Any]) -> Any:
    """Join the known values; a spoke without one leaves the outline open there."""
    share = (table[column].cast(pl.Float64).fill_null(math.nan).to_numpy() - ends[0]) / (ends[1] - ends[0])
    angle = table["angle"].to_numpy()
    around: Sequence[int] = [*range(table.height), 0]
    x, y = (share * np.sin(angle))[around], (share * np.cos(angle))[around]
    return ax.plot(x, y, linewidth=1.6, markersize=6, zorder=3, **look)[0]


def radar_alt(
    run: ScoringRun, unit_id: str | None = None, *, level: str = "group", period: str | None = None, lang: str = "zh"
) -> str:
    """Say what `profile_alt` says."""
    radar_table(run, unit_id, level=level, period=period, lang=lang)
    return profile_alt(run, unit_id, level=level, period=period, lang=lang)
