"""`duxue report`: the report of a saved run, or one-page briefs of its units."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from toolkit.cli import DONE
from toolkit.cli._output import Output
from toolkit.errors import OptionError

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def run(
    folder: Path, out: Path, unit: str, level: str, all_groups: bool, lang: str, form: str, internal: bool = False
) -> int:
    """Write the report of a saved run in one language, the brief of a unit, or the briefs of all groups as PDF."""
    said = Output("report", lang, form)
    if all_groups and (unit or level):
        raise OptionError("--all-groups writes a brief of every group: leave --unit and --level out.")
    if level and not unit:
        raise OptionError("--level says of which level the unit of --unit is: give --unit too.")
    from toolkit.disclosure import view_of
    from toolkit.report import brief, report
    from toolkit.save import load_run

    with said.stage("cli_writing"):
        loaded = load_run(folder)
        if unit:
            brief(loaded, unit, out, said.lang, level=level or None, internal=internal)
        elif not all_groups:
            report(loaded, out, lang=said.lang, internal=internal)
    if all_groups:
        said.counts["briefs"] = _briefs(view_of(loaded, everything=internal), out, said)
    said.files["report"] = str(out)
    said.say(
        "cli_briefs" if all_groups else "cli_report", file=out, **({"n": said.counts["briefs"]} if all_groups else {})
    )
    return said.finish(DONE)


def _briefs(loaded: ScoringRun, folder: Path, said: Output) -> int:
    """Write one PDF a group; names of files come from the ids, whatever characters they hold."""
    from toolkit.files import make_folder
    from toolkit.report import brief

    held = loaded.scores.filter(level="group", period=loaded.latest)["unit_id"].unique().sort().to_list()
    if not held:
        raise OptionError(f"The run has no groups in {loaded.latest}. For one unit: --unit.")
    make_folder(folder)
    for group in _with_bar(held, said):
        brief(loaded, group, folder / f"{quote(group, safe='')}.{said.lang}.pdf", said.lang, level="group")
    return len(held)


def _with_bar(groups: list[str], said: Output) -> Iterator[str]:
    """Show how far it is, on a terminal only."""
    from rich.console import Console
    from rich.progress import track

    from toolkit.words import word

    text = word("cli_writing", said.lang)
    yield from track(groups, text, console=Console(stderr=True), disable=not sys.stderr.isatty())
