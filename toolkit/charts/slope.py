"""Slope: how scores changed between two periods, and which changes are clearer than the noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, scored
from toolkit.charts._ends import name_ends
from toolkit.charts._names import labels
from toolkit.charts._palette import BLUE, FAINT, GRID, VERMILLION
from toolkit.charts._rows import legend_above, percent, points, score_label
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import OptionError, unknown
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

HEIGHT = 5.2
LOOK: dict[str, dict[str, Any]] = {
    "rise": {"color": BLUE, "linewidth": 1.6, "linestyle": "-", "marker": "o", "zorder": 3},
    "fall": {"color": VERMILLION, "linewidth": 1.6, "linestyle": "--", "marker": "v", "zorder": 3},
    "unclear": {"color": FAINT, "linewidth": 0.7, "linestyle": "-", "marker": "", "zorder": 1},
}


def slope_table(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    since: str = "base",
    node: str | None = None,
    lang: str = "zh",
) -> pl.DataFrame:
    """Return a row a unit: unit_id, name, since, period, before, after, change, change_se, lower, upper, kind.

    `change_se` is sqrt(se_before² + se_after²): the errors of two periods are taken as independent. `kind` is `rise` or
    `fall` where the interval of the change excludes zero, else `unclear`; null where a score or its error is missing.

    Parameters
    ----------
    since : str
        `base` (the base period), `previous` (the period before), or a period.
    """
    period, node = choose(run, level, period, node, lang)
    earlier = _earlier(run, period, since)
    after = scored(run, level, period, node, lang).select("unit_id", "name", after="score", se_after="se")
    before = run.scores.filter(pl.col("period").eq_missing(earlier), level=level, node=node).select(
        "unit_id", before="score", se_before="se"
    )
    z = _z(run.study.coverage)
    change, half = pl.col("after") - pl.col("before"), z * pl.col("change_se")
    kind = (
        pl.when(pl.col("lower") > 0)
        .then(pl.lit("rise"))
        .when(pl.col("upper") < 0)
        .then(pl.lit("fall"))
        .when(pl.col("lower").is_not_null())
        .then(pl.lit("unclear"))
    )
    return (
        after.join(before, on="unit_id", how="left")
        .with_columns(change=change.round(10), change_se=(pl.col("se_after") ** 2 + pl.col("se_before") ** 2).sqrt())
        .with_columns(lower=(pl.col("change") - half).round(10), upper=(pl.col("change") + half).round(10))
        .with_columns(kind=kind, since=pl.lit(earlier), period=pl.lit(period))
        .sort("change", "unit_id", descending=[True, False], nulls_last=True)
        .select(
            "unit_id", "name", "since", "period", "before", "after", "change", "change_se", "lower", "upper", "kind"
        )
    )


def _earlier(run: ScoringRun, period: str, since: str) -> str | None:
    """Return the period to compare with; None where there is no earlier one."""
    before = [p for p in run.periods if p < period]
    if since == "previous":
        return before[-1] if before else None
    if since == "base":
        return run.base_period if run.base_period in before else before[0] if before else None
    if since not in run.periods:
        raise unknown("period", since, ["base", "previous", *run.periods])
    if since >= period:
        raise OptionError(f"since={since!r} is not earlier than the period {period!r}.")
    return since


def _z(coverage: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + coverage) / 2)


def slope(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    since: str = "base",
    node: str | None = None,
    lang: str = "zh",
    named: int = 12,
    ax: Axes | None = None,
) -> Axes:
    """Draw a line a unit from the earlier to the later score; clear changes stand out, the `named` largest have names."""
    table = slope_table(run, level=level, period=period, since=since, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    drawn = table.filter(pl.col("change").is_not_null())
    earlier = table["since"][0] if table.height else None
    clear = drawn.filter(pl.col("kind").is_in(["rise", "fall"]))
    top = clear.sort(pl.col("change").abs(), "unit_id", descending=[True, False]).head(named)
    counted = word(f"n_{level}", lang, n=drawn.height)
    with sheet(
        run,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("slope", lang),
        subtitle=f"{earlier or '–'} → {period} · {run.framework.label(node, lang)} · {counted}",
        notes=_notes(run, table, top.height, clear.height, level, lang),
        lang=lang,
    ) as axes:
        handles = [_lines(axes, drawn, kind, lang) for kind in ("rise", "fall", "unclear")]
        axes.set_xlim(-0.02, 1.0)
        axes.set_xticks([0, 1], [earlier or "–", period])
        axes.set_ylabel(score_label(run, lang))
        axes.grid(axis="y", color=GRID, linewidth=0.7)
        if drawn.height:
            _name_ends(axes, top, table["name"].to_list())
        else:
            axes.text(0.5, 0.5, word("slope_alone", lang), transform=axes.transAxes, ha="center")
        legend_above(axes, handles)
    return axes


def _lines(ax: Axes, drawn: pl.DataFrame, kind: str, lang: str) -> Any:
    from matplotlib.collections import LineCollection
    from matplotlib.lines import Line2D

    rows = drawn.filter(pl.col("kind").fill_null("unclear") == kind)
    look = LOOK[kind]
    ends = list(rows.select("before", "after").iter_rows())
    ax.add_collection(
        LineCollection(
            [[(0, b), (1, a)] for b, a in ends],
            colors=look["color"],
            linewidths=look["linewidth"],
            linestyles=look["linestyle"],
            zorder=look["zorder"],
        )
    )
    ax.scatter([0] * len(ends), [b for b, _ in ends], s=9, color=look["color"], zorder=look["zorder"], clip_on=False)
    ax.scatter(
        [1] * len(ends),
        [a for _, a in ends],
        s=18,
        marker=look["marker"] or "o",
        color=look["color"],
        zorder=look["zorder"],
        clip_on=False,
    )
    text = f"{word(f'slope_{kind}', lang)} {len(ends)}"
    return Line2D(
        [],
        [],
        color=look["color"],
        linestyle=look["linestyle"],
        linewidth=look["linewidth"],
        marker=look["marker"],
        markersize=5,
        label=text,
    )


def _name_ends(ax: Axes, top: pl.DataFrame, every: list[str]) -> None:
    rows = top.sort("after", "unit_id", descending=[True, False])
    names = labels(rows["name"].to_list(), rows["unit_id"].to_list(), 16, every)
    changes = [("+" if change > 0 else "") + points(change) for change in rows["change"]]
    texts = [f"{name} {change}" for name, change in zip(names, changes, strict=True)]
    name_ends(ax, 1, rows["after"].to_list(), texts, [LOOK[kind]["color"] for kind in rows["kind"]], HEIGHT)


def _notes(run: ScoringRun, table: pl.DataFrame, named: int, clear: int, level: str, lang: str) -> list[str]:
    missing = table["change"].null_count()
    compared = table["kind"].count()
    note = word(
        "slope_note",
        lang,
        level=percent(run.study.coverage),
        n=compared,
        chance=f"{compared * (1 - run.study.coverage):.0f}",
        unclear=table["change"].count() - clear,
        missing=missing,
    )
    return [
        note,
        word("slope_joined", lang) if level == "group" and run.members.height else "",
        word("slope_labelled", lang, units=word(f"n_{level}", lang, n=named)) if named < clear else "",
    ]


def slope_alt(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    since: str = "base",
    node: str | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence how many rose and fell."""
    table = slope_table(run, level=level, period=period, since=since, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    kinds = table["kind"].to_list()
    if not table["change"].count():
        return word("slope_alone", lang)
    rise, fall = kinds.count("rise"), kinds.count("fall")
    return word(
        "slope_alt",
        lang,
        before=table["since"][0],
        after=period,
        node=run.framework.label(node, lang),
        rise=rise,
        fall=fall,
        unclear=table["change"].count() - rise - fall,
        missing=table["change"].null_count(),
    )
