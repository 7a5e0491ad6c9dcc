"""What the schemas say of tables and columns, as plain values that reading, checking and writing share."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import polars as pl


@dataclass(frozen=True)
class ColumnFacts:
    """One column of a table.

    `kind` is one of text, identifier, period, choice, integer, number, date, boolean: it decides how cells are read.
    `words` are the words of each allowed value: code -> (zh, en).
    """

    id: str
    kind: str
    dtype: Any
    zh: str
    en: str
    unit: str | None
    hints: tuple[str, str]
    aliases: tuple[str, ...]
    personal: bool
    nullable: bool
    required: bool
    words: Mapping[str, tuple[str, str]]
    limits: tuple[float | None, float | None]

    def word(self, lang: str) -> str:
        """Return the header word in a language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class TableFacts:
    """One table: its words, columns in order, and key."""

    id: str
    zh: str
    en: str
    optional: bool
    columns: Mapping[str, ColumnFacts]
    key: tuple[str, ...]

    def word(self, lang: str) -> str:
        """Return the name of the table in a language."""
        return self.zh if lang == "zh" else self.en

    @functools.cached_property
    def lookup(self) -> dict[str, str]:
        """Header words, plainly written -> column: id first, then Chinese, English, aliases."""
        columns = list(self.columns.values())
        spellings = [(c.id, c.id) for c in columns]
        spellings += [(text, c.id) for c in columns for text in (c.zh, c.en)]
        spellings += [(text, c.id) for c in columns for text in c.aliases]
        found: dict[str, str] = {}
        for text, name in spellings:
            found.setdefault(plain(text), name)
        return found

    def find(self, header: str) -> str | None:
        """Return the column that a header means; a unit in brackets behind the word is allowed."""
        text = plain(header)
        return self.lookup.get(text) or self.lookup.get(re.sub(r"\s*\([^()]*\)$", "", text))


def plain(text: str) -> str:
    """Reduce a header or sheet name to what matters: width, case, spaces, underscores and a star do not.

    >>> plain(" School＿Year "), plain("在校生数 *")
    ('school year', '在校生数')
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-\u200b\ufeff]+", " ", text).strip(" *")


def closest(text: str, words: Iterable[str]) -> str | None:
    """Return the word that looks most like `text`, or None when none is near.

    >>> closest("在校生数量", ["教学仪器设备值", "在校生数"])
    '在校生数'
    """
    by_plain = {plain(word): word for word in reversed(list(words))}
    near = get_close_matches(plain(text), list(by_plain), n=1, cutoff=0.6)
    return by_plain[near[0]] if near else None


def all_facts(models: Mapping[str, Any] | None = None) -> dict[str, TableFacts]:
    """Return the facts of every table in `models` (default: the raw tables)."""
    if models is None:
        from schemas import RAW

        models = RAW
    return {name: facts_of(name, model) for name, model in models.items()}


@functools.cache
def facts_of(name: str, model: Any) -> TableFacts:
    """Read the facts of one pandera model."""
    schema = model.to_schema()
    about = model.facts()
    columns = {column: _column(column, spec) for column, spec in schema.columns.items()}
    return TableFacts(
        name, about["zh"] or name, about["en"] or name, about["optional"], columns, tuple(schema.unique or ())
    )


def _column(name: str, spec: Any) -> ColumnFacts:
    from schemas.choices import CHOICES

    said = spec.metadata or {}
    checks = {check.name: check.statistics or {} for check in spec.checks}
    dtype = spec.dtype.type
    allowed = [str(code) for code in checks.get("isin", {}).get("allowed_values", ())]
    words = {code: CHOICES.get(name, {}).get(code, (code, code)) for code in allowed}
    span = checks.get("in_range", {})
    low = span.get("min_value", checks.get("greater_than_or_equal_to", {}).get("min_value"))
    high = span.get("max_value", checks.get("less_than_or_equal_to", {}).get("max_value"))
    return ColumnFacts(
        id=name,
        kind=_kind(dtype, checks),
        dtype=dtype,
        zh=said.get("zh") or name,
        en=said.get("en") or name,
        unit=said.get("unit"),
        hints=(said.get("hint_zh", ""), said.get("hint_en", "")),
        aliases=tuple(said.get("aliases", ())),
        personal=bool(said.get("personal", False)),
        nullable=spec.nullable,
        required=spec.required,
        words=words,
        limits=(low, high),
    )


def _kind(dtype: Any, checks: Mapping[str, Any]) -> str:
    from schemas.base import IDENTIFIER, PERIOD

    by_dtype = {pl.Int64: "integer", pl.Float64: "number", pl.Date: "date", pl.Boolean: "boolean"}
    if dtype in by_dtype:
        return by_dtype[dtype]
    if "isin" in checks:
        return "choice"
    return {IDENTIFIER: "identifier", PERIOD: "period"}.get(checks.get("str_matches", {}).get("pattern"), "text")
