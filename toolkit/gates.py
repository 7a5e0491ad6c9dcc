"""Gates: obligations that are met or missed, whatever the score. They are judged beside the scores and never enter them.

>>> import polars as pl
>>> @gate("X1", rule="X", zh="有证", en="licensed", definition_zh="有许可证号", definition_en="has a licence", authority="cfg")
... def licensed(groups: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
...     rows = groups.join(calendar.select("period"), how="cross")
...     return rows.select("group_id", "period", met=pl.col("approval").is_not_null(), reason=pl.lit("证"), message=pl.lit("a licence"))
>>> licensed.id, licensed.tables
('X1', ('groups', 'calendar'))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from toolkit.defaults import empty
from toolkit.errors import DataError, OptionError
from toolkit.indicator import inputs_of

Judge = Callable[..., pl.DataFrame]
MOST_NAMED = 5
NOTHING = ("没有记录，无法判断", "nothing on record, not assessable")


@dataclass(frozen=True)
class Gate:
    """An obligation, and the function that judges it.

    Parameters
    ----------
    id, rule : str
        Short name, and the rule of the policy that it comes from.
    zh, en, definition_zh, definition_en, authority : str
        What a reader needs to judge the outcome.
    level : str
        `group` or `school`; a group misses a gate of schools when one of its schools does.
    every : bool
        Whether every unit owes it: one without a row is then not assessable. Otherwise units without a row do not owe it.
    tables : tuple of str
        Tables that the function takes: raw ones, and `members`, `calendar`, `values`, `standards`. An absent one is empty.
    function : callable
        Frames in; a frame with (`group_id` or `school_id`), `period`, `met` (null: not assessable), `reason` (Chinese),
        `message` (English) out.
    """

    id: str
    rule: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    authority: str
    level: str
    every: bool
    tables: tuple[str, ...]
    function: Judge


def gate(
    id: str,
    *,
    rule: str,
    zh: str,
    en: str,
    definition_zh: str,
    definition_en: str,
    authority: str,
    level: str = "group",
    every: bool = True,
) -> Callable[[Judge], Gate]:
    """Declare a gate. See `Gate` for the parameters."""
    if level not in ("group", "school"):
        raise OptionError(f"Gate {id}: level must be group or school, not {level!r}.")

    def wrap(function: Judge) -> Gate:
        return Gate(
            id, rule, zh, en, definition_zh, definition_en, authority, level, every, inputs_of(function), function
        )

    return wrap


def judged(gates: Mapping[str, Gate], tables: Mapping[str, pl.DataFrame], models: Mapping[str, Any]) -> pl.DataFrame:
    """Return the outcome of every gate for every unit and period (schemas.derived.Gates).

    Parameters
    ----------
    gates : mapping of str to Gate
        Id -> gate.
    tables : mapping of str to polars.DataFrame
        Valid raw tables, and `members`, `calendar`, `values`, `standards`.
    models : mapping of str to model
        Models of the raw tables: what a table that is absent would hold.

    Raises
    ------
    DataError
        A gate that gives two rows for one unit and period.
    """
    whole = {name: _complete(tables.get(name), model) for name, model in models.items()}
    sources = {**whole, **{name: frame for name, frame in tables.items() if name not in models}}
    found = [_outcomes(one, sources) for one in gates.values()]
    return pl.concat([empty("gates"), *found]).sort("level", "unit_id", "period", "gate")


def _complete(frame: pl.DataFrame | None, model: Any) -> pl.DataFrame:
    """Give a table every column of its model, so that an optional one that is absent reads as unknown."""
    columns = model.to_schema().columns
    absent = {name: spec.dtype.type for name, spec in columns.items() if frame is None or name not in frame.columns}
    if frame is None:
        return pl.DataFrame(schema=absent)
    return frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in absent.items())


def _outcomes(one: Gate, sources: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    key = f"{one.level}_id"
    rows = one.function(*(sources[name] for name in one.tables)).select(key, "period", "met", "reason", "message")
    if not rows.select(key, "period").is_unique().all():
        raise DataError(f"Gate {one.id} gives two rows for one {one.level} and period.")
    members = sources["members"]
    units = members.select(key, "period").unique()
    rows = units.join(rows, on=[key, "period"], how="left" if one.every else "inner").with_columns(
        reason=pl.col("reason").fill_null(NOTHING[0]), message=pl.col("message").fill_null(NOTHING[1])
    )
    parts = [_named(rows, one, one.level)]
    if one.level == "school":
        parts.append(_named(_of_groups(rows, members), one, "group"))
    return pl.concat(parts)


def _of_groups(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Judge groups by their schools: one that misses is enough; met only when all do."""
    who = members.select("group_id", "school_id", "period").join(rows, on=["school_id", "period"])
    missed, unknown = pl.col("met").not_().fill_null(False), pl.col("met").is_null()
    names = pl.col("school_id").sort()
    more = pl.when(missed.sum() > MOST_NAMED).then(pl.lit(" …")).otherwise(pl.lit(""))
    counts = who.group_by("group_id", "period").agg(
        schools=pl.len(),
        missed=missed.sum(),
        unknown=unknown.sum(),
        those=pl.when(missed.any()).then(
            names.filter(missed.sort_by("school_id")).head(MOST_NAMED).str.join(", ") + more
        ),
    )
    met = pl.when(pl.col("missed") > 0).then(False).when(pl.col("unknown") == 0).then(True)
    zh = pl.format("{}所学校中{}所未达到，{}所无法判断", "schools", "missed", "unknown")
    en = pl.format("of {} schools {} missed it and {} are not assessable", "schools", "missed", "unknown")
    named = pl.col("those").is_not_null()
    return counts.select(
        "group_id",
        "period",
        met=met,
        reason=pl.when(named).then(pl.format("{}：{}", zh, "those")).otherwise(zh),
        message=pl.when(named).then(pl.format("{}: {}", en, "those")).otherwise(en),
    )


def _named(rows: pl.DataFrame, one: Gate, level: str) -> pl.DataFrame:
    outcome = pl.when(pl.col("met")).then(pl.lit("met")).when(pl.col("met").not_()).then(pl.lit("missed"))
    return rows.select(
        level=pl.lit(level),
        unit_id=f"{level}_id",
        period="period",
        gate=pl.lit(one.id),
        rule=pl.lit(one.rule),
        label_zh=pl.lit(one.zh),
        label_en=pl.lit(one.en),
        outcome=outcome.otherwise(pl.lit("not_assessable")),
        reason="reason",
        message="message",
        authority=pl.lit(one.authority),
    )
