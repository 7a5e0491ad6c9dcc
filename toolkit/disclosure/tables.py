"""Tables with margins: counts, the rates that go with them, and their totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from toolkit.disclosure.complement import complement
from toolkit.disclosure.primary import few
from toolkit.disclosure.rounding import rounded
from toolkit.disclosure.system import Mask, System
from toolkit.disclosure_rules import Rules
from toolkit.errors import DataError, OptionError, unknown

TOTAL = "total"


@dataclass(frozen=True)
class Protected:
    """What may be published, and what was hidden.

    Attributes
    ----------
    table : polars.DataFrame
        As given, sorted by its keys; hidden cells are null and `status` says `suppressed`, never why.
    log : polars.DataFrame
        The keys of every hidden cell with `reason` (primary or secondary) and `rule`, without its values. It is not for
        publication: who knows which cells are primary knows that few persons stand behind them.
    """

    table: pl.DataFrame
    log: pl.DataFrame


def protect(
    table: pl.DataFrame,
    rules: Rules | None = None,
    *,
    by: Sequence[str],
    count: str,
    parts: Sequence[str] = (),
    rates: Sequence[str] = (),
    kind: str = "pupils",
    total: str = TOTAL,
) -> Protected:
    """Hide the small counts of a table, and as many others as it takes that none can be calculated back from its margins.

    A row's counts, numerators and rates are hidden together: a rate without its numerator is the numerator.

    Parameters
    ----------
    table : polars.DataFrame
        One row a cell, and where margins are published one for each of them, with `total` in the columns summed over.
    rules : Rules, optional
        Thresholds.
    by : sequence of str
        The columns that classify, such as district and stage.
    count : str
        The column of the number of persons; not negative.
    parts : sequence of str
        Columns of counts out of `count` (numerators), which add up as it does.
    rates : sequence of str
        Columns that are calculated from these.
    kind : str
        Kind of the persons: pupils, staff or respondents.
    total : str
        What marks a margin.

    Returns
    -------
    Protected

    Raises
    ------
    DataError
        A cell twice, a negative count, or a margin that is not the sum of its parts.

    Examples
    --------
    >>> table = pl.DataFrame({"school": ["a", "b", "c", "total"], "pupils": [4, 31, 250, 285]})
    >>> protect(table, Rules(base=1), by=["school"], count="pupils").table["pupils"].to_list()
    [None, None, 250, 285]
    """
    rules = rules or Rules()
    _check(table, by, [count, *parts], list(rates))
    cells = table.sort(by)
    small = cells.select(few(pl.col(count), rules.least(kind))).to_series().to_numpy()
    links = _margins(cells, by, [count, *parts], total)
    hidden = small.copy()
    while True:  # what one column needs hidden is hidden in all
        before = hidden.copy()
        for column in (count, *parts):
            hidden |= complement(_system(cells[column], links, rules.least(kind), small), hidden)
        if (hidden == before).all():
            break
    shown = pl.Series("shown", ~hidden)
    columns = [count, *parts, *rates]
    status = pl.when(shown).then(pl.lit("value")).otherwise(pl.lit("suppressed"))
    public = cells.with_columns(pl.when(shown).then(pl.col(c)) for c in columns).with_columns(status=status)
    if rules.base > 1:
        public = public.with_columns(rounded(pl.col(c), rules.base) for c in (count, *parts))
    reason = np.where(small, "primary", "secondary")
    log = cells.select(*by).with_columns(reason=pl.Series(reason), rule=pl.Series(np.where(small, kind, "margins")))
    return Protected(public, log.filter(~shown))


def _check(table: pl.DataFrame, by: Sequence[str], counts: list[str], rates: list[str]) -> None:
    for name in (*by, *counts, *rates):
        if name not in table.columns:
            raise unknown("column of the table", name, table.columns)
    if not by:
        raise OptionError("A table needs at least one column that classifies its cells (by).")
    if table.select(by).is_duplicated().any():
        twice = table.filter(table.select(by).is_duplicated()).sort(by).select(by).row(0)
        raise DataError(f"The cell {' '.join(map(str, twice))} stands twice in the table.")
    for name in counts:
        if not table[name].dtype.is_integer() or table[name].null_count() or (table[name] < 0).any():
            raise DataError(f"Column {name!r}: give whole numbers of 0 or more, without gaps.")


def _margins(cells: pl.DataFrame, by: Sequence[str], counts: list[str], total: str) -> list[list[int]]:
    """Return every margin as the numbers of its parts and then its own; a margin that does not add up is an error."""
    keys = cells.select(by).rows()
    at = {key: i for i, key in enumerate(keys)}
    found = []
    for d in range(len(by)):
        parts: dict[tuple[str, ...], list[int]] = {}
        for key, i in at.items():
            if key[d] != total:
                parts.setdefault((*key[:d], total, *key[d + 1 :]), []).append(i)
        found += [[*inside, at[key]] for key, inside in sorted(parts.items()) if key in at]
    for *inside, whole in found:
        for name in counts:
            if (part := int(cells[name].gather(inside).sum())) != cells[name][whole]:
                raise DataError(f"{name} of {' '.join(keys[whole])} is {cells[name][whole]}, its parts are {part}.")
    return found


def _system(column: pl.Series, links: list[list[int]], least: int, small: Mask) -> System:
    """Return the counts of a column with their margins; of two cells that would do, the smaller one is hidden."""
    from scipy import sparse

    truth = column.cast(pl.Float64).to_numpy()
    rows = np.repeat(np.arange(len(links)), [len(link) for link in links])
    signs = [s for link in links for s in (*[1.0] * (len(link) - 1), -1.0)]
    shape = (len(links), truth.size)
    relations = sparse.csr_array((signs, (rows, [i for link in links for i in link])), shape=shape)
    ones = np.ones(truth.size)
    unlimited = System(
        relations, truth, 0 * ones, np.inf * ones, ones, least * ones, 1 + truth / (1 + truth.max(initial=0.0))
    )
    return replace(unlimited, width=np.where(small, float(least), 0.0))


__all__ = ["Protected", "protect"]
