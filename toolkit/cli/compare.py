"""`duxue compare`: run against run."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from toolkit.cli import DONE
from toolkit.cli._output import Output


def run(folder_a: Path, folder_b: Path, lang: str, form: str) -> int:
    """Compare two saved runs at the root, the latest common period first."""
    out = Output("compare", lang, form)
    from toolkit.compare import compare
    from toolkit.save import load_run

    a, b = load_run(folder_a), load_run(folder_b)
    result = compare(a, b)
    root = result.scores.filter((pl.col("node") == b.framework.root) & (pl.col("level") == b.levels[0]))
    moved = root.filter(pl.col("change").abs() > 0)
    out.say("cli_compare", n=moved.height, all=root.height, flags=result.flags.height)
    for choice, before, after in result.choices.iter_rows():
        out.text(f"  {choice}: {before} -> {after}")
    most = moved.sort(pl.col("change").abs(), "unit_id", descending=[True, False]).head(10)
    for row in most.iter_rows(named=True):
        ranks = f"{row['rank_a']} -> {row['rank_b']}"
        out.text(
            f"  {row['unit_id']} {b.name(row['unit_id'], out.lang)} {row['period']}: {row['change']:+.2f} ({ranks})"
        )
    out.counts = {"moved": moved.height, "units": root.height, "flags": result.flags.height, "scores": moved.to_dicts()}
    return out.finish(DONE)
