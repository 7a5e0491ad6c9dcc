"""Item map (Wright map): persons and items on one scale, to see whether the items suit the persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from toolkit.charts._names import shorten
from toolkit.charts._palette import BAND, BLUE, GRID, INK, QUIET
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts.of_models._foot import density, foot
from toolkit.words import check_lang, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.models.item_response._base import ItemResponseModel

HEIGHT, SHARE = 4.2, 0.22
"""Of the axes, in inches; and of their width for the persons."""


def item_map_table(model: ItemResponseModel, *, lang: str = "zh") -> pl.DataFrame:
    """Return a row a step of an item: item, place (from 1, easiest item first), step, location, se.

    `location` is the threshold on the latent scale; items are in order of the mean of their thresholds.
    """
    check_lang(lang)
    names = [c for c in model.items_.columns if c == "difficulty" or c.startswith("threshold_")]
    long = pl.concat(
        model.items_.select(
            "item", step=pl.lit(k + 1), location=pl.col(name).cast(pl.Float64), se=pl.col(f"se_{name}").cast(pl.Float64)
        )
        for k, name in enumerate(names)
    ).drop_nulls("location")
    order = long.group_by("item").agg(mean=pl.col("location").mean()).sort("mean", "item").with_row_index("place", 1)
    places = order.select("item", pl.col("place").cast(pl.Int64))
    return long.join(places, on="item").sort("place", "step").select("item", "place", "step", "location", "se")


def item_map(model: ItemResponseModel, *, lang: str = "zh", synthetic: bool = False, ax: Axes | None = None) -> Axes:
    """Draw the distribution of the persons beside the thresholds of the items, on the latent scale.

    Parameters
    ----------
    model : ItemResponseModel
        Fitted.
    synthetic : bool
        Whether the data are made up: the chart then says so.
    """
    table = item_map_table(model, lang=lang)
    count = int(table["place"].to_numpy().max())
    groups = model.groups_
    low = min(
        float((groups["mean"] - 3 * groups["sd"]).to_numpy().min()), float(table["location"].to_numpy().min()) - 0.3
    )
    high = max(
        float((groups["mean"] + 3 * groups["sd"]).to_numpy().max()), float(table["location"].to_numpy().max()) + 0.3
    )
    with sheet(
        None,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("item_map", lang),
        subtitle=word("item_map_subtitle", lang),
        notes=[word("item_map_note" if table["step"].to_numpy().max() > 1 else "item_map_note_two", lang)],
        lang=lang,
        foot=foot(model, synthetic, lang),
    ) as axes:
        theta = np.linspace(low, high, 201)
        width = count * SHARE / (1 - SHARE)
        shape = density(model, theta)
        axes.fill_betweenx(theta, -width * shape / shape.max(), 0, color=BAND, lw=0)
        axes.plot(-width * shape / shape.max(), theta, color=BLUE, lw=1.2)
        axes.axvline(0, color=QUIET, lw=0.8)
        _items(axes, table)
        axes.set_xlim(-width * 1.08, count + 0.7)
        axes.set_ylim(low, high)
        axes.set_ylabel(word("latent_axis", lang))
        axes.grid(axis="y", color=GRID, lw=0.6)
        axes.set_axisbelow(True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.text(-width / 2, low + 0.02 * (high - low), word("persons", lang), ha="center", va="bottom", color=QUIET)
    return axes


def _items(axes: Axes, table: pl.DataFrame) -> None:
    several = table["step"].to_numpy().max() > 1
    firsts = table.unique("place", keep="first", maintain_order=True)
    for place in firsts["place"]:
        here = table.filter(place=place)["location"].to_list()
        axes.plot([place, place], [min(here), max(here)], color=GRID, lw=2.4, solid_capstyle="round", zorder=1)
    for row in table.iter_rows(named=True):
        if several:
            box: Any = {"boxstyle": "circle,pad=0.18", "fc": "white", "ec": BLUE, "lw": 0.9}
            axes.text(
                row["place"],
                row["location"],
                str(row["step"]),
                ha="center",
                va="center",
                fontsize=7.5,
                bbox=box,
                color=INK,
            )
        else:
            axes.plot(row["place"], row["location"], "o", color=BLUE, ms=6)
    names = [shorten(name, 14) for name in firsts["item"]]
    widest = max(sum(1 if ord(letter) < 0x2E80 else 2 for letter in name) for name in names)
    many = (widest + 2) * firsts.height > 85  # letters that stand side by side below the axes
    axes.set_xticks(
        firsts["place"].to_list(),
        names,
        rotation=90 if many else 0,
        fontsize=7.5 if many else 8.5,
    )
    axes.tick_params(axis="x", length=0)


def item_map_alt(model: ItemResponseModel, *, lang: str = "zh") -> str:
    """Say in a sentence where the items lie against the persons."""
    table = item_map_table(model, lang=lang)
    groups = model.groups_
    n = groups["n"].to_numpy()
    return word(
        "item_map_alt",
        lang,
        n=model.items_.height,
        easiest=table["item"][0],
        hardest=table["item"][-1],
        low=f"{table['location'].to_numpy().min():.1f}",
        high=f"{table['location'].to_numpy().max():.1f}",
        mean=f"{float(groups['mean'].to_numpy() @ n / n.sum()):.1f}",
    )
