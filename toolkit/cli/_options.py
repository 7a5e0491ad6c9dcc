"""What the commands share: options, and the call of their modules when they are used."""

from __future__ import annotations

import importlib
from typing import Annotated, Any

import typer

Lang = Annotated[str, typer.Option("--lang", help="zh or en; default: the language of the system.")]
Format = Annotated[str, typer.Option("--format", help="text or json (one object on standard output).")]


def run_command(command: str, **options: Any) -> None:
    """Run the module of a command and exit with its code."""
    raise typer.Exit(importlib.import_module(f"toolkit.cli.{command}").run(**options))
