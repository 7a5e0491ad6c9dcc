"""Ranking: scores with their intervals, best first, with the range of plausible ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, everyone, extremes, outcomes, scored
from toolkit.charts._names import labels
from toolkit.charts._palette import BLUE, FAINT, INK, VERMILLION
from toolkit.charts._rows import MOST, legend_above, name_rows, percent, points, rows_height, score_label, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.words import listed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun


def ranking_table(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
    bottom: int | None = None,
) -> pl.DataFrame:
    """Return every unit, best first: unit_id, name, score, lower, upper, rank, rank_lower, rank_upper, flags, outcome, shown.

    `flags` counts those at the node and below it, `outcome` is about the node itself.

    Ties stand in order of id. Units without a score come last; they are never shown as a rank.

    Parameters
    ----------
    run : ScoringRun
        The run.
    level, period, node : str
        Level of the units; the latest period and the root node by default.
    top, bottom : int, optional
        Show only so many of the best and of the last. By default all, or 120 and 120 when there are more than 240.
    """
    period, node = choose(run, level, period, node, lang)
    table = scored(run, level, period, node, lang).join(outcomes(run, level, period, node), on="unit_id", how="left")
    ranked = table["score"].count()
    if top is None and bottom is None:
        top, bottom = (ranked, 0) if ranked <= MOST else (MOST // 2, MOST // 2)
    row = pl.int_range(pl.len())
    return table.with_columns(
        flags=pl.col("flags").fill_null(0),
        outcome=pl.when(pl.col("score").is_null()).then(pl.lit("not_assessable")).otherwise(pl.col("outcome")),
        shown=(row < ranked) & ((row < (top or 0)) | (row >= ranked - (bottom or 0))),
    ).select(
        "unit_id", "name", "score", "lower", "upper", "rank", "rank_lower", "rank_upper", "flags", "outcome", "shown"
    )


def ranking(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
    bottom: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw scores as dots with intervals, best on top; a diamond is flagged itself. See `ranking_table`.

    Examples
    --------
    >>> ax = ranking(run, level="group", top=15, bottom=15, lang="en")  # doctest: +SKIP
    """
    table = ranking_table(run, level=level, period=period, node=node, lang=lang, top=top, bottom=bottom)
    period, node = choose(run, level, period, node, lang)
    shown = table.filter("shown")
    hidden = table["score"].count() - shown.height
    cut = _gap(table)
    names = labels(shown["name"].to_list(), shown["unit_id"].to_list(), among=everyone(run, level, lang))
    ranks = [_rank_text(*r) for r in shown.select("rank", "rank_lower", "rank_upper").iter_rows()]
    flags = [str(n) for n in shown["flags"]]
    if cut is not None:
        names.insert(cut, word("gap_row", lang, n=hidden))
        ranks.insert(cut, "")
        flags.insert(cut, "")
    counted = word("count_assessed", lang, units=word(f"n_{level}", lang, n=table["score"].count()))
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(len(names))),
        title=word("ranking", lang),
        subtitle=f"{period} · {run.framework.label(node, lang)} · {counted}",
        notes=_notes(run, table, hidden, level, lang),
        lang=lang,
    ) as axes:
        name_rows(axes, names)
        rows = [i for i in range(len(names)) if i != cut]
        _dots(axes, shown, rows, run.framework.label(node, lang), lang)
        side_columns(axes, {word("rank_column", lang): ranks, word("flags_column", lang): flags})
        axes.set_xlabel(score_label(run, lang))
    return axes


def _dots(ax: Axes, shown: pl.DataFrame, rows: list[int], node: str, lang: str) -> None:
    placed = shown.with_columns(row=pl.Series(rows, dtype=pl.Int64))
    flagged = pl.col("outcome").eq("flagged").fill_null(False)
    spans = placed.filter(pl.col("lower").is_not_null())
    ax.hlines(spans["row"].to_list(), spans["lower"].to_list(), spans["upper"].to_list(), color=FAINT, linewidth=1.6)
    marks: list[Any] = []
    for part, colour, marker, key in (
        (placed.filter(~flagged), BLUE, "o", "clear_mark"),
        (placed.filter(flagged), VERMILLION, "D", "flagged_mark"),
    ):
        marks.append(
            ax.scatter(
                part["score"].to_list(),
                part["row"].to_list(),
                s=26,
                marker=marker,
                color=colour,
                edgecolors=INK if marker == "D" else colour,
                linewidths=0.8,
                zorder=3,
                label=word(key, lang, node=node),
            )
        )
    legend_above(ax, [mark for mark in marks if len(mark.get_offsets())])


def _gap(table: pl.DataFrame) -> int | None:
    """Row at which the chart leaves units out, if it does between two shown ones."""
    shown = table.filter(pl.col("score").is_not_null())["shown"].to_list()
    if False not in shown or True not in shown:
        return None
    first = shown.index(False)
    return first if first > 0 and True in shown[first:] else None


def _rank_text(rank: int | None, lower: int | None, upper: int | None) -> str:
    return f"{rank}" if lower is None or upper is None else f"{rank} ({lower}–{upper})"


def _notes(run: ScoringRun, table: pl.DataFrame, hidden: int, level: str, lang: str) -> list[str]:
    missing = table.filter(pl.col("score").is_null())
    names = labels(missing["name"].to_list(), missing["unit_id"].to_list(), most=14, among=everyone(run, level, lang))
    known = table["lower"].count() > 0
    explained = word("intervals_explained", lang, level=percent(run.study.coverage), unit=word(level, lang))
    return [
        explained if known else word("no_intervals", lang),
        word("not_shown", lang, n=hidden) if hidden else "",
        word("not_assessable_list", lang, n=missing.height, names=listed(names, lang)) if missing.height else "",
    ]


def ranking_alt(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> str:
    """Say in a sentence what the ranking shows."""
    table = ranking_table(run, level=level, period=period, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    number = table["score"].count()
    if not number:
        return word("none_to_show", lang)
    best, high, worst, low = extremes(table, "score")
    return word(
        "ranking_alt",
        lang,
        period=period,
        node=run.framework.label(node, lang),
        units=word(f"n_{level}", lang, n=number),
        best=best,
        high=points(high),
        worst=worst,
        low=points(low),
        flagged=table.filter(pl.col("flags") > 0).height,
        missing=table.height - number,
    )
