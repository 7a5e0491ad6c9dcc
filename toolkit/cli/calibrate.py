"""`duxue calibrate`: experts' judgements in, weights and an account of them out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.cli import DONE, FINDINGS
from toolkit.cli._output import Output
from toolkit.errors import OptionError, unknown

if TYPE_CHECKING:
    from toolkit.calibrate import TreeWeights


def run(
    sheets: list[Path],
    framework: str,
    out: Path | None,
    method: str | None,
    limit: float | None,
    fail_on: str,
    seed: int,
    lang: str,
    form: str,
) -> int:
    """Weigh a framework; exit code 1 where the sheets have errors, or are inconsistent and the user asked to fail on it."""
    said = Output("calibrate", lang, form)
    if fail_on not in ("never", "inconsistent"):
        raise unknown("value of --fail-on", fail_on, ("never", "inconsistent"))
    _check_target(out)
    from toolkit.calibrate import from_judgements, read_judgements
    from toolkit.calibrate.telling import panel_lines
    from toolkit.checks.text import findings_text
    from toolkit.files import write_whole
    from toolkit.framework import load_framework

    tree = load_framework(framework)
    with said.stage("cli_reading"):
        checked = read_judgements(*sheets, lang=said.lang)
    said.add_findings(checked.findings)
    if not checked.ok:
        said.ok = False
        said.text(findings_text(checked.findings, said.lang))
        said.say("cli_not_calibrated")
        return said.finish(FINDINGS)
    options: dict[str, Any] = {"seed": seed} | ({} if limit is None else {"max_consistency_ratio": limit})
    found = from_judgements(checked.tables, tree, method=method, **options)
    for line in panel_lines(found, said.lang):
        said.text(line)
    said.counts |= _numbers(found)
    if out is not None:
        write_whole(out, found.framework.table().write_csv)
        said.files["framework"] = str(out)
        said.say("cli_calibrated", file=out)
    said.ok = found.consistent or fail_on == "never"
    return said.finish(DONE if said.ok else FINDINGS)


def _check_target(out: Path | None) -> None:
    if out is not None and out.suffix.lower() != ".csv":
        raise OptionError(f"{out.name!r}: a framework is a CSV table, its name ends in .csv.")
    if out is not None and out.exists():
        raise OptionError(f"{out.name!r} exists already: give another name, or remove it first.")


def _numbers(found: TreeWeights) -> dict[str, Any]:
    panels = []
    for parent, panel in found.panels.items():
        panels.append(
            {
                "parent": parent,
                "method": found.methods[parent],
                "experts": _rows(panel.experts),
                "kendall_w": None if panel.kendall_w != panel.kendall_w else panel.kendall_w,
                "consistency_ratio": getattr(panel, "consistency_ratio", None),
                "consistent": getattr(panel, "consistent", None),
                "settled": getattr(panel, "settled", None),
                "rounds": _rows(panel.rounds) if hasattr(panel, "rounds") else [],
                "disagreement": _rows(panel.disagreement),
                "notes": panel.report["note"].drop_nulls().to_list(),
            }
        )
    return {
        "consistent": found.consistent,
        "weights": _rows(found.weights),
        "revise": _rows(found.revise),
        "panels": panels,
    }


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    return table.with_columns(pl.col(pl.Float64).fill_nan(None)).to_dicts()
