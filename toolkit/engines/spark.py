"""Apache Spark: it schedules and retries the tasks, polars does the work inside them. Needs the extra `spark` and Java 17."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from toolkit.engines.base import Outcome, Task, attempt, from_ipc, to_ipc
from toolkit.errors import OptionError

SCHEMA = "shard string, kind string, text string, name string, ipc binary"


def spark(
    task: Task, shards: Iterable[str], *, session: Any = None, master: str | None = None, wave: int | None = None
) -> Iterator[Outcome]:
    """Do a task for each shard on a Spark cluster: only names go out, only small frames (Arrow IPC) come back.

    Parameters
    ----------
    session : pyspark.sql.SparkSession, optional
        The session of the user, who has set up the environment of the workers.
    master : str, optional
        Address of a master, such as `spark://host:7077`; a session is made for it. By default the session that is active.
    wave : int, optional
        Shards in one job, by default four for each task that runs at once. What a wave has brought is kept when a later one
        fails.

    Notes
    -----
    Shards must lie where all workers can read them under the same path. When Spark gives up a wave, because a task of it
    failed again and again, its shards are tried one by one, so that only those that can't be done have failed.
    """
    running, own = _session(session, master)
    left = list(shards)
    size = wave or 4 * max(1, running.sparkContext.defaultParallelism)
    try:
        while left:
            group, left = left[:size], left[size:]
            try:
                yield from _job(task, group, running)
            except Exception as error:  # whatever Spark raises when it gives up
                if len(group) == 1:
                    yield Outcome(group[0], {}, "killed", type(error).__name__)
                else:
                    left, size = group + left, 1
    finally:
        if own:
            running.stop()


def _session(session: Any, master: str | None) -> tuple[Any, bool]:
    if session is not None:
        return session, False
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise OptionError(
            "The engine 'spark' needs PySpark (`pip install \"duxue[spark]\"`) and Java 17; 'processes' and 'local' need "
            "nothing more."
        ) from None
    active = SparkSession.getActiveSession()
    if active is not None and master is None:
        return active, False
    made = SparkSession.builder.appName("duxue")
    return (made.master(master) if master else made).getOrCreate(), True


def _job(task: Task, shards: list[str], session: Any) -> Iterator[Outcome]:
    def work(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa  # on the worker

        for batch in batches:
            for shard in batch.column(0).to_pylist():
                outcome = attempt(task, shard)
                frames = [(name, to_ipc(frame)) for name, frame in outcome.frames.items()] or [("", b"")]
                rows = [(shard, outcome.kind, outcome.text, name, data) for name, data in frames]
                columns = [list(column) for column in zip(*rows, strict=True)]
                kinds = [pa.string()] * 4 + [pa.binary()]
                arrays = [pa.array(c, k) for c, k in zip(columns, kinds, strict=True)]
                yield pa.RecordBatch.from_arrays(arrays, ["shard", "kind", "text", "name", "ipc"])

    ids = session.createDataFrame([(s,) for s in shards], "shard string").repartitionByRange(len(shards), "shard")
    rows = ids.mapInArrow(work, SCHEMA).toArrow().to_pylist()
    for shard in shards:
        mine = [row for row in rows if row["shard"] == shard]
        frames = {row["name"]: from_ipc(row["ipc"]) for row in mine if row["name"]}
        yield Outcome(shard, frames, mine[0]["kind"], mine[0]["text"])
