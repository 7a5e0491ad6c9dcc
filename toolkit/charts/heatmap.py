"""Heat map: every indicator of every unit on the common scale, so that a weak spot is found at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from toolkit.charts._choose import choose, everyone, scored
from toolkit.charts._names import labels, wrap
from toolkit.charts._palette import INK, SEQUENCE
from toolkit.charts._rows import (
    MOST,
    TALL,
    legend_above,
    name_rows,
    points,
    rows_height,
    score_label,
    score_range,
    side_columns,
)
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.matrix import to_column
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

CLASSES = 5
COLUMN = 0.185
"""Least width of a column in inches."""
HATCHES = {"missing": "////", "suppressed": "xxxx", "not_applicable": "...."}
"""Cells without a value, by why."""


def heatmap_table(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
) -> pl.DataFrame:
    """Return a row a cell: unit_id, name, score, indicator, label, normalised, status, place, shown.

    Units stand in order of their score at the node, best first, those without one last; indicators in order of the tree.
    `status` is that of the value, `imputed` where a gap was filled, and `missing` where the data say nothing.

    Parameters
    ----------
    node : str, optional
        The indicators below it; by default all.
    top : int, optional
        Show only so many units; by default 240.
    """
    period, node = choose(run, level, period, node, lang)
    leaves = run.framework.leaves(node)
    units = scored(run, level, period, node, lang).select(
        "unit_id", "name", "score", place=pl.int_range(1, pl.len() + 1)
    )
    cells = _cells(run, level, period).filter(pl.col("indicator").is_in(leaves))
    order = pl.DataFrame({"indicator": leaves, "label": [run.framework.label(i, lang) for i in leaves]})
    rows = units.join(order, how="cross").join(cells, on=["unit_id", "indicator"], how="left", maintain_order="left")
    return rows.select(
        "unit_id",
        "name",
        "score",
        "indicator",
        "label",
        "normalised",
        pl.col("status").fill_null("missing"),
        "place",
        shown=pl.col("place") <= (MOST if top is None else top),
    )


def _cells(run: ScoringRun, level: str, period: str) -> pl.DataFrame:
    """Return unit_id, indicator, normalised, status of every cell that the matrix or the values have."""
    here = run.matrix.keys.select((pl.col("level") == level) & (pl.col("period") == period)).to_series().to_numpy()
    matrix = run.matrix.rows(here)
    wide = matrix.keys.select("unit_id").with_columns(
        to_column(name, column) for name, column in zip(matrix.indicators, matrix.values.T, strict=True)
    )
    cells = wide.unpivot(index="unit_id", variable_name="indicator", value_name="normalised")
    marks = [("filled", matrix.filled), ("closed", matrix.closed)]
    flat = [pl.Series(n, np.zeros(cells.height, bool) if m is None else m.ravel(order="F")) for n, m in marks]
    said = run.values.filter(level=level, period=period).select("unit_id", "indicator", "status")
    joined = cells.with_columns(flat).join(said, on=["unit_id", "indicator"], how="left", maintain_order="left")
    status = (
        pl.when(pl.col("normalised").is_not_null())
        .then(pl.when("filled").then(pl.lit("imputed")).otherwise(pl.lit("value")))
        .when(pl.col("closed"))
        .then(pl.lit("not_applicable"))
        .when(pl.col("status").is_in(list(HATCHES)))
        .then("status")
        .otherwise(pl.lit("missing"))
    )
    return joined.select("unit_id", "indicator", "normalised", status=status)


def heatmap(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw units x indicators, light is better; hatches tell why a cell is empty. See `heatmap_table`.

    Examples
    --------
    >>> ax = heatmap(run, level="school", node="teaching", top=60, lang="en")  # doctest: +SKIP
    """
    table = heatmap_table(run, level=level, period=period, node=node, lang=lang, top=top)
    period, node = choose(run, level, period, node, lang)
    shown = table.filter("shown")
    units = shown.unique("unit_id", maintain_order=True)
    leaves = run.framework.leaves(node)
    hidden = table["unit_id"].n_unique() - units.height
    counts = f"{word(f'n_{level}', lang, n=units.height)} × {word('n_indicator', lang, n=len(leaves))}"
    with sheet(
        run,
        ax,
        size=(max(WIDTH, 3.4 + COLUMN * len(leaves)), rows_height(units.height)),
        title=word("heatmap", lang),
        subtitle=f"{period} · {run.framework.label(node, lang)} · {counts} · {score_label(run, lang)}",
        notes=[word("heatmap_note", lang), word("not_shown", lang, n=hidden) if hidden else ""],
        lang=lang,
    ) as axes:
        name_rows(axes, labels(units["name"].to_list(), units["unit_id"].to_list(), among=everyone(run, level, lang)))
        _columns(axes, run, leaves, units.height, lang)
        if units.height:
            legend_above(axes, _cells_drawn(axes, run, shown, units.height, len(leaves), lang))
        side_columns(axes, {word("score", lang): [points(s) for s in units["score"]]})
    return axes


