"""A scoring run over shards: rounds of questions to all shards, answers from all of them, then the stages after measuring."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.catalogue import catalogue_of, gates_of, models_named
from toolkit.engines import ENGINES
from toolkit.engines.base import Engine, Frames, Outcome, Task, to_ipc
from toolkit.errors import DataError, ShardsError, unknown
from toolkit.ledger import MOST_NAMES
from toolkit.pool import Pool, answer
from toolkit.shards.cut import HOMES, home_of
from toolkit.shards.folder import Shards
from toolkit.shards.kept import Kept
from toolkit.shards.tasks import POOL, RESULTS, MeasureShard, RepeatedKeys
from toolkit.tables import Tables

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun
    from toolkit.study import Study

ORDER = {
    "values": ["level", "unit_id", "period", "indicator"],
    "units": ["level", "unit_id"],
    "members": ["period", "group_id", "school_id"],
}
BUCKET = 50_000_000
"""Rows whose keys are compared in one task."""

Progress = Callable[["Step"], object]


@dataclass(frozen=True)
class Step:
    """How far a run over shards is: round, shards done of how many, rows of raw tables that they have."""

    turn: int
    done: int
    shards: int
    rows: int


def run_shards(
    study: Study,
    shards: Shards | str | os.PathLike[str],
    *,
    engine: str | Engine = "local",
    work: str | os.PathLike[str] | None = None,
    resume: bool = False,
    progress: Progress = lambda _: None,
    **options: Any,
) -> ScoringRun:
    """Score raw tables that lie in shards (stages 2 to 8): the same bits as from the tables in one piece.

    Parameters
    ----------
    study : Study
        The choices.
    shards : Shards or path
        What `write_shards` wrote.
    engine : str or callable
        `local`, `processes`, `spark`, or an engine of your own (`toolkit.engines.Engine`).
    work : path, optional
        Folder in which results of shards are kept while the run is under way; removed when it is done. By default a
        temporary one, and then nothing can be resumed.
    resume : bool
        Use what `work` holds of shards that have not changed, from a run of the same choices and code.
    progress : callable
        Called with a `Step` after each shard.
    **options
        Of the engine: `workers`, `memory` (processes); `session`, `master`, `wave` (spark).

    Raises
    ------
    ShardsError
        Some shards failed: `.outcomes` says which and why. The results of the others are kept in `work`.
    DataError
        A key stands in two shards.
    """
    from toolkit.run import Source, score_study

    opened = shards if isinstance(shards, Shards) else Shards.open(shards)
    engine = _engine(engine)
    framework = study.load_framework()
    task = MeasureShard(opened, study.catalogue, tuple(catalogue_of(study, framework)), study.tenure)
    with tempfile.TemporaryDirectory() as place:
        kept = Kept(Path(work or place) / "shards")
        if not resume:
            kept.forget()
        parts, findings = _measured(task, kept, progress, lambda t, s: engine(t, s, **options))
        tables = {name: _gathered(name, [part[name] for part in parts]) for name in RESULTS}
        source = Source(
            units=tables["units"],
            members=tables["members"],
            findings=findings,
            ledger=tables["ledger"],
            tables=Tables(opened.whole({"about", *(t for one in gates_of(study).values() for t in one.tables)})),
        )
        run = score_study(study, tables["values"], framework, source)
        kept.forget()
    return replace(run, inputs=opened.fingerprint())


def _engine(engine: str | Engine) -> Engine:
    if not isinstance(engine, str):
        return engine
    if engine not in ENGINES:
        raise unknown("engine", engine, ENGINES)
    return ENGINES[engine]


def _choices(task: MeasureShard) -> bytes:
    """Return what decides the results of all rounds: indicators, tenure, code."""
    from toolkit.manifest import code_hash

    return json.dumps([task.catalogue, task.indicators, repr(task.tenure), code_hash()]).encode()


def _keys(task: MeasureShard, choices: bytes) -> dict[str, str]:
    """Name what a round gives in each shard by all that decides it: its data, the choices, and the answers so far."""
    said = hashlib.sha256(choices)
    for told in task.answers:
        for name, frame in sorted(told.items()):
            said.update(name.encode() + to_ipc(frame))
    return {
        name: hashlib.sha256(said.digest() + data.encode()).hexdigest()
        for name, data in task.shards.fingerprint().items()
    }


Run = Callable[[Task, list[str]], Iterator[Outcome]]


def _refuse_repeated(task: MeasureShard, models: Mapping[str, Any], engine: Run) -> None:
    shards = task.shards
    present = shards.tables
    homes = {
        n: m
        for n, m in models.items()
        if n in present and (n in HOMES or home_of(m) is not None) and m.to_schema().unique
    }
    keys = {name: tuple(model.to_schema().unique) for name, model in homes.items()}
    buckets = 1 + shards.rows // BUCKET
    outcomes = list(engine(RepeatedKeys(shards, keys), [f"{b}/{buckets}" for b in range(buckets)]))
    _refuse_failed([o for o in outcomes if o.kind], buckets)
    found = pl.concat([o.frames["repeated"] for o in outcomes]).group_by("table", "shards").agg(pl.col("rows").sum())
    if found.height:
        said = [
            f"{t}: {n} rows in {where}"
            for t, n, where in found.sort("table", "shards").select("table", "rows", "shards").iter_rows()
        ]
        raise DataError(
            f"Keys stand in more than one shard. {'; '.join(said[:10])}. Give each row one id in the whole country."
        )


def _measured(task: MeasureShard, kept: Kept, progress: Progress, engine: Run) -> tuple[list[Frames], pl.DataFrame]:
    """Ask all shards in rounds until there is nothing left to ask; return the results of shards in their order."""
    from toolkit.catalogue import indicators_of
    from toolkit.measure import measuring

    chosen = indicators_of(task.catalogue, task.indicators)
    leader = measuring(task.shards.empty(), chosen, tenure=task.tenure)
    asked: Mapping[str, Pool] = next(leader)
    choices = _choices(task)
    parts = _round(task, choices, kept, progress, engine)
    findings = pl.concat([part["findings"] for part in parts])
    _refuse_repeated(task, models_named(task.catalogue), engine)
    while True:
        told = {name: answer(pool, [part[POOL + name] for part in parts]) for name, pool in asked.items()}
        task = replace(task, answers=(*task.answers, told))
        parts = _round(task, choices, kept, progress, engine)
        try:
            asked = leader.send(told)
        except StopIteration:
            return parts, findings


def _round(task: MeasureShard, choices: bytes, kept: Kept, progress: Progress, engine: Run) -> list[Frames]:
    """Ask all shards once; what is kept of an earlier run is not asked again."""
    names, turn = task.shards.names, len(task.answers)
    keys = _keys(task, choices)
    parts = {name: kept.load(keys[name]) for name in names}
    failed: list[Outcome] = []
    rows = sum(sum(task.shards.index[n]["rows"].values()) for n in names if parts[n] is not None)
    for outcome in engine(task, [name for name in names if parts[name] is None]):
        if outcome.kind:
            failed.append(outcome)
            continue
        kept.save(keys[outcome.shard], outcome.frames)
        parts[outcome.shard] = outcome.frames
        rows += sum(task.shards.index[outcome.shard]["rows"].values())
        progress(Step(turn, sum(part is not None for part in parts.values()), len(names), rows))
    _refuse_failed(failed, len(names))
    return [parts[name] or {} for name in names]


def _refuse_failed(failed: list[Outcome], count: int) -> None:
    if failed:
        raise ShardsError(sorted(failed, key=lambda o: o.shard), count)


def _gathered(name: str, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Put the tables of shards together, in an order of their own."""
    whole = pl.concat(parts)
    return _one_ledger(whole) if name == "ledger" else whole.unique().sort(ORDER[name])


def _one_ledger(lines: pl.DataFrame) -> pl.DataFrame:
    """Add up the lines of shards. What a shard left out because it is at home in another one was not left out."""
    own = lines.filter(pl.col("reason") != "outside_units_and_periods")
    together = own.group_by("stage", "reason", maintain_order=True).agg(
        pl.col("rows_in", "rows_out").sum(), pl.col("units").unique(maintain_order=True).head(MOST_NAMES).str.join("; ")
    )
    return together.select(lines.columns)
