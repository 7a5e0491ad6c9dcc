"""Several processes on one machine. A process that dies takes no other shard with it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from itertools import islice

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
    from concurrent.futures import BrokenExecutor

    from joblib.externals.loky import get_reusable_executor

    # the processes stay for the next round: starting one takes seconds
    env = {"POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS", str(threads))}
    pool = get_reusable_executor(size, timeout=60, env=env, initializer=_limit, initargs=(memory,))
    waiting = iter(shards)
    at_work = {pool.submit(attempt, task, shard): shard for shard in islice(waiting, size)}
    while at_work:
        done, _ = wait(at_work, return_when=FIRST_COMPLETED)
        for future in done:
            shard = at_work.pop(future)
            try:
                yield future.result()
            except BrokenExecutor:
                yield from (Outcome(s, {}, "killed") for s in (shard, *at_work.values()))
                return
            for following in islice(waiting, 1):
                at_work[pool.submit(attempt, task, following)] = following


def _limit(memory: int | None) -> None:
    if memory is None:
        return
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
