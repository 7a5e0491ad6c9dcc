"""Charts of rows: one unit a row, names at the left, numbers at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from toolkit.charts._names import width
from toolkit.charts._palette import GRID, QUIET
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

PITCH = 0.2
"""Height of a row in inches."""
TALL = 40
"""From so many rows on the scale stands on top as well."""
LEGEND = 8.0
"""Size of the letters of a legend."""
MEASURED = 10
"""Texts of a column that are measured for the margin: widths are estimated to a few percent."""
MOST = 240
"""Rows on a chart unless the user asks for more."""


def rows_height(rows: int) -> float:
    """Return the height of the axes for some rows, in inches."""
    return max(rows, 2) * PITCH


def name_rows(ax: Axes, labels: Sequence[str]) -> None:
    """Write the names at the left, first row on top."""
    ax.set_yticks([])
    ax.set_ylim(max(len(labels), 1) - 0.4, -0.6)
    _column(ax, labels, 0, -6, ha="right")
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=GRID, linewidth=0.7)
    ax.locator_params(axis="x", steps=[1, 2, 5, 10], nbins=8)
    if len(labels) > TALL:
        ax.tick_params(axis="x", top=True, labeltop=True)


def side_columns(ax: Axes, columns: Mapping[str, Sequence[str]]) -> None:
    """Write columns of text at the right end of the rows, heading -> texts."""
    away = 12.0
    for heading, texts in columns.items():
        _column(ax, texts, 1, away, ha="left", fontsize=8, color="#333333")
        ax.annotate(
            heading,
            (1, 1),
            xytext=(away, 6),
            xycoords="axes fraction",
            textcoords="offset points",
            va="bottom",
            ha="left",
            fontsize=8,
            color=QUIET,
            annotation_clip=False,
        )
        away += 8 * max(map(width, [heading, *texts])) + 12


def _column(ax: Axes, texts: Sequence[str], side: int, points: float, **look: Any) -> None:
    """Write a text a row beside the axes (they draw in half the time of tick labels); only the widest need measuring."""
    from matplotlib.transforms import ScaledTranslation

    moved = ScaledTranslation(points / 72, 0, ax.figure.dpi_scale_trans)
    place = ax.get_yaxis_transform() + moved
    widest = set(sorted(range(len(texts)), key=lambda row: -width(texts[row]))[:MEASURED])
    for row, text in enumerate(texts):
        if text:
            written = ax.text(side, row, text, transform=place, va="center_baseline", **look)
            written.set_in_layout(row in widest)


def legend_above(ax: Axes, handles: Sequence[Any], columns: int | None = None) -> None:
    """Put the legend above the axes, at the left, by default in one row; the sheet folds it and finds its place."""
    ax.legend(
        handles=list(handles),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns or max(len(handles), 1),
        frameon=False,
        fontsize=LEGEND,
        handletextpad=0.5,
        columnspacing=1.6,
        borderpad=0,
        borderaxespad=1.8,
        handlelength=2.2,
    )


def fold_legend(ax: Axes, renderer: Any, usable: float) -> None:
    """Break the row of a legend that is wider than `usable` inches into as few rows as it needs."""
    legend = ax.get_legend()
    if legend is None:
        return
    inch = ax.figure.dpi
    wide = [2.7 * LEGEND / 72 + t.get_window_extent(renderer).width / inch for t in legend.get_texts()]
    gap = 1.6 * LEGEND / 72
    fits = (n for n in range(len(wide), 1, -1) if sum(_columns_of(wide, n)) + gap * (n - 1) <= usable)
    if (columns := next(fits, 1)) < len(wide):
        handles: list[Any] = legend.legend_handles
        for handle, text in zip(handles, legend.get_texts(), strict=True):
            handle.set_label(text.get_text())
        legend_above(ax, handles, columns)


def _columns_of(wide: Sequence[float], columns: int) -> list[float]:
    """Return the width of each column when entries fill them from the first on, as matplotlib has it.

    >>> _columns_of([1, 5, 2], 2)
    [5, 2]
    """
    deep, more = divmod(len(wide), columns)
    ends = [deep * i + min(i, more) for i in range(columns + 1)]
    return [max(wide[a:b]) for a, b in pairwise(ends)]


def score_label(run: ScoringRun, lang: str) -> str:
    """Return the label of a score axis, with the scale where the normaliser has a fixed one."""
    scale = score_range(run)
    if scale is None:
        return word("score_axis", lang)
    return word("score_axis_range", lang, low=f"{scale[0]:g}", high=f"{scale[1]:g}")


def score_range(run: ScoringRun) -> tuple[float, float] | None:
    """Return the ends of the score scale when every indicator is normalised to the same bounded range."""
    from toolkit.scale import scales

    return scales(run.study, run.framework)[run.framework.root]


def percent(share: float) -> str:
    """Return a share in percent without a trailing zero: 0.95 as `95%`."""
    return f"{share * 100:g}%"


def points(value: Any) -> str:
    """Return a score with one decimal, a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:.1f}"
    return "0.0" if text == "-0.0" else text.replace("-", "−")
