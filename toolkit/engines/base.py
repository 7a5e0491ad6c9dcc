"""What engines share: a task, and what came of it in one shard."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from toolkit.errors import DuxueError

Frames = Mapping[str, pl.DataFrame]
Task = Callable[[str], Frames]
"""The name of a shard in, small frames by name out. Pure, and it can be pickled. `TaskError` where it can't be done."""


class TaskError(DuxueError):
    """A task that can't be done on a shard for a reason that frames tell, such as findings."""

    def __init__(self, kind: str, text: str, frames: Frames) -> None:
        super().__init__(text)
        self.kind, self.frames = kind, frames


@dataclass(frozen=True)
class Outcome:
    """What came of one shard: its frames, or why there is no result.

    `kind` is "" when it was done, else findings, error, memory or killed.
    """

    shard: str
    frames: Frames = field(default_factory=dict)
    kind: str = ""
    text: str = ""


Engine = Callable[..., Iterator[Outcome]]
"""Called with a task, the names of shards, and options of its own; yields an outcome a shard as they come, in any order."""


def attempt(task: Task, shard: str) -> Outcome:
    """Do a task where it runs; whatever goes wrong becomes an outcome, so that other shards go on.

    The text of an unforeseen error may hold personal data: only its kind is passed on.
    """
    try:
        return Outcome(shard, task(shard))
    except TaskError as error:
        return Outcome(shard, error.frames, error.kind, str(error))
    except DuxueError as error:
        return Outcome(shard, {}, "error", str(error))
    except MemoryError:
        return Outcome(shard, {}, "memory", "")
    except Exception as error:
        return Outcome(shard, {}, "error", type(error).__name__)


def to_ipc(frame: pl.DataFrame) -> bytes:
    """Return a frame as Arrow IPC."""
    out = io.BytesIO()
    frame.write_ipc(out)
    return out.getvalue()


def from_ipc(data: bytes) -> pl.DataFrame:
    """Return the frame of Arrow IPC bytes."""
    return pl.read_ipc(io.BytesIO(data))
