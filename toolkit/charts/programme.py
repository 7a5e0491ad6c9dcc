"""Programme: how far groups, titles and districts are, against the target and where the past pace leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._choose import names
from toolkit.charts._names import labels
from toolkit.charts._palette import BAND, BLUE, INK, VERMILLION
from toolkit.charts._rows import legend_above, name_rows, rows_height, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import unknown
from toolkit.words import check_lang, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

WHAT = ("groups", "titles")
NUMBERS = ("target", "now", "projected", "lower", "upper", "probability")


def programme_table(
    run: ScoringRun | None, *, progress: pl.DataFrame | None = None, what: str = "titles", lang: str = "zh"
) -> pl.DataFrame:
    """Return a row a bar: key, name, target, now, projected, lower, upper, probability.

    Parameters
    ----------
    run : ScoringRun or None
        Gives the names of districts.
    progress : polars.DataFrame
        Of `toolkit.supervision.programme` (the city), or of `programme_districts`, of which `what` is shown.
    what : str
        "groups" or "titles", of districts.
    """
    check_lang(lang)
    if what not in WHAT:
        raise unknown("what", what, WHAT)
    types = dict.fromkeys(NUMBERS, pl.Float64)
    if progress is None:
        return pl.DataFrame(schema={"key": pl.String, "name": pl.String, **types})
    numbers = [pl.col(name).cast(pl.Float64) for name in NUMBERS]
    if "district_id" not in progress.columns:
        words = {key: word(f"programme.{key}", lang) for key in progress["what"]}
        return progress.select(pl.col("what").alias("key"), pl.col("what").replace(words).alias("name"), *numbers)
    rows = progress.filter(pl.col("what") == what).select("district_id", *numbers)
    if run is not None:
        known = names(run, "district", lang).select("name", district_id="unit_id")
        rows = rows.join(known, on="district_id", how="left")
    else:
        rows = rows.with_columns(name=pl.lit(None, pl.String))
    named = rows.with_columns(pl.coalesce("name", "district_id").alias("name"))
    return named.sort("now", "district_id", descending=[True, False]).select(
        pl.col("district_id").alias("key"), "name", *NUMBERS
    )


def programme(
    run: ScoringRun | None,
    *,
    progress: pl.DataFrame | None = None,
    what: str = "titles",
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw bars of what is there now, the projected end with its interval, and the target as a stroke.

    Examples
    --------
    >>> ax = programme(run, progress=supervision.programme(state, homes, on), lang="en")  # doctest: +SKIP
    """
    table = programme_table(run, progress=progress, what=what, lang=lang)
    by_district = progress is not None and "district_id" in progress.columns
    with sheet(
        run,
        ax,
        size=(WIDTH, 1.9 * rows_height(table.height)),
        title=word("programme", lang),
        subtitle=word(f"programme.{what}", lang) if by_district else word("programme_city", lang),
        notes=[word("programme_note", lang) if table.height else word("none_to_show", lang)],
        lang=lang,
        foot=word("for_enquiry_only", lang),
    ) as axes:
        name_rows(axes, labels(table["name"].to_list(), table["key"].to_list()))
        _bars(axes, table, lang)
        side_columns(axes, _columns(table, lang))
        axes.set_xlabel(word("programme_axis", lang))
    return axes


def _bars(ax: Axes, table: pl.DataFrame, lang: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    rows = table.with_row_index("row")
    ax.barh(rows["row"].to_list(), rows["now"].to_list(), height=0.62, color=BAND, edgecolor=BLUE, linewidth=0.8)
    known = rows.drop_nulls("projected")
    ax.hlines(
        known["row"].to_list(), known["lower"].to_list(), known["upper"].to_list(), color=INK, linewidth=1.4, zorder=3
    )
    ax.scatter(
        known["projected"].to_list(), known["row"].to_list(), s=24, color=BLUE, edgecolors=INK, linewidths=0.6, zorder=4
    )
    aims = rows.drop_nulls("target")
    at, up = aims["target"].to_list(), aims["row"].to_list()
    ax.vlines(at, [y - 0.42 for y in up], [y + 0.42 for y in up], color=VERMILLION, linewidth=2.6, zorder=5)
    ax.set_xlim(0, 1.06 * max([1.0, *at, *known["upper"].to_list(), *rows["now"].to_list()]))
    handles = [
        Patch(facecolor=BAND, edgecolor=BLUE, label=word("programme_now", lang)),
        Line2D(
            [], [], color=INK, marker="o", markerfacecolor=BLUE, markersize=5, label=word("programme_projected", lang)
        ),
    ]
    if at:
        handles.append(
            Line2D(
                [],
                [],
                color=VERMILLION,
                marker="|",
                linestyle="none",
                markersize=12,
                markeredgewidth=2.6,
                label=word("programme_target", lang),
            )
        )
    if table.height:
        legend_above(ax, handles)


def _columns(table: pl.DataFrame, lang: str) -> dict[str, list[str]]:
    def span(row: dict[str, float | None]) -> str:
        if row["projected"] is None:
            return "–"
        return f"{row['projected']:.0f} ({row['lower']:.0f}–{row['upper']:.0f})"

    rows = table.to_dicts()
    counts = [f"{r['now']:.0f}" + ("" if r["target"] is None else f" / {r['target']:.0f}") for r in rows]
    found = {word("programme_count", lang): counts, word("programme_end", lang): [span(r) for r in rows]}
    if table["probability"].count():
        chances = ["–" if r["probability"] is None else f"{100 * r['probability']:.0f}%" for r in rows]
        found[word("programme_chance", lang)] = chances
    return found


def programme_alt(
    run: ScoringRun | None, *, progress: pl.DataFrame | None = None, what: str = "titles", lang: str = "zh"
) -> str:
    """Say in a sentence what is there now."""
    table = programme_table(run, progress=progress, what=what, lang=lang)
    if not table.height:
        return word("programme_none", lang)
    parts = [
        f"{r['name']} {r['now']:.0f}" + ("" if r["target"] is None else f"/{r['target']:.0f}") for r in table.to_dicts()
    ]
    return word("programme_alt", lang, parts=word("clause", lang).join(parts))
