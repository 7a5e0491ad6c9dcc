"""The published view of a run: the same frames without what would tell something about few persons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.disclosure.complement import complement
from toolkit.disclosure.kinds import kinds
from toolkit.disclosure.primary import few
from toolkit.disclosure.redact import findings, flags, ledger, scores
from toolkit.disclosure.rounding import rounded
from toolkit.disclosure.run_cells import RunCells
from toolkit.disclosure.run_system import primary, run_system
from toolkit.disclosure_rules import Rules
from toolkit.matrix import KEYS, to_matrix

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

KEY = [*KEYS, "node"]


def hidden(run: ScoringRun, rules: Rules | None = None) -> pl.DataFrame:
    """Return what may not be published of a run, without the values.

    Parameters
    ----------
    run : ScoringRun
        The run with everything in it.
    rules : Rules, optional
        Thresholds; by default those of the study.

    Returns
    -------
    polars.DataFrame
        level, unit_id, period, node (an indicator, or a node with a score), reason (primary: few persons, or few schools
        behind a mean; secondary: a primary one could be calculated from it) and rule, sorted. It is not for publication.
    """
    run, rules = run.full or run, rules or run.study.disclosure
    name = ("hidden", rules.model_dump_json())
    if name not in run.drawn_from:
        run.drawn_from[name] = _hidden(run, rules)
    return run.drawn_from[name]


def _hidden(run: ScoringRun, rules: Rules) -> pl.DataFrame:
    cells = RunCells(run)
    first, rows = primary(cells, rules, kinds(run, rules))
    every = complement(run_system(cells, rules), first) if first.any() else first
    at, column = np.divmod(np.flatnonzero(every), cells.width)
    names = pl.Series("node", [*cells.indicators, *cells.nodes])
    found = cells.keys[at].with_columns(names.gather(column))
    told = found.join(rows.rename({"indicator": "node"}), on=KEY, how="left")
    reason = pl.when(pl.col("rule").is_null()).then(pl.lit("secondary")).otherwise(pl.lit("primary"))
    return told.select(*KEY, reason=reason, rule=pl.col("rule").fill_null("relations")).sort(KEY)


def published(run: ScoringRun, rules: Rules | None = None) -> ScoringRun:
    """Return the published view of a run: reports, charts, workbook and panel are made from it.

    A hidden value is null with the status `suppressed`, and so are its error, its count, its normalised value and every flag
    about it; a hidden score has no interval and no rank, and the others are ranked without it. Counts are rounded. What is
    left allows nobody to place a primary value in an interval narrower than `interval` of its range (toolkit/disclosure/attack.py).
    The view of a published view is the view itself.

    Parameters
    ----------
    run : ScoringRun
        The run with everything in it; it stays as it is.
    rules : Rules, optional
        Thresholds; by default those of the study.

    Examples
    --------
    >>> view = published(run)  # doctest: +SKIP
    >>> tk.charts.ranking(view)  # doctest: +SKIP
    """
    if run.view == "published":
        return run
    rules = rules or run.study.disclosure
    name = ("published", rules.model_dump_json())
    if name not in run.drawn_from:
        run.drawn_from[name] = _published(run, rules)
    view: ScoringRun = run.drawn_from[name]
    return view


def _published(run: ScoringRun, rules: Rules) -> ScoringRun:
    gone = hidden(run, rules).select(KEY)
    values = _values(run, gone, rules)
    matrix, clipped = run.matrix, run.clipped
    marks = to_matrix(
        gone.rename({"node": "indicator"}).with_columns(value=pl.lit(1.0)), matrix.indicators, keys=matrix.keys
    )
    out = marks.values == 1.0
    shown = scores(run, gone)
    return replace(
        run,
        view="published",
        full=run,
        saved=run.manifest,
        values=values,
        treated=run.treated.join(gone.rename({"node": "indicator"}), on=[*KEYS, "indicator"], how="anti"),
        matrix=replace(
            matrix,
            values=np.where(out, np.nan, matrix.values),
            se=None if matrix.se is None else np.where(out, np.nan, matrix.se),
        ),
        clipped=clipped & ~out,
        scores=shown,
        flags=flags(run, gone, rules),
        bundled=_bundled(run, shown),
        members=_members(run, rules),
        findings=findings(run, rules),
        ledger=ledger(run, rules),
    )


def internal(run: ScoringRun) -> ScoringRun:
    """Return the run with everything in it, marked on every page as internal and not for publication."""
    return replace(run.full or run, view="internal")


def view_of(run: ScoringRun, *, everything: bool = False) -> ScoringRun:
    """Return what a file is made from: the published view, unless everything is asked for or the run is internal already."""
    return internal(run) if everything or run.view == "internal" else published(run)


def _values(run: ScoringRun, gone: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    key = [*KEYS, "indicator"]
    marked = run.values.join(
        gone.select(*KEYS, indicator="node", gone=pl.lit(True)), on=key, how="left", maintain_order="left"
    )
    out = pl.col("gone").is_not_null()
    least = kinds(run, rules).select("indicator", "least")
    small = few(pl.col("n"), pl.col("least").fill_null(max(rules.pupils, rules.staff, rules.respondents)))
    return (
        marked.join(least, on="indicator", how="left", maintain_order="left")
        .with_columns(
            pl.when(~out).then("value").alias("value"),
            pl.when(~out).then("se").alias("se"),
            pl.when(~out & ~small).then(rounded(pl.col("n"), rules.base)).alias("n"),
            pl.when(out).then(pl.lit("suppressed")).otherwise("status").alias("status"),
        )
        .select(run.values.columns)
    )


def _members(run: ScoringRun, rules: Rules) -> pl.DataFrame:
    small = few(pl.col("pupils"), rules.pupils)
    return run.members.with_columns(pl.when(~small).then(c).alias(c) for c in ("pupils", "weight"))


def _bundled(run: ScoringRun, shown: pl.DataFrame) -> pl.DataFrame:
    """Judge groups by the scores that are shown; where one of their schools is hidden nobody is named as the weakest."""
    from toolkit.bundle import bundle

    if shown.equals(run.scores):
        return run.bundled
    gone = run.scores.filter(shown["score"].is_null() & run.scores["score"].is_not_null())
    schools = gone.filter(level="school").select("period", "node", school_id="unit_id")
    hit = run.members.join(schools, on=["period", "school_id"]).select("group_id", "period", "node").unique()
    ever = hit.select("group_id", "node").unique()
    made = bundle(shown, run.members, run.base_period)
    inside = pl.struct("group_id", "period", "node").is_in(hit.to_struct().implode())
    same = pl.struct("group_id", "node").is_in(ever.to_struct().implode())
    return made.with_columns(
        *(pl.when(~inside).then(c).alias(c) for c in ("weakest_id", "weakest_score", "spread")),
        *(pl.when(~same).then(c).alias(c) for c in ("change_same_schools", "same_schools")),
        members_missing=run.bundled["members_missing"],
    )
