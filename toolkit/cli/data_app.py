"""Commands that make something else of raw tables or of a run, and their words for `--help`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli._options import Format, Lang, run_command


def shard(
    source: Annotated[str, typer.Argument(help="Workbook, folder, zip or database URL with the raw tables.")],
    out: Annotated[Path, typer.Argument(help="Folder to write; it must not exist yet.")],
    by: Annotated[str, typer.Option(help="How fine to cut: province, city or district.")] = "city",
    move_whole: Annotated[
        bool, typer.Option("--move-whole", help="Move a group that crosses the cut whole to one shard.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="Write only this shard anew, in a folder that exists; may be repeated.")
    ] = None,
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Cut the data of a province or nation into shards with whole groups 分片."""
    run_command("shard", source=source, out=out, by=by, move=move_whole, only=only or [], lang=lang, form=format)


def pseudonymise(
    data: Annotated[str, typer.Argument(help="Workbook, folder, zip or database URL with the raw tables.")],
    out: Annotated[Path, typer.Argument(help="Folder to make.")],
    key: Annotated[Path, typer.Option(help="File of the key, outside the data, readable by its owner alone.")],
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Copy raw tables with pseudonyms in place of the ids of persons, and without names 假名化."""
    run_command("pseudonymise", data=data, out=out, key=key, lang=lang, form=format)


def panel(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    out: Annotated[Path, typer.Argument(help="Page to write; ends in .html.")],
    level: Annotated[str, typer.Option(help="group or school; default: groups where there are any.")] = "",
    period: Annotated[str, typer.Option(help="School year; default: the latest.")] = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Write a page on which the weights of a run can be moved: scores and ranks follow 权重试算面板."""
    run_command("panel", folder=run, out=out, level=level, period=period, lang=lang, form=format)
