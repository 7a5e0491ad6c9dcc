"""Item characteristic curves: how likely each answer is along the scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from numpy.typing import ArrayLike

from toolkit.charts._names import shorten
from toolkit.charts._palette import GRID, QUIET
from toolkit.charts._rows import legend_above
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts.of_models._foot import STYLES, foot
from toolkit.errors import unknown
from toolkit.words import check_lang, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.models.item_response._base import ItemResponseModel

HEIGHT = 3.4


def item_curves_table(
    model: ItemResponseModel, *, item: str | None = None, theta: ArrayLike | None = None, lang: str = "zh"
) -> pl.DataFrame:
    """Return name, theta, percent: probability of each answer of one item, or the expected answer of every item.

    The expected answer counts steps from the lowest category, in percent of the most.
    """
    check_lang(lang)
    curves = model.curves(theta)
    if item is not None:
        if item not in model.items_["item"]:
            raise unknown("item", item, model.items_["item"].to_list())
        here = curves.filter(item=item)
        return here.select(pl.col("value").cast(pl.String).alias("name"), "theta", percent=100 * pl.col("probability"))
    most = curves.group_by("item").agg(most=pl.col("category").max())
    first = curves.filter(category=0).join(most, on="item", maintain_order="left")
    return first.select(name="item", theta="theta", percent=100 * pl.col("expected") / pl.col("most"))


def item_curves(
    model: ItemResponseModel,
    *,
    item: str | None = None,
    lang: str = "zh",
    synthetic: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the probability of each answer of one item, or, without `item`, the expected answer of every item."""
    table = item_curves_table(model, item=item, lang=lang)
    names = table["name"].unique(maintain_order=True).to_list()
    title = word("item_curves", lang) if item is None else word("item_curves_of", lang, item=shorten(item, 30))
    with sheet(
        None,
        ax,
        size=(WIDTH, HEIGHT),
        title=title,
        subtitle=word("item_curves_subtitle" if item is None else "item_curves_one", lang),
        notes=[word("item_curves_note", lang)] if item is None else [],
        lang=lang,
        foot=foot(model, synthetic, lang),
    ) as axes:
        lines = []
        for place, name in enumerate(names):
            here = table.filter(name=name)
            colour, dashes = STYLES[place % len(STYLES)]
            (line,) = axes.plot(
                here["theta"], here["percent"], color=colour, ls=dashes, lw=1.6, label=shorten(name, 16)
            )
            lines.append(line)
        axes.set_xlim(table["theta"].to_numpy().min(), table["theta"].to_numpy().max())
        axes.set_ylim(0, 100)
        axes.set_xlabel(word("latent_axis", lang))
        axes.set_ylabel(word("expected_axis" if item is None else "probability_axis", lang))
        axes.grid(color=GRID, lw=0.6)
        axes.set_axisbelow(True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["left"].set_color(QUIET)
        if len(lines) <= len(STYLES):
            legend_above(axes, lines)
    return axes


def item_curves_alt(model: ItemResponseModel, *, item: str | None = None, lang: str = "zh") -> str:
    """Say in a sentence what the curves are."""
    table = item_curves_table(model, item=item, theta=[0.0], lang=lang)
    best = table.row(int(table["percent"].arg_max() or 0), named=True)
    if item is None:
        return word("item_curves_alt", lang, n=table.height, name=best["name"], percent=f"{best['percent']:.0f}")
    return word("item_curves_one_alt", lang, item=item, name=best["name"], percent=f"{best['percent']:.0f}")
