"""`duxue supervise …` and its words for `--help`."""

from __future__ import annotations

import importlib
from typing import Annotated, Any

import typer

app = typer.Typer(
    help="Supervision: membership, cards, rounds, rectification, titles, obligations 督导.", no_args_is_help=True
)

Store = Annotated[str, typer.Option(help="File of the store (SQLite), or postgresql://user@host/database.")]
On = Annotated[str, typer.Option(help="As of this day, such as 2026-06-30; default: today.")]
RulesFile = Annotated[str, typer.Option("--rules", help="TOML file with the authority's numbers.")]
Lang = Annotated[str, typer.Option("--lang", help="zh or en; default: the language of the system.")]
Format = Annotated[str, typer.Option("--format", help="text or json (one object on standard output).")]
HERE = "supervision.sqlite"


def _run(what: str, *, module: str = "supervise", **options: Any) -> None:
    raise typer.Exit(getattr(importlib.import_module(f"toolkit.cli.{module}"), what)(**options))


@app.command()
def status(
    store: Store = HERE,
    on: On = "",
    group: Annotated[str, typer.Option(help="One group.")] = "",
    rules: RulesFile = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Show every group: members, cards, orders, round, title 现状."""
    _run("status", store=store, on=on, group=group, rules=rules, lang=lang, form=format)


@app.command()
def due(
    store: Store = HERE,
    on: On = "",
    within: Annotated[int, typer.Option(help="Days ahead.")] = 90,
    data: Annotated[str, typer.Option(help="Raw tables with `activities`, to count obligations in.")] = "",
    rules: RulesFile = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Show what is due and overdue, and for whom; exit code 1 when something is overdue 到期事项."""
    _run("due", store=store, on=on, within=within, data=data, rules=rules, lang=lang, form=format)


@app.command()
def record(
    kind: Annotated[str, typer.Argument(help="Kind of event, see `duxue supervise kinds`.")],
    group: Annotated[str, typer.Option(help="Id of the group.")],
    date: Annotated[str, typer.Option(help="Day on which it takes effect, such as 2026-06-30.")],
    store: Store = HERE,
    school: Annotated[str, typer.Option(help="Id of the school, for memberships and cards.")] = "",
    item: Annotated[str, typer.Option(help="Name of the round, or number of the order.")] = "",
    set: Annotated[list[str] | None, typer.Option(help="A detail, for example cause=breach.")] = None,
    actor: Annotated[str, typer.Option(help="Which office decided.")] = "",
    reason: Annotated[str, typer.Option(help="On what ground.")] = "",
    rules: RulesFile = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Record an event; what the rules do not allow is refused with the reason, exit code 2 登记."""
    about: dict[str, Any] = {
        "kind": kind,
        "group": group,
        "school": school,
        "item": item,
        "date": date,
        "details": set or [],
    }
    _run("record", store=store, **about, actor=actor, reason=reason, rules=rules, lang=lang, form=format)


@app.command("import")
def import_(
    data: Annotated[str, typer.Argument(help="Workbook, folder, zip or database URL with the raw tables.")],
    store: Store = HERE,
    write: Annotated[
        bool, typer.Option("--write", help="Record it; otherwise only say what would be recorded.")
    ] = False,
    rules: RulesFile = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Take in what already happened: groups, agreements, memberships, cards, findings, orders, titles 导入历史.

    First without --write: it says what would be recorded and which rows are refused. Nothing is recorded while a row is
    refused (exit code 1); what the store has already is not recorded again.
    """
    _run("take_in", data=data, store=store, write=write, rules=rules, lang=lang, form=format)


@app.command()
def districts(
    data: Annotated[
        str, typer.Option(help="Raw tables: groups and districts, and for the balance schools, staff, returns.")
    ],
    store: Store = HERE,
    on: On = "",
    rules: RulesFile = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Show the districts: programme by 2027, work for titles, balance between schools 各区."""
    _run("districts", module="supervise_districts", store=store, on=on, data=data, rules=rules, lang=lang, form=format)


@app.command()
def history(
    store: Store = HERE,
    group: Annotated[str, typer.Option(help="One group.")] = "",
    school: Annotated[str, typer.Option(help="One school.")] = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Show what happened, in the order of its dates 历程."""
    _run("history", store=store, group=group, school=school, lang=lang, form=format)


@app.command()
def kinds(lang: Lang = "", format: Format = "text") -> None:
    """Show the kinds of event and what each needs 事件类型."""
    _run("kinds", lang=lang, form=format)
