"""Messages about single cells: what could not be read (errors), and what was read after a conversion (info)."""

from __future__ import annotations

from toolkit.checks.message import Message

SEE = "“{column}”{at}为{value}，"
SEE_EN = "'{column}' in {at} is {value}, "


def _error(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Message:
    return Message(code, "error", SEE + zh, SEE_EN + en, remedy_zh, remedy_en)


def _converted(zh: str, en: str) -> Message:
    return Message(
        "converted-value",
        "info",
        f"“{{column}}”有 {{n}} 格{zh}（首处{{at}}）",
        f"{{n}} cell(s) of '{{column}}' {en} (first in {{at}})",
        "无需处理，请知悉",
        "nothing to do, for your information",
    )


CELLS: dict[str, Message] = {
    "not-number": _error(
        "type-error",
        "不是数",
        "which is not a number",
        "请只填数字，不带单位和文字",
        "write the number alone, without unit or words",
    ),
    "not-whole": _error("type-error", "应为整数", "but must be a whole number", "请填整数", "write a whole number"),
    "huge-number": _error(
        "type-error",
        "超出可精确表示的范围",
        "which is too large to be held exactly",
        "请核对位数",
        "check the number of digits",
    ),
    "decimal-comma": _error(
        "type-error",
        "逗号可能是小数点，也可能是千分位",
        "and its comma may be a decimal or a thousands separator",
        "请用小数点，不用千分位",
        "use a decimal point and no thousands separator",
    ),
    "placeholder": _error(
        "type-error", "不是数", "which is not a value", "没有数据请留空", "leave the cell empty if the value is missing"
    ),
    "percent": _error(
        "scale-mismatch",
        "带有百分号，而本列的单位是：{unit}",
        "with a percent sign, but the unit of this column is: {unit}",
        "请按本列的单位填数，不带百分号；85% 不会自动改为 85 或 0.85",
        "write a plain number in the unit of the column; 85% is not silently turned into 85 or 0.85",
    ),
    "excel-error-cell": _error(
        "excel-error-cell",
        "是公式错误",
        "an error of a formula",
        "请修正公式，或改填数值",
        "correct the formula or write the value",
    ),
    "uncalculated-formula": Message(
        "uncalculated-formula",
        "error",
        "“{column}”{at}是尚未计算的公式，没有可用的值",
        "'{column}' in {at} is a formula that was never calculated, so it has no value",
        "请用 Excel 打开、重新计算并保存",
        "open the workbook in Excel, recalculate and save it",
    ),
    "not-date": _error(
        "type-error", "不是日期", "which is not a date", "请写成 2025-09-01", "write it like 2025-09-01"
    ),
    "no-such-day": _error(
        "type-error", "日历上没有这一天", "a day that does not exist", "请核对日期", "check the date"
    ),
    "ambiguous-date": _error(
        "type-error",
        "分不清日和月",
        "and it is not clear which part is the day and which the month",
        "请写成 2025-09-01（年-月-日）",
        "write it like 2025-09-01 (year-month-day)",
    ),
    "not-boolean": _error(
        "type-error",
        "不是“是”或“否”",
        "which is neither yes nor no",
        "请填 是 或 否，未知请留空",
        "write yes or no; leave it empty if unknown",
    ),
    "date-not-text": _error(
        "type-error",
        "被表格程序变成了日期",
        "which the spreadsheet has turned into a date",
        "请把单元格格式设为“文本”后重新填写",
        "format the cell as text and write it again",
    ),
    "not-identifier": _error(
        "type-error", "不能作为编号", "which can't be an identifier", "请填写编号", "write the identifier"
    ),
    "lost-digits": _error(
        "lost-digits",
        "超过 15 位的数字被表格程序舍去了末尾",
        "a number of more than 15 digits, whose last ones the spreadsheet has lost",
        "请把单元格格式设为“文本”后重新填写全部位数",
        "format the cells as text and write all digits again",
    ),
    "wrong-type": _error(
        "type-error",
        "类型不对",
        "which has the wrong type",
        "请按本列的类型给出数据",
        "give the data in the type of the column",
    ),
    # read after a conversion
    "stripped": _converted("去掉了首尾空格", "had surrounding spaces, which were removed"),
    "half-width": _converted("的全角字符改读为半角", "had full-width characters, read as plain ones"),
    "thousands": _converted("的千分位逗号已去掉", "had thousands separators, which were removed"),
    "text-as-number": _converted("是以文本存储的数字，已读作数", "held numbers stored as text, read as numbers"),
    "number-as-text": _converted(
        "是数字，已读作文字；前导零可能早已丢失", "held numbers, read as text; leading zeros may have been lost before"
    ),
    "padded": _converted("按单元格的显示格式补足了前导零", "were read with the leading zeros that their format shows"),
    "boolean-as-text": _converted("是逻辑值，已读作文字", "held logical values, read as text"),
    "date-as-text": _converted("是日期，已读作文字", "held dates, read as text"),
    "date-form": _converted("的日期写法已统一为 年-月-日", "had dates in another form, read as year-month-day"),
    "serial-date": Message(
        "converted-value",
        "warning",
        SEE + "是没有日期格式的数，按表格程序的日期序号读入",
        SEE_EN + "a number without a date format, read as a spreadsheet counts days",
        "请核对日期，并把单元格格式设为日期",
        "check the date and format the cell as a date",
    ),
    "unit-removed": _converted("在数后写了单位，已去掉", "had the unit behind the number, which was removed"),
    "percent-format": _converted(
        "以百分数格式显示，已按所显示的百分数读入", "were shown as percentages, read as they are shown"
    ),
    "time-dropped": _converted("的日期带有时刻，时刻未使用", "had a time of day, which was not used"),
    "period-form": _converted("的学年写法已统一为 2025-26", "had the school year in another form, read like 2025-26"),
}
