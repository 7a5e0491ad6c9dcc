"""`duxue template`: the empty workbook."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.cli import DONE
from toolkit.cli._output import Output
from toolkit.errors import OptionError


def run(out: Path, lang: str, form: str) -> int:
    """Write the template; an existing file is never overwritten."""
    said = Output("template", lang, form)
    if out.suffix.lower() != ".xlsx":
        raise OptionError(f"{out.name!r}: the template is a workbook, its name ends in .xlsx.")
    if out.exists():
        raise OptionError(f"{out.name!r} exists already: give another name, or remove it first.")
    from toolkit.template import write_template

    write_template(out, lang=said.lang)
    said.files["template"] = str(out)
    said.say("cli_template", file=out, duxue=os.environ.get("DUXUE_COMMAND", "duxue"))
    return said.finish(DONE)
