"""`duxue score`: raw tables in, run folder out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from toolkit.cli import DONE, FINDINGS
from toolkit.cli._output import Output, fails_on_flags
from toolkit.errors import OptionError

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun
    from toolkit.study import Study
    from toolkit.tables import Tables


def run(
    study: str,
    data: str,
    out: Path,
    fail_on: str,
    engine: str,
    workers: int | None,
    master: str,
    resume: bool,
    lang: str,
    form: str,
) -> int:
    """Score a study; exit code 1 where the data has errors, or has flags and the user asked to fail on them."""
    said = Output("score", lang, form)
    strict = fails_on_flags(fail_on)
    from toolkit.catalogue import models_of
    from toolkit.read import read_tables
    from toolkit.shards.folder import INDEX
    from toolkit.study import Study

    chosen = Study.from_toml(study) if study.lower().endswith(".toml") else Study(framework=study)
    if (Path(data) / INDEX).is_file():
        from toolkit.cli.score_shards import score_shards

        options = {name: value for name, value in (("workers", workers), ("master", master)) if value}
        result = score_shards(chosen, data, out, engine, options, resume, said)
        if result is not None:
            tell(result, Path(said.files["run"]), said)
    else:
        _refuse_engine(engine, workers, master, resume)
        with said.stage("cli_reading"):
            tables = read_tables(data, lang=said.lang, models=models_of(chosen))
        result = score_and_save(chosen, tables, out, said)
    flagged = result is not None and result.flags.filter(pl.col("outcome") == "flagged").height > 0
    said.ok = result is not None and not (strict and flagged)
    return said.finish(DONE if said.ok else FINDINGS)


def _refuse_engine(engine: str, workers: int | None, master: str, resume: bool) -> None:
    given = {"--engine": engine != "local", "--workers": workers is not None, "--master": master, "--resume": resume}
    for name, used in given.items():
        if used:
            raise OptionError(f"{name} is for shards: cut the data first with `duxue shard DATA FOLDER`.")


def score_and_save(study: Study, tables: Tables, out: Path, said: Output) -> ScoringRun | None:
    """Validate, score and save; None (and the findings told) where the data has errors. Nothing is written then."""
    from toolkit.catalogue import models_of
    from toolkit.checks.text import findings_text
    from toolkit.run import run_study
    from toolkit.validate import validate

    with said.stage("cli_checking"):
        checked = validate(tables, lang=said.lang, models=models_of(study))
    said.add_findings(checked.findings)
    if not checked.ok:
        said.text(findings_text(checked.findings, said.lang))
        said.say("cli_not_scored")
        return None
    with said.stage("cli_scoring"):
        result = run_study(study, checked)
    with said.stage("cli_writing"):
        home = result.save(out)
    said.files |= {"run": str(home), **{p.stem: str(p) for p in sorted(home.glob("*.*"))}}
    tell(result, home, said)
    return result


def tell(result: ScoringRun, home: Path, said: Output) -> None:
    """Say what was done, where things are, and what to look at first."""
    manifest = result.manifest["counts"]
    said.counts |= manifest
    if result.synthetic:
        said.say("cli_synthetic")
    for level, counts in manifest["levels"].items():
        said.say(f"cli_level_{level}" if level in ("group", "school") else "cli_level_unit", **counts)
    warnings = sum(n for severity, n in manifest["findings"].items() if severity != "info")
    said.say("cli_findings", n=warnings)
    said.say("cli_where", run=home)
    said.say("cli_look_first", report=home / f"report.{said.lang}.html", workbook=home / "results.xlsx")
