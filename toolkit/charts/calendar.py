"""Calendar of obligations: what is due and what is overdue, for whom, the longest overdue on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import names
from toolkit.charts._names import labels
from toolkit.charts._palette import BLUE, FAINT, INK, VERMILLION
from toolkit.charts._rows import legend_above, name_rows, rows_height, side_columns
from toolkit.charts._sheet import sheet
from toolkit.words import check_lang, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

WIDTH = 10.4
TOP = 40
FARTHEST = 200
"""Days; what is overdue for longer stands at the edge, with its number of days beside it."""


def calendar_table(
    run: ScoringRun | None, *, due: pl.DataFrame | None = None, lang: str = "zh", top: int = TOP
) -> pl.DataFrame:
    """Return what is due with the names of those it is about: due, days, overdue, what, text, who, owner, unit_id, shown.

    Parameters
    ----------
    run : ScoringRun or None
        Gives names; without it ids stand in their place.
    due : polars.DataFrame
        Of `toolkit.supervision.due`; without it there is nothing to show.
    top : int
        Rows on the chart; earliest first.
    """
    from toolkit.supervision.calendar import SCHEMA

    check_lang(lang)
    table = pl.DataFrame(schema=SCHEMA) if due is None else due
    school = pl.col("school_id") != ""
    unit = pl.when(school).then("school_id").otherwise("group_id")
    level = pl.when(school).then(pl.lit("school")).otherwise(pl.lit("group"))
    rows = table.with_columns(unit_id=unit, level=level, text=pl.col(lang)).with_row_index("place")
    if run is None:
        named = rows.with_columns(who="unit_id")
    else:
        known = [
            names(run, each, lang).select("unit_id", who="name", level=pl.lit(each)) for each in ("group", "school")
        ]
        named = rows.join(pl.concat(known), on=["unit_id", "level"], how="left").with_columns(
            pl.coalesce("who", "unit_id").alias("who")
        )
    owners = {key: word(f"owner.{key}", lang) for key in ("city", "district", "group")}
    return (
        named.sort("place")
        .with_columns(shown=pl.int_range(pl.len()) < top, owner=pl.col("owner").replace(owners))
        .select("due", "days", "overdue", "what", "text", "who", "item", "owner", "unit_id", "shown")
    )


def calendar(
    run: ScoringRun | None,
    *,
    due: pl.DataFrame | None = None,
    lang: str = "zh",
    top: int = TOP,
    ax: Axes | None = None,
) -> Axes:
    """Draw a row for everything that is due: a diamond left of today is overdue, a dot right of it has time.

    Examples
    --------
    >>> ax = calendar(run, due=supervision.due(state, on), lang="en")  # doctest: +SKIP
    """
    table = calendar_table(run, due=due, lang=lang, top=top)
    shown, late = table.filter("shown"), table.filter("overdue").height
    on = None if not table.height else table["due"][0] - pl.select(pl.duration(days=table["days"][0])).item()
    hidden = table.height - shown.height
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(shown.height)),
        title=word("calendar", lang),
        subtitle=word("calendar_head", lang, day=on or "–", n=table.height, late=late),
        notes=[
            word("calendar_note", lang, days=FARTHEST) if table.height else word("none_to_show", lang),
            word("not_shown", lang, n=hidden) if hidden else "",
        ],
        lang=lang,
        foot=word("for_enquiry_only", lang),
    ) as axes:
        units = shown.unique("unit_id", maintain_order=True)
        name = dict(
            zip(units["unit_id"], labels(units["who"].to_list(), units["unit_id"].to_list(), 20.0), strict=True)
        )
        name_rows(axes, [name[unit] for unit in shown["unit_id"]])
        _marks(axes, shown, lang)
        dates = [
            f"{day} ({days:+d})".replace("(+0)", "(0)").replace("(-", "(−")
            for day, days in shown.select("due", "days").iter_rows()
        ]
        columns = {
            "calendar_what": shown["text"].to_list(),
            "calendar_due": dates,
            "calendar_owner": shown["owner"].to_list(),
        }
        side_columns(axes, {word(key, lang): texts for key, texts in columns.items()})
        axes.set_xlabel(word("calendar_axis", lang))
    return axes


def _marks(ax: Axes, shown: pl.DataFrame, lang: str) -> None:
    rows = shown.with_row_index("row").with_columns(x=pl.col("days").clip(-FARTHEST, None))
    ax.axvline(0, color=INK, linewidth=1.0)
    ax.hlines(rows["row"].to_list(), 0, rows["x"].to_list(), color=FAINT, linewidth=1.6, zorder=1)
    handles: list[Any] = []
    looks: dict[str, tuple[pl.Expr, dict[str, Any]]] = {
        "overdue": (
            pl.col("overdue"),
            {"marker": "D", "s": 34, "color": VERMILLION, "edgecolors": INK, "linewidths": 0.8},
        ),
        "in_time": (~pl.col("overdue"), {"marker": "o", "s": 24, "color": BLUE}),
    }
    for key, (which, look) in looks.items():
        part = rows.filter(which)
        if part.height:
            text = word(f"calendar_{key}", lang)
            handles.append(ax.scatter(part["x"].to_list(), part["row"].to_list(), zorder=3, label=text, **look))
    low = min([0, *rows["x"].to_list()])
    high = max([30, *rows["x"].to_list()])
    ax.set_xlim(low - 0.04 * (high - low) - 1, high + 0.04 * (high - low))
    if handles:
        legend_above(ax, handles)


def calendar_alt(run: ScoringRun | None, *, due: pl.DataFrame | None = None, lang: str = "zh") -> str:
    """Say in a sentence how much is due and what is overdue for longest."""
    table = calendar_table(run, due=due, lang=lang)
    late = table.filter("overdue")
    if not late.height:
        return word("calendar_alt", lang, n=table.height)
    first = late.row(0, named=True)
    return word(
        "calendar_alt_late",
        lang,
        n=table.height,
        late=late.height,
        who=first["who"],
        what=first["text"],
        days=-first["days"],
    )
