"""Keys: no two rows with one key, and what a row refers to exists."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from typing import Any

import polars as pl

from toolkit.checks.compile import Plan
from toolkit.checks.findings import CAP, Findings, clean, spot
from toolkit.checks.rows import ROW
from toolkit.facts import TableFacts
from toolkit.tables import Place


def check_keys(
    frames: Mapping[str, pl.LazyFrame],
    plans: Mapping[str, Plan],
    facts: Mapping[str, TableFacts],
    places: Mapping[str, Place],
    out: Findings,
) -> None:
    """Report every row whose key an earlier row has.

    Hashes that all differ prove that the keys do; only where some agree are the keys themselves compared.
    """
    asked = [(name, key) for name in frames for key in plans[name].keys]
    quick = pl.collect_all([frames[n].select(rows=pl.len(), keys=_hash(key).n_unique()) for n, key in asked])
    for (name, key), counts in zip(asked, quick, strict=True):
        if counts["rows"][0] != counts["keys"][0]:
            _duplicates(frames[name], key, facts[name], places.get(name), out)


def _hash(key: tuple[str, ...]) -> pl.Expr:
    return functools.reduce(operator.xor, [pl.col(name).hash(seed) for seed, name in enumerate(key, start=1)])


def _duplicates(
    frame: pl.LazyFrame, key: tuple[str, ...], facts: TableFacts, place: Place | None, out: Findings
) -> None:
    hashes = frame.select(_hash(key)).collect().to_series().sort()
    alike = hashes.filter(hashes == hashes.shift(1)).unique()
    rows_alike = frame.select(key).with_row_index(ROW).filter(_hash(key).is_in(alike.implode()))
    known = rows_alike.filter(pl.all_horizontal(pl.col(k).is_not_null() for k in key))
    again = known.with_columns(first=pl.col(ROW).min().over(key)).filter(pl.col(ROW) != pl.col("first")).collect()
    rows = again.sort(ROW).head(CAP)
    words = tuple("、".join(facts.columns[k].word(lang) for k in key) for lang in ("zh", "en"))
    told = Findings()
    for row in rows.iter_rows(named=True):
        open_ = [clean(row[k]) for k in key if not facts.columns[k].personal]
        other = spot(facts, place, key[0], row["first"]).at
        told.add_cells(
            "primary-key",
            facts,
            place,
            key[0],
            [row[ROW]],
            [", ".join(open_)],
            other=other,
            key=(words[0], words[1].replace("、", ", ")),
        )
    told.add_rest(facts, place, key[0], again.height - len(told.rows))
    out.rows += told.rows


def check_references(
    frames: Mapping[str, pl.LazyFrame],
    models: Mapping[str, Any],
    facts: Mapping[str, TableFacts],
    places: Mapping[str, Place],
    out: Findings,
    elsewhere: Mapping[str, pl.DataFrame],
) -> None:
    """Report every row that refers to nothing. Null refers to nothing and is right."""
    asked = []
    for name in frames:
        for link in models[name].facts()["foreign"]:
            if link.table not in frames:
                _no_such_table(frames[name], name, link, facts, places, out)
            elif _there(frames[name], link.columns) and _there(frames[link.table], link.columns_there):
                asked.append((name, link))
    there = {link.table: _keys(frames[link.table], link, elsewhere.get(link.table)) for _, link in asked}
    lost = pl.collect_all([_lost(frames[name], there[link.table], link) for name, link in asked])
    for (name, link), values in zip(asked, lost, strict=True):
        if values.height:
            _dangling(frames[name], name, link, values, facts, places, out)


def _there(frame: pl.LazyFrame, columns: tuple[str, ...]) -> bool:
    return set(columns) <= set(frame.collect_schema().names())


def _keys(frame: pl.LazyFrame, link: Any, more: pl.DataFrame | None) -> pl.LazyFrame:
    here = frame.select(link.columns_there)
    return here if more is None else pl.concat([here, more.lazy().select(link.columns_there)])


def _lost(here: pl.LazyFrame, there: pl.LazyFrame, link: Any) -> pl.LazyFrame:
    values = here.select(link.columns).drop_nulls().unique()
    return values.join(
        there.select(link.columns_there).unique(), left_on=link.columns, right_on=link.columns_there, how="anti"
    )


def _dangling(
    frame: pl.LazyFrame,
    name: str,
    link: Any,
    values: pl.DataFrame,
    facts: Mapping[str, TableFacts],
    places: Mapping[str, Place],
    out: Findings,
) -> None:
    rows = (
        frame.select(link.columns).with_row_index(ROW).join(values.lazy(), on=list(link.columns), how="semi").sort(ROW)
    )
    total, listed = pl.collect_all([rows.select(pl.len()), rows.head(CAP)])
    there = facts[link.table]
    texts = [row[0] if len(row) == 1 else ", ".join(map(clean, row)) for row in listed.drop(ROW).iter_rows()]
    out.add_cells(
        "foreign-key",
        facts[name],
        places.get(name),
        link.columns[0],
        listed[ROW].to_list(),
        texts,
        total=int(total.item()),
        rule=f"foreign-key:{link.table}",
        there=(there.zh, there.en),
    )


def _no_such_table(
    frame: pl.LazyFrame,
    name: str,
    link: Any,
    facts: Mapping[str, TableFacts],
    places: Mapping[str, Place],
    out: Findings,
) -> None:
    there = facts.get(link.table)
    if link.if_given or there is None or not there.optional or not _there(frame, link.columns):
        return  # not asked for, or already said to be missing
    used = frame.select(pl.col(link.columns[0]).is_not_null().sum()).collect().item()
    if used:
        at = spot(facts[name], places.get(name), link.columns[0])
        out.add("foreign-table", at, count=int(used), there=(there.zh, there.en))
