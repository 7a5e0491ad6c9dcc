"""Caterpillar: estimates in order, each with the interval in which it can be compared with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from toolkit.charts._choose import choose, names
from toolkit.charts._palette import BLUE, FAINT, INK, QUIET, VERMILLION
from toolkit.charts._rows import legend_above, percent, score_label
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts._standards import value_label
from toolkit.errors import unknown
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

COVERAGE = 0.95
HEIGHT = 3.6
LOOK = {"below": (VERMILLION, "v"), "average": (FAINT, "o"), "above": (BLUE, "^")}


def caterpillar_table(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> pl.DataFrame:
    """Return every unit, lowest first: unit_id, name, estimate, se, lower, upper, verdict.

    `lower` and `upper` are the comparative interval (`toolkit.models.comparative_z`). `verdict` is above, below or average,
    by the usual 95 % interval against the mean of the units; unknown errors are average.

    Parameters
    ----------
    node : str, optional
        An indicator, such as one of value added (its values are shown), or a node (its scores); the root by default.
    """
    period, node = _chosen(run, level, period, node, lang)
    if _is_indicator(run, node):
        rows = run.values.filter(level=level, period=period, indicator=node).select(
            "unit_id", estimate="value", se="se"
        )
    else:
        rows = run.scores.filter(level=level, period=period, node=node).select("unit_id", estimate="score", se="se")
    named = rows.join(names(run, level, lang).select("unit_id", "name"), on="unit_id", how="left")
    return verdicts(named.with_columns(pl.col("name").fill_null(pl.col("unit_id"))))


def verdicts(rows: pl.DataFrame) -> pl.DataFrame:
    """Add comparative intervals and verdicts to unit_id, name, estimate, se; lowest first, without an estimate last."""
    from toolkit.models import comparative_z

    known = rows.filter(pl.col("estimate").is_not_null() & pl.col("se").is_not_null())
    z = comparative_z(known["se"].to_numpy())
    mean = float(np.mean(np.sort(rows["estimate"].drop_nulls().to_numpy()))) if rows["estimate"].count() else 0.0
    far = (pl.col("estimate") - mean) / (1.959963984540054 * pl.col("se"))
    return (
        rows.with_columns(
            lower=pl.col("estimate") - z * pl.col("se"),
            upper=pl.col("estimate") + z * pl.col("se"),
            verdict=pl.when(far > 1)
            .then(pl.lit("above"))
            .when(far < -1)
            .then(pl.lit("below"))
            .when(pl.col("estimate").is_not_null())
            .then(pl.lit("average")),
        )
        .sort("estimate", "unit_id", nulls_last=True)
        .select("unit_id", "name", "estimate", "se", "lower", "upper", "verdict")
    )


def caterpillar(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the estimates in order with comparative intervals. See `caterpillar_table`.

    Examples
    --------
    >>> caterpillar(run, level="school", node="Q1", lang="en")  # doctest: +SKIP
    """
    table = caterpillar_table(run, level=level, period=period, node=node, lang=lang)
    period, node = _chosen(run, level, period, node, lang)
    counted = word("count_assessed", lang, units=word(f"n_{level}", lang, n=table["estimate"].count()))
    label = run.framework.label(node, lang)
    axis, missing = score_label(run, lang), table["estimate"].null_count()
    if _is_indicator(run, node):
        axis = value_label(run, node, lang)
    subtitle = f"{period} · {label} · {counted}"
    with sheet(
        run,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("caterpillar", lang),
        subtitle=subtitle,
        notes=[*note(table, lang), word("not_assessable_count", lang, n=missing) if missing else ""],
        lang=lang,
    ) as axes:
        draw(axes, table, axis, lang)
    return axes


def note(table: pl.DataFrame, lang: str) -> list[str]:
    """Return what must be said below the chart."""
    known = table.filter(pl.col("se") > 0).head(1)
    if not known.height:
        return [word("no_intervals", lang)]
    z = ((known["upper"] - known["estimate"]) / known["se"]).item()
    return [word("caterpillar_note", lang, z=f"{z:.2f}")]


def draw(axes: Axes, table: pl.DataFrame, axis: str, lang: str) -> None:
    """Draw a table of `verdicts`."""
    shown = table.filter(pl.col("estimate").is_not_null()).with_row_index("place")
    handles: list[Any] = []
    for verdict, (colour, marker) in LOOK.items():
        part = shown.filter(verdict=verdict)
        spans = part.drop_nulls("lower")
        axes.vlines(
            spans["place"].to_list(), spans["lower"].to_list(), spans["upper"].to_list(), color=colour, linewidth=0.9
        )
        if part.height:
            text = word(f"caterpillar.{verdict}", lang, level=percent(COVERAGE))
            handles.append(
                axes.scatter(
                    part["place"].to_list(),
                    part["estimate"].to_list(),
                    s=9,
                    marker=marker,
                    color=colour,
                    edgecolors=INK,
                    linewidths=0.3,
                    zorder=3,
                    label=text,
                )
            )
    if shown.height:
        axes.axhline(float(shown["estimate"].mean()), color=QUIET, linewidth=0.8, linestyle="--", zorder=0)  # type: ignore[arg-type]
        axes.set_xlim(-1, shown.height)
        legend_above(axes, handles)
    axes.set_xticks([])
    axes.set_xlabel(word("caterpillar_axis", lang))
    axes.set_ylabel(axis)


def caterpillar_alt(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> str:
    """Say in a sentence how many stand out."""
    table = caterpillar_table(run, level=level, period=period, node=node, lang=lang)
    period, node = _chosen(run, level, period, node, lang)
    return word(
        "caterpillar_alt",
        lang,
        node=run.framework.label(node, lang),
        period=period,
        n=table["estimate"].count(),
        level=percent(COVERAGE),
        above=table.filter(verdict="above").height,
        below=table.filter(verdict="below").height,
        missing=table["estimate"].null_count(),
    )


def _is_indicator(run: ScoringRun, node: str) -> bool:
    return str(run.framework.node(node)["kind"]) == "indicator"


def _chosen(run: ScoringRun, level: str, period: str | None, node: str | None, lang: str) -> tuple[str, str]:
    """Return period and node; an indicator of weight 0 has values but no score."""
    every = run.framework.walk(run.framework.root)
    if node is not None and node not in every:
        raise unknown("node", node, every)
    return choose(run, level, period, None, lang)[0], node or run.framework.root
