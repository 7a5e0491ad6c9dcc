"""The shape of a message: code, severity, and what is wrong and what to do in two languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One kind of finding.

    Texts have places in braces: `{table} {column} {at} {value}` and those that the check gives. `{at}` reads
    "第 7 行（C7）" or "row 7 (C7)".
    """

    code: str
    severity: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