def _columns(ax: Axes, run: ScoringRun, leaves: list[str], rows: int, lang: str) -> None:
    names = labels([run.framework.label(i, lang) for i in leaves], leaves, most=20.0)
    ax.set_xlim(-0.5, len(leaves) - 0.5)
    ax.set_xticks(range(len(leaves)), names, rotation=90, fontsize=8)
    ax.tick_params(axis="x", length=0, pad=3, top=True, labeltop=True, labelbottom=rows > TALL, bottom=False)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    parents = [run.framework.node(i)["parent"] for i in leaves]
    for i in range(1, len(leaves)):
        if parents[i] != parents[i - 1]:
            ax.axvline(i - 0.5, color=INK, linewidth=1.2)


def _cells_drawn(ax: Axes, run: ScoringRun, shown: pl.DataFrame, rows: int, columns: int, lang: str) -> list[Any]:
    import matplotlib
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    grid = shown["normalised"].cast(pl.Float64).fill_null(np.nan).to_numpy().reshape(rows, columns)
    handles: list[Any] = []
    if not np.isnan(grid).all():
        ends = np.linspace(*_range(run, grid), CLASSES + 1)
        shades = [matplotlib.colormaps[SEQUENCE](0.05 + 0.9 * i / (CLASSES - 1)) for i in range(CLASSES)]
        inside = np.clip(grid, ends[0], ends[-1])
        norm = BoundaryNorm(ends, CLASSES)
        ax.imshow(inside, cmap=ListedColormap(shades), norm=norm, aspect="auto", interpolation="none",
                  extent=(-0.5, columns - 0.5, rows - 0.5, -0.5))  # fmt: skip
        ax.set_ylim(rows - 0.4, -0.6)
        handles = [
            Patch(facecolor=shade, label=f"{low:.3g} – {high:.3g}".replace("-", "−"))
            for shade, low, high in zip(shades, ends, ends[1:], strict=False)
        ]
    status = np.array(shown["status"].to_list(), dtype=object).reshape(rows, columns)
    for kind, hatch in HATCHES.items():
        if (status == kind).any():
            _hatch(ax, status == kind, hatch)
            handles.append(
                Patch(facecolor="#F4F4F4", edgecolor="#777777", hatch=hatch, label=word(f"cell.{kind}", lang))
            )
    at = np.argwhere(status == "imputed")
    if at.size:
        marks = ax.scatter(at[:, 1], at[:, 0], s=9, facecolors="white", edgecolors=INK, linewidths=0.6,
                           label=word("cell.imputed", lang))  # fmt: skip
        handles.append(marks)
    return handles


def _range(run: ScoringRun, grid: Any) -> tuple[float, float]:
    known = score_range(run)
    if known is not None:
        return known
    low, high = float(np.nanmin(grid)), float(np.nanmax(grid))
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _hatch(ax: Axes, cells: Any, hatch: str) -> None:
    """Hatch cells as one shape: thousands of them take no longer than one."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    squares = [
        Path([(x - 0.5, y - 0.5), (x + 0.5, y - 0.5), (x + 0.5, y + 0.5), (x - 0.5, y + 0.5), (x - 0.5, y - 0.5)],
             closed=True)
        for y, x in np.argwhere(cells)
    ]  # fmt: skip
    shape = Path.make_compound_path(*squares)
    ax.add_patch(PathPatch(shape, facecolor="#F4F4F4", edgecolor="#777777", hatch=hatch, linewidth=0.3))


def heatmap_alt(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> str:
    """Say in a sentence where the units are weakest and how much is missing."""
    table = heatmap_table(run, level=level, period=period, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    medians = (
        table.group_by("indicator", maintain_order=True)
        .agg(pl.col("label").first(), pl.col("normalised").median())
        .drop_nulls()
        .sort("normalised", maintain_order=True)
    )
    counts = dict(table.group_by("status").len().iter_rows())
    known = medians.height > 0
    return word(
        "heatmap_alt",
        lang,
        period=period,
        node=run.framework.label(node, lang),
        units=word(f"n_{level}", lang, n=table["unit_id"].n_unique()),
        n=table["indicator"].n_unique(),
        weakest=wrap(medians["label"][0], 60)[0] if known else "–",
        low=points(medians["normalised"][0]) if known else "–",
        missing=counts.get("missing", 0) + counts.get("suppressed", 0),
        closed=counts.get("not_applicable", 0),
    )
