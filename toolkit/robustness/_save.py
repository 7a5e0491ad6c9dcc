"""The replicates as files: tables, charts, and what was asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.files import write_text, write_whole
from toolkit.robustness._checkpoint import description

if TYPE_CHECKING:
    from toolkit.robustness._result import Robustness

SHEETS = ("scores", "ranks", "flags", "flags_by_choice", "leave_one_out")
"""Written as CSV for people."""
LONG = ("draws", "frequencies")
"""Written as Parquet: one row a replicate, or a unit and rank."""


def save(result: Robustness, folder: Path, *, lang: str | None, charts: bool) -> Path:
    """Write tables, charts and `robustness.json` into `folder`, which is made; files of the same name are replaced."""
    from toolkit.save import without_formulas

    folder.mkdir(parents=True, exist_ok=True)
    sobol = ("sobol",) if result.plan.design.base else ()
    for name in (*SHEETS, *sobol):
        table = without_formulas(getattr(result, name))
        write_whole(folder / f"{name}.csv", lambda path, table=table: table.write_csv(path, include_bom=True))  # type: ignore[misc]
    for name in LONG:
        write_whole(folder / f"{name}.parquet", getattr(result, name).write_parquet)
    if charts:
        _charts(result, folder, ("zh", "en") if lang is None else (lang,))
    about = description(result.plan, result.run.fingerprint)
    about |= {"coverage": result.coverage, "worst_share": result.worst_share, "synthetic": result.run.synthetic}
    write_text(folder / "robustness.json", json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    return folder


def _charts(result: Robustness, folder: Path, langs: tuple[str, ...]) -> None:
    from toolkit.charts import CHARTS, alt_text, save_chart
    from toolkit.charts._saving import OF_REPLICATES, close, main_level

    levels = result.units["level"].unique().to_list()
    level = levels[0] if len(levels) == 1 else main_level(result.run)
    for name in OF_REPLICATES:
        if name == "sobol" and not result.plan.design.base:
            continue
        for lang in langs:
            axes = CHARTS[name](result.run, robust=result, level=level, lang=lang)
            alt = alt_text(result.run, name, lang, robust=result, level=level)
            save_chart(axes, folder / f"{name}.{lang}.png", alt=alt)
            close(axes)
