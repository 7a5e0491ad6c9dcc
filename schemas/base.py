"""The vocabulary of the table models: fields with words in two languages, and rules that carry a polars expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl

PERIOD = r"^([0-9]{4}-[0-9]{2}|[0-9]{4})$"
"""A school year `2025-26`, or a calendar year `2025`."""

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$"
"""Identifiers become file names and anchors, so they are plain ASCII."""


@dataclass(frozen=True)
class Rule:
    """A rule over the columns of one row.

    Parameters
    ----------
    name : str
        Machine name, unique in its table.
    columns : tuple of str
        The columns that a finding points at (the first one is the place).
    holds : polars.Expr
        True where the row is right; null counts as right (a missing cell has its own finding).
    zh, en : str
        What is wrong.
    remedy_zh, remedy_en : str
        What to do.
    severity : str
        `error` or `warning`.
    """

    name: str
    columns: tuple[str, ...]
    holds: pl.Expr
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    severity: str = "error"


@dataclass(frozen=True)
class ForeignKey:
    """Values of `columns` must stand in `table.columns_there`; null refers to nothing and passes.

    `if_given`: only where that table is there at all, since the rows make sense without it.
    """

    columns: tuple[str, ...]
    table: str
    columns_there: tuple[str, ...]
    if_given: bool = False


def field(
    zh: str,
    en: str,
    *,
    unit: str | None = None,
    hint_zh: str = "",
    hint_en: str = "",
    aliases: tuple[str, ...] = (),
    personal: bool = False,
    nullable: bool = False,
    **checks: Any,
) -> Any:
    """Describe a column: its words in Chinese and English, unit, and pandera checks.

    `personal` columns (names, identity numbers, pseudonyms of people) are never printed.
    `aliases` are further header words that readers accept.
    """
    metadata = {
        "zh": zh,
        "en": en,
        "unit": unit,
        "hint_zh": hint_zh,
        "hint_en": hint_en,
        "aliases": aliases,
        "personal": personal,
    }
    return pa.Field(title=en, nullable=nullable, metadata=metadata, **checks)


def identifier(zh: str, en: str, **options: Any) -> Any:
    """Describe a key column: plain ASCII, at most 64 characters."""
    return field(zh, en, str_matches=IDENTIFIER, **options)


def period(**options: Any) -> Any:
    """Describe the column of the school year or round."""
    return field("学年", "period", str_matches=PERIOD, hint_zh="例如 2025-26", hint_en="for example 2025-26", **options)


def count(zh: str, en: str, **options: Any) -> Any:
    """Describe a whole number, not negative; empty means missing."""
    return field(zh, en, ge=0, nullable=options.pop("nullable", True), **options)


def amount(zh: str, en: str, unit: str, **options: Any) -> Any:
    """Describe a measured quantity, not negative; empty means missing."""
    return field(zh, en, unit=unit, ge=0, nullable=options.pop("nullable", True), **options)


def person(**options: Any) -> Any:
    """Describe the column of the expert who judges, by a code."""
    return field("专家", "expert", hint_zh="代号，不写姓名", hint_en="a code, no name", **options)


def saaty(zh: str, en: str, **options: Any) -> Any:
    """Describe a comparison on Saaty's scale."""
    return field(
        zh,
        en,
        hint_zh="1 同等，3 稍重要，5 明显，7 强烈，9 极端重要",
        hint_en="1 equal, 3 moderate, 5 strong, 7 very strong, 9 extreme",
        ge=1,
        le=9,
        **options,
    )


def about(
    zh: str,
    en: str,
    *,
    foreign: tuple[ForeignKey, ...] = (),
    rules: tuple[Rule, ...] = (),
    optional: bool = True,
    plausible: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Describe a table: its words, foreign keys, row rules, and whether a study can do without it.

    `plausible` names the checks of plausibility (toolkit.checks.plausible) that make sense for its numbers.
    """
    words = {"zh": zh, "en": en}
    return words | {"foreign": foreign, "rules": rules, "optional": optional, "plausible": plausible}


class Table(pa.DataFrameModel):
    """Base of every model. `Config.unique` is the key, `Config.metadata = about(...)` what pandera fields can't say."""

    @classmethod
    def facts(cls) -> dict[str, Any]:
        """Return what `about` said: words, foreign keys, row rules, optional."""
        return about("", "") | ((cls.__config__.metadata if cls.__config__ else None) or {})

    @classmethod
    def to_schema(cls) -> pa.DataFrameSchema:
        """Return the pandera schema with the row rules added, so that plain pandera checks them too."""
        schema = super().to_schema()
        names = {check.name for check in schema.checks}
        rules = cls.facts()["rules"]
        extra = [pa.Check(_as_check(rule), name=rule.name, error=rule.en) for rule in rules if rule.name not in names]
        schema.checks = [*schema.checks, *extra]
        return schema


def _as_check(rule: Rule) -> Any:
    def holds(data: Any) -> pl.LazyFrame:
        return data.lazyframe.select(rule.holds.fill_null(True))

    return holds
