"""Fonts and style of the charts: Chinese that shows everywhere, and settings that never leak into the user's own charts."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import DuxueError, OptionError, unknown

FAMILY = ("DejaVu Sans", "Noto Sans SC")
"""Latin letters, digits and signs come from the first, Chinese from the second. Noto has one weight: no bold."""

WEB_FAMILY = "'Duxue Han', 'DejaVu Sans', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
"""The same for a page; the first one, Chinese characters only, comes with the page."""

MACHINE = {
    "backend",
    "backend_fallback",
    "interactive",
    "toolbar",
    "timezone",
    "webagg",
    "tk",
    "macosx",
    "keymap",
    "date",
}
"""Settings of the machine and the session, which style leaves alone; all the others start from matplotlib's defaults."""

_chosen: ContextVar[str | Path | None] = ContextVar("font", default=None)


@cache
def chinese_font() -> Path:
    """Return the path of NotoSansSC-Regular.ttf (SIL Open Font License) inside the package `zhplot`.

    The package is located and never imported: importing it changes matplotlib's settings for the whole session.
    """
    spec = importlib.util.find_spec("zhplot")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    raise DuxueError("The font NotoSansSC-Regular.ttf was not found. Install the package zhplot (pip install zhplot).")


def font_folders() -> tuple[Path, Path]:
    """Return the folders that hold the files of `FAMILY`, for programs that set text themselves."""
    import matplotlib

    return (Path(matplotlib.get_data_path()) / "fonts" / "ttf", chinese_font().parent)


@cache
def _add(path: Path) -> str:
    from matplotlib.font_manager import FontProperties, fontManager

    fontManager.addfont(path)
    return FontProperties(fname=path).get_name()


def families(font: str | Path | None = None) -> list[str]:
    """Return the font families, the user's own `font` (a file, or the name of an installed family) first."""
    _add(chinese_font())
    if font is None:
        return list(FAMILY)
    if Path(font).suffix.lower() in {".ttf", ".otf", ".ttc"}:
        if not Path(font).is_file():
            raise OptionError(f"No font file {str(font)!r}. Give a .ttf file, or the name of an installed family.")
        return [_add(Path(font)), *FAMILY]
    from matplotlib.font_manager import fontManager

    if str(font) not in (installed := sorted(set(fontManager.get_font_names()))):
        raise unknown("font", str(font), installed)
    return [str(font), *FAMILY]


def style(font: str | Path | None = None, *, svg_text: bool = False) -> dict[str, Any]:
    """Return the matplotlib settings of our charts, for `matplotlib.rc_context`.

    Parameters
    ----------
    font : str or Path, optional
        The user's own font, a file or an installed family. Take a static TrueType file: a variable font draws
        its thinnest weight, a CFF font gives a full-width minus.
    svg_text : bool
        True: text in an SVG stays text (for a page that brings its own font list); False: outlines, alike everywhere.
    """
    import matplotlib

    defaults: Any = matplotlib.rcParamsDefault
    kept = {k: v for k, v in defaults.items() if k.split(".")[0] not in MACHINE and k not in MACHINE}
    return kept | {
        "font.family": families(_chosen.get() if font is None else font),
        "font.size": 9.0,
        "text.parse_math": False,
        "text.usetex": False,
        "text.hinting": "no_hinting",
        "axes.unicode_minus": True,
        "axes.edgecolor": "#888888",
        "axes.labelcolor": "#333333",
        "axes.labelsize": 9.0,
        "axes.linewidth": 0.8,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": "#555555",
        "ytick.color": "#555555",
        "xtick.labelcolor": "#333333",
        "ytick.labelcolor": "#222222",
        "text.color": "#222222",
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "savefig.facecolor": "white",
        "figure.dpi": 100.0,
        "pdf.fonttype": 42,
        "svg.hashsalt": "duxue",
        "svg.fonttype": "none" if svg_text else "path",
    }


@contextmanager
def use(font: str | Path | None = None, *, svg_text: bool = False) -> Iterator[None]:
    """Draw with our settings inside the block; the user's own settings are back afterwards.

    Charts inside the block inherit a `font` that is given here.

    >>> import matplotlib
    >>> before = dict(matplotlib.rcParams)
    >>> with use():
    ...     matplotlib.rcParams["text.parse_math"]
    False
    >>> dict(matplotlib.rcParams) == before
    True
    """
    import matplotlib

    token = _chosen.set(_chosen.get() if font is None else font)
    try:
        settings: Any = style(svg_text=svg_text)
        with matplotlib.rc_context(settings):
            yield
    finally:
        _chosen.reset(token)
