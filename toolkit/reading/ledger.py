"""Lines of the ledger about reading: every conversion of cells, by sheet and column."""

from __future__ import annotations

import polars as pl

from toolkit.ledger import Line, ledger


def reading_ledger(findings: pl.DataFrame) -> pl.DataFrame:
    """Return a line for each kind of conversion, column and sheet: cells touched, and cells that have a value.

    Parameters
    ----------
    findings : polars.DataFrame
        As `schemas.derived.Findings`.
    """
    said = findings.filter(code="converted-value")
    place = pl.concat_str(pl.coalesce("sheet", "file").fill_null(""), pl.lit("."), pl.col("column").fill_null(""))
    counts = said.group_by("rule", place.alias("place"), maintain_order=True).agg(pl.col("count").sum())
    return ledger(Line("read", rule, n, n, at) for rule, at, n in counts.sort("rule", "place").iter_rows())
