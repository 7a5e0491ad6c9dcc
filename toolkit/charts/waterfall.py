"""Waterfall: why this score? What every indicator adds to it, up to the score itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, names, scored
from toolkit.charts._names import clean, labels, shorten
from toolkit.charts._palette import BLUE, INK, ORANGE, QUIET
from toolkit.charts._rows import legend_above, name_rows, points, rows_height, score_label, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import OptionError, unknown
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

CLOSE = 1e-5
"""Contributions carry six decimals, scores ten."""


def waterfall_table(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
) -> pl.DataFrame:
    """Return a row an indicator that has a value and a weight: indicator, label, normalised, peer_median, contribution, start, end.

    `contribution` is that of `tk.explain`, in points of the score; every bar starts where the last one ended, and the last
    one ends at the score. `peer_median` is the middle of the level on the common scale.

    Parameters
    ----------
    unit_id : str, optional
        Whose score; by default that of the last in the ranking (see `waterfall_unit`).

    Raises
    ------
    OptionError
        Under an aggregator whose scores are not the sum of contributions: those that compare the units with one another
        (TOPSIS, Copeland, …), and means with a fixed shift.
    """
    period, node = choose(run, level, period, node, lang)
    unit_id = waterfall_unit(run, unit_id, level, period, node)
    table = pl.DataFrame(schema=SCHEMA) if unit_id is None else _parts(run, unit_id, level, period, node, lang)
    end = pl.col("contribution").cum_sum().round(6)
    return table.with_columns(start=end.shift(1, fill_value=0.0), end=end)


SCHEMA = {
    "indicator": pl.String,
    "label": pl.String,
    "normalised": pl.Float64,
    "peer_median": pl.Float64,
    "contribution": pl.Float64,
}


def waterfall_unit(run: ScoringRun, unit_id: str | None, level: str, period: str, node: str) -> str | None:
    """Return the unit, by default the last in the ranking: whose score is asked about most. None where nobody has a score."""
    scores = run.scores.filter(level=level, period=period, node=node).sort("rank", "unit_id", nulls_last=True)
    if unit_id is None:
        ranked = scores.drop_nulls("score")
        return str(ranked["unit_id"][-1]) if ranked.height else None
    if unit_id not in scores["unit_id"]:
        raise unknown(level, unit_id, scores["unit_id"].sort().to_list())
    return unit_id


def _parts(run: ScoringRun, unit_id: str, level: str, period: str, node: str, lang: str) -> pl.DataFrame:
    from toolkit.explain import explain

    score = run.scores.filter(level=level, period=period, node=node, unit_id=unit_id)["score"][0]
    if score is None:
        return pl.DataFrame(schema=SCHEMA)
    told = explain(run, unit_id, node=node, period=period, level=level).indicators
    told = told.filter(pl.col("indicator").is_in(weighted(run, node)))
    known = told.drop_nulls("normalised")
    parts = known["contribution"]
    rest = _not_published(told, score - parts.sum(), lang)
    parts = pl.concat([parts, rest["contribution"]])
    if parts.null_count() or abs(parts.sum() - score) > CLOSE * max(1.0, abs(score)):
        raise OptionError(
            f"The score of {unit_id!r} at {node!r} is not a sum of contributions: an aggregator of this run compares the units "
            "with one another, or shifts the scale. Charts of such scores: profile, heatmap, ranking."
        )
    label = pl.col("indicator").map_elements(lambda i: run.framework.label(i, lang), return_dtype=pl.String)
    order = {indicator: i for i, indicator in enumerate(run.framework.leaves(node))}
    place = pl.col("indicator").replace_strict(order, return_dtype=pl.Int64)
    return pl.concat([known.sort(place).with_columns(label=label).select(list(SCHEMA)), rest])


def _not_published(told: pl.DataFrame, points: float, lang: str) -> pl.DataFrame:
    """Return one row for all indicators whose values are not published together; anybody can calculate their sum."""
    gone = told.filter((pl.col("status") == "suppressed") & pl.col("normalised").is_null()).height
    rows = [("", word("waterfall_not_published", lang, n=gone), None, None, round(points, 6))] if gone else []
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def weighted(run: ScoringRun, node: str) -> list[str]:
    """Return the indicators below a node that count for something."""
    counting = set(run.weights.filter(pl.col("global_weight") != 0)["node"])
    return [indicator for indicator in run.framework.leaves(node) if indicator in counting]


def waterfall(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw what every indicator adds to a score; hatched bars are those in which the unit lies below the middle of its peers.

    Examples
    --------
    >>> ax = waterfall(run, "G017", lang="en")  # doctest: +SKIP
    """
    table = waterfall_table(run, unit_id, level=level, period=period, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    unit_id = waterfall_unit(run, unit_id, level, period, node)
    named = _named(run, unit_id, level, lang)
    total = word("waterfall_total", lang, node=run.framework.label(node, lang))
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(table.height + 1)),
        title=word("waterfall", lang, name=named),
        subtitle=f"{period} · {run.framework.label(node, lang)} · {word('n_indicator', lang, n=table.height)}",
        notes=_notes(run, table, unit_id, node, lang),
        lang=lang,
    ) as axes:
        name_rows(
            axes, [*labels(table["label"].to_list(), table["indicator"].to_list()), total] if table.height else []
        )
        if table.height:
            _bars(axes, table, lang)
            own = [f"{points(v)} ({points(m)})" for v, m in table.select("normalised", "peer_median").iter_rows()]
            given = [f"{v:.2f}".replace("-", "−") for v in [*table["contribution"], table["end"][-1]]]
            side_columns(axes, {word("waterfall_points", lang): given, word("waterfall_value", lang): [*own, ""]})
        axes.set_xlabel(score_label(run, lang))
    return axes


