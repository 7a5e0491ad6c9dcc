"""Status history: the status of every unit in every round, the most worrying on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import everyone, names
from toolkit.charts._names import labels
from toolkit.charts._once import history_of
from toolkit.charts._palette import BLUE, FAINT, INK, ORANGE, VERMILLION
from toolkit.charts._rows import legend_above, name_rows, percent, rows_height, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts._standards import certainty, choose_standard, default_note
from toolkit.defaults import empty
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.monitoring import StatusRules
    from toolkit.scoring_run import ScoringRun

LOOK: dict[str, dict[str, Any]] = {
    "alert": {"marker": "D", "s": 52, "color": VERMILLION, "edgecolors": INK, "linewidths": 0.8},
    "watch": {"marker": "^", "s": 48, "color": ORANGE, "edgecolors": INK, "linewidths": 0.6},
    "clear": {"marker": "o", "s": 14, "color": BLUE},
    "not_assessable": {"marker": "x", "s": 26, "color": INK, "linewidths": 1.1},
}
ORDER = list(LOOK)
TOP = 30


def status_history_table(
    run: ScoringRun,
    *,
    level: str = "group",
    node: str | None = None,
    lang: str = "zh",
    rules: StatusRules | None = None,
    top: int = TOP,
) -> pl.DataFrame:
    """Return the rows of `toolkit.monitoring.status_history` of one level and node, with name, place and shown.

    Units stand in order of their last status (alert, watch, not assessable, clear), then of its probability.
    """
    from toolkit.monitoring import status_history as follow

    _, node = choose_standard(run, level, None, node, lang)
    if node is None:
        history = empty("status_history")
    elif rules is None:
        history = history_of(run, level, node)
    else:
        history = follow(run, rules, level=level, nodes=[node])
    last = history.filter(period=run.latest).with_columns(
        order=pl.col("status").replace_strict(
            {"alert": 0, "watch": 1, "not_assessable": 2, "clear": 3}, return_dtype=pl.Int64
        )
    )
    placed = last.sort("order", "probability", "unit_id", descending=[False, True, False], nulls_last=True).select(
        "unit_id", place=pl.int_range(1, pl.len() + 1)
    )
    rows = history.join(placed, on="unit_id").join(names(run, level, lang), on="unit_id", how="left")
    return rows.with_columns(pl.col("name").fill_null(pl.col("unit_id")), shown=pl.col("place") <= top).sort(
        "place", "period"
    )


def status_history(
    run: ScoringRun,
    *,
    level: str = "group",
    node: str | None = None,
    lang: str = "zh",
    rules: StatusRules | None = None,
    top: int = TOP,
    ax: Axes | None = None,
) -> Axes:
    """Draw a mark for the status of every unit and round; shape and colour tell it."""
    from toolkit.monitoring import StatusRules

    table = status_history_table(run, level=level, node=node, lang=lang, rules=rules, top=top)
    why = default_note(run, level, None, node, lang)
    _, node = choose_standard(run, level, None, node, lang)
    shown = table.filter("shown")
    units = shown.group_by("unit_id", maintain_order=True).agg(
        pl.col("name").first(), pl.col("probability").last(), changes=pl.col("changed").sum()
    )
    chosen, hidden = rules or StatusRules(), table["unit_id"].n_unique() - units.height
    label = "–" if node is None else run.framework.label(node, lang)
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(units.height)),
        title=word("status_history", lang),
        subtitle=f"{run.periods[0]} – {run.latest} · {label} · {word(f'n_{level}', lang, n=units.height)}",
        notes=[
            why,
            word("no_standards", lang)
            if node is None
            else word(
                "status_note",
                lang,
                enter=percent(chosen.watch_enter),
                leave=percent(chosen.watch_leave),
                alert=percent(chosen.alert_enter),
            ),
            word("not_shown", lang, n=hidden) if hidden else "",
        ],
        lang=lang,
    ) as axes:
        name_rows(axes, labels(units["name"].to_list(), units["unit_id"].to_list(), among=everyone(run, level, lang)))
        _marks(axes, shown, run.periods, lang)
        last = [certainty(p) for p in units["probability"]]
        changes = [str(n) for n in units["changes"]]
        side_columns(axes, {word("status_p", lang): last, word("status_transitions", lang): changes})
    return axes


def _marks(ax: Axes, shown: pl.DataFrame, periods: list[str], lang: str) -> None:
    at = {p: i for i, p in enumerate(periods)}
    ax.set_xticks(range(len(periods)), periods)
    ax.set_xlim(-0.5, len(periods) - 0.5)
    ax.grid(visible=False)
    rows = shown.with_columns(x=pl.col("period").replace_strict(at, return_dtype=pl.Int64), y=pl.col("place") - 1)
    spans = rows.group_by("y").agg(pl.col("x").min(), end=pl.col("x").max()).sort("y")
    ax.hlines(spans["y"].to_list(), spans["x"].to_list(), spans["end"].to_list(), color=FAINT, linewidth=0.8, zorder=1)
    handles = []
    for status in ORDER:
        part = rows.filter(status=status)
        if part.height:
            text = word(f"status.{status}", lang)
            handles.append(ax.scatter(part["x"].to_list(), part["y"].to_list(), zorder=3, label=text, **LOOK[status]))
    if handles:
        legend_above(ax, handles)


def status_history_alt(run: ScoringRun, *, level: str = "group", node: str | None = None, lang: str = "zh") -> str:
    """Say in a sentence how many have which status, and how often it changed."""
    table = status_history_table(run, level=level, node=node, lang=lang)
    _, node = choose_standard(run, level, None, node, lang)
    last = table.filter(period=run.latest)["status"].to_list()
    return word(
        "status_history_alt",
        lang,
        node="–" if node is None else run.framework.label(node, lang),
        period=run.latest,
        alert=last.count("alert"),
        watch=last.count("watch"),
        missing=last.count("not_assessable"),
        changes=int(table["changed"].sum()),
    )
