"""Chunks of replicates through joblib, in their order, with a progress bar and a folder to go on from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.robustness._choice import Array
from toolkit.robustness._plan import Plan, ranked, score_chunk


def execute(
    plan: Plan, fingerprint: str, *, n_jobs: int | None, progress: bool, checkpoint: str | Path | None
) -> tuple[Array, NDArray[np.int32]]:
    """Return scores and ranks of all replicates, each of shape (draws, units)."""
    import joblib

    from toolkit.robustness._checkpoint import Checkpoint

    units = int(plan.rows.sum())
    scores = np.empty((plan.draws, units))
    ranks = np.empty((plan.draws, units), dtype=np.int32)
    store = None if checkpoint is None else Checkpoint.open(Path(checkpoint), plan, fingerprint)
    done = {} if store is None else store.finished()
    for chunk, known in done.items():
        scores[plan.span(chunk)], ranks[plan.span(chunk)] = known, ranked(plan, known)
    todo = [chunk for chunk in range(plan.chunks) if chunk not in done]
    tasks = (joblib.delayed(score_chunk)(plan, chunk) for chunk in todo)
    with _bar(plan.chunks, len(done), progress) as advance:
        results = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(tasks)
        for chunk, (score, rank) in zip(todo, results, strict=True):
            scores[plan.span(chunk)], ranks[plan.span(chunk)] = score, rank
            if store is not None:
                store.keep(chunk, score)
            advance()
    return scores, ranks


@contextmanager
def _bar(total: int, done: int, wanted: bool) -> Iterator[Any]:
    """Show a bar on a terminal; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not (wanted and console.is_terminal),
    ) as progress:
        task = progress.add_task("", total=total, completed=done)
        yield lambda: progress.advance(task)
