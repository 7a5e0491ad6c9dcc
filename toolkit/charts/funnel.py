"""Funnel: scores against their standard errors, with the limits within which ordinary peers lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from toolkit.charts._choose import choose, scored
from toolkit.charts._names import labels
from toolkit.charts._palette import BLUE, FAINT, GRID, INK, ORANGE, VERMILLION
from toolkit.charts._rows import legend_above, percent, points, score_label
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.flags.peers_outlier import standing
from toolkit.words import listed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

HEIGHT = 4.4
LIMITS = (0.95, 0.998)


def funnel_table(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> pl.DataFrame:
    """Return unit_id, name, score, se, middle, tau, z, place, farthest below first (the numbers of rule `peers_outlier`).

    `place` is `inside`, `near` (beyond the 95 % limits) or `beyond` (the 99.8 %); null where there are too few peers, or
    no error or no score is known.
    """
    period, node = choose(run, level, period, node, lang)
    rows = scored(run, level, period, node, lang).select("unit_id", "name", "score", "se")
    p = pl.col("probability")
    place = (
        pl.when(p.is_null())
        .then(None)
        .when(p > LIMITS[1])
        .then(pl.lit("beyond"))
        .when(p > LIMITS[0])
        .then(pl.lit("near"))
        .otherwise(pl.lit("inside"))
    )
    return (
        rows.with_columns(*standing(rows))
        .with_columns(place=place)
        .sort("z", "unit_id", nulls_last=True)
        .select("unit_id", "name", "score", "se", "middle", "tau", "z", "place")
    )


def funnel(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw scores against their standard errors, with 95 % and 99.8 % limits around the median of the peers.

    Examples
    --------
    >>> ax = funnel(run, node="satisfaction", lang="en")  # doctest: +SKIP
    """
    table = funnel_table(run, level=level, period=period, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    counted = word(f"n_{level}", lang, n=table["place"].count())
    with sheet(
        run,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("funnel", lang),
        subtitle=f"{period} · {run.framework.label(node, lang)} · {counted}",
        notes=_notes(table, lang),
        lang=lang,
    ) as axes:
        _draw(axes, table, lang)
        axes.set_xlabel(word("funnel_x", lang))
        axes.set_ylabel(score_label(run, lang))
    return axes


def _draw(ax: Axes, table: pl.DataFrame, lang: str) -> None:
    from scipy.special import ndtri

    known = table.filter(pl.col("place").is_not_null())
    ax.grid(color=GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    widest = float(known["se"].max() or 0.0) if known.height else 0.0  # type: ignore[arg-type]
    handles: list[Any] = []
    looks: tuple[tuple[str, dict[str, Any]], ...] = (
        ("inside", {"marker": "o", "s": 16, "color": BLUE, "alpha": 0.75}),
        ("near", {"marker": "^", "s": 26, "color": ORANGE, "edgecolors": INK, "linewidths": 0.5}),
        ("beyond", {"marker": "D", "s": 30, "color": VERMILLION, "edgecolors": INK, "linewidths": 0.8}),
    )
    for place, look in looks:
        part = known.filter(place=place)
        if part.height:
            text = word(f"funnel_{place}", lang, level=percent(LIMITS[0] if place == "inside" else LIMITS[1]))
            handles.append(ax.scatter(part["se"].to_list(), part["score"].to_list(), zorder=3, label=text, **look))
    if known.height:
        middle, tau = float(known["middle"][0]), float(known["tau"][0])
        errors = np.linspace(0, widest * 1.05 or 1.0, 200)
        sd = np.sqrt(errors**2 + tau**2)
        for coverage, style in zip(LIMITS, ("--", "-"), strict=True):
            half = float(ndtri((1 + coverage) / 2)) * sd
            ax.plot(errors, middle - half, color=FAINT, linewidth=1.2, linestyle=style)
            ax.plot(errors, middle + half, color=FAINT, linewidth=1.2, linestyle=style)
        handles.append(
            ax.axhline(middle, color=INK, linewidth=0.9, label=word("funnel_middle", lang, middle=points(middle)))
        )
        ax.set_xlim(widest * 1.05 or 1.0, -0.03 * (widest or 1.0))
    if handles:
        legend_above(ax, handles)


def _notes(table: pl.DataFrame, lang: str) -> list[str]:
    known = table.filter(pl.col("place").is_not_null())
    missing = table.filter(pl.col("score").is_null())
    none = (
        word("not_assessable_list", lang, n=missing.height, names=_named(missing, table, lang))
        if missing.height
        else ""
    )
    if not known.height:
        return [word("funnel_unknown", lang), none]
    out = known.filter(place="beyond")
    return [
        word("funnel_note", lang, tau=points(known["tau"][0])),
        word("funnel_exact", lang) if known["se"].max() == 0 else "",
        word("funnel_out", lang, n=out.height, names=_named(out, table, lang)) if out.height else "",
        none,
    ]


def _named(rows: pl.DataFrame, table: pl.DataFrame, lang: str) -> str:
    return listed(labels(rows["name"].to_list(), rows["unit_id"].to_list(), 14, table["name"].to_list()), lang)


def funnel_alt(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> str:
    """Say in a sentence how many lie outside the limits."""
    table = funnel_table(run, level=level, period=period, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    places = table["place"].to_list()
    return word(
        "funnel_alt",
        lang,
        period=period,
        node=run.framework.label(node, lang),
        units=word(f"n_{level}", lang, n=table["place"].count()),
        out=places.count("beyond"),
        near=places.count("near"),
        middle=points(table["middle"].max()),
    )
