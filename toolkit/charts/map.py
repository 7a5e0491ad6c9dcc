"""Map: the districts as tiles of equal size, so that a small district is seen as well as a large one."""

from __future__ import annotations

import importlib
import importlib.util
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._choose import choose, extremes, names, outcomes, scored
from toolkit.charts._names import shorten
from toolkit.charts._palette import QUIET, SEQUENCE, ink_on
from toolkit.charts._rows import points, score_label
from toolkit.charts._sheet import sheet
from toolkit.errors import OptionError
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

Tiles = Mapping[str, tuple[int, int]]
TILE = 0.92
"""Side of a tile in inches; the gap between tiles is a twentieth of it."""


def map_table(
    run: ScoringRun,
    *,
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    tiles: Tiles | None = None,
) -> pl.DataFrame:
    """Return a row a district: district_id, name, row, column, score, groups, assessed, flagged, placed.

    The score is the district's own where the run has scores at that level, else the plain mean of its groups' scores.

    Parameters
    ----------
    tiles : mapping, optional
        district_id -> (row, column), row 0 on top. By default `DISTRICT_TILES` of the study's catalogue where it names
        any of the districts (those it leaves out go below), else a square in order of id. `placed` tells which.
    """
    level = "group" if "group" in run.levels else "district"
    period, node = choose(run, level, period, node, lang)
    table = _districts(run, level, period, node, lang).sort("district_id")
    ids = table["district_id"].to_list()
    if tiles is None:
        tiles = _catalogue_tiles(run.study.catalogue)
    placed = bool(set(ids) & set(tiles))
    spots = _places(ids, tiles if placed else {})
    rows, columns = [spots[i][0] for i in ids], [spots[i][1] for i in ids]
    return table.with_columns(
        pl.Series("row", rows, pl.Int64), pl.Series("column", columns, pl.Int64), placed=pl.lit(placed)
    ).select("district_id", "name", "row", "column", "score", "groups", "assessed", "flagged", "placed")


def _districts(run: ScoringRun, level: str, period: str, node: str, lang: str) -> pl.DataFrame:
    groups = scored(run, level, period, node, lang).join(outcomes(run, level, period, node), on="unit_id", how="left")
    home = pl.col("district_id") if level == "group" else pl.col("unit_id")
    table = (
        groups.with_columns(district_id=home)
        .filter(pl.col("district_id").is_not_null())
        .sort("district_id", "score", "unit_id")
        .group_by("district_id", maintain_order=True)
        .agg(
            groups=pl.len().cast(pl.Int64),
            assessed=pl.col("score").count().cast(pl.Int64),
            flagged=(pl.col("flags") > 0).sum().cast(pl.Int64),
            score=pl.col("score").drop_nulls().mean().round(10),
        )
    )
    known = names(run, "district", lang).select(district_id="unit_id", name="name")
    named = table.join(known, on="district_id", how="left").with_columns(
        pl.col("name").fill_null(pl.col("district_id"))
    )
    if "district" not in run.levels or level == "district":
        return named
    own = scored(run, "district", period, node, lang).select(district_id="unit_id", own="score")
    return named.drop("score").join(own.rename({"own": "score"}), on="district_id", how="left")


def _catalogue_tiles(catalogue: str) -> Tiles:
    """Return `DISTRICT_TILES` of the catalogue, or of its module `tiles`; nothing when it has none."""
    module = importlib.import_module(catalogue)
    found = getattr(module, "DISTRICT_TILES", None)
    if found is None and hasattr(module, "__path__") and importlib.util.find_spec(f"{catalogue}.tiles"):
        found = getattr(importlib.import_module(f"{catalogue}.tiles"), "DISTRICT_TILES", None)
    return found or {}


