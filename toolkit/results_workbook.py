"""`results.xlsx`: scores, bundled judgement, flags, gates, weights, findings and the choices, with headers in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.described import in_words

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

NAMES = {"name_zh": "名称 name", "node_zh": "节点名称 name of the node"}
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}


def write_results(run: ScoringRun, path: Path) -> None:
    """Write the workbook. Text is never taken for a formula or a link."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        formats = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "valign": "top", "border": 1}
            ),
            "number": book.add_format({"num_format": "0.00"}),
            "mark": book.add_format({"bold": True, "font_color": "#9C0006"}),
        }
        for title, frame in sheets(run).items():
            _sheet(book.add_worksheet(title), frame, formats, run)


def sheets(run: ScoringRun) -> dict[str, pl.DataFrame]:
    """Return sheet title -> frame with headers in both languages."""
    latest = pl.col("period") == run.latest
    flags = run.flags.filter(latest & (pl.col("outcome") != "clear"))
    told = (pl.col("level") != "school") | (pl.col("outcome") != "met")
    return {
        "集团得分 groups": _wide(run, "group"),
        "学校得分 schools": _wide(run, "school"),
        "综合判断 bundled": _titled(
            _labelled(_named(run.bundled.filter(latest), run, "group_id", "group"), run), "bundled"
        ),
        "预警提示 flags": _titled(_labelled(_named(flags, run, "unit_id"), run), "flags"),
        "门槛事项 gates": _titled(_named(run.gates.filter(latest & told), run, "unit_id"), "gates"),
        "权重 weights": _titled(_labelled(run.weights, run), "weights"),
        "校验结果 findings": _titled(run.findings, "findings"),
        "处理记录 ledger": _titled(run.ledger, "ledger"),
        "说明 about": _about(run),
    }


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


def _sheet(sheet: Any, frame: pl.DataFrame, formats: dict[str, Any], run: ScoringRun) -> None:
    first = 0
    if run.synthetic:
        sheet.write_string(0, 0, "合成数据 SYNTHETIC DATA", formats["mark"])
        first = 1
    for c, name in enumerate(frame.columns):
        sheet.write_string(first, c, name, formats["head"])
        column = frame[name]
        number = column.dtype.is_float()
        sheet.set_column(c, c, _width(name, column), formats["number"] if number else None)
        for r, value in enumerate(column.to_list(), start=first + 1):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(r, c, value)
            elif isinstance(value, int | float):
                sheet.write_number(r, c, value)
            else:
                sheet.write_string(r, c, str(value))
    sheet.freeze_panes(first + 1, 0)
    sheet.set_row(first, 45)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)
    if frame.height:
        sheet.autofilter(first, 0, first + frame.height, frame.width - 1)


def _width(name: str, column: pl.Series) -> float:
    longest = max((_cells(str(v)) for v in column.head(200).to_list() if v is not None), default=0)
    return float(min(60, max(8, longest + 2, _cells(name) / 2 + 2)))


def _cells(text: str) -> int:
    """Width in Latin characters; a Chinese one takes two."""
    return sum(2 if ord(ch) > 0x2E7F else 1 for ch in text)
