"""`duxue compare`: run against run, or one version of data against another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.cli import DONE
from toolkit.cli._output import Output
from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.compare import Comparison
    from toolkit.scoring_run import ScoringRun

MOST = 10
"""Rows that a person is shown; the rest is counted."""


def run(source_a: str, source_b: str, study: str, lang: str, form: str) -> int:
    """Compare two saved runs, or two versions of data."""
    out = Output("compare", lang, form)
    if not study and Path(source_a).is_dir() and Path(source_b).is_dir():
        from toolkit.save import load_run

        return _tell(load_run(Path(source_a)), load_run(Path(source_b)), out)
    from toolkit.compare import compare
    from toolkit.read import read_tables

    with out.stage("cli_reading"):
        before, after = (read_tables(source, lang=out.lang) for source in (source_a, source_b))
    revision = compare(before, after)
    out.say("cli_revision", n=revision.counts["count"].sum())
    for table, column, kind, count, rows in revision.counts.head(MOST * 2).iter_rows():
        out.text(f"  {table}{'.' + column if column else ''}: {word(f'revision_{kind}', out.lang)} {count} / {rows}")
    revised = {"revision": revision.counts.to_dicts(), "cells": revision.cells.head(1000).to_dicts()}
    if not study:
        out.counts = revised
        return out.finish(DONE)
    from toolkit.study import Study

    chosen = Study.from_toml(study) if study.endswith(".toml") else Study(framework=study)
    with out.stage("cli_scoring"):
        a, b = chosen.run(before), chosen.run(after)
    return _tell(a, b, out, revised)


def _tell(a: ScoringRun, b: ScoringRun, out: Output, more: dict[str, Any] | None = None) -> int:
    """Say who moved at the root, and what else differs."""
    from toolkit.compare import compare

    result = compare(a, b)
    root = result.scores.filter(
        (pl.col("node") == b.framework.root) & (pl.col("level") == b.levels[0]) & pl.col("only_in").is_null()
    )
    moved = root.filter(pl.col("change").abs() > 0)
    out.say("cli_compare", n=moved.height, all=root.height, flags=result.flags.height)
    _differences(result, out)
    most = moved.sort(pl.col("change").abs(), "unit_id", descending=[True, False]).head(MOST)
    for row in most.iter_rows(named=True):
        ranks = f"{row['rank_a']} -> {row['rank_b']}"
        name = b.name(row["unit_id"], out.lang, level=row["level"])
        out.text(f"  {row['unit_id']} {name} {row['period']}: {row['change']:+.2f} ({ranks})")
    out.counts = {
        **(more or {}),
        "moved": moved.height,
        "units": root.height,
        "flags": result.flags.height,
        "scores": moved.to_dicts(),
        **{
            name: getattr(result, name).to_dicts()
            for name in ("choices", "framework", "values", "learned", "weights", "only")
        },
    }
    return out.finish(DONE)


def _differences(result: Comparison, out: Output) -> None:
    """Say what differs besides the scores."""
    for choice, before, after in result.choices.iter_rows():
        out.text(f"  {choice}: {before} -> {after}")
    if result.framework.height:
        out.say("cli_compare_framework", n=result.framework.height)
    for node, stage, column, before, after, only in result.framework.head(MOST).iter_rows():
        where = " ".join(filter(None, (node, stage, column)))
        out.text(f"  {where}: {word('cli_compare_row', out.lang, side=only) if only else f'{before} -> {after}'}")
    for row in result.values.head(MOST).iter_rows(named=True):
        out.say("cli_compare_values", **row)
    for frame in (result.framework, result.values):
        if frame.height > MOST:
            out.text(f"  … +{frame.height - MOST}")
    if result.weights.height or result.learned.height:
        out.say("cli_compare_numbers", weights=result.weights.height, learned=result.learned.height)
    if result.only.height:
        out.say("cli_compare_only", **{side: result.only.filter(pl.col("only_in") == side).height for side in "ab"})
