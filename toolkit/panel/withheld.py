"""What a page leaves out: whoever can move weights can read off every value, so that only what may be published goes in."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from toolkit.matrix import KEYS
from toolkit.panel.content import Field


def publishable(field: Field) -> Field:
    """Return the same field without the values of its level that `toolkit.disclosure` hides, few persons or complements.

    They are treated as suppressed and the run is scored again from its values, so that every score in the page is a function
    of values that are published anyway. A run marked as internal keeps them.
    """
    from toolkit.disclosure import hidden
    from toolkit.run import Source, score_study

    run = field.run
    _ = field.offer  # a run that can't be repeated from its own values is refused before it is changed
    if run.view == "internal" or field.source is not None:
        return field
    gone = hidden(run).filter(pl.col("node").is_in(run.framework.indicators), level=field.level)
    if not gone.height:
        return field
    marked = gone.select(*KEYS, pl.col("node").alias("indicator"), out=pl.lit(True))
    values = run.values.join(marked, on=[*KEYS, "indicator"], how="left", maintain_order="left")
    out = pl.col("out").fill_null(False)
    status = pl.when(out).then(pl.lit("suppressed")).otherwise("status")
    kept = values.with_columns(pl.when(~out).then("value"), pl.when(~out).then("se"), status=status).drop("out")
    origin = Source(units=run.units, members=run.members, findings=run.findings, ledger=run.ledger)
    again = replace(score_study(run.study, kept, run.framework, origin), about=run.about)
    return Field(again, field.lang, field.level, field.period, gone.filter(period=field.period).height, run)
