"""A small nation: the bundled city, its districts shared out among four cities of two provinces."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from indicators.city import make_city
from toolkit.engines.base import Frames
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study
from toolkit.tables import Tables

TABLES = ("values", "units", "members", "weights", "scores", "flags", "gates", "bundled", "standards")


@cache
def nation() -> Tables:
    city = make_city(groups=16, members=90, periods=("2024-25", "2025-26"))
    number = pl.int_range(pl.len()) // 4
    places = (
        city["districts"]
        .sort("district_id")
        .with_columns(province=pl.format("P{}", number // 2), city=pl.format("城{}", number))
    )
    return city.replace(districts=places)


@cache
def whole() -> ScoringRun:
    """Score the nation in one piece."""
    return Study().run(nation())


def differences(run: ScoringRun) -> list[str]:
    """Return the tables whose bits are not those of the nation in one piece."""
    return [name for name in TABLES if not getattr(run, name).equals(getattr(whole(), name))]


@dataclass(frozen=True)
class Killed:
    """A task that kills its own process, with SIGKILL, the first time that it meets a shard (or every time)."""

    task: object
    shard: str
    marks: Path
    always: bool = False

    def __call__(self, shard: str) -> Frames:
        mark = self.marks / "killed"
        if shard == self.shard and (self.always or not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.task(shard)  # type: ignore[operator]


def killing(engine, shard, marks, *, always=False):
    """Return an engine whose tasks die on a shard."""

    def run(task, shards, **options):
        return engine(Killed(task, shard, marks, always), shards, **options)

    return run
