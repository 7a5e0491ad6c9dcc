"""`duxue template`: the empty workbook, what its tables hold, or a framework to edit."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

from toolkit.cli import DONE
from toolkit.cli._output import Output
from toolkit.errors import OptionError


def run(
    out: Path, judgements: str, framework: str, nodes: list[str], experts: int, practice: bool, lang: str, form: str
) -> int:
    """Write the template of school data, of experts' judgements or of a framework; an existing file is never overwritten."""
    said = Output("template", lang, form)
    from toolkit.dictionary import KINDS, write_dictionary

    kind = out.suffix.lower()
    if kind != ".xlsx" and (judgements or kind not in (*KINDS, ".csv")):
        raise OptionError(
            f"{out.name!r}: a workbook ends in .xlsx, a data dictionary in {', '.join(KINDS)}, a framework in .csv."
        )
    if practice and (judgements or kind != ".xlsx"):
        raise OptionError(
            "--practice is a workbook of school data: give a name that ends in .xlsx, without --judgements."
        )
    if out.exists():
        raise OptionError(f"{out.name!r} exists already: give another name, or remove it first.")
    duxue = os.environ.get("DUXUE_COMMAND", "duxue")
    if kind in KINDS:
        write_dictionary(out, lang=said.lang)
        said.say("cli_dictionary", file=out)
    elif kind == ".csv":
        from toolkit.files import write_whole
        from toolkit.framework import load_framework

        write_whole(out, load_framework(framework).table().write_csv)
        said.say("cli_calibrated", file=out)
    elif judgements:
        from toolkit.calibrate import write_judgements
        from toolkit.framework import load_framework

        if experts < 1:
            raise OptionError(f"--experts {experts}: there must be at least one.")
        tree = load_framework(framework)
        people = [f"E{k}" for k in range(1, experts + 1)]
        write_judgements(out, tree, judgements, parents=nodes or None, experts=people, lang=said.lang)
        said.say("cli_judgements", file=out, duxue=duxue, framework=framework)
    elif practice:
        from toolkit.study import Study
        from toolkit.template import write_workbook

        tables = importlib.import_module(Study().catalogue).practice_tables()
        write_workbook(tables, out, lang=said.lang)
        said.say("cli_practice", file=out, duxue=duxue)
    else:
        from toolkit.template import write_template

        write_template(out, lang=said.lang)
        said.say("cli_template", file=out, duxue=duxue)
    said.files["template"] = str(out)
    return said.finish(DONE)
