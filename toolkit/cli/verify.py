"""`duxue verify`: is a run folder what its manifest says."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from toolkit.cli import DONE, FINDINGS
from toolkit.cli._output import Output
from toolkit.words import label_of

SHORT = 12


def run(folder: Path, data: Path | None, study: Path | None, lang: str, form: str) -> int:
    """Hash a run folder again, with data and study file where they are given; exit code 1 where something differs."""
    out = Output("verify", lang, form)
    from toolkit.catalogue import models_of
    from toolkit.read import read_tables
    from toolkit.study import Study
    from toolkit.verify import NOTES, verify

    chosen = Study.from_toml(study) if study is not None else None
    tables = None
    if data is not None:
        with out.stage("cli_reading"):
            tables = read_tables(data, lang=out.lang, models=models_of(chosen or Study()))
    with out.stage("cli_verifying"):
        rows = verify(folder, tables=tables, study=chosen)
    wrong = rows.filter(~pl.col("problem").is_in(NOTES))
    for row in rows.iter_rows(named=True):
        part, problem = (label_of(f"verify.{k}", row[k], out.lang) for k in ("part", "problem"))
        hashes = [(row[k] or "–")[:SHORT] if row["part"] != "choice" else row[k] for k in ("recorded", "found")]
        told = "" if row["problem"] in NOTES else f" ({hashes[0]} -> {hashes[1]})"
        out.text(f"  {part} {row['name']}: {problem}{told}")
    out.ok = not wrong.height
    out.counts = {"differences": wrong.height, "notes": rows.height - wrong.height}
    out.findings = rows.to_dicts()
    out.say("cli_verified" if out.ok else "cli_not_verified", run=folder, n=wrong.height)
    if out.ok and tables is not None:
        out.say("cli_same_result")
    return out.finish(DONE if out.ok else FINDINGS)
