"""Several processes on one machine. A process that dies takes no other shard with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from toolkit.engines.base import Outcome, Task, attempt

TRIES = 2
"""Times that a shard may be at work when a process dies before it is tried alone."""


def processes(
    task: Task, shards: Iterable[str], *, workers: int | None = None, memory: int | None = None
) -> Iterator[Outcome]:
    """Do a task for each shard in worker processes.

    Parameters
    ----------
    workers : int, optional
        Processes; by default as many as there are processors. Each gets its share of the threads of polars.
    memory : int, optional
        Bytes of address space that a process may take, where the system can limit it.

    Notes
    -----
    When a process dies (killed, out of memory) the shards that were at work are tried again, in the end alone; the one that
    still ends its process has failed.
    """
    count = workers or os.cpu_count() or 1
    left, seen = list(shards), dict.fromkeys(shards, 0)
    while left:
        alone = [shard for shard in left if seen[shard] >= TRIES]
        group, size = (alone[:1], 1) if alone else (left, count)
        for outcome in _pool(task, group, size, max(1, (os.cpu_count() or 1) // count), memory):
            if outcome.kind == "killed" and not alone:
                seen[outcome.shard] += 1
                continue
            left.remove(outcome.shard)
            yield outcome


def _pool(task: Task, shards: list[str], size: int, threads: int, memory: int | None) -> Iterator[Outcome]:
    """Yield outcomes until a process dies; then those that were at work count as killed, and the others are not begun."""
    spawn = multiprocessing.get_context("spawn")
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = before or str(threads)  # read when polars is imported: by the children
    waiting = iter(shards)
    try:
        with ProcessPoolExecutor(size, spawn, _limit, (memory,)) as pool:
            at_work: dict[Future[Outcome], str] = {}
            for shard in waiting:
                at_work[pool.submit(attempt, task, shard)] = shard
                if len(at_work) == size:
                    break
            while at_work:
                done, _ = wait(at_work, return_when=FIRST_COMPLETED)
                for future in done:
                    shard = at_work.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        yield from (Outcome(s, {}, "killed") for s in (shard, *at_work.values()))
                        return
                    if (following := next(waiting, None)) is not None:
                        at_work[pool.submit(attempt, task, following)] = following
    finally:
        if before is None:
            os.environ.pop("POLARS_MAX_THREADS", None)


def _limit(memory: int | None) -> None:
    if memory is None:
        return
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
