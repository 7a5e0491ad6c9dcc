"""Words of the ledger about reading: what was converted."""

READING: dict[str, tuple[str, str]] = {
    "stage.read": ("读取", "read"),
    "event.stripped": ("去掉首尾空格", "surrounding spaces removed"),
    "event.half-width": ("全角字符读作半角", "full-width characters read as plain ones"),
    "event.thousands": ("去掉千分位逗号", "thousands separators removed"),
    "event.text-as-number": ("文本数字读作数", "numbers stored as text, read as numbers"),
    "event.number-as-text": ("数字读作文字", "numbers read as text"),
    "event.padded": ("按显示格式补足前导零", "leading zeros read as the format shows them"),
    "event.boolean-as-text": ("逻辑值读作文字", "logical values read as text"),
    "event.date-as-text": ("日期读作文字", "dates read as text"),
    "event.date-form": ("日期写法统一", "dates in another form"),
    "event.time-dropped": ("日期中的时刻未使用", "time of day of a date not used"),
    "event.period-form": ("学年写法统一", "school years in another form"),
    "event.serial-date": ("日期序号读作日期", "numbers of days read as dates"),
    "event.unit-removed": ("去掉数后的单位", "units behind numbers removed"),
    "event.percent-format": ("百分数格式按所显示的数读入", "cells formatted as percentages read as shown"),
}
