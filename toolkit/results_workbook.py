"""`results.xlsx`: everything of a run that an inspector reads, in both languages, written like a report.

Scores, bundled judgement, flags, gates, indicator values, weights, findings and the choices; what rests on 1 to 9 cases is withheld.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.described import in_words
from toolkit.results_places import SHEETS, values_wide

if TYPE_CHECKING:
    from toolkit.report.blocks import Document
    from toolkit.scoring_run import ScoringRun

NAMES = {
    "name_zh": "名称 name",
    "node_zh": "节点名称 name of the node",
    "unit_id": "编号 unit id",
    "group_id": "集团编号 group id",
    "district_id": "区编号 district id",
}
LANGS = "zh en"
FEW = ("依据的样本数少于 10，不公布。", "Rests on fewer than 10 cases: withheld.")
VALUES_NOTE = (
    "最近一期；空格为缺失、不适用或样本数少于 10。",
    "Latest period; empty: missing, not applicable, or resting on fewer than 10 cases.",
)
FORMS = {"coverage": "share", "probability": "chance", "weight": "share1", "global_weight": "share1"}
"""Columns of floats that are written otherwise than as values."""


def write_results(run: ScoringRun, path: Path) -> None:
    """Write the workbook. Text is never taken for a formula or a link."""
    from toolkit.report.xlsx import write_xlsx

    write_xlsx(results_document(run), path)


def results_document(run: ScoringRun) -> Document:
    """Return the workbook as a document: one table a sheet, both languages side by side."""
    from toolkit.charts._sheet import footer
    from toolkit.report.blocks import Callout, Document, Heading
    from toolkit.words import word

    tables = tuple(_table(title, frame) for title, frame in sheets(run).items())
    both = tuple(word("what_enquiry", lang) for lang in LANGS.split())
    synthetic = [Callout(word("what_synthetic", lang), "warning") for lang in LANGS.split() if run.synthetic]
    return Document(
        lang=LANGS,
        title="结果 Results",
        subtitle=f"{run.periods[0]} – {run.latest}",
        mark=f"{footer(run, 'zh')} · {footer(run, 'en')}",
        blocks=(*synthetic, *(Callout(text) for text in both), Heading("表 Tables", "tables"), *tables),
    )


def sheets(run: ScoringRun) -> dict[str, pl.DataFrame]:
    """Return sheet title -> frame with headers in both languages."""
    latest = pl.col("period") == run.latest
    flags = withheld(run.flags.filter(latest & (pl.col("outcome") != "clear")), run)
    told = (pl.col("level") != "school") | (pl.col("outcome") != "met")
    return {
        "集团得分 groups": _wide(run, "group"),
        "学校得分 schools": _wide(run, "school"),
        "综合判断 bundled": _titled(
            _labelled(_named(run.bundled.filter(latest), run, "group_id", "group"), run), "bundled"
        ),
        "预警提示 flags": _titled(_labelled(_named(flags, run, "unit_id"), run), "flags"),
        "门槛事项 gates": _titled(_named(run.gates.filter(latest & told), run, "unit_id"), "gates"),
        **{title: _values(run, level) for level, title in SHEETS.items()},
        "权重 weights": _titled(_labelled(run.weights, run), "weights"),
        "校验结果 findings": _titled(run.findings, "findings"),
        "处理记录 ledger": _titled(run.ledger, "ledger"),
        "说明 about": _about(run),
    }


def withheld(flags: pl.DataFrame, run: ScoringRun) -> pl.DataFrame:
    """Return the flags; where the value of the indicator rests on few cases, without the sentence and the numbers.

    The same rule as in the reports. The table `flags` of the run folder keeps all, and is not for publication.
    """
    from toolkit.report._cells import MINIMUM_COUNT

    keys = ["level", "unit_id", "period", "node"]
    counts = run.values.select("level", "unit_id", "period", pl.col("indicator").alias("node"), cases="n")
    joined = flags.join(counts, on=keys, how="left", maintain_order="left")
    few = pl.col("cases").is_between(1, MINIMUM_COUNT - 1).fill_null(False)
    texts = [
        pl.when(few).then(pl.lit(said)).otherwise(c).alias(c)
        for c, said in zip(("reason", "message"), FEW, strict=True)
    ]
    numbers = [pl.when(~few).then(c).alias(c) for c in ("estimate", "se", "n")]
    return joined.with_columns(*texts, *numbers).drop("cases")


def _values(run: ScoringRun, level: str) -> pl.DataFrame:
    labels = {i: f"{i} {run.framework.label(i, 'zh')} {run.framework.label(i, 'en')}" for i in run.framework.indicators}
    return values_wide(run, level).rename(NAMES | labels, strict=False)


def _wide(run: ScoringRun, level: str) -> pl.DataFrame:
    """One row a unit and period: total with interval and ranks, then the dimensions."""
    scores = run.scores.filter(pl.col("level") == level)
    root = scores.filter(pl.col("node") == run.framework.root)
    table = root.select(
        "period", "unit_id", "score", "lower", "upper", "rank", "rank_lower", "rank_upper", "coverage", "grade"
    )
    table = _named(table, run, "unit_id", level)
    for node in run.framework.dimensions:
        label = f"{run.framework.label(node, 'zh')} {run.framework.label(node, 'en')}"
        column = scores.filter(pl.col("node") == node).select("period", "unit_id", pl.col("score").alias(label))
        table = table.join(column, on=["period", "unit_id"], how="left", maintain_order="left")
    return _titled(
        table.sort(["period", "rank", "unit_id"], descending=[True, False, False], nulls_last=True), "scores"
    )


def _named(frame: pl.DataFrame, run: ScoringRun, key: str, level: str | None = None) -> pl.DataFrame:
    """Put the name of the unit beside its id; the units are of one level, or of that in the column `level`."""
    names = run.units.select("level", pl.col("unit_id").alias(key), "name_zh")
    if level is None:
        joined = frame.join(names, on=["level", key], how="left", maintain_order="left")
    else:
        of_level = names.filter(pl.col("level") == level).drop("level")
        joined = frame.join(of_level, on=key, how="left", maintain_order="left")
    at = frame.columns.index(key) + 1
    return joined.select(*frame.columns[:at], "name_zh", *frame.columns[at:])


def _labelled(frame: pl.DataFrame, run: ScoringRun) -> pl.DataFrame:
    """Put the label of the node beside its name."""
    labels = run.framework.nodes.select("node", node_zh="label_zh")
    at = frame.columns.index("node") + 1
    joined = frame.join(labels, on="node", how="left", maintain_order="left")
    return joined.select(*frame.columns[:at], "node_zh", *frame.columns[at:])


def _titled(frame: pl.DataFrame, model: str) -> pl.DataFrame:
    """Give every column its words in Chinese and English."""
    from schemas import DERIVED

    columns = DERIVED[model].to_schema().columns

    def title(name: str) -> str:
        said = columns[name].metadata if name in columns else None
        return f"{said['zh']} {said['en']}" if said else NAMES.get(name, name)

    return frame.rename({name: title(name) for name in frame.columns})


def _about(run: ScoringRun) -> pl.DataFrame:
    from toolkit import __version__

    rows = [
        (
            "合成数据 synthetic",
            "是 yes: 示例数据，不涉及真实学校 made-up data, no real school" if run.synthetic else "否 no",
        ),
        ("指纹 fingerprint", run.fingerprint),
        ("版本 version", __version__),
        ("评价轮次 periods", ", ".join(run.periods)),
        ("基期 base period", run.base_period),
        *((f"选择 choice: {k}", in_words(v)) for k, v in run.study.describe().items()),
        (
            "注意 note",
            "预警提示供核查，不是结论；权重与标准为配置值 flags are for enquiry; weights and standards are configuration",
        ),
    ]
    return pl.DataFrame(rows, schema=["项目 item", "内容 content"], orient="row")


def _table(title: str, frame: pl.DataFrame) -> Any:
    from toolkit.report._cells import cell
    from toolkit.report.blocks import Table

    forms = [_form(name, dtype) for name, dtype in frame.schema.items()]
    rows = tuple(
        tuple(
            "" if value is None else cell(value, form) if form else str(value)
            for value, form in zip(row, forms, strict=True)
        )
        for row in frame.iter_rows()
    )
    numeric = frozenset(i for i, form in enumerate(forms) if form)
    note = " ".join(VALUES_NOTE) if title in SHEETS.values() else ""
    return Table(title, title, tuple(frame.columns), rows, numeric, note)


def _form(name: str, dtype: pl.DataType) -> str:
    if dtype.is_float():
        return next((form for column, form in FORMS.items() if name.endswith(f" {column}")), "value")
    return "count" if dtype.is_integer() else ""
