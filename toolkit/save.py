"""A run folder: complete when its file DONE is there, never overwritten, with a manifest over everything in it."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from toolkit.errors import OptionError, OutputError, RunFolderError, unknown
from toolkit.files import sha256, write_text, write_whole
from toolkit.verify import altered, manifest_of

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.scoring_run import ScoringRun
    from toolkit.study import Study

TABLES = (
    "units",
    "members",
    "values",
    "treated",
    "normalised",
    "weights",
    "scores",
    "flags",
    "bundled",
    "gates",
    "standards",
    "findings",
    "ledger",
    "learned",
)


class OwnObjectWarning(UserWarning):
    """A choice of the saved run is an object that the folder cannot hold."""


def save(run: ScoringRun, folder: str | Path, *, lang: str | None = None, charts: bool = True) -> Path:
    """Write the run below `folder` as `<date-time>-<fingerprint>` and return that path.

    The Parquet tables are the run with everything in it, for its owner. What is passed on (`scores.csv`, workbook, charts,
    reports) is made from the published view (toolkit/disclosure), unless the run is `disclosure.internal(run)`.

    Parameters
    ----------
    folder : path
        Folder of runs, made when absent.
    lang : "zh", "en" or None
        Language of charts and report; None: both.
    charts : bool
        False leaves out charts and reports (tables, workbook and manifest only).

    Raises
    ------
    RunFolderError
        When the folder can't be written. What was begun is left without DONE, and no reader takes it for a run.
    """
    from toolkit.disclosure import view_of

    langs = ("zh", "en") if lang is None else (lang,)
    _warn_of_objects(run)
    home = _new_folder(Path(folder), run.fingerprint)
    view = view_of(run)
    try:
        _tables(run, view, home)
        _workbook(view, home)
        if charts:
            _charts(view, home, langs)
            _reports(view, home, langs)
        _finish(run, home)
    except (OSError, OutputError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).rstrip(".")
        raise RunFolderError(
            f"The run could not be written to {home}: {reason}. It has no DONE file and counts as unfinished: "
            "remove it, free space or rights, and save again."
        ) from error
    return home


def _warn_of_objects(run: ScoringRun) -> None:
    from toolkit.described import REGISTRIES, in_words

    choices = run.study.describe()
    own = [c for c in REGISTRIES if isinstance(choices[c], Mapping) and choices[c].get("user")]
    if own:
        named = ", ".join(f"{c}={in_words(choices[c])}" for c in own)
        again = ", ".join(f"{c}=..." for c in own)
        warnings.warn(
            f"A run folder can't hold objects of your own, only their names: {named}. All results are saved; to explain or "
            f"score again from the folder, give them once more: tk.load_run(folder, {again}). Keep them as named "
            "functions in a module: a lambda can't be found again by its name.",
            OwnObjectWarning,
            stacklevel=4,
        )


def _new_folder(folder: Path, fingerprint: str) -> Path:
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    for suffix in ("", *(f"-{n}" for n in range(2, 1000))):
        home = folder / f"{stamp}-{fingerprint}{suffix}"
        try:
            home.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise RunFolderError(
                f"The folder {folder} can't be written: {error.strerror}. Choose another one."
            ) from error
        return home
    raise RunFolderError(f"The folder {folder} already has 999 runs of this second.")


def _tables(run: ScoringRun, view: ScoringRun, home: Path) -> None:
    for name in TABLES:
        write_whole(home / f"{name}.parquet", getattr(run, name).write_parquet)
    write_whole(home / "framework.csv", lambda path: run.framework.table().write_csv(path))
    write_whole(home / "scores.csv", lambda path: without_formulas(view.scores).write_csv(path, include_bom=True))


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before text that a spreadsheet would take for a formula; never before numbers."""
    text = pl.col(pl.String)
    starts = text.str.contains(r"^[=+\-@\t\r]")
    return frame.with_columns(pl.when(starts).then(pl.format("'{}", text)).otherwise(text).name.keep())


