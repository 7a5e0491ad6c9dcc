"""Findings in words for a terminal: a summary first, then one entry for each rule, column and place."""

from __future__ import annotations

import polars as pl

from toolkit.checks.findings import SEVERITIES
from toolkit.words import check_lang, word

GROUP = ["severity", "code", "file", "sheet", "column", "rule"]

SAID = {
    "none": ("没有发现问题。", "No problems found."),
    "summary": ("校验结果：{counts}。", "Findings: {counts}."),
    "count": ("{severity} {n} 处", "{severity} {n}"),
    "more": ("（另有 {n} 类问题未列出）", "({n} more kinds of findings are not listed)"),
    "times": ("，共 {n} 处", " ({n} in all)"),
    "cells": ("；本列共 {n} 格，首处 {cell}", "; {n} cells in this column, first at {cell}"),
    "remedy": ("处理：", "What to do: "),
}


def findings_text(findings: pl.DataFrame, lang: str = "en", *, limit: int = 20) -> str:
    """Write findings for people.

    Parameters
    ----------
    findings : polars.DataFrame
        As `schemas.derived.Findings`.
    lang : "zh" or "en"
        Language.
    limit : int
        Groups that are listed; the rest is counted.
    """
    check_lang(lang)
    at = 0 if lang == "zh" else 1
    if not findings.height:
        return SAID["none"][at]
    totals = dict(findings.group_by("severity").agg(pl.col("count").sum()).iter_rows())
    counts = [
        SAID["count"][at].format(severity=word(f"severity.{severity}", lang), n=totals[severity])
        for severity in SEVERITIES
        if severity in totals
    ]
    lines = [SAID["summary"][at].format(counts=("，" if at == 0 else ", ").join(counts)), ""]
    groups = grouped(findings, lang)
    for row in groups.head(limit).iter_rows(named=True):
        place = " · ".join(part for part in (row["file"], row["sheet"]) if part)
        often = row["total"] > 1 and row["rows"] > 1
        times = SAID["cells" if row["cell"] else "times"][at].format(n=row["total"], cell=row["cell"]) if often else ""
        lines.append(
            f"[{word('severity.' + row['severity'], lang)}] {place + ': ' if place else ''}{row['message']}{times}"
        )
        lines.append(f"    {SAID['remedy'][at]}{row['remedy']}")
    if groups.height > limit:
        lines += ["", SAID["more"][at].format(n=groups.height - limit)]
    return "\n".join(lines)


def grouped(findings: pl.DataFrame, lang: str = "en") -> pl.DataFrame:
    """Gather findings of one rule and column: the first message and remedy, total count; gravest and most frequent first."""
    rank = pl.col("severity").replace_strict(SEVERITIES, range(len(SEVERITIES)), return_dtype=pl.Int64)
    return (
        findings.group_by(GROUP, maintain_order=True)
        .agg(
            total=pl.col("count").sum(),
            rows=pl.len(),
            message=pl.col(f"message_{lang}").first(),
            remedy=pl.col(f"remedy_{lang}").first(),
            cell=pl.col("cell").drop_nulls().first(),
        )
        .sort(rank, -pl.col("total"), maintain_order=True)
    )
