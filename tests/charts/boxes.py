"""Where the texts of a figure stand, in pixels."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

Texts = list[tuple[str, Bbox]]
ONLY_SAID = {"只有一个学年，无法比较变化。", "There is only one period, so nothing to compare."}
"""Sentences that stand where a drawing would."""


def texts(axes: Axes) -> Texts:
    """All texts that are drawn on the figure, with the boxes they fill, in pixels."""
    figure = axes.figure
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    undrawn = set()  # labels of ticks beyond the ends of an axis
    for each in figure.axes:
        for axis in (each.xaxis, each.yaxis):
            low, high = sorted(axis.get_view_interval())
            undrawn |= {
                id(label)
                for t in axis.get_major_ticks()
                if not low <= t.get_loc() <= high
                for label in (t.label1, t.label2)
            }
    found = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and id(t) not in undrawn]
    return [(t.get_text(), Text.get_window_extent(t, renderer)) for t in found]


def cut(axes: Axes, found: Texts) -> list[str]:
    """Texts that the edge of the figure cuts; half a pixel is not seen."""
    page = axes.figure.bbox.padded(0.5)
    return [t for t, b in found if b.x0 < page.x0 or b.x1 > page.x1 or b.y0 < page.y0 or b.y1 > page.y1]


def overlapping(found: Texts) -> list[tuple[str, str]]:
    """Pairs of texts that lie on one another; a pixel of contact is no overlap."""
    boxes = np.array([b.padded(-1).extents for _, b in found])
    if not len(boxes):
        return []
    x0, y0, x1, y1 = boxes.T
    common = (x0[:, None] < x1) & (x0 < x1[:, None]) & (y0[:, None] < y1) & (y0 < y1[:, None])
    return [(found[i][0], found[j][0]) for i, j in np.argwhere(np.triu(common, 1))]


def on_the_drawing(axes: Axes, found: Texts) -> list[str]:
    """Texts that reach into the axes."""
    inside = axes.bbox.padded(-2)
    return [t for t, box in found if t not in ONLY_SAID and Bbox.intersection(inside, box) is not None]
