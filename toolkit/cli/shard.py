"""`duxue shard`: raw tables in, a folder of shards out."""

from __future__ import annotations

from pathlib import Path

from toolkit.cli import DONE
from toolkit.cli._output import Output


def run(source: str, out: Path, by: str, move: bool, only: list[str], lang: str, form: str) -> int:
    """Cut raw tables into shards with whole groups."""
    said = Output("shard", lang, form)
    from toolkit.shards import write_shards

    with said.stage("cli_sharding"):
        shards = write_shards(source, out, by=by, move=move, only=only)
    counts = {name: sum(shard[name] for shard in shards.index.values()) for name in ("groups", "schools")}
    said.counts |= {"shards": len(shards.names), **counts, "rows": shards.rows}
    said.files |= {"shards": str(out)}
    said.say("cli_shards", **said.counts, out=out)
    return said.finish(DONE)
