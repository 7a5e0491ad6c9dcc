"""Names at the right ends of lines, moved apart so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE = 0.165
"""Height of a name in inches."""


def name_ends(
    ax: Axes, x: float, ends: Sequence[float], texts: Sequence[str], colours: Sequence[str], height: float
) -> None:
    """Write texts right of the axes beside the ends (x, end) of lines, from the top of the axes down, and join them.

    Parameters
    ----------
    height : float
        Of the axes, in inches.
    """
    from matplotlib.transforms import ScaledTranslation, blended_transform_factory

    bottom, top = ax.get_ylim()
    up = 1.0 if top > bottom else -1.0
    beside = ax.transAxes + ScaledTranslation(0.35, 0, ax.figure.dpi_scale_trans)
    place: Any = blended_transform_factory(beside, ax.transData)
    gap = abs(top - bottom) * LINE / height
    moved = spread_out([up * end for end in ends], gap, up * bottom, up * top)
    for y, end, text, colour in zip(moved, ends, texts, colours, strict=True):
        ax.annotate(
            text,
            (x, end),
            (1, up * y),
            xycoords="data",
            textcoords=place,
            va="center",
            ha="left",
            fontsize=8,
            color="#222222",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.6,
                "shrinkA": 1,
                "shrinkB": 4,
                "relpos": (0, 0.5),
            },
        )


def spread_out(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move descending places apart to at least `gap`, as little as a pass down and a pass up need, inside low..high.

    >>> spread_out([5.0, 5.0, 1.0], 1.0, 0.0, 10.0)
    [5.0, 4.0, 1.0]
    >>> spread_out([0.5, 0.2], 1.0, 0.0, 10.0)
    [1.0, 0.0]
    """
    moved: list[float] = []
    for place in places:
        moved.append(min(place, moved[-1] - gap) if moved else min(place, high))
    floor = low
    for i in reversed(range(len(moved))):
        moved[i] = max(moved[i], floor)
        floor = moved[i] + gap
    return moved
