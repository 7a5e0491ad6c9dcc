"""`duxue score` where the data are shards: an engine does the work, and what is done is kept until the run is whole."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import ShardsError

if TYPE_CHECKING:
    from toolkit.cli._output import Output
    from toolkit.scoring_run import ScoringRun
    from toolkit.shards.run import Step
    from toolkit.study import Study

WORK = ".shards"
"""Folder, beside the runs, of what is kept of a run under way."""


def score_shards(
    study: Study, data: str, out: Path, engine: str, options: dict[str, Any], resume: bool, said: Output
) -> ScoringRun | None:
    """Score shards and save; None where shards failed: they are named, the others' results are kept for --resume."""
    from toolkit.shards.run import run_shards

    try:
        with _bar(said) as tell:
            result = run_shards(study, data, engine=engine, work=out / WORK, resume=resume, progress=tell, **options)
    except ShardsError as error:
        _tell_failed(error, said)
        return None
    said.add_findings(result.findings)
    with said.stage("cli_writing"):
        home = result.save(out)
    said.files |= {"run": str(home), **{p.stem: str(p) for p in sorted(home.glob("*.*"))}}
    return result


def _tell_failed(error: ShardsError, said: Output) -> None:
    from toolkit.checks.text import findings_text

    said.say("cli_shards_failed", n=len(error.outcomes), shards=error.shards)
    for outcome in error.outcomes:
        said.say(f"cli_shard_{outcome.kind}", shard=outcome.shard, text=outcome.text)
        if "findings" in outcome.frames:
            said.text(findings_text(outcome.frames["findings"], said.lang))
            said.findings += [{"shard": outcome.shard, **row} for row in outcome.frames["findings"].to_dicts()]
    said.say("cli_resume")


@contextmanager
def _bar(said: Output) -> Iterator[Callable[[Step], object]]:
    """Show shards done, rows a second and the time left of a round, on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    parts = [TextColumn(c) if isinstance(c, str) else c for c in columns]
    began = time.monotonic()
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task, turn, base = bar.add_task("", total=None, speed=""), -1, 0

        def tell(step: Step) -> None:
            nonlocal turn, base, began
            from toolkit.words import word

            if step.turn != turn:
                turn, base, began = step.turn, step.rows, time.monotonic()
                bar.reset(task, total=step.shards, description=word("cli_round", said.lang, n=turn + 1))
            seconds = max(time.monotonic() - began, 1e-9)
            speed = word("cli_rows_a_second", said.lang, n=f"{(step.rows - base) / seconds:,.0f}")
            bar.update(task, completed=step.done, speed=speed)

        yield tell
