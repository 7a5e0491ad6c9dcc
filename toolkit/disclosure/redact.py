"""Tables of a run without what they say about hidden cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit import ranks
from toolkit.disclosure.primary import few
from toolkit.disclosure.rounding import rounded
from toolkit.disclosure_rules import Rules
from toolkit.matrix import KEYS
from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

SCORE = ("score", "se", "lower", "upper", "rank", "rank_lower", "rank_upper", "grade")
OPEN = ("low_coverage", "insufficient_data")
"""Rules that look at how much was measured, not at what."""


def scores(run: ScoringRun, gone: pl.DataFrame) -> pl.DataFrame:
    """Return the scores without the hidden ones; where one is hidden the others are ranked anew, lest its place stays open."""
    key = [*KEYS, "node"]
    nodes = gone.filter(pl.col("node").is_in(run.framework.parents))
    if not nodes.height:
        return run.scores
    marked = run.scores.join(
        nodes.select(*key, gone=pl.lit(True)), on=key, how="left", maintain_order="left"
    ).with_columns(pl.col("gone").fill_null(False))
    shown = marked.with_columns(pl.when(~pl.col("gone")).then(c).alias(c) for c in SCORE)
    field = ["level", "period", "node"]
    redo = marked.filter("gone").select(field).unique().sort(field)
    shown = shown.with_row_index("row")
    for one in redo.iter_rows(named=True):
        rows = shown.filter(**one)
        shown = shown.update(_ranked(rows, run.study.coverage), on="row", include_nulls=True)
    return shown.select(run.scores.columns)


def _ranked(rows: pl.DataFrame, coverage: float) -> pl.DataFrame:
    score = rows["score"].fill_null(np.nan).to_numpy()
    if rows["rank_lower"].count():
        found = ranks.intervals(score, rows["se"].fill_null(np.nan).to_numpy(), coverage)
        columns = {"rank": found["rank"], "rank_lower": found["lower"], "rank_upper": found["upper"]}
    else:
        rank = pl.Series(ranks.rank_descending(score))
        columns = {"rank": rank.set(rank == 0, None)}
    return rows.select("row").with_columns(s.cast(pl.Int64).alias(c) for c, s in columns.items())


def flags(run: ScoringRun, gone: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return the flags; of those about a hidden value or score only that they are not published."""
    key = [*KEYS, "node"]
    marked = run.flags.join(gone.with_columns(gone=pl.lit(True)), on=key, how="left", maintain_order="left")
    out = pl.col("gone").fill_null(False) & ~pl.col("rule").is_in(OPEN)
    nothing = {"outcome": "not_assessable", "severity": "info"}
    least = max(rules.pupils, rules.staff, rules.respondents)
    return marked.with_columns(
        *(pl.when(~out).then(c).alias(c) for c in ("probability", "estimate", "se", "reference")),
        *(pl.when(out).then(pl.lit(text)).otherwise(c).alias(c) for c, text in nothing.items()),
        *(
            pl.when(out).then(pl.lit(word("not_published", lang) + word("full_stop", lang))).otherwise(c).alias(c)
            for c, lang in (("reason", "zh"), ("message", "en"))
        ),
        n=pl.when(~out & ~(few(pl.col("n"), least) & pl.col("node").is_in(run.framework.indicators))).then("n"),
    ).select(run.flags.columns)


def findings(run: ScoringRun, rules: Rules) -> pl.DataFrame:
    """Return the findings by rule, without cells and values; of tables about persons nothing but the rule and the column."""
    table = run.findings
    persons = {s: about_persons(s) for s in table["sheet"].unique()}
    secret = pl.col("sheet").is_null() | pl.col("sheet").is_in([s for s, p in persons.items() if p and s is not None])
    text = {"message_zh": "zh", "message_en": "en", "remedy_zh": "zh", "remedy_en": "en"}
    return table.with_columns(
        pl.when(~secret).then("row").alias("row"),
        pl.when(~secret).then("cell").alias("cell"),
        pl.when(~secret).then("value").alias("value"),
        *(pl.when(secret).then(pl.lit(word("not_published", lang))).otherwise(c).alias(c) for c, lang in text.items()),
    )


def about_persons(sheet: str | None) -> bool:
    """Tell whether a table holds rows of persons; an unknown table counts as if it did.

    >>> about_persons("staff"), about_persons("schools"), about_persons("Sheet1")
    (True, False, True)
    """
    from schemas import RAW

    for table, model in RAW.items():
        if sheet in {table, model.facts()["zh"], model.facts()["en"]}:
            columns = model.to_schema().columns
            return bool(PERSONS & set(columns)) or any((c.metadata or {}).get("personal") for c in columns.values())
    return True


PERSONS = {"staff_id", "student_id"}


def ledger(run: ScoringRun, rules: Rules) -> pl.DataFrame:
    """Return the ledger with counts rounded as all counts are."""
    return run.ledger.with_columns(rounded(pl.col(c), rules.base) for c in ("rows_in", "rows_out"))
