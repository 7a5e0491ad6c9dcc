"""The commands and their words for `--help`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli._options import Format, Lang, run_command
from toolkit.cli.data_app import panel, pseudonymise, shard
from toolkit.cli.supervise_app import app as supervise

app = typer.Typer(
    name="duxue",
    help="Duxue 督学: check inspection data, score school groups, and say how sure the result is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(supervise, name="supervise")


def _version(value: bool) -> None:
    if value:
        from toolkit import __version__

        typer.echo(f"duxue {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the data, the study file and the runs.")] = Path("duxue-demo"),
    seed: Annotated[int, typer.Option(help="Seed of the made-up city.")] = 2025,
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Score the bundled, made-up city from its raw data to its report 演示."""
    run_command("demo", out=out, seed=seed, lang=lang, form=format)


@app.command()
def template(
    out: Annotated[
        Path,
        typer.Argument(help="File to write: workbook (.xlsx), data dictionary (.html, .md, .json), framework (.csv)."),
    ],
    judgements: Annotated[
        str, typer.Option(help="Sheets for experts instead, to judge weights by: ahp, bwm, budget or delphi.")
    ] = "",
    framework: Annotated[
        str, typer.Option(help="With --judgements or .csv: name or .csv of the framework.")
    ] = "tianjin",
    node: Annotated[
        list[str] | None, typer.Option(help="With --judgements: weigh what is below this node; may be repeated.")
    ] = None,
    experts: Annotated[int, typer.Option(help="With --judgements: how many experts share the file.")] = 1,
    practice: Annotated[
        bool, typer.Option("--practice", help="A workbook filled with three made-up groups, with mistakes to find.")
    ] = False,
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Write an empty workbook for inspectors or experts 填报模板, the data dictionary 数据字典, a framework to edit 评价体系.

    A dictionary that ends in .json is a Frictionless data package descriptor.
    """
    run_command(
        "template",
        out=out,
        judgements=judgements,
        framework=framework,
        nodes=node or [],
        experts=experts,
        practice=practice,
        lang=lang,
        form=format,
    )


@app.command()
def check(
    source: Annotated[str, typer.Argument(help="Workbook; folder or zip of CSV, Parquet, Excel files; database URL.")],
    fail_on: Annotated[str, typer.Option(help="Exit with 1 on: error or warning.")] = "error",
    annotate: Annotated[str, typer.Option(help="Copy of the workbook to write, with every finding at its cell.")] = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Check data and say what is wrong, where, and what to do 校验.

    Exit codes: 0 no errors, 1 errors (or warnings, with --fail-on warning), 2 wrong use, 3 unreadable, 4 internal.
    """
    run_command("check", source=source, fail_on=fail_on, copy=annotate, lang=lang, form=format)


@app.command()
def score(
    study: Annotated[str, typer.Argument(help="Study file (.toml), or the name of a framework such as tianjin.")],
    data: Annotated[str, typer.Option(help="Workbook, folder, zip or database URL with the raw tables; or shards.")],
    out: Annotated[Path, typer.Option(help="Folder of runs.")] = Path("runs"),
    fail_on: Annotated[str, typer.Option(help="Exit with 1 on flags: flag, or never.")] = "never",
    engine: Annotated[str, typer.Option(help="Of shards: local, processes or spark.")] = "local",
    workers: Annotated[int | None, typer.Option(help="Of shards, engine processes: how many.")] = None,
    master: Annotated[str, typer.Option(help="Of shards, engine spark: address, such as spark://host:7077.")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Of shards: go on where an earlier run failed.")] = False,
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Score the data of a study and leave a run folder 评分."""
    run_command(
        "score",
        study=study,
        data=data,
        out=out,
        fail_on=fail_on,
        engine=engine,
        workers=workers,
        master=master,
        resume=resume,
        lang=lang,
        form=format,
    )


@app.command()
def calibrate(
    sheets: Annotated[list[Path], typer.Argument(help="Workbooks of experts' judgements, see template --judgements.")],
    framework: Annotated[str, typer.Option(help="Name or .csv of the framework whose nodes are judged.")] = "tianjin",
    out: Annotated[Path | None, typer.Option(help="Framework to write, with these weights; ends in .csv.")] = None,
    method: Annotated[str, typer.Option(help="ahp, bwm, budget or delphi; default: what the sheets hold.")] = "",
    max_consistency_ratio: Annotated[
        float | None, typer.Option(help="Leave out experts whose comparisons are less consistent.")
    ] = None,
    fail_on: Annotated[str, typer.Option(help="Exit with 1 on: inconsistent, or never.")] = "never",
    seed: Annotated[int, typer.Option(help="Seed of the panels drawn for the intervals.")] = 0,
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Weigh a framework by experts' judgements: weights, how sure, who disagrees, what to revise 权重校准."""
    run_command(
        "calibrate",
        sheets=sheets,
        framework=framework,
        out=out,
        method=method or None,
        limit=max_consistency_ratio,
        fail_on=fail_on,
        seed=seed,
        lang=lang,
        form=format,
    )


@app.command()
def explain(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    unit: Annotated[str, typer.Option(help="Id of a group or school, for example G017.")],
    level: Annotated[str, typer.Option(help="group or school, where an id names both.")] = "",
    node: Annotated[str, typer.Option(help="Dimension; default: the whole index.")] = "",
    period: Annotated[str, typer.Option(help="School year; default: the latest.")] = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Say why a unit has its score: what drives it, how sure it is, which flags it has 解释."""
    chosen = {"level": level or None, "node": node or None, "period": period or None}
    run_command("explain", folder=run, unit=unit, **chosen, lang=lang, form=format)


@app.command()
def compare(
    run_a: Annotated[str, typer.Argument(help="First run folder, or provisional data.")],
    run_b: Annotated[str, typer.Argument(help="Second run folder, or final data.")],
    study: Annotated[str, typer.Option(help="With data: study file or framework, to see what the revision does.")] = "",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Compare two runs, or two versions of data: who moved, how far, which flags changed 比较.

    A workbook, a zip, a database or, with --study, a folder is data: what was revised is told cell by cell, and with
    --study what the revision does to scores and flags.
    """
    run_command("compare", source_a=run_a, source_b=run_b, study=study, lang=lang, form=format)


@app.command()
def flag(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    rule: Annotated[list[str] | None, typer.Option(help="Flag rule; may be given several times.")] = None,
    set: Annotated[
        list[str] | None, typer.Option(help="A threshold of the flags, for example probability=0.95.")
    ] = None,
    level: Annotated[str, typer.Option(help="group or school; default: all levels.")] = "",
    period: Annotated[str, typer.Option(help="School year; default: the latest.")] = "",
    fail_on: Annotated[str, typer.Option(help="Exit with 1 on flags: flagged, or never.")] = "never",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Flag a run again, rule by rule, under other thresholds; nothing is written 预警提示."""
    chosen = {"rules": rule or [], "settings": set or [], "level": level or None, "period": period or None}
    run_command("flag", folder=run, **chosen, fail_on=fail_on, lang=lang, form=format)


@app.command()
def robustness(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    draws: Annotated[int, typer.Option(help="How many times to score again.")] = 10_000,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="weights, normaliser, aggregator, imputation, treatment, goalposts, errors or excluded; several times. "
            "With a setting: weights=0.4, weights=simplex, normaliser=minmax,zscore. Default: the first three."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables and charts.")] = None,
    level: Annotated[str, typer.Option(help="group or school; default: all levels.")] = "",
    node: Annotated[str, typer.Option(help="Dimension; default: the whole index.")] = "",
    period: Annotated[str, typer.Option(help="School year; default: the latest.")] = "",
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
    jobs: Annotated[int, typer.Option(help="Workers; the result is the same for any number.")] = 1,
    checkpoint: Annotated[Path | None, typer.Option(help="Folder to go on from after an interruption.")] = None,
    fail_on: Annotated[str, typer.Option(help="Exit with 1 where most choices flag: flagged, or never.")] = "never",
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Score a run under many other choices: what stays, which choice matters 稳健性."""
    run_command(
        "robustness",
        folder=run,
        out=out,
        draws=draws,
        vary=vary or [],
        level=level or None,
        node=node or None,
        period=period or None,
        seed=seed,
        jobs=jobs,
        checkpoint=checkpoint,
        fail_on=fail_on,
        lang=lang,
        form=format,
    )


@app.command()
def verify(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    data: Annotated[Path | None, typer.Option(help="The raw data: compared, and scored again.")] = None,
    study: Annotated[Path | None, typer.Option(help="A study file to compare with the choices of the run.")] = None,
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Check that a run folder is what its manifest says, and that its data still give it 核验."""
    run_command("verify", folder=run, data=data, study=study, lang=lang, form=format)


@app.command()
def report(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    out: Annotated[
        Path,
        typer.Argument(help="File to write: .html, .pdf, .docx (Word) or .xlsx (Excel); with --all-groups a folder."),
    ],
    unit: Annotated[
        str, typer.Option(help="The one-page brief of this group, or the sheet of this school, instead.")
    ] = "",
    level: Annotated[str, typer.Option(help="With --unit: its level, if a school and a group share the id.")] = "",
    all_groups: Annotated[bool, typer.Option("--all-groups", help="The brief of every group, one PDF each.")] = False,
    internal: Annotated[
        bool, typer.Option("--internal", help="Tell everything; marked as not for publication.")
    ] = False,
    lang: Lang = "",
    format: Format = "text",
) -> None:
    """Write the report of a run 报告, or one-page briefs 简报."""
    chosen = {"unit": unit, "level": level, "all_groups": all_groups, "internal": internal}
    run_command("report", folder=run, out=out, **chosen, lang=lang, form=format)


for _command in (panel, pseudonymise, shard):
    app.command()(_command)
