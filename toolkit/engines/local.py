"""One shard after the other, in this process: memory for one shard, and the threads of polars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.engines.base import Outcome, Task, attempt


def local(task: Task, shards: Iterable[str]) -> Iterator[Outcome]:
    """Do a task for each shard in this process."""
    for shard in shards:
        yield attempt(task, shard)
