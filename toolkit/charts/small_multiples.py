"""Small multiples: a panel a district, each with the scores of its groups beside those of everybody."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, names, scored
from toolkit.charts._names import shorten
from toolkit.charts._palette import BAND, BLUE, FAINT, INK, QUIET
from toolkit.charts._rows import legend_above, points, score_label, score_range
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import OptionError
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

COLUMNS = 3
ROW, HEAD, TICKS = 0.21, 0.42, 0.26
"""Heights in inches: of a row, of the name of a panel, of its scale."""
GAP = 0.12
"""Between panels, in widths of one."""


def small_multiples_table(
    run: ScoringRun, *, level: str = "group", period: str | None = None, lang: str = "zh"
) -> pl.DataFrame:
    """Return a row a score: district_id, district, node, label, unit_id, score, median, q1, q3.

    Nodes are the dimensions and the root. `median` is that of the district's scores at the node; `q1` and `q3` hold the
    middle half of all units of the level (linear interpolation). Units without a score have no row at that node, units
    without a district none at all.

    Raises
    ------
    OptionError
        When no unit of the level has a district.
    """
    period, root = choose(run, level, period, None, lang)
    home = names(run, level, lang).select("unit_id", "district_id").drop_nulls()
    if not home.height:
        raise OptionError(f"No unit of level {level!r} has a district: small multiples need one panel a district.")
    parts = [
        scored(run, level, period, node, lang)
        .select(node=pl.lit(node), label=pl.lit(run.framework.label(node, lang)), unit_id="unit_id", score="score")
        .drop_nulls("score")
        .with_columns(q1=pl.col("score").quantile(0.25, "linear"), q3=pl.col("score").quantile(0.75, "linear"))
        .sort("unit_id")
        for node in [*run.framework.dimensions, root]
    ]
    rows = pl.concat(parts).join(home, on="unit_id", maintain_order="left")
    known = names(run, "district", lang).select(district_id="unit_id", district="name")
    rows = rows.join(known, on="district_id", how="left", maintain_order="left")
    return rows.select(
        "district_id",
        pl.col("district").fill_null(pl.col("district_id")),
        "node",
        "label",
        "unit_id",
        "score",
        pl.col("score").median().over("district_id", "node").alias("median"),
        "q1",
        "q3",
    ).sort("district_id", maintain_order=True)


def small_multiples(
    run: ScoringRun, *, level: str = "group", period: str | None = None, lang: str = "zh", ax: Axes | None = None
) -> Axes:
    """Draw a panel a district: dots are its units, the bar is their median, the band holds the middle half of all."""
    table = small_multiples_table(run, level=level, period=period, lang=lang)
    period, root = choose(run, level, period, None, lang)
    nodes = [*run.framework.dimensions, root]
    districts = table.unique("district_id", maintain_order=True)["district_id"].to_list()
    deep = math.ceil(len(districts) / COLUMNS)
    pitch = HEAD + ROW * len(nodes) + TICKS
    without = scored(run, level, period, root, lang)["score"].null_count()
    homeless = names(run, level, lang)["district_id"].null_count()
    with sheet(
        run,
        ax,
        size=(WIDTH, max(deep, 1) * pitch),
        title=word("small_multiples", lang),
        subtitle=f"{period} · {word('n_district', lang, n=len(districts))} · {score_label(run, lang)}",
        notes=[
            word("small_multiples_note", lang, unit=word(level, lang)),
            word("small_multiples_missing", lang, units=word(f"n_{level}", lang, n=without)) if without else "",
            word("small_multiples_homeless", lang, units=word(f"n_{level}", lang, n=homeless)) if homeless else "",
        ],
        lang=lang,
    ) as axes:
        axes.axis("off")
        axes.set_xlim(0, COLUMNS + GAP * (COLUMNS - 1))
        axes.set_ylim(max(deep, 1) * pitch, 0)
        scale = _scale(run, table)
        for i, district in enumerate(districts):
            corner = ((i % COLUMNS) * (1 + GAP), (i // COLUMNS) * pitch)
            _panel(axes, table.filter(district_id=district), nodes, corner, scale, level, lang)
        for row in range(deep):
            for k, node in enumerate(nodes):
                axes.annotate(
                    shorten(run.framework.label(node, lang), 20), (0, row * pitch + HEAD + (k + 0.5) * ROW),
                    xytext=(-6, 0), textcoords="offset points", ha="right", va="center_baseline", fontsize=8,
                    annotation_clip=False,
                )  # fmt: skip
        if districts:
            legend_above(axes, _legend(level, lang))
    return axes


def _scale(run: ScoringRun, table: pl.DataFrame) -> tuple[float, float, list[float]]:
    """Return the ends of the scale of all panels, and its marks: the ends and what lies between them."""
    from matplotlib.ticker import MaxNLocator

    if not table.height:
        return 0.0, 1.0, []
    low, high = (float(v) for v in table.select(low=pl.col("score").min(), high=pl.col("score").max()).row(0))
    marks = [float(v) for v in MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    low, high = marks[0], marks[-1]
    known = score_range(run)
    if known is not None:
        low, high = max(low, known[0]), min(high, known[1])
    return low, high, [m for m in marks if low <= m <= high][:: 2 if len(marks) > 4 else 1]


def _panel(
    ax: Axes,
    rows: pl.DataFrame,
    nodes: list[str],
    corner: tuple[float, float],
    scale: tuple[float, float, list[float]],
    level: str,
    lang: str,
) -> None:
    left, top = corner
    low, high, marks = scale

    def at(score: float) -> float:
        return left + (score - low) / ((high - low) or 1.0)

    first, last = top + HEAD, top + HEAD + ROW * len(nodes)
    units = word(f"n_{level}", lang, n=rows["unit_id"].n_unique())
    title = word("small_multiples_panel", lang, district=shorten(rows["district"][0], 11), units=units)
    ax.text(left, first - 0.08, title, fontsize=9, va="bottom", ha="left", color=INK)
    ax.vlines([at(m) for m in marks], first, last, color="#E4E4E4", linewidth=0.7, zorder=0.5)
    for mark in marks:
        ax.text(at(mark), last + 0.04, f"{mark:g}".replace("-", "−"), fontsize=7, va="top", ha="center", color=QUIET)
    ax.hlines([last], left, left + 1, color=FAINT, linewidth=0.8)
    for k, node in enumerate(nodes):
        here, y = rows.filter(node=node), first + (k + 0.5) * ROW
        if not here.height:
            continue
        q1, q3 = here.select("q1", "q3").row(0)
        ax.barh([y], [at(q3) - at(q1)], left=at(q1), height=0.7 * ROW, color=BAND, zorder=0.8)
        spots = [at(s) for s in here["score"]]
        ax.scatter(spots, [y] * len(spots), s=11, facecolors="none", edgecolors=BLUE, linewidths=0.8, zorder=2)
        middle = at(here["median"][0])
        ax.vlines([middle], y - 0.42 * ROW, y + 0.42 * ROW, color=INK, linewidth=1.8, zorder=3)


def _legend(level: str, lang: str) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    look: dict[str, Any] = {"linestyle": "none", "markersize": 9}
    unit = word(level, lang)
    return [
        Line2D([], [], marker="o", markerfacecolor="none", markeredgecolor=BLUE, label=word("small_multiples_unit", lang, unit=unit),
               **look | {"markersize": 4}),
        Line2D([], [], marker="|", color=INK, markeredgewidth=1.8, label=word("small_multiples_median", lang), **look),
        Patch(color=BAND, label=word("small_multiples_band", lang, unit=unit)),
    ]  # fmt: skip


def small_multiples_alt(run: ScoringRun, *, level: str = "group", period: str | None = None, lang: str = "zh") -> str:
    """Say in a sentence which district's median is the highest and which the lowest."""
    table = small_multiples_table(run, level=level, period=period, lang=lang)
    period, root = choose(run, level, period, None, lang)
    total = table.filter(node=root).unique("district_id", maintain_order=True).sort("median", "district_id")
    if not total.height:
        return word("small_multiples_none_alt", lang, period=period, n=0)
    low, high = total.row(0, named=True), total.row(-1, named=True)
    return word(
        "small_multiples_alt",
        lang,
        period=period,
        node=run.framework.label(root, lang),
        n=total.height,
        best=high["district"],
        high=points(high["median"]),
        worst=low["district"],
        low=points(low["median"]),
    )
