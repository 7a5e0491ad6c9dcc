"""What a cell accepts while it is filled in, and the hint shown beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from toolkit.facts import ColumnFacts

TITLE, TEXT = 32, 255
"""Characters that Excel allows in the title and the text of a hint."""

YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}

EXAMPLES: dict[str, tuple[str, str]] = {
    "period": ("2025-26", "2025-26"),
    "integer": ("1200", "1200"),
    "number": ("85.5", "85.5"),
    "date": ("2025-09-01", "2025-09-01"),
    "boolean": YES_NO["zh"][:1] + YES_NO["en"][:1],
}

IDENTIFIERS = {
    "district_id": "D01",
    "group_id": "G001",
    "staff_id": "T000001",
    "student_id": "P000001",
    "move_id": "M00001",
    "observation_id": "L00001",
    "lesson_id": "K00001",
    "activity_id": "A00001",
    "visit_id": "V00001",
    "incident_id": "E00001",
    "observer_id": "T000002",
    "teacher_id": "T000001",
}

WORDS = {
    "required": ("必填", "required"),
    "optional": ("可空：没有数据请留空", "may be empty: leave it empty if the value is missing"),
    "unit": ("单位：{unit}", "unit: {unit}"),
    "example": ("例：{example}", "for example {example}"),
    "wrong": ("内容不合要求", "Not accepted"),
    "identifier": ("英文字母、数字、下划线、点和连字符", "ASCII letters, digits, underscore, dot, hyphen"),
}


def example(column: ColumnFacts, lang: str) -> str:
    """Return an example of a value, as it is typed into a cell."""
    at = 0 if lang == "zh" else 1
    if column.words:
        return next(iter(column.words.values()))[at]
    if column.kind == "identifier":
        return IDENTIFIERS.get(column.id, "S0001")
    if column.kind in ("integer", "number") and column.limits[1] is not None:
        return f"{int(column.limits[1] / 2)}"
    return EXAMPLES.get(column.kind, ("", ""))[at]


def hint(column: ColumnFacts, lang: str) -> str:
    """Return what one must know to fill in a column."""
    at = 0 if lang == "zh" else 1
    parts = [WORDS["optional" if column.nullable else "required"][at]]
    if column.kind == "identifier":
        parts.append(WORDS["identifier"][at])
    if column.hints[at] and not column.words:
        parts.append(column.hints[at])
    if column.unit:
        parts.append(WORDS["unit"][at].format(unit=column.unit))
    if example(column, lang):
        parts.append(WORDS["example"][at].format(example=example(column, lang)))
    return ("；" if lang == "zh" else "; ").join(parts)


def rule(column: ColumnFacts, lang: str) -> dict[str, Any]:
    """Return the data validation of a column in xlsxwriter's terms."""
    text = hint(column, lang)[:TEXT]
    options: dict[str, Any] = {
        "validate": "any",
        "input_title": column.word(lang)[:TITLE],
        "input_message": text,
        "error_title": WORDS["wrong"][0 if lang == "zh" else 1],
        "error_message": text,
        "ignore_blank": True,
    }
    return options | _accepted(column, lang)


def _accepted(column: ColumnFacts, lang: str) -> dict[str, Any]:
    at = 0 if lang == "zh" else 1
    if column.words:
        return {"validate": "list", "source": [pair[at] for pair in column.words.values()]}
    if column.kind == "boolean":
        return {"validate": "list", "source": list(YES_NO[lang])}
    if column.kind == "date":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(1900, 1, 1),
            "maximum": dt.date(2199, 12, 31),
        }
    if column.kind in ("integer", "number"):
        low, high = column.limits
        span = {"minimum": -1e15 if low is None else low, "maximum": 1e15 if high is None else high}
        return {"validate": "integer" if column.kind == "integer" else "decimal", "criteria": "between", **span}
    if column.kind == "identifier":
        return {"validate": "length", "criteria": "between", "minimum": 1, "maximum": 64}
    return {}