def _places(ids: list[str], tiles: Tiles) -> dict[str, tuple[int, int]]:
    """Place every district once: as `tiles` says, the others in rows below, as wide as the rest."""
    spots = {i: tiles[i] for i in ids if i in tiles}
    if len(set(spots.values())) < len(spots):
        twice = sorted(i for i in spots if list(spots.values()).count(spots[i]) > 1)
        raise OptionError(f"Two districts stand on one tile: {', '.join(twice)}. Give each its own (row, column).")
    rest = [i for i in ids if i not in spots]
    wide = max([c for _, c in spots.values()], default=math.ceil(math.sqrt(len(ids))) - 1) + 1
    below = max([r for r, _ in spots.values()], default=-1) + 1
    return spots | {i: (below + k // wide, k % wide) for k, i in enumerate(rest)}


def map(
    run: ScoringRun,
    *,
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    tiles: Tiles | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the districts as tiles, light is a high score; hatched tiles can't be assessed. See `map_table`."""
    table = map_table(run, period=period, node=node, lang=lang, tiles=tiles)
    period, node = choose(run, "group" if "group" in run.levels else "district", period, node, lang)
    tall, wide = (int(table[c].max() or 0) + 1 for c in ("row", "column"))  # type: ignore[arg-type]
    notes = [
        word("map_tiles" if table["placed"].any() else "map_generic", lang),
        "" if "district" in run.levels else word("map_mean", lang),
        ""
        if not table["score"].count()
        else word("map_colour", lang, low=points(table["score"].min()), high=points(table["score"].max())),
        word("map_hatch", lang) if table["score"].null_count() else "",
    ]
    with sheet(
        run,
        ax,
        size=(max(wide * TILE + 0.3, 4.2), tall * TILE),
        title=word("map", lang),
        subtitle=f"{period} · {run.framework.label(node, lang)} · {score_label(run, lang)}",
        notes=[" ".join(n for n in notes if n)],
        lang=lang,
    ) as axes:
        axes.set_xlim(-0.5, wide - 0.5)
        axes.set_ylim(tall - 0.5, -0.5)
        if ax is not None:
            axes.set_aspect("equal", anchor="W")
        axes.axis("off")
        scale = _scale(table)
        for tile in table.iter_rows(named=True):
            _tile(axes, tile, scale, lang)
    return axes


def _scale(table: pl.DataFrame) -> Any:
    """Return score -> colour, from the lowest to the highest district."""
    import matplotlib
    from matplotlib.colors import Normalize

    low, high = table["score"].min(), table["score"].max()
    norm = Normalize(low, high if high != low else None)  # type: ignore[arg-type]
    return lambda score: matplotlib.colormaps[SEQUENCE](0.5 if high == low else 0.08 + 0.84 * float(norm(score)))


def _tile(ax: Axes, tile: dict[str, Any], scale: Any, lang: str) -> None:
    from matplotlib.patches import Rectangle

    x, y, missing = tile["column"], tile["row"], tile["score"] is None
    colour = (0.93, 0.93, 0.93, 1.0) if missing else scale(tile["score"])
    ink = ink_on(colour)
    ax.add_patch(
        Rectangle(
            (x - 0.475, y - 0.475),
            0.95,
            0.95,
            facecolor=colour,
            edgecolor="#999999" if missing else "none",
            hatch="///" if missing else None,
            linewidth=0.5,
        )
    )
    if missing:
        ax.add_patch(Rectangle((x - 0.42, y - 0.38), 0.84, 0.72, facecolor="white", edgecolor="none", alpha=0.9))
    ax.text(x, y - 0.24, shorten(tile["name"], 6.2), ha="center", va="center", fontsize=9, color=ink)
    ax.text(x, y + 0.04, points(tile["score"]), ha="center", va="center", fontsize=12, color=ink)
    ax.text(
        x,
        y + 0.29,
        word("map_groups", lang, n=tile["groups"]),
        ha="center",
        va="center",
        fontsize=7,
        color=QUIET if missing else ink,
    )


def map_alt(run: ScoringRun, *, period: str | None = None, node: str | None = None, lang: str = "zh") -> str:
    """Say in a sentence what the map shows."""
    table = map_table(run, period=period, node=node, lang=lang).rename({"district_id": "unit_id"})
    period, node = choose(run, "group" if "group" in run.levels else "district", period, node, lang)
    number = table["score"].count()
    if not number:
        return word("none_to_show", lang)
    best, high, worst, low = extremes(table, "score")
    return word(
        "map_alt",
        lang,
        period=period,
        node=run.framework.label(node, lang),
        n=number,
        best=best,
        high=points(high),
        worst=worst,
        low=points(low),
        missing=table.height - number,
    )