def _workbook(run: ScoringRun, home: Path) -> None:
    from toolkit.results_workbook import write_results

    write_whole(home / "results.xlsx", lambda path: write_results(run, path))


def _charts(run: ScoringRun, home: Path, langs: Iterable[str]) -> None:
    from toolkit.charts import save_charts

    folder = home / "charts"
    folder.mkdir()
    save_charts(run, folder, langs)


def _reports(run: ScoringRun, home: Path, langs: Iterable[str]) -> None:
    from toolkit.report import report

    for lang in langs:
        report(run, home / f"report.{lang}.html", lang=lang)


def _finish(run: ScoringRun, home: Path) -> None:
    files = sorted(p for p in home.rglob("*") if p.is_file())
    outputs = {p.relative_to(home).as_posix(): sha256(p) for p in files}
    created = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    content = {**run.manifest, "created": created, "outputs": outputs}
    write_text(home / "manifest.json", json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    write_text(home / "DONE", sha256(home / "manifest.json") + "\n")


def load_run(folder: str | Path, **objects: Any) -> ScoringRun:
    """Read a run folder back. Its study has the framework of the run, whatever became of the file it was read from.

    Parameters
    ----------
    folder : path
        The run folder.
    **objects
        Choices that were made with objects of the user's own (`aggregator=my_mean`): a run folder has only their names
        and the hashes of their source. Without them all that needs no such object still works.

    Raises
    ------
    RunFolderError
        The folder is no run, is unfinished (no DONE), or a file does not match the manifest.
    OptionError
        An object that is not the one of the run.
    """
    from toolkit.matrix import KEYS, to_matrix, with_closed
    from toolkit.member_share import with_shares
    from toolkit.scoring_run import ScoringRun

    home = Path(folder)
    content = _checked(home)
    frames: dict[str, Any] = {name: pl.read_parquet(home / f"{name}.parquet") for name in TABLES}
    framework = _framework(home, content["framework"]["name"])
    study = _study(content["study"], framework, objects)
    normalised = frames.pop("normalised")
    keys = frames["scores"].select(KEYS).unique()
    matrix = to_matrix(normalised, framework.indicators, column="normalised", keys=keys)
    matrix = with_shares(with_closed(matrix, frames["values"]), frames["values"], frames["members"])
    imputed = frames["treated"].filter(pl.col("step") == "impute")
    if imputed.height:
        marks = to_matrix(imputed, framework.indicators, column="after", keys=keys)
        matrix = replace(matrix, filled=~np.isnan(marks.values))
    flags = normalised.with_columns(clipped=pl.col("clipped").cast(pl.Float64)).drop("se")
    clipped = to_matrix(flags, framework.indicators, column="clipped", keys=keys).values == 1.0
    return ScoringRun(
        study=study,
        framework=framework,
        matrix=matrix,
        clipped=clipped,
        base_period=content["base_period"],
        about=content["about"],
        inputs=content["inputs"],
        saved=content,
        **frames,
    )


def _framework(home: Path, name: str) -> Framework:
    from toolkit.framework import Framework, load_framework

    stored = load_framework("framework.csv", folder=home)
    return Framework(name, stored.nodes, stored.stages)


def _study(choices: Mapping[str, Any], framework: Framework, objects: Mapping[str, Any]) -> Study:
    from toolkit.described import described, in_words, restored
    from toolkit.study import Study

    for name, given in objects.items():
        if name not in choices:
            raise unknown("choice", name, choices)
        if described(given, name) != choices[name]:
            stored, other = in_words(choices[name]), in_words(described(given, name))
            raise OptionError(f"The {name} of the run is {stored}, but {other} was given.")
    kept = {name: restored(name, value) for name, value in choices.items()}
    return Study(**{**kept, **objects, "framework": framework})


def _checked(home: Path) -> dict[str, Any]:
    for _, name, problem, *_ in altered(home):
        what = {"absent": "is absent", "unreadable": "may not be read"}.get(problem, "was altered")
        raise RunFolderError(f"{str(home)!r}: {name} {what}. `duxue verify` tells all that is not as the run left it.")
    return manifest_of(home)
