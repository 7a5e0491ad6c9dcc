"""`duxue report`: the report of a saved run."""

from __future__ import annotations

from pathlib import Path

from toolkit.cli import DONE
from toolkit.cli._output import Output


def run(folder: Path, out: Path, lang: str, form: str) -> int:
    """Write the report of a saved run in one language."""
    said = Output("report", lang, form)
    from toolkit.report import report
    from toolkit.save import load_run

    with said.stage("cli_writing"):
        report(load_run(folder), out, lang=said.lang)
    said.files["report"] = str(out)
    said.say("cli_report", file=out)
    return said.finish(DONE)
