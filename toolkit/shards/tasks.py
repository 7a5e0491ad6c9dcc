"""What is done inside one shard: a task knows its shards, reads its own files, and gives back small frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from toolkit.catalogue import indicators_of, models_named
from toolkit.engines.base import Frames, TaskError
from toolkit.shards.folder import Shards
from toolkit.tenure import Tenure

POOL = "pool "
"""Begins the name of a frame that goes into a pool; the others are results."""
RESULTS = ("values", "units", "members", "ledger")
Answers = tuple[Mapping[str, pl.DataFrame], ...]
"""What the whole has said so far, a mapping from question to answer a round."""


@dataclass(frozen=True)
class MeasureShard:
    """Validate a shard (in the first round) and measure it as far as the answers go.

    Parameters
    ----------
    shards : Shards
        Where it is.
    catalogue : str
        Module of the indicators.
    indicators : tuple of str
        Those to measure.
    tenure : Tenure
        How schools weigh in their group.
    answers : tuple of mapping
        What the whole has said so far. With fewer than the indicators ask for, the frames of the next questions are given
        back (`pool …`), else the tables of `toolkit.measure.Measured`.
    """

    shards: Shards
    catalogue: str
    indicators: tuple[str, ...]
    tenure: Tenure
    answers: Answers = ()

    def __call__(self, name: str) -> Frames:
        """Return the frames of one shard."""
        from toolkit.measure import measuring

        tables, more = self._validated(name) if not self.answers else (self._shaped(name), {})
        rounds = measuring(tables, indicators_of(self.catalogue, self.indicators), tenure=self.tenure)
        try:
            asked = next(rounds)
            for told in self.answers:
                asked = rounds.send(dict(told))
        except StopIteration as end:
            return {**more, **{table: getattr(end.value, table) for table in RESULTS}}
        return {**more, **{POOL + question: pool.frame for question, pool in asked.items()}}

    def _validated(self, name: str) -> tuple[Mapping[str, pl.DataFrame], Frames]:
        from toolkit.checks.text import findings_text
        from toolkit.validate import validate

        elsewhere = self.shards.elsewhere(name)
        checked = validate(self.shards.load(name), models=models_named(self.catalogue), elsewhere=elsewhere)
        if not checked.ok:
            raise TaskError("findings", findings_text(checked.findings, "en"), {"findings": checked.findings})
        return checked.tables, {"findings": checked.findings}

    def _shaped(self, name: str) -> Mapping[str, pl.DataFrame]:
        """Return the tables in the types of the schema: they were validated in the first round."""
        from toolkit.checks.findings import Findings
        from toolkit.checks.shape import shaped
        from toolkit.facts import all_facts
        from toolkit.tables import as_tables

        tables = as_tables(self.shards.load(name, check=False))
        return shaped(tables, all_facts(models_named(self.catalogue)), Findings())[0]


@dataclass(frozen=True)
class RepeatedKeys:
    """Look for keys that stand in two shards. The task of one bucket of keys: its name is `number/buckets`.

    Rows that concern several shards, and are in each of them, are no repetition and are not looked at.
    """

    shards: Shards
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Table -> its key."""

    def __call__(self, bucket: str) -> Frames:
        """Return table, rows (that have the key of a row in another shard) and shards (where), for tables that have any."""
        number, buckets = map(int, bucket.split("/"))
        found = []
        for table, key in self.keys.items():
            parts = [
                pl.scan_parquet(self.shards.path(name, table)).select(*key, shard=pl.lit(name))
                for name in self.shards.names
            ]
            mine = pl.concat(parts).filter(pl.struct(key).hash(0) % buckets == number).drop_nulls()
            twice = mine.group_by(key).agg(pl.col("shard").unique()).filter(pl.col("shard").list.len() > 1)
            where = twice.select(
                rows=pl.col("shard").list.len().cast(pl.Int64), shards=pl.col("shard").list.sort().list.join(", ")
            )
            counted = where.group_by("shards").agg(pl.col("rows").sum()).sort("shards")
            found.append(counted.select(pl.lit(table).alias("table"), "rows", "shards").collect(engine="streaming"))
        return {"repeated": pl.concat(found)}
