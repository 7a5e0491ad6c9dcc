"""Table `titles`: good groups are named some years after they were founded, and inspected in full six years later."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from indicators.city._frames import ids
from indicators.city._plan import City, Ints, day, last_day, stream

SHARE = 0.55
"""Of the groups that are old enough and carry no planted truth."""
YEARS = 6
LATE, CONDITIONAL = range(2)
"""What became of the first titles that fell due. The last one is under inspection, the others were renewed."""

COLUMNS = {
    "group": pl.Int64,
    "step": pl.String,
    "decided": pl.Date,
    "document": pl.String,
    "violation": pl.String,
    "adverse_impact": pl.String,
}
Step = tuple[int, str, Any, str | None, str | None, str | None]
"""Group, step, date, document, violation, adverse impact."""


def titles(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a step, in the order of groups and dates."""
    steps = [step for group, named in zip(*titled(city), strict=True) for step in _career(city, int(group), named)]
    rows = [(step[0], step[1], step[2].item(), *step[3:]) for step in sorted(steps, key=lambda s: (s[0], s[2]))]
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    home = ids("G", 3, frame["group"].to_numpy())
    order = pl.when(pl.col("step") == "conditional").then(pl.lit("O") + home.str.slice(1) + "T")
    return frame.select(
        home.alias("group_id"), "step", "decided", "document", order.alias("order_id"), "violation", "adverse_impact"
    )


def titled(city: City) -> tuple[Ints, Any]:
    """Return the groups that were named, the earliest first, and the day of each."""
    rng = stream(city.seed, "titles")
    last, founded = int(city.years[-1]), city.group_founded.astype("datetime64[Y]").astype(np.int64) + 1970
    weak = np.isin(np.arange(founded.size), [p.group for p in city.plants])
    chosen = (rng.random(founded.size) < SHARE) & (founded <= last - 3) & ~weak
    groups = np.flatnonzero(chosen)
    earliest = founded[groups] + 2
    year = earliest + np.floor(rng.random(groups.size) ** 3 * (last - earliest)).astype(np.int64)
    named = np.array([day(y, 12) for y in year.tolist()], dtype="datetime64[D]") + rng.integers(0, 20, groups.size)
    order = np.lexsort((groups, named))
    return groups[order], named[order]


def due(city: City) -> Ints:
    """Return the titled groups whose six years have passed by the last day of the last period, the earliest first."""
    groups, named = titled(city)
    return groups[[_six_years_on(date) <= last_day(city.periods[-1]) for date in named]]


def kept_on_condition(city: City) -> tuple[int, Any] | None:
    """Return the group whose title was kept on condition, and the day of the decision."""
    fell_due = due(city)
    if fell_due.size <= CONDITIONAL:
        return None
    groups, named = titled(city)
    group = int(fell_due[CONDITIONAL])
    decided = _six_years_on(named[groups == group][0]) + 90
    return (group, decided) if decided + 230 <= last_day(city.periods[-1]) else None


def _six_years_on(named: Any) -> Any:
    text = str(named)
    return np.datetime64(f"{int(text[:4]) + YEARS}{text[4:]}", "D")  # never 29 February


def _career(city: City, group: int, named: Any) -> list[Step]:
    year, fell_due = int(str(named)[:4]), due(city).tolist()
    steps: list[Step] = [
        (group, "candidate", named - 75, None, None, None),
        (group, "named", named, f"津教示例〔{year}〕命名{group + 1:03d}号", None, None),
    ]
    place = fell_due.index(group) if group in fell_due else None
    on = _six_years_on(named)
    if place is not None and place != LATE:
        after = [("reviewing", -30), ("renewed", 90)]
        if (kept := kept_on_condition(city)) is not None and kept[0] == group:
            after = [("reviewing", -30), ("conditional", 90), ("reviewing", 360), ("renewed", 420)]
        elif place == len(fell_due) - 1:
            after = after[:1]
        ended = last_day(city.periods[-1])
        steps += [(group, step, on + days, None, None, None) for step, days in after if on + days <= ended]
    if group == _revoked(city):
        year = int(city.years[-1]) + 1
        steps.append(
            (group, "revoked", day(year, 4, 18), f"津教示例〔{year}〕取消001号",
             "集团内学校违规组织入学考试（示例）", "家长集体投诉，媒体报道（示例）")
        )  # fmt: skip
    return steps


def _revoked(city: City) -> int | None:
    """Return the group whose title was revoked: the last one that was named, where there are more than five."""
    groups, _ = titled(city)
    return int(groups[-1]) if groups.size > 5 else None
