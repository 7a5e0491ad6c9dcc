"""In what two runs differ before any score: their choices, their frameworks, their values, who is in them."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.described import flat, in_words
from toolkit.framework import Framework
from toolkit.matrix import KEYS
from toolkit.scoring_run import DIGITS, ScoringRun
from toolkit.tables import frame_hash

CELL = [*KEYS, "indicator"]
SHORT = 12
"""Digits of a hash that people are shown."""


def choices(run_a: ScoringRun, run_b: ScoringRun) -> pl.DataFrame:
    """Return choice, a, b: settings, base period as it was found, framework, tables of the data and code that differ."""
    a, b = flat(_settings(run_a)), flat(_settings(run_b))
    rows = [
        (name, in_words(a.get(name, "")), in_words(b.get(name, "")))
        for name in dict.fromkeys([*a, *b])
        if a.get(name, "") != b.get(name, "")
    ]
    if run_a.inputs != run_b.inputs:
        changed = sorted(n for n in {*run_a.inputs, *run_b.inputs} if run_a.inputs.get(n) != run_b.inputs.get(n))
        rows.append(("data", "", ", ".join(changed)))
    return pl.DataFrame(rows, schema={"choice": pl.String, "a": pl.String, "b": pl.String}, orient="row")


def _settings(run: ScoringRun) -> dict[str, Any]:
    from toolkit import __version__
    from toolkit.manifest import code_hash

    code = run.saved["code"] if run.saved is not None else {"version": __version__, "sha256": code_hash()}
    framework = f"{run.framework.name} ({frame_hash(run.framework.table())[:SHORT]})"
    found = {"framework": framework, "base_period": run.base_period}
    return {**run.study.describe(), **found, "code": f"{code['version']} ({code['sha256'][:SHORT]})"}


def framework_rows(a: Framework, b: Framework) -> pl.DataFrame:
    """Return node, stage, column, a, b of every cell in which two frameworks differ; a row that one lacks has `only_in`."""
    tables = [f.table().with_columns(stage=pl.col("stage").fill_null("")) for f in (a, b)]
    long = [
        t.with_columns(pl.exclude("node", "stage").cast(pl.String))
        .unpivot(index=["node", "stage"], variable_name="column", value_name=name)
        .with_columns(place=pl.int_range(pl.len()), there=pl.lit(True))
        for t, name in zip(tables, "ab", strict=True)
    ]
    both = long[0].join(long[1], on=["node", "stage", "column"], how="full", coalesce=True, suffix="_b")
    only = pl.when(pl.col("there").is_null()).then(pl.lit("b")).when(pl.col("there_b").is_null()).then(pl.lit("a"))
    differing = both.with_columns(only_in=only).filter(
        pl.when(pl.col("only_in").is_null())
        .then(~pl.col("a").eq_missing(pl.col("b")))
        .otherwise(pl.col("column") == "kind")
    )
    order = differing.sort(pl.coalesce("place", "place_b"), "only_in", nulls_last=True)
    column = pl.when(pl.col("only_in").is_null()).then("column")
    stage = pl.col("stage").replace("", None)
    return order.select("node", stage, column, "a", "b", "only_in")


def changed_values(run_a: ScoringRun, run_b: ScoringRun) -> pl.DataFrame:
    """Return indicator, changed, other, only_a, only_b: how many cells differ, of the units and periods of both runs.

    `changed` counts values that differ (an empty cell differs from a filled one), `other` cells whose value is the same but
    whose standard error, n or status is not, `only_a` and `only_b` rows that the other run lacks.
    """
    common = common_units(run_a, run_b)
    columns = ["value", "se", "n", "status"]
    a, b = (
        run.values.join(common, on=KEYS, how="semi").select(*CELL, *columns, there=pl.lit(True))
        for run in (run_a, run_b)
    )
    both = a.join(b, on=CELL, how="full", coalesce=True, suffix="_b")
    here, there = pl.col("there").is_not_null(), pl.col("there_b").is_not_null()
    value, *rest = (~pl.col(c).eq_missing(pl.col(f"{c}_b")) & here & there for c in columns)
    counts = both.group_by("indicator").agg(
        changed=value.sum(),
        other=(~value & pl.any_horizontal(rest)).sum(),
        only_a=(~there).sum(),
        only_b=(~here).sum(),
    )
    some = pl.any_horizontal(pl.exclude("indicator") > 0)
    return counts.filter(some).with_columns(pl.exclude("indicator").cast(pl.Int64)).sort("indicator")


def changed_numbers(a: pl.DataFrame, b: pl.DataFrame, on: list[str], column: str) -> pl.DataFrame:
    """Return on, a, b where the numbers of a column differ in their first 12 digits: weights, learned parameters."""
    sides = [t.select(*on, pl.col(column).round_sig_figs(DIGITS).alias(n)) for t, n in ((a, "a"), (b, "b"))]
    both = sides[0].join(sides[1], on=on, how="full", coalesce=True, maintain_order="left_right")
    return both.filter(~pl.col("a").eq_missing(pl.col("b")))


def common_units(run_a: ScoringRun, run_b: ScoringRun) -> pl.DataFrame:
    """Return level, unit_id and period of the units that both runs have."""
    return run_a.matrix.keys.join(run_b.matrix.keys, on=KEYS, how="semi").sort(KEYS)


def units_of_one(run_a: ScoringRun, run_b: ScoringRun) -> pl.DataFrame:
    """Return level, unit_id, period, only_in: the units and periods that only one of the runs has."""
    a, b = run_a.matrix.keys, run_b.matrix.keys
    alone = [x.join(y, on=KEYS, how="anti").with_columns(only_in=pl.lit(n)) for x, y, n in ((a, b, "a"), (b, a, "b"))]
    return pl.concat(alone).sort(KEYS)
