"""The sheet a chart is drawn on: title, axes of a given size, notes, and what every output carries."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from toolkit import fonts
from toolkit.charts._names import wrap
from toolkit.charts._palette import QUIET
from toolkit.charts._rows import fold_legend
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from toolkit.scoring_run import ScoringRun

WIDTH = 8.6
"""Width of a chart in inches."""
MARGIN = 0.15
TITLE, SMALL, NOTE = 13.0, 9.5, 8.0
LEADING = 1.4
"""Line height in font sizes."""


@contextmanager
def sheet(
    run: ScoringRun | None,
    ax: Axes | None,
    *,
    size: tuple[float, float],
    title: str,
    subtitle: str,
    notes: Sequence[str],
    lang: str,
    foot: str = "",
) -> Iterator[Axes]:
    """Give axes to draw on, and finish them afterwards.

    Without `ax` a figure is made around what was drawn: `size` is the width of the figure and the height of the axes,
    in inches; the rest of the height follows from labels, title and notes. With `ax` the user's figure stays as it is;
    title and notes go above and below the axes. `foot` is the last line where there is no run.
    """
    last = footer(run, lang) if run is not None else foot
    small_print = [*(n for n in notes if n), last]
    with fonts.use():
        axes = ax if ax is not None else _figure(size).add_axes((0.3, 0.2, 0.5, 0.6))
        yield axes
        if ax is None:
            _lay_out(axes, size, title, subtitle, small_print)
        else:
            _annotate(axes, title, subtitle, small_print)


def footer(run: ScoringRun, lang: str) -> str:
    """Return the line that ends every chart: synthetic or not, which run, and what it is for."""
    parts = [word("internal_mark", lang)] if run.view == "internal" else []
    parts += [word("synthetic", lang)] if run.synthetic else []
    parts += [word("footer", lang, run=run.fingerprint), word("for_enquiry_only", lang)]
    return " · ".join(parts)


def _figure(size: tuple[float, float]) -> Figure:
    """In a notebook pyplot makes the figure, so that the notebook shows it; elsewhere pyplot is not even imported."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if getattr(shell, "kernel", None) is not None:
        from matplotlib import pyplot

        return pyplot.figure(figsize=size)
    from matplotlib.figure import Figure

    return Figure(figsize=size)


def _lay_out(axes: Axes, size: tuple[float, float], title: str, subtitle: str, notes: list[str]) -> None:
    from matplotlib.backends.backend_agg import RendererAgg

    figure: Any = axes.figure
    dpi = figure.dpi
    renderer: Any = RendererAgg(8, 8, dpi)  # type: ignore[no-untyped-call]
    legend_height = _measure_legend(axes, renderer, size[0] - 2 * MARGIN)
    outer: Any = axes.get_tightbbox(renderer)
    inner = axes.bbox
    left, right = (inner.x0 - outer.x0) / dpi + MARGIN, (outer.x1 - inner.x1) / dpi + MARGIN
    above, below = (outer.y1 - inner.y1) / dpi, (inner.y0 - outer.y0) / dpi
    usable = size[0] - 2 * MARGIN
    head = [
        *((TITLE, t) for t in wrap(title, usable * 72 / TITLE)),
        *((SMALL, t) for t in wrap(subtitle, usable * 72 / SMALL)),
    ]
    foot = [(NOTE, line) for note in notes for line in wrap(note, usable * 72 / NOTE)]
    head_height, foot_height = (sum(s * LEADING / 72 for s, _ in lines) for lines in (head, foot))
    height = MARGIN + head_height + legend_height + 0.08 + above + size[1] + below + 0.1 + foot_height + MARGIN
    figure.set_size_inches(size[0], height)
    bottom = (MARGIN + foot_height + 0.1 + below) / height
    axes.set_position((left / size[0], bottom, max(1 - (left + right) / size[0], 0.1), size[1] / height))
    _lines(figure, head, height - MARGIN, size[0], height)
    if (legend := axes.get_legend()) is not None:
        legend.set_loc("upper left")
        legend.set_bbox_to_anchor((MARGIN / size[0], (height - MARGIN - head_height) / height), figure.transFigure)
    _lines(figure, foot, MARGIN + foot_height, size[0], height)


def _measure_legend(axes: Axes, renderer: Any, usable: float) -> float:
    """Fold the legend, take it out of the axes' layout, and return its height with its distance, in inches."""
    fold_legend(axes, renderer, usable)
    legend = axes.get_legend()
    if legend is None:
        return 0.0
    legend.set_in_layout(False)
    legend.borderaxespad = 0.5
    return float(legend.get_window_extent(renderer).height) / axes.figure.dpi + 0.08


def _lines(figure: Any, lines: list[tuple[float, str]], top: float, width: float, height: float) -> None:
    y = top
    for points, text in lines:
        colour = {TITLE: "#111111"}.get(points, QUIET)
        figure.text(MARGIN / width, y / height, text, fontsize=points, va="top", ha="left", color=colour)
        y -= points * LEADING / 72


def _annotate(axes: Axes, title: str, subtitle: str, notes: list[str]) -> None:
    import matplotlib
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.text import Text

    fold_legend(axes, RendererAgg(8, 8, axes.figure.dpi), axes.bbox.width / axes.figure.dpi)  # type: ignore[no-untyped-call]
    em = max(axes.bbox.width / axes.figure.dpi * 72 / NOTE, 20.0)
    axes.set_title(f"{title}\n{subtitle}", loc="left", fontsize=SMALL, pad=34 if axes.get_legend() else 6)
    text = "\n".join(line for note in notes for line in wrap(note, em))
    place: Any = ("axes fraction", axes.xaxis.label)
    axes.annotate(
        text,
        (0, 0),
        xycoords=place,
        xytext=(0, -6),
        textcoords="offset points",
        va="top",
        ha="left",
        fontsize=NOTE,
        color=QUIET,
    )
    for made_before in axes.findobj(Text):  # title and labels have the font that the user's axes were made with
        made_before.set_fontfamily(matplotlib.rcParams["font.family"])
        made_before.set_parse_math(False)
