"""Words of the way from a score to its data, and of the sheets of a workbook."""

from __future__ import annotations

TRACE: dict[str, tuple[str, str]] = {
    "sheet.contents": ("目录", "contents"),
    "sheet.charts": ("图表", "charts"),
    "sheet.trace": ("从得分到数据", "from score to data"),
    "sheet.rules": ("各规则结果", "rules"),
    "sheet.thresholds": ("预警界限", "thresholds"),
    "sheet.authorities": ("标准依据", "authorities"),
    "sheet.all-units": ("得分一览", "scores"),
    "sheet.flags-by-node": ("预警按指标", "flags by indicator"),
    "sheet.all-flags": ("预警提示", "flags"),
    "sheet.flags": ("预警提示", "flags"),
    "sheet.changes": ("明显变化", "changes"),
    "sheet.changed-by-dimension": ("各维度变化", "change by dimension"),
    "sheet.drivers": ("失分与得分", "points lost and won"),
    "sheet.all-weights": ("权重", "weights"),
    "sheet.findings": ("校验结果", "findings"),
    "sheet.values": ("数据情况", "data by indicator"),
    "sheet.ledger": ("处理记录", "ledger"),
    "sheet.choices": ("选择", "choices"),
    "sheet.manifest": ("运行清单", "manifest"),
    # from a score to its data
    "trace_heading": ("数据从何而来", "From the score to the data"),
    "trace_text": (
        "一览表中的得分链接到下面该单位的表：每个指标的值、在总分中的分值，以及集团内各校的值；指标名称链接到它的定义和原始表。样本数少于 10 的值不公布。",
        "A score in the list of all units leads to the table of its unit below: the value of each indicator, the points it brings, "
        "and the values of the schools of the group; the name of an indicator leads to its definition and raw tables. Values that rest on "
        "fewer than 10 cases are withheld.",
    ),
    "trace_workbook": (
        "各单位的指标值见运行文件夹中的 results.xlsx。",
        "The indicator values of the units stand in results.xlsx of the run folder.",
    ),
    "trace_table": ("{name}，{period}：从得分到数据", "{name}, {period}: from the score to the data"),
    "trace_where": (
        "在 results.xlsx 中：工作表“{sheet}”第 {rows} 行",
        "In results.xlsx: sheet “{sheet}”, row {rows}",
    ),
    "trace_where_schools": (
        "；学校在“{sheet}”第 {rows} 行；列见“结果表列”。",
        "; its schools in “{sheet}”, rows {rows}; the column is given in each line.",
    ),
    "col_half": ("区间的一半 ±", "half of the interval ±"),
    "col_normalised": ("标准化值", "normalised"),
    "col_weight_here": ("有效权重", "effective weight"),
    "col_contribution": ("在总分中的分值", "points of the score"),
    "col_against": ("与同类中位数相比（分）", "points against the median peer"),
    "col_letter": ("结果表列", "column in results.xlsx"),
    "col_definition": ("定义", "definition"),
    "col_tables": ("原始表（按这些列找到行）", "raw tables (rows are found by these columns)"),
    "source_of": ("{table} {id}（{keys}）", "{table} {id} ({keys})"),
    "sources_table": ("指标的定义与原始表", "Indicators: definition and raw tables"),
    "sources_note": (
        "原始表各输入文件的 SHA-256 见运行清单。",
        "The SHA-256 of each input table stands in the manifest of the run.",
    ),
}
