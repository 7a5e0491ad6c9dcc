"""Charts as files: the same run gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit import fonts
from toolkit.charts._alt import alt_text
from toolkit.charts._standards import with_standard
from toolkit.errors import OptionError, unknown
from toolkit.files import write_whole
from toolkit.flags._changes import FIELD

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

PIXELS_PER_INCH = 150
KINDS: dict[str, tuple[dict[str, str | None], str]] = {
    "png": ({"Software": "Duxue"}, "Description"),
    "svg": ({"Date": None, "Creator": "Duxue"}, "Description"),
    "pdf": ({"CreationDate": None, "Creator": "Duxue", "Producer": "Duxue"}, "Subject"),
}
"""Kind of file -> what it says of itself, and where its description goes."""


def save_chart(axes: Axes, path: str | Path, *, alt: str = "") -> Path:
    """Save the figure of `axes` as PNG (150 dpi), SVG (letters as outlines) or PDF (fonts embedded), by the ending of `path`.

    No date and no machine goes into the file. `alt` goes into it as its description.

    Examples
    --------
    >>> save_chart(ranking(run), "ranking.svg", alt=alt_text(run, "ranking"))  # doctest: +SKIP
    """
    path = Path(path)
    if path.suffix[1:] not in KINDS:
        raise OptionError(f"Charts are saved as .png, .svg or .pdf, not {path.suffix!r} ({path.name}).")
    data = _bytes(axes, path.suffix[1:], alt, svg_text=False)
    write_whole(path, lambda draft: draft.write_bytes(data))
    return path


def svg_text(axes: Axes) -> str:
    """Return the figure of `axes` as SVG whose letters stay text, for a page that brings its own list of fonts."""
    return _bytes(axes, "svg", "", svg_text=True).decode()


def png_bytes(axes: Axes) -> bytes:
    """Return the figure of `axes` as PNG (150 dpi), for a document that takes no SVG."""
    return _bytes(axes, "png", "", svg_text=False)


def _bytes(axes: Axes, kind: str, alt: str, *, svg_text: bool) -> bytes:
    buffer = io.BytesIO()
    figure: Any = axes.figure
    metadata, description = KINDS[kind]
    with fonts.use(svg_text=svg_text):
        figure.savefig(
            buffer,
            format=kind,
            dpi=PIXELS_PER_INCH if kind == "png" else 72,
            metadata=metadata | ({description: alt} if alt else {}),
            **({"pil_kwargs": {"compress_level": 3}} if kind == "png" else {}),  # smaller and faster than 6 on charts
        )
    return buffer.getvalue()


def save_charts(
    run: ScoringRun,
    folder: str | Path,
    langs: str | Iterable[str] = ("zh", "en"),
    names: Iterable[str] | None = None,
    *,
    internal: bool = False,
) -> list[Path]:
    """Save charts of a run as `<name>.<lang>.png` and `.svg` in `folder`; return the paths.

    They are drawn from the published view of the run (toolkit/disclosure).

    Parameters
    ----------
    langs : str or iterable of str
        Languages.
    names : iterable of str, optional
        Keys of `CHARTS`. By default those that the run has data for.
    internal : bool
        Draw everything, and mark each chart as internal.
    """
    from toolkit.charts import CHARTS
    from toolkit.disclosure import view_of

    run = view_of(run, everything=internal)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    chosen = applicable(run) if names is None else list(names)
    for name, lang in product(chosen, [langs] if isinstance(langs, str) else list(langs)):
        if name not in CHARTS:
            raise unknown("chart", name, CHARTS)
        options = options_of(run, name)
        axes = CHARTS[name](run, lang=lang, **options, **FEWER.get(name, {}))
        alt = alt_text(run, name, lang, **options)
        paths += [save_chart(axes, folder / f"{name}.{lang}.{kind}", alt=alt) for kind in ("png", "svg")]
        close(axes)
    return paths


FEWER: dict[str, dict[str, Any]] = {"members": {"top": 30}}
"""What a chart leaves out in a file; it says how many."""
OF_REPLICATES = ("rank_heatmap", "rank_intervals", "sobol", "flag_stability")
"""Charts of `tk.robustness`: they take its result as `robust=`."""
OF_SUPERVISION = ("calendar", "programme")
"""Charts of `toolkit.supervision`: they take its tables as `due=` and `progress=`."""
WITHOUT_LEVEL = {"weights", "map", "members", *OF_SUPERVISION}


def options_of(run: ScoringRun, chart: str) -> dict[str, Any]:
    """Return what a chart and its alternative text are given in a run folder."""
    return {} if chart in WITHOUT_LEVEL else {"level": main_level(run)}


def main_level(run: ScoringRun) -> str:
    """Return the level that a run is about: groups where there are any, else the first of the others."""
    return next(level for level in ("group", "unit", "district", "school", "city") if level in run.levels)


def applicable(run: ScoringRun) -> list[str]:
    """Return the charts that a run has data for, without those that somebody must choose something for."""
    from toolkit.charts import CHARTS

    groups, level = "group" in run.levels, main_level(run)
    standards = bool(with_standard(run, level))
    missing = {
        "map": not (groups and run.units["district_id"].count()) and "district" not in run.levels,
        "members": not (groups and "school" in run.levels and run.members.height),
        "profile": not run.framework.dimensions,
        "radar": True,  # the profile shows the same, and better
        "waterfall": True,  # somebody chooses whose score
        "small_multiples": not run.units.filter(level=level)["district_id"].count(),
        "slope": len(run.periods) < 2,
        "funnel": run.scores.filter(level=level, period=run.latest, node=run.framework.root)["se"].count() < FIELD,
        "posterior": not standards,
        "status_history": not standards or len(run.periods) < 2,
        "status_change": not standards or len(run.periods) < 2,
        "trajectory": True,  # somebody chooses the unit
        **dict.fromkeys(OF_SUPERVISION, True),  # they need the store of events
        "caterpillar": True,  # somebody chooses what to look at
        "schemes": True,  # somebody chooses what to compare
        **dict.fromkeys(OF_REPLICATES, True),  # and what to vary
    }
    return [name for name in CHARTS if not missing.get(name, False)]


def close(axes: Axes) -> None:
    """Let go of a figure that pyplot made (in a notebook), so that it is not shown a second time."""
    import sys

    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(axes.figure)
