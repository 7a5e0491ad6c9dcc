"""Profile: the dimension scores of one unit beside those of its peers."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._choose import choose, names, scored
from toolkit.charts._names import clean, labels, shorten
from toolkit.charts._palette import BAND, BLUE, FAINT, INK
from toolkit.charts._rows import legend_above, name_rows, percent, points, rows_height, score_label, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import unknown
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun


def profile_table(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    period: str | None = None,
    lang: str = "zh",
    peers: Collection[str] | None = None,
) -> pl.DataFrame:
    """Return a row a node: node, label, score, lower, upper, low, q1, median, q3, high, peers, place.

    Peers are the other units of the level (or of `peers`, ids) that have a score at the node; quartiles are
    interpolated linearly. `place` is `above`, `inside` or `below` their middle half. Without `unit_id` the peers are
    all units, and score is null.
    """
    period, root = choose(run, level, period, None, lang)
    known = names(run, level, lang)["unit_id"].sort().to_list()
    if unit_id is not None and unit_id not in known:
        raise unknown(level, unit_id, known[:2000])
    among = pl.lit(True) if peers is None else pl.col("unit_id").is_in(list(peers))
    rows = [_node_row(run, node, unit_id, level, period, lang, among) for node in [*run.framework.dimensions, root]]
    schema = dict.fromkeys(("node", "label"), pl.String) | dict.fromkeys(
        ("score", "lower", "upper", "low", "q1", "median", "q3", "high"), pl.Float64
    )
    table = pl.DataFrame(rows, schema={**schema, "peers": pl.Int64}, orient="row")
    place = (
        pl.when(pl.col("score") > pl.col("q3"))
        .then(pl.lit("above"))
        .when(pl.col("score") < pl.col("q1"))
        .then(pl.lit("below"))
        .when(pl.col("score").is_not_null() & pl.col("q1").is_not_null())
        .then(pl.lit("inside"))
    )
    return table.with_columns(place=place)


def _node_row(
    run: ScoringRun, node: str, unit_id: str | None, level: str, period: str, lang: str, among: pl.Expr
) -> tuple[object, ...]:
    table = scored(run, level, period, node, lang)
    own = table.filter(pl.col("unit_id").eq_missing(unit_id)).select("score", "lower", "upper")
    others = table.filter(among & pl.col("unit_id").ne_missing(unit_id))["score"].drop_nulls()
    quartiles = [others.quantile(q, "linear") for q in (0.0, 0.25, 0.5, 0.75, 1.0)]
    mine = own.row(0) if own.height else (None, None, None)
    return (node, run.framework.label(node, lang), *mine, *quartiles, others.len())


def profile(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    period: str | None = None,
    lang: str = "zh",
    peers: Collection[str] | None = None,
    dense: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the dimension scores of a unit against the middle half of its peers; without `unit_id` only the peers.

    `peers` are the ids of the schools of its stage, by default all units of the level. `dense` sets the rows closer,
    for a page that holds other things too.
    """
    table = profile_table(run, unit_id, level=level, period=period, lang=lang, peers=peers)
    period, root = choose(run, level, period, None, lang)
    title = (
        word("profile", lang)
        if unit_id is None
        else word("profile_of", lang, name=unit_name(run, unit_id, level, lang))
    )
    explained = percent(run.study.coverage)
    number = table["peers"][-1]
    missing = scored(run, level, period, root, lang)["score"].null_count() if unit_id is None else 0
    notes = (
        [word("profile_all_note", lang, n=number), word("not_assessable_count", lang, n=missing) if missing else ""]
        if unit_id is None
        else [
            word("profile_note" if peers is None else "profile_stage_note", lang, n=number),
            word("intervals_line", lang, level=explained) if table["lower"].count() else word("no_intervals", lang),
        ]
    )
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(table.height) * (1.1 if dense else 1.9)),
        title=title,
        subtitle=period,
        notes=notes,
        lang=lang,
    ) as axes:
        name_rows(axes, labels(table["label"].to_list(), table["node"].to_list()))
        axes.use_sticky_edges = False
        handles = _peers(axes, table, unit_id is None, lang)
        if unit_id is not None:
            handles = [_unit(axes, table, word(level, lang), lang), *handles]
        values = table["median" if unit_id is None else "score"].to_list()
        side_columns(axes, {word("profile_median" if unit_id is None else "score", lang): [points(v) for v in values]})
        legend_above(axes, handles)
        axes.set_xlabel(score_label(run, lang))
    return axes


def _peers(ax: Axes, table: pl.DataFrame, alone: bool, lang: str) -> list[object]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    rows = table.with_row_index("row").filter(pl.col("peers") > 0)
    at = rows["row"].to_list()
    if alone:
        ax.hlines(at, rows["low"].to_list(), rows["high"].to_list(), color=FAINT, linewidth=1.2, zorder=0.9)
    ax.barh(
        at,
        (rows["q3"] - rows["q1"]).to_list(),
        left=rows["q1"].to_list(),
        height=0.5,
        color=BAND,
        edgecolor="#8FB3CC",
        linewidth=0.7,
    )
    ax.vlines(rows["median"].to_list(), [r - 0.25 for r in at], [r + 0.25 for r in at], color=INK, linewidth=1.4)
    return [
        Patch(facecolor=BAND, edgecolor="#8FB3CC", label=word("profile_peers", lang)),
        Line2D(
            [],
            [],
            color=INK,
            linewidth=1.4,
            marker="|",
            markersize=9,
            linestyle="none",
            markeredgewidth=1.4,
            label=word("profile_median", lang),
        ),
    ]


def _unit(ax: Axes, table: pl.DataFrame, unit: str, lang: str) -> object:
    rows = table.with_row_index("row")
    spans = rows.filter(pl.col("lower").is_not_null())
    ax.hlines(
        spans["row"].to_list(), spans["lower"].to_list(), spans["upper"].to_list(), color=BLUE, linewidth=1.8, zorder=3
    )
    scores = rows.filter(pl.col("score").is_not_null())
    return ax.scatter(
        scores["score"].to_list(),
        scores["row"].to_list(),
        s=44,
        color=BLUE,
        edgecolors="white",
        zorder=4,
        label=word("profile_unit", lang, unit=unit),
    )


def unit_name(run: ScoringRun, unit_id: str, level: str, lang: str) -> str:
    """Return the name of a unit on one line."""
    return clean(names(run, level, lang).filter(unit_id=unit_id)["name"][0])


def profile_alt(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    period: str | None = None,
    lang: str = "zh",
    peers: Collection[str] | None = None,
) -> str:
    """Say in a sentence where the unit stands among its peers."""
    table = profile_table(run, unit_id, level=level, period=period, lang=lang, peers=peers)
    period, root = choose(run, level, period, None, lang)
    dimensions = table.filter(pl.col("node") != root)
    if unit_id is None:
        parts = [
            word("profile_part", lang, label=r["label"], median=points(r["median"]))
            for r in table.iter_rows(named=True)
        ]
        return word("profile_all_alt", lang, period=period, parts=word("comma", lang).join(parts))
    place = dimensions["place"].to_list()
    return word(
        "profile_alt",
        lang,
        name=shorten(unit_name(run, unit_id, level, lang), 60),
        period=period,
        above=place.count("above"),
        below=place.count("below"),
        missing=dimensions["score"].null_count(),
    )
