"""The first sheet of the workbook: what it is, how to fill it in, and every column with its meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.facts import TableFacts
from toolkit.workbook.entry import hint
from toolkit.workbook.looks import Looks

NAME = {"zh": "说明", "en": "guide"}

LINES = {
    "zh": (
        "督学：教育集团数据填报",
        "谁填：学校填报本校数据，区和集团核对，督学核验。",
        "怎么填：每张工作表一种数据，每行一条记录；不改动标题，不合并单元格，不写公式，不另加合计行。",
        "没有数据的单元格请留空，不写 0、无、—、n/a；百分数按单位填写，不带 % 号。",
        "编号全表一致：学校、集团、区在各表用同一编号。没有数据的可选表可以整张删除。",
        "填好后：duxue check 文件名.xlsx，逐条给出问题所在的工作表、行、列和处理办法。",
    ),
    "en": (
        "Duxue: data on school groups",
        "Who: schools fill in their own data, districts and groups check them, inspectors verify them.",
        "How: one sheet for each kind of data, one row for each record. Leave the headers as they are; no merged cells, no formulas, no totals.",
        "Leave a cell empty if the value is missing: no 0, no dash, no n/a. Write percentages in the unit of the column, without a % sign.",
        "Identifiers are the same in all sheets. An optional sheet without data may be deleted.",
        "When done: duxue check FILE.xlsx names the sheet, row and column of every problem, and what to do.",
    ),
}

LEGEND = {
    "zh": (("必填列", "必填：每行都要有值"), ("可空列", "可空：没有数据请留空")),
    "en": (("required", "required: a value in every row"), ("optional", "may be empty if the value is missing")),
}

HEADS = {
    "zh": ("工作表", "必需的表", "列", "填写要求", "允许的值"),
    "en": ("sheet", "sheet needed", "column", "how to fill it in", "allowed values"),
}

YES = {"zh": ("是", "可选"), "en": ("yes", "optional")}


def write_guide(
    book: Any, tables: Mapping[str, TableFacts], lang: str, looks: Looks, said: Sequence[str] | None = None
) -> None:
    """Add the guide."""
    sheet = book.add_worksheet(NAME[lang])
    sheet.hide_gridlines(2)
    for position, size in enumerate((16, 12, 34, 60, 60)):
        sheet.set_column(position, position, size, looks.text)
    title, *lines = said or LINES[lang]
    sheet.write_string(0, 0, title, looks.title)
    row = 1
    for line in lines:
        sheet.merge_range(row, 0, row, 4, line, looks.text)
        row += 1
    for (label, meaning), look in zip(LEGEND[lang], (looks.required, looks.optional), strict=True):
        sheet.write_string(row, 0, label, look)
        sheet.merge_range(row, 1, row, 4, meaning, looks.text)
        row += 1
    row += 1
    for position, head in enumerate(HEADS[lang]):
        sheet.write_string(row, position, head, looks.head)
    sheet.freeze_panes(row + 1, 0)
    at = 0 if lang == "zh" else 1
    for table in tables.values():
        for column in table.columns.values():
            row += 1
            sheet.write_string(row, 0, table.word(lang), looks.text)
            sheet.write_string(row, 1, YES[lang][int(table.optional)], looks.text)
            sheet.write_string(row, 2, column.word(lang), looks.optional if column.nullable else looks.required)
            sheet.write_string(row, 3, hint(column, lang), looks.text)
            sheet.write_string(row, 4, "、".join(pair[at] for pair in column.words.values()), looks.text)
