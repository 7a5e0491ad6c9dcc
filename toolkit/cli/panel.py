"""`duxue panel`: the panel of weights of a saved run, as a page."""

from __future__ import annotations

from pathlib import Path

from toolkit.cli import DONE
from toolkit.cli._output import Output


def run(folder: Path, out: Path, level: str, period: str, lang: str, form: str) -> int:
    """Write the panel of a saved run as one static page."""
    said = Output("panel", lang, form)
    from toolkit.panel.content import field_of
    from toolkit.panel.shared import StaticPanel
    from toolkit.save import load_run

    with said.stage("cli_writing"):
        field = field_of(load_run(folder), said.lang, level or None, period or None)
        StaticPanel(field).save(out)
    said.files["panel"] = str(out)
    said.say("cli_panel", file=out)
    return said.finish(DONE)
