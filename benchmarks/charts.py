"""Seconds and sizes of every chart of the bundled city, against a plain save of an empty figure.

    python benchmarks/charts.py [--lang zh]

Each chart is drawn and saved as PNG (150 dpi) and SVG. What is imported on the way counts in the first line only.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

import toolkit as tk
from indicators import demo_tables
from toolkit.charts import CHARTS, alt_text, save_chart
from toolkit.charts._saving import applicable, options_of


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that a call takes, and its result."""
    began = time.perf_counter()
    result = what()
    return time.perf_counter() - began, result


def empty(folder: Path) -> float:
    """Return the seconds of a plain matplotlib save of an empty figure as PNG and SVG; the best of five."""

    def both() -> None:
        figure = Figure(figsize=(8.6, 4), dpi=150)
        figure.add_subplot()
        for kind in ("png", "svg"):
            figure.savefig(folder / f"empty.{kind}")

    return min(timed(both)[0] for _ in range(5))


def main() -> None:
    """Print a line a chart, and what all charts of a run folder take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", default="zh", choices=("zh", "en"))
    lang = parser.parse_args().lang
    run = tk.Study().run(tk.validate(demo_tables()).tables)
    saved = applicable(run)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm, _ = timed(lambda: save_chart(CHARTS["ranking"](run, lang=lang), folder / "warm.png"))
        plain = empty(folder)
        print(f"first chart, with what it imports: {warm:.2f} s; empty figure: {plain:.3f} s\n")
        print(
            f"{'chart':<16}{'draw':>7}{'alt':>7}{'png':>7}{'svg':>7}{'all, s':>8}{'x empty':>9}{'png kB':>8}{'svg kB':>8}"
        )
        total = 0.0
        for chart, draw in CHARTS.items():
            options = options_of(run, chart)
            drawing, axes = timed(lambda draw=draw, options=options: draw(run, lang=lang, **options))
            saying, _ = timed(lambda chart=chart, options=options: alt_text(run, chart, lang, **options))
            files = {kind: folder / f"{chart}.{kind}" for kind in ("png", "svg")}
            saves = [timed(lambda path=path, axes=axes: save_chart(axes, path))[0] for path in files.values()]
            seconds = drawing + saying + sum(saves)
            total += seconds if chart in saved else 0.0
            sizes = [path.stat().st_size / 1000 for path in files.values()]
            marks = "" if chart in saved else "  (not in a run folder)"
            print(
                f"{chart:<16}{drawing:7.2f}{saying:7.2f}{saves[0]:7.2f}{saves[1]:7.2f}{seconds:8.2f}"
                f"{seconds / plain:9.0f}{sizes[0]:8.0f}{sizes[1]:8.0f}{marks}"
            )
        print(f"\nthe {len(saved)} charts of a run folder in one language: {total:.2f} s")


if __name__ == "__main__":
    main()