def _bars(ax: Axes, table: pl.DataFrame, lang: str) -> None:
    from matplotlib.patches import Patch

    rows = table.with_row_index("row").with_columns(below=pl.col("normalised") < pl.col("peer_median"))
    looks: dict[bool, dict[str, Any]] = {
        False: {"facecolor": BLUE, "edgecolor": BLUE, "label": word("waterfall_at", lang)},
        True: {"facecolor": ORANGE, "edgecolor": INK, "hatch": "////", "label": word("waterfall_below", lang)},
    }
    for below, look in looks.items():
        part = rows.filter(pl.col("below") == below)
        ax.barh(part["row"].to_list(), part["contribution"].to_list(), left=part["start"].to_list(), height=0.62,
                linewidth=0.6, **look)  # fmt: skip
    rest = rows.filter(pl.col("indicator") == "")  # what is not published
    ax.barh(
        rest["row"].to_list(), rest["contribution"].to_list(), left=rest["start"].to_list(), height=0.62, color=QUIET
    )
    score, last = float(table["end"][-1]), table.height
    ax.barh([last], [score], height=0.62, color=INK)
    ends = table["end"].to_list()
    ax.vlines(ends, range(last), range(1, last + 1), color=QUIET, linewidth=0.6, zorder=0.8)
    ax.axvline(0, color=QUIET, linewidth=0.8)
    low, high = min(0.0, *ends, *table["start"]), max(0.0, *ends, *table["start"])
    beside = 0.03 * ((high - low) or 1.0)
    ax.set_xlim(low - beside * (low < 0), high + beside)
    legend_above(ax, [*(Patch(**look) for look in looks.values()), Patch(color=INK, label=word("score", lang))])


def _notes(run: ScoringRun, table: pl.DataFrame, unit_id: str | None, node: str, lang: str) -> list[str]:
    if not table.height:
        return [word("none_to_show" if unit_id is None else "not_assessable", lang)]
    counting = len(weighted(run, node))
    absent, idle = counting - table.height, len(run.framework.leaves(node)) - counting
    return [
        word("waterfall_note", lang),
        word("waterfall_absent", lang, n=absent) if absent else "",
        word("waterfall_idle", lang, n=idle) if idle else "",
    ]


def _named(run: ScoringRun, unit_id: str | None, level: str, lang: str) -> str:
    if unit_id is None:
        return "–"
    found = names(run, level, lang).filter(unit_id=unit_id)["name"]
    return shorten(clean(found[0] if found.len() and found[0] else unit_id), 60)


def waterfall_alt(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence what adds most to the score, and how often the unit lies below its peers."""
    table = waterfall_table(run, unit_id, level=level, period=period, node=node, lang=lang)
    period, node = choose(run, level, period, node, lang)
    unit_id = waterfall_unit(run, unit_id, level, period, node)
    about = {"name": _named(run, unit_id, level, lang), "period": period, "node": run.framework.label(node, lang)}
    if not table.height:
        return word("waterfall_none_alt", lang, **about)
    most = table.sort("contribution", "indicator", descending=[True, False]).row(0, named=True)
    return word(
        "waterfall_alt",
        lang,
        **about,
        score=points(scored(run, level, period, node, lang).filter(unit_id=unit_id)["score"][0]),
        n=table.height,
        most=most["label"],
        given=points(most["contribution"]),
        below=table.filter(pl.col("normalised") < pl.col("peer_median")).height,
    )
