"""From a pandera model to rules that carry a polars expression, true where a row is right and null where a cell is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from toolkit.checks.builders import BUILDERS, Places
from toolkit.checks.message import Message
from toolkit.facts import TableFacts


def _nothing(value: Any) -> tuple[str | None, dict[str, Any]]:
    return None, {}


@dataclass(frozen=True)
class Compiled:
    """One rule on the rows of a table.

    Parameters
    ----------
    name : str
        Rule as a finding names it.
    column : str
        Column that a finding points at.
    holds : polars.Expr
        True or null where the row is right.
    message : str or Message
        What is said.
    places : function
        Value of the cell -> name of a more fitting message (or None), and the places of its text.
    others : tuple of str
        Further columns whose values are told.
    """

    name: str
    column: str
    holds: pl.Expr
    message: str | Message
    places: Places = _nothing
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What there is to check in a table."""

    rules: list[Compiled]
    keys: list[tuple[str, ...]]
    beyond: dict[str | None, list[Any]] = field(default_factory=dict)
    """Checks that only pandera itself can do: column (None: the whole table) -> checks."""


def plan(model: Any, facts: TableFacts, columns: list[str]) -> Plan:
    """Compile the checks of a model, as far as they concern the columns that are there."""
    schema = model.to_schema()
    rules: list[Compiled] = []
    beyond: dict[str | None, list[Any]] = {}
    for name in columns:
        more, left = _column(name, schema.columns[name], facts)
        rules += more
        if left:
            beyond[name] = left
    own = model.facts()["rules"]
    rules += [_row_rule(rule) for rule in own if set(rule.holds.meta.root_names()) <= set(columns)]
    compiled = {rule.name for rule in own}
    if left := [check for check in schema.checks if check.name not in compiled]:
        beyond[None] = left
    keys = [facts.key] if facts.key and set(facts.key) <= set(columns) else []
    keys += [(name,) for name in columns if schema.columns[name].unique and (name,) not in keys]
    return Plan(rules, keys, beyond)


def _column(name: str, spec: Any, facts: TableFacts) -> tuple[list[Compiled], list[Any]]:
    cell = pl.col(name)
    rules: list[Compiled] = []
    left: list[Any] = []
    if not spec.nullable:
        rules.append(Compiled("required", name, cell.is_not_null(), "missing-cell"))
    if spec.dtype.type in (pl.Float64, pl.Float32):
        rules.append(Compiled("finite", name, cell.is_finite(), "finite"))
    if facts.columns[name].kind == "period":
        rules.append(Compiled("period_follows", name, _second_year_follows(cell), "period_follows"))
    for check in spec.checks:
        build = BUILDERS.get(check.name)
        if build is None or check.ignore_na is False:
            left.append(check)
        else:
            holds, message, places = build(cell, check.statistics or {}, facts, name)
            rules.append(Compiled(check.name, name, holds, message, places))
    return rules, left


def _row_rule(rule: Any) -> Compiled:
    message = Message(
        "constraint-error",
        rule.severity,
        "“{column}”{at}为 {value}：" + rule.zh + "{others}",
        "'{column}' in {at} is {value}: " + rule.en + "{others}",
        rule.remedy_zh,
        rule.remedy_en,
    )
    return Compiled(rule.name, rule.columns[0], rule.holds, message, others=tuple(rule.columns[1:]))


def _second_year_follows(text: pl.Expr) -> pl.Expr:
    """Null, and so right, where the text is no school year of the form 2025-26: the pattern has its own rule."""
    first, second = (text.str.slice(at, 2).cast(pl.Int16, strict=False) for at in (2, 5))
    return pl.when(text.str.len_bytes() == 7).then(second == (first + 1) % 100)
