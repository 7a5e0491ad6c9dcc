"""`duxue explain`: why this score."""

from __future__ import annotations

from pathlib import Path

from toolkit.cli import DONE
from toolkit.cli._output import Output


def run(folder: Path, unit: str, level: str | None, node: str | None, period: str | None, lang: str, form: str) -> int:
    """Explain a unit of a saved run."""
    out = Output("explain", lang, form)
    from toolkit.explain import explain
    from toolkit.save import load_run

    explanation = explain(load_run(folder), unit, node=node, period=period, level=level)
    out.text(explanation.text(out.lang))
    out.counts = {
        "scores": explanation.score.to_dicts(),
        "indicators": explanation.indicators.to_dicts(),
        "flags": explanation.flags.to_dicts(),
        "bundled": explanation.bundled.to_dicts(),
    }
    return out.finish(DONE)
