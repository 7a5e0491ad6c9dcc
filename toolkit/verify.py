"""Whether a run folder is what its manifest says, and whether data, study and code of today still give that run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.errors import RunFolderError
from toolkit.files import sha256

if TYPE_CHECKING:
    from toolkit.study import Study

SCHEMA = {"part": pl.String, "name": pl.String, "problem": pl.String, "recorded": pl.String, "found": pl.String}
NOTES = ("added", "other_version", "not_checked")
"""What leaves the run what it was: a file beside it, other code today, a result that needs an object of its maker's own."""

Row = tuple[str, str, str, str | None, str | None]


def verify(
    folder: str | Path, *, tables: Mapping[str, pl.DataFrame] | None = None, study: Study | None = None
) -> pl.DataFrame:
    """Hash a run folder again, and with it what is given of its inputs; return what differs, an empty frame if nothing.

    Parameters
    ----------
    folder : path
        The run folder.
    tables : mapping of frames, optional
        Raw tables: compared with those that the run was made from (after validation), and scored again under the study of
        the run. A run whose study holds objects of a user's own can't be scored again here.
    study : Study, optional
        Compared with the choices and the framework of the run.

    Returns
    -------
    polars.DataFrame
        part (manifest, output, framework, choice, input, result, code), name, problem, recorded, found. Problems: `altered`,
        `absent`, `unreadable`, `differs`; the `NOTES` are none.

    Raises
    ------
    RunFolderError
        The folder is no finished run.
    """
    home = Path(folder)
    rows = list(altered(home))
    content = manifest_of(home) if not any(row[1] == "manifest.json" for row in rows) else None
    if content is not None:
        rows += _added(home, content)
        rows += _framework(home, content)
        rows += _code(content)
        rows += _choices(study, content) if study is not None else []
        if tables is not None and not any(row[2] not in NOTES for row in rows):
            rows += _inputs(tables, home, content)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def manifest_of(home: Path) -> dict[str, Any]:
    """Return the manifest of a finished run."""
    content: dict[str, Any] = json.loads((home / "manifest.json").read_text(encoding="utf-8"))
    return content


def altered(home: Path) -> Iterator[Row]:
    """Yield the manifest, or the outputs, that are absent or not as they were when the run was finished.

    Raises
    ------
    RunFolderError
        No folder, or no finished run.
    """
    if not home.is_dir():
        raise RunFolderError(f"No run folder {str(home)!r}.")
    if not (home / "DONE").is_file():
        inside = sorted(p.parent.name for p in home.glob("*/DONE"))
        hint = f" Runs in it: {len(inside)}; the newest is {inside[-1]!r}." if inside else ""
        raise RunFolderError(f"{str(home)!r} is not a finished run: it has no DONE file.{hint}")
    recorded = (home / "DONE").read_text(encoding="utf-8", errors="replace").strip()
    yield from _file(home, "manifest", "manifest.json", recorded)
    try:
        outputs = dict(manifest_of(home)["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name, digest in outputs.items():
        yield from _file(home, "output", name, digest)


def _file(home: Path, part: str, name: str, recorded: str) -> Iterator[Row]:
    path = home / name
    if not path.is_file():
        yield part, name, "absent", recorded, None
    elif not os.access(path, os.R_OK):
        yield part, name, "unreadable", recorded, None
    elif (found := sha256(path)) != recorded:
        yield part, name, "altered", recorded, found


def _added(home: Path, content: Mapping[str, Any]) -> Iterator[Row]:
    known = {*content["outputs"], "manifest.json", "DONE"}
    for path in sorted(p for p in home.rglob("*") if p.is_file()):
        if path.relative_to(home).as_posix() not in known:
            yield "output", path.relative_to(home).as_posix(), "added", None, sha256(path)


def _framework(home: Path, content: Mapping[str, Any]) -> Iterator[Row]:
    """Compare the stored framework with the one that, by the manifest, the run was scored with."""
    from toolkit.framework import load_framework
    from toolkit.tables import frame_hash

    recorded = content["framework"]["sha256"]
    if (home / "framework.csv").is_file():
        found = frame_hash(load_framework(home.resolve() / "framework.csv").table())
        if found != recorded:
            yield "framework", content["framework"]["name"], "differs", recorded, found


def _code(content: Mapping[str, Any]) -> Iterator[Row]:
    from toolkit.manifest import code_hash

    if (found := code_hash()) != content["code"]["sha256"]:
        yield "code", content["code"]["version"], "other_version", content["code"]["sha256"], found


def _choices(study: Study, content: Mapping[str, Any]) -> Iterator[Row]:
    from toolkit.described import flat, in_words
    from toolkit.tables import frame_hash

    framework = study.load_framework()
    today, then = flat(study.describe()), flat(content["study"])
    for name in dict.fromkeys([*today, *then]):
        recorded, found = then.get(name, ""), today.get(name, "")
        if name != "framework" and found != recorded:
            yield "choice", name, "differs", in_words(recorded), in_words(found)
    digest = frame_hash(framework.table())
    if digest != content["framework"]["sha256"]:
        yield "choice", f"framework {framework.name}", "differs", content["framework"]["sha256"], digest


def _inputs(tables: Mapping[str, pl.DataFrame], home: Path, content: Mapping[str, Any]) -> Iterator[Row]:
    from toolkit.catalogue import models_of
    from toolkit.described import REGISTRIES
    from toolkit.save import load_run
    from toolkit.tables import as_tables
    from toolkit.validate import validate

    study = load_run(home).study
    checked = validate(as_tables(tables), models=models_of(study))
    checked.raise_if_failed()
    recorded, found = content["inputs"], checked.tables.fingerprint()
    differing = [name for name in sorted({*recorded, *found}) if recorded.get(name) != found.get(name)]
    for name in differing:
        problem = "absent" if name not in found else "differs"
        yield "input", name, problem, recorded.get(name), found.get(name)
    own = [c for c in REGISTRIES if isinstance(content["study"][c], Mapping) and content["study"][c].get("user")]
    if own:
        yield "result", ", ".join(own), "not_checked", None, None
    elif not differing:
        again = study.run(checked.tables).fingerprint
        if again != content["fingerprint"]:
            yield "result", "fingerprint", "differs", content["fingerprint"], again
