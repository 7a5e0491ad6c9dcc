"""Schemes: the rank of every unit under several weightings, who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, everyone, names
from toolkit.charts._ends import name_ends
from toolkit.charts._names import labels, shorten, wrap
from toolkit.charts._palette import BLUE, FAINT, GRID, VERMILLION
from toolkit.charts._rows import legend_above
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.words import label_of, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.calibrate import SideBySide
    from toolkit.calibrate.side_by_side import Scheme
    from toolkit.scoring_run import ScoringRun

HEIGHT = 5.2
DEFAULT: dict[str, Scheme] = {"as_scored": None, "equal": "equal"}
LOOK: dict[str, dict[str, Any]] = {
    "gain": {"color": BLUE, "linewidth": 1.6, "linestyle": "-", "marker": "o", "zorder": 3},
    "loss": {"color": VERMILLION, "linewidth": 1.6, "linestyle": "--", "marker": "v", "zorder": 3},
    "other": {"color": FAINT, "linewidth": 0.7, "linestyle": "-", "marker": ".", "zorder": 1},
}


def schemes_table(
    run: ScoringRun,
    *,
    schemes: Mapping[str, Scheme] | SideBySide | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
) -> pl.DataFrame:
    """Return a row a scheme and unit: scheme, label, unit_id, name, score, rank, rank_change, range, kind.

    `rank_change` counts places against the first scheme (positive: better). `range` is the unit's worst rank less its best.
    `kind` is `gain` or `loss` by the unit's largest change under any scheme (of equal ones the earlier scheme's), `none` where no
    scheme moves it; null without a rank under the first scheme. Units stand in the order of the first scheme.

    Parameters
    ----------
    schemes : mapping or SideBySide, optional
        What `toolkit.calibrate.side_by_side` takes, or its answer for this run (which then decides level, period and node). By
        default the run's own weights against equal weights under every node.
    """
    compared = _compared(run, schemes, level, period, node, lang)
    moved = pl.col("rank_change").abs()
    largest = pl.col("rank_change").filter(moved == moved.max()).first()
    change = compared.moves.select("scheme", "unit_id", "rank_change")
    table = (
        compared.ranks.join(change, on=["scheme", "unit_id"], how="left", maintain_order="left")
        .join(
            names(run, compared.level, lang).select("unit_id", "name"), on="unit_id", how="left", maintain_order="left"
        )
        .join(compared.spread.select("unit_id", "range"), on="unit_id", how="left", maintain_order="left")
        .with_columns(largest=largest.over("unit_id"), name=pl.col("name").fill_null(pl.col("unit_id")))
    )
    order = compared.agreement["scheme"].to_list()
    kind = (
        pl.when(pl.col("largest") > 0)
        .then(pl.lit("gain"))
        .when(pl.col("largest") < 0)
        .then(pl.lit("loss"))
        .when(pl.col("largest") == 0)
        .then(pl.lit("none"))
    )
    first = table.filter(pl.col("scheme") == order[0]).select("unit_id", first="rank")
    said = {scheme: scheme_label(scheme, lang) for scheme in order}
    return (
        table.join(first, on="unit_id", how="left")
        .with_columns(
            kind=kind,
            label=pl.col("scheme").replace_strict(said, return_dtype=pl.String),
            at=pl.col("scheme").replace_strict(dict(zip(order, range(len(order)), strict=True))),
        )
        .sort("at", "first", "unit_id", nulls_last=True)
        .select("scheme", "label", "unit_id", "name", "score", "rank", "rank_change", "range", "kind")
    )


def scheme_label(scheme: str, lang: str) -> str:
    """Return the word for a scheme that is called like a weighting (or `as_scored`), else the name that it was given.

    >>> scheme_label("entropy", "zh"), scheme_label("my own", "zh")
    ('熵权法', 'my own')
    """
    known = label_of("scheme", scheme, lang)
    return known if known != scheme else label_of("origin", scheme, lang)


def _compared(
    run: ScoringRun,
    schemes: Mapping[str, Scheme] | SideBySide | None,
    level: str,
    period: str | None,
    node: str | None,
    lang: str,
) -> SideBySide:
    from toolkit.calibrate import SideBySide, side_by_side

    if isinstance(schemes, SideBySide):
        choose(run, schemes.level, schemes.period, schemes.node, lang)
        return schemes
    period, node = choose(run, level, period, node, lang)
    return side_by_side(run, schemes=schemes or DEFAULT, level=level, period=period, node=node)


def schemes(
    run: ScoringRun,
    *,
    schemes: Mapping[str, Scheme] | SideBySide | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    named: int = 12,
    ax: Axes | None = None,
) -> Axes:
    """Draw a line a unit through its ranks under the schemes; the `named` units that move most stand out, with their ranks."""
    compared = _compared(run, schemes, level, period, node, lang)
    table = schemes_table(run, schemes=compared, lang=lang)
    order = compared.agreement["scheme"].to_list()
    movers = compared.spread.filter(pl.col("range") > 0).head(named)
    ranked = table.filter(pl.col("scheme") == order[0])["rank"].count()
    counted = word(f"n_{compared.level}", lang, n=ranked)
    with sheet(
        run,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("schemes", lang),
        subtitle=f"{compared.period} · {run.framework.label(compared.node, lang)} · {counted}",
        notes=_notes(table, compared, movers.height, lang),
        lang=lang,
    ) as axes:
        shown = table.with_columns(
            look=pl.when(pl.col("unit_id").is_in(movers["unit_id"].implode())).then("kind").otherwise(pl.lit("other"))
        )
        handles = [_lines(axes, shown.filter(pl.col("look") == look), look, order, lang) for look in LOOK]
        _frame(axes, compared, order, lang)
        if table["rank"].count():
            _name(axes, shown, movers, order, everyone(run, level, lang), lang)
        else:
            axes.text(0.5, 0.5, word("none_to_show", lang), transform=axes.transAxes, ha="center")
        legend_above(axes, handles)
    return axes


def _frame(ax: Axes, compared: SideBySide, order: list[str], lang: str) -> None:
    from matplotlib.ticker import MaxNLocator

    last = max(int(compared.spread["worst_rank"].max() or 1), 2)  # type: ignore[arg-type]
    ax.set_ylim(last + 0.5, 0.5)
    ax.set_xlim(-0.03 * max(len(order) - 1, 1), max(len(order) - 1, 1))
    texts = []
    for row in compared.agreement.iter_rows(named=True):
        rho = "" if row["scheme"] == order[0] or row["spearman"] is None else f"ρ {row['spearman']:.2f}"
        texts.append("\n".join([*_two_lines(scheme_label(row["scheme"], lang), max(40 / len(order), 6)), rho]).rstrip())
    ax.set_xticks(range(len(order)), texts, fontsize=8)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, steps=[1, 2, 5, 10]))
    ax.set_ylabel(word("schemes_axis", lang))
    ax.grid(axis="x", color=GRID, linewidth=0.7)


def _two_lines(text: str, most: float) -> list[str]:
    lines = wrap(text, most)
    return [shorten(line, most) for line in [*lines[:1], "".join(lines[1:3])] if line]


def _lines(ax: Axes, rows: pl.DataFrame, look: str, order: list[str], lang: str) -> Any:
    from matplotlib.collections import LineCollection
    from matplotlib.lines import Line2D

    style = LOOK[look]
    place = {scheme: float(x) for x, scheme in enumerate(order)}
    dots = rows.drop_nulls("rank").with_columns(x=pl.col("scheme").replace_strict(place))
    paths = [
        list(zip(xs, ranks, strict=True))
        for xs, ranks in dots.group_by("unit_id", maintain_order=True).agg("x", "rank").select("x", "rank").iter_rows()
    ]
    kept = {key: style[key] for key in ("linewidth", "linestyle", "zorder")}
    ax.add_collection(
        LineCollection(
            paths,
            colors=style["color"],
            linewidths=kept["linewidth"],
            linestyles=kept["linestyle"],
            zorder=kept["zorder"],
        )
    )
    ax.scatter(
        dots["x"],
        dots["rank"],
        s=18,
        marker=style["marker"],
        color=style["color"],
        zorder=style["zorder"],
        clip_on=False,
    )
    text = f"{word(f'schemes.{look}', lang)} {dots['unit_id'].n_unique()}"
    return Line2D([], [], color=style["color"], marker=style["marker"], markersize=5, label=text, **kept)


def _name(ax: Axes, shown: pl.DataFrame, movers: pl.DataFrame, order: list[str], every: list[str], lang: str) -> None:
    """Write name and range of ranks of the movers beside their last rank."""
    last = (
        shown.drop_nulls("rank")
        .filter(pl.col("unit_id").is_in(movers["unit_id"].implode()))
        .group_by("unit_id", "name", maintain_order=True)
        .agg(pl.col("rank").last(), pl.col("kind").first(), pl.col("scheme").last())
        .join(movers, on="unit_id", how="left")
        .sort("rank", "unit_id")
    )
    texts = [
        f"{text}{word('colon', lang)}{best}–{worst}"
        for text, best, worst in zip(
            labels(last["name"].to_list(), last["unit_id"].to_list(), 16, every),
            last["best_rank"],
            last["worst_rank"],
            strict=True,
        )
    ]
    colours = [LOOK[kind or "other"]["color"] for kind in last["kind"]]
    name_ends(ax, len(order) - 1, last["rank"].to_list(), texts, colours, HEIGHT)


def _notes(table: pl.DataFrame, compared: SideBySide, named: int, lang: str) -> list[str]:
    first = compared.agreement["scheme"][0]
    moving = compared.spread.filter(pl.col("range") > 0).height
    missing = table.filter(pl.col("scheme") == first)["rank"].null_count()
    return [
        word("schemes_note", lang, first=scheme_label(first, lang), missing=missing),
        word("schemes_named", lang, units=word(f"n_{compared.level}", lang, n=named)) if named < moving else "",
    ]


def schemes_alt(
    run: ScoringRun,
    *,
    schemes: Mapping[str, Scheme] | SideBySide | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence how far ranks depend on the scheme."""
    compared = _compared(run, schemes, level, period, node, lang)
    table = schemes_table(run, schemes=compared, lang=lang)
    if not compared.spread.height:
        return word("schemes_none_alt", lang, n=table["scheme"].n_unique())
    most = compared.spread.row(0, named=True)
    name = shorten(table.filter(pl.col("unit_id") == most["unit_id"])["name"][0], 27)
    kinds = table.filter(pl.col("scheme") == table["scheme"][0])["kind"].to_list()
    return word(
        "schemes_alt",
        lang,
        period=compared.period,
        node=run.framework.label(compared.node, lang),
        n=compared.agreement.height,
        gain=kinds.count("gain"),
        loss=kinds.count("loss"),
        same=kinds.count("none"),
        name=name,
        best=most["best_rank"],
        worst=most["worst_rank"],
    )
