"""Members: how far the schools of a group lie apart, with its lead and its weakest school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, everyone, scored
from toolkit.charts._names import labels
from toolkit.charts._palette import BLUE, FAINT, INK, VERMILLION
from toolkit.charts._rows import MOST, legend_above, name_rows, points, rows_height, score_label, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import OptionError
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun


def members_table(
    run: ScoringRun, *, period: str | None = None, node: str | None = None, lang: str = "zh", top: int | None = None
) -> pl.DataFrame:
    """Return a row a school of a group: group_id, name, group_score, school_id, role, score, weakest, spread, place, shown.

    `spread` is the score of the group's best school minus that of its weakest; `place` is 1 for the widest group.
    Groups with fewer than two scored schools have no spread and come last. Of equally weak schools the smaller id is the
    weakest one.

    Parameters
    ----------
    top : int, optional
        Show only the groups with the widest spread; by default all, at most 240.
    """
    if "school" not in run.levels or not run.members.height:
        raise OptionError(
            "The run has no member schools: charts of the spread need scores of level 'school' and members."
        )
    period, node = choose(run, "group", period, node, lang)
    groups = scored(run, "group", period, node, lang).select(
        "name", "district_id", group_id="unit_id", group_score="score"
    )
    schools = run.scores.filter(level="school", period=period, node=node).select("score", school_id="unit_id")
    rows = (
        run.members.filter(period=period)
        .select("group_id", "school_id", "role")
        .join(schools, on="school_id", how="left")
        .join(groups, on="group_id", how="inner")
        .sort("group_id", "score", "school_id", nulls_last=True)
    )
    scores = pl.col("score").over("group_id")
    count = pl.col("score").count().over("group_id")
    rows = rows.with_columns(
        spread=pl.when(count > 1).then((scores.max() - scores.min()).over("group_id").round(10)),
        weakest=(pl.int_range(pl.len()).over("group_id") == 0) & pl.col("score").is_not_null() & (count > 1),
    )
    order = (
        rows.select("group_id", "spread").unique().sort("spread", "group_id", descending=[True, False], nulls_last=True)
    )
    order = order.with_columns(place=pl.int_range(1, pl.len() + 1))
    most = min(top if top is not None else MOST, order["spread"].count())
    return (
        rows.join(order.drop("spread"), on="group_id")
        .with_columns(shown=pl.col("place") <= most)
        .sort("place", "score", "school_id", nulls_last=True)
        .select("group_id", "name", "group_score", "school_id", "role", "score", "weakest", "spread", "place", "shown")
    )


def members(
    run: ScoringRun,
    *,
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw every group as a line from its weakest to its best school, the widest on top. Schools are not named."""
    table = members_table(run, period=period, node=node, lang=lang, top=top)
    period, node = choose(run, "group", period, node, lang)
    shown = table.filter("shown")
    groups = shown.unique("group_id", maintain_order=True)
    every = table.unique("group_id", maintain_order=True)
    hidden, without = every["spread"].count() - groups.height, every["spread"].null_count()
    notes = [
        word("members_note", lang),
        word("not_shown", lang, n=hidden) if hidden else "",
        word("members_without", lang, n=without) if without else "",
    ]
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(groups.height)),
        title=word("members", lang),
        subtitle=f"{period} · {run.framework.label(node, lang)} · {word('n_group', lang, n=groups.height)}",
        notes=notes,
        lang=lang,
    ) as axes:
        name_rows(
            axes, labels(groups["name"].to_list(), groups["group_id"].to_list(), among=everyone(run, "group", lang))
        )
        _schools(axes, shown, groups, lang)
        side_columns(axes, {word("members_gap", lang): [points(s) for s in groups["spread"]]})
        axes.set_xlabel(score_label(run, lang))
    return axes


def _schools(ax: Axes, shown: pl.DataFrame, groups: pl.DataFrame, lang: str) -> None:
    present = shown.filter(pl.col("score").is_not_null()).with_columns(row=pl.col("place") - 1)
    ends = present.group_by("row", maintain_order=True).agg(low=pl.col("score").min(), high=pl.col("score").max())
    ax.hlines(
        ends["row"].to_list(), ends["low"].to_list(), ends["high"].to_list(), color=FAINT, linewidth=1.2, zorder=1
    )
    lead, weakest = pl.col("role") == "lead", pl.col("weakest")
    own = groups.with_columns(row=pl.col("place") - 1, score=pl.col("group_score")).filter(
        pl.col("score").is_not_null()
    )
    looks: list[tuple[pl.DataFrame, str, dict[str, Any]]] = [
        (present.filter(lead), "lead", {"marker": "s", "color": BLUE, "s": 24, "zorder": 4}),
        (
            present.filter(weakest & ~lead),
            "members_weakest",
            {"marker": "v", "color": VERMILLION, "s": 26, "zorder": 3},
        ),
        (
            present.filter(~lead & ~weakest),
            "members_other",
            {"marker": "o", "facecolors": "white", "edgecolors": "#777777", "s": 13, "zorder": 2},
        ),
        (own, "members_score", {"marker": "|", "color": INK, "s": 80, "linewidths": 1.8, "zorder": 5}),
    ]
    marks = [
        ax.scatter(p["score"].to_list(), p["row"].to_list(), label=word(key, lang), **look) for p, key, look in looks
    ]
    legend_above(ax, marks)


def members_alt(run: ScoringRun, *, period: str | None = None, node: str | None = None, lang: str = "zh") -> str:
    """Say in a sentence how far apart the schools of the groups lie."""
    table = members_table(run, period=period, node=node, lang=lang)
    period, node = choose(run, "group", period, node, lang)
    groups = table.unique("group_id", maintain_order=True).filter(pl.col("spread").is_not_null())
    if not groups.height:
        return word("none_to_show", lang)
    behind = table.filter((pl.col("role") == "lead") & (pl.col("score") < pl.col("group_score"))).height
    return word(
        "members_alt",
        lang,
        period=period,
        node=run.framework.label(node, lang),
        units=word("n_group", lang, n=groups.height),
        median=points(groups["spread"].median()),
        widest=groups["name"][0],
        spread=points(groups["spread"][0]),
        behind=behind,
    )
