"""Table `orders`: rectification of the groups that are truly weak; one order is overdue."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from indicators.city._frames import ids, words
from indicators.city._plan import City, day
from indicators.city._planted import OVERDUE
from indicators.city._titles import kept_on_condition

SUPERVISORS = ("district", "city")
COLUMNS = ("group", "suffix", "issued", "deadline", "extended", "extended_to", "submitted", "closed", "outcome")
NEVER = np.datetime64("NaT", "D")


def orders(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row an order, in the order of groups and dates."""
    late = rng.integers(0, 10, size=6)
    rows = sorted(_rows(city, late.tolist()), key=lambda row: (row[0], row[2]))
    part = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    group = np.array(part["group"], dtype=np.int64)
    dates = {name: pl.Series(np.array(part[name], dtype="datetime64[D]")) for name in COLUMNS[2:8]}
    order_id = pl.Series([f"O{g + 1:03d}{suffix}" for g, suffix in zip(part["group"], part["suffix"], strict=True)])
    number = "示例整改报告" + order_id
    return pl.DataFrame(
        {
            "order_id": order_id,
            "group_id": ids("G", 3, group),
            "owner": words(SUPERVISORS, city.group_by_city[group].astype(np.int64)),
            **{name: dates[name] for name in COLUMNS[2:7]},
            "report": pl.select(pl.when(dates["submitted"].is_not_null()).then(number)).to_series(),
            "closed": dates["closed"],
            "outcome": pl.Series(part["outcome"], dtype=pl.String),
        }
    )


def _rows(city: City, late: list[int]) -> list[tuple[Any, ...]]:
    """Orders of the groups planted as weak, by the order in which they were planted: each another course of things."""
    weak = [p.group for p in city.plants if p.kind in ("below_teaching", "below_satisfaction")]
    overdue, verified, waiting, extended, failed = dict.fromkeys(weak)
    assert overdue == next(p.group for p in city.plants if p.kind == OVERDUE)
    now = int(city.years[-1])
    before, after = now - 1, now + 1

    def row(group: int, suffix: str, issued: Any, deadline: Any, **more: Any) -> tuple[Any, ...]:
        dates = [more.get(name, NEVER) for name in COLUMNS[4:8]]
        return (group, suffix, issued, deadline, *dates, more.get("outcome"))

    rows = [
        row(overdue, "A", day(now, 11, 10) + late[0], day(after, 5, 15)),
        row(verified, "A", day(before, 11, 10) + late[1], day(now, 5, 20),
            submitted=day(now, 5, 12), closed=day(now, 6, 20), outcome="verified"),
        row(waiting, "A", day(now, 11, 10) + late[2], day(after, 9, 30), submitted=day(after, 8, 20)),
        row(extended, "A", day(now, 11, 10) + late[3], day(after, 5, 15),
            extended=day(after, 4, 20), extended_to=day(after, 10, 15)),
        row(failed, "A", day(before, 11, 10) + late[4], day(now, 5, 20),
            submitted=day(now, 5, 18), closed=day(now, 6, 25), outcome="failed"),
        row(failed, "B", day(now, 7, 1), day(after, 1, 10),
            submitted=day(after, 1, 8), closed=day(after, 2, 20), outcome="verified"),
    ]  # fmt: skip
    if (kept := kept_on_condition(city)) is not None:
        rest = {"submitted": kept[1] + 200, "closed": kept[1] + 230, "outcome": "verified"}
        rows.append(row(kept[0], "T", kept[1], kept[1] + 240, **rest))
    return rows
