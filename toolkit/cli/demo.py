"""`duxue demo`: the bundled city, from raw data to report."""

from __future__ import annotations

import importlib
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli import DONE
from toolkit.cli._output import Output
from toolkit.cli.score import score_and_save
from toolkit.errors import OptionError
from toolkit.files import make_folder, write_text, write_whole

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun
    from toolkit.tables import Tables

MARK = ".duxue-demo"
"""Stands in the data folder of a demo, which the next demo may replace."""

STUDY = """# A study: the choices of an evaluation. The policy sets no weights and no cuts: all of this is configuration.
framework = "tianjin"          # or the path of a CSV file
normaliser = "goalposts"
weighting = "framework"
aggregator = "arithmetic"
minimum_coverage = 0.5
seed = 0
"""


def run(out: Path, seed: int, lang: str, form: str) -> int:
    """Make the city, score it, save it; raw data and study file stay beside the runs, to be tried by hand."""
    from toolkit.study import Study

    said = Output("demo", lang, form)
    began = time.monotonic()
    study = Study()
    if (out / "data").exists() and not (out / "data" / MARK).is_file():
        raise OptionError(
            f"{str(out / 'data')!r} is there already, and not of a demo: choose another folder with --out."
        )
    make_folder(out)
    with said.stage("cli_making"):
        tables: Tables = importlib.import_module(study.catalogue).demo_tables(seed=seed)
        _keep(tables, out)
    result = score_and_save(study, tables, out / "runs", said)
    if result is None:
        raise OptionError(f"The city of seed {seed} does not pass validation: try another seed.")
    home = Path(said.files["run"])
    said.files |= {"data": str(out / "data"), "study": str(out / "study.toml")}
    _next(result, home, out, said, time.monotonic() - began)
    return said.finish(DONE)


def _keep(tables: Tables, out: Path) -> None:
    """Write the raw tables as a folder that `duxue check` and `duxue score` read."""
    folder, temporary = out / "data", out / ".data"
    for place in (temporary, folder):
        shutil.rmtree(place, ignore_errors=True)
    make_folder(temporary)
    for name, frame in tables.items():
        write_whole(temporary / f"{name}.parquet", frame.write_parquet)
    (temporary / MARK).touch()
    temporary.rename(folder)
    if not (out / "study.toml").exists():
        write_text(out / "study.toml", STUDY)


def _next(result: ScoringRun, home: Path, out: Path, said: Output, seconds: float) -> None:
    worst = result.scores.filter(
        (result.scores["level"] == "group")
        & (result.scores["period"] == result.latest)
        & (result.scores["node"] == result.framework.root)
    ).sort("rank", "unit_id", nulls_last=True)
    unit = worst.drop_nulls("rank")["unit_id"][-1]
    duxue = os.environ.get("DUXUE_COMMAND", "duxue")
    said.say("cli_try", explain=f"{duxue} explain {home} --unit {unit}", check=f"{duxue} check {out / 'data'}")
    said.say("cli_seconds", seconds=f"{seconds:.1f}")
