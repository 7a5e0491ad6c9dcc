"""Rules on the rows of tables: first one count a rule, over all tables at once; then the rows of the rules that failed."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from toolkit.checks.compile import Compiled, Plan
from toolkit.checks.findings import CAP, HIDDEN, Findings, shown
from toolkit.facts import TableFacts
from toolkit.tables import Place

ROW = "__row"


def check_rows(
    frames: Mapping[str, pl.LazyFrame],
    plans: Mapping[str, Plan],
    facts: Mapping[str, TableFacts],
    places: Mapping[str, Place],
    out: Findings,
) -> None:
    """Check the compiled rules of every table."""
    failed = [(name, rule, count) for name, rule, count in violations(frames, plans) if count]
    fetched = pl.collect_all([_broken(frames[name], rule) for name, rule, _ in failed])
    for (name, rule, count), rows in zip(failed, fetched, strict=True):
        _tell(rule, rows, count, facts[name], places.get(name), out)


def violations(frames: Mapping[str, pl.LazyFrame], plans: Mapping[str, Plan]) -> list[tuple[str, Compiled, int]]:
    """Count the rows that break each rule."""
    names = [name for name in frames if plans[name].rules]
    counts = pl.collect_all(
        [
            frames[name].select((~rule.holds).sum().alias(str(i)) for i, rule in enumerate(plans[name].rules))
            for name in names
        ]
    )
    return [
        (name, rule, int(count[str(i)][0] or 0))
        for name, count in zip(names, counts, strict=True)
        for i, rule in enumerate(plans[name].rules)
    ]


def _broken(frame: pl.LazyFrame, rule: Compiled) -> pl.LazyFrame:
    columns = list(dict.fromkeys([rule.column, *rule.others]))
    return frame.with_row_index(ROW).filter(~rule.holds).select(ROW, *columns).head(CAP)


def _tell(
    rule: Compiled, rows: pl.DataFrame, count: int, facts: TableFacts, place: Place | None, out: Findings
) -> None:
    told = Findings()
    for row in rows.iter_rows(named=True):
        fitting, given = rule.places(row[rule.column])
        if facts.columns[rule.column].personal:
            fitting, given = None, {k: v for k, v in given.items() if k != "near"}
        others = _others(rule, row, facts)
        told.add_cells(fitting or rule.message, facts, place, rule.column, [row[ROW]], [row[rule.column]],
                       rule=rule.name, others=others, **given)  # fmt: skip
    told.add_rest(facts, place, rule.column, count - len(told.rows))
    out.rows += told.rows


def _others(rule: Compiled, row: Mapping[str, object], facts: TableFacts) -> tuple[str, str]:
    if not rule.others:
        return "", ""
    parts = [
        (facts.columns[c], HIDDEN if facts.columns[c].personal else (shown(row[c], 0), shown(row[c], 1)))
        for c in rule.others
    ]
    zh = "、".join(f"{column.zh} {text[0]}" for column, text in parts)
    return f"（{zh}）", f" ({', '.join(f'{column.en} {text[1]}' for column, text in parts)})"
