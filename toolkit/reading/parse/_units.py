"""Units that people write behind a number. Only the unit of the column itself may go; 万元 is another number than 元."""

from __future__ import annotations

WRITTEN: dict[str, tuple[str, ...]] = {
    "students": ("人", "名", "生", "students", "pupils"),
    "answers": ("人", "份", "answers"),
    "questionnaires": ("份", "questionnaires"),
    "m²": ("平方米", "平米", "㎡", "m²", "m2"),
    "yuan": ("元", "yuan"),
    "rooms": ("间", "rooms"),
    "lessons": ("课时", "节", "lessons"),
    "hours": ("学时", "小时", "课时", "hours", "h"),
    "years": ("年", "years"),
    "sessions": ("次", "场", "sessions"),
    "visits": ("次", "visits"),
    "items": ("件", "个", "items"),
    "%": ("%",),
}
"""Unit of a column -> how it is written, after full-width characters have become plain ones."""


def without_unit(text: str, unit: str | None) -> str | None:
    """Return the text before the unit of the column, or None when it does not end in it.

    >>> without_unit("1200 人", "students"), without_unit("200万元", "yuan"), without_unit("85%", "students")
    ('1200', '200万', None)
    """
    for written in WRITTEN.get(unit or "", ()):
        if text.casefold().endswith(written):
            return text[: -len(written)].strip() or None
    return None
