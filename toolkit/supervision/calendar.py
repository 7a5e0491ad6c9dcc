"""What is due, what is overdue, for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from toolkit.supervision.kind import later
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import State

SCHEMA = {
    "due": pl.Date,
    "days": pl.Int64,
    "overdue": pl.Boolean,
    "what": pl.String,
    "group_id": pl.String,
    "school_id": pl.String,
    "item": pl.String,
    "owner": pl.String,
    "zh": pl.String,
    "en": pl.String,
}
TEXTS = {
    "card": ("黄牌整改到期", "yellow card: cause to be mended"),
    "rectification": ("限期整改到期", "rectification: report due"),
    "verification": ("整改报告待验收", "rectification: report to be verified"),
    "title": ("称号满期,应开展全方位督导", "title: full inspection due"),
    "reply": ("集团答复期满", "draft evaluation: last day to reply"),
    "meeting": ("集团工作例会", "group meetings of the school year"),
    "district_showcase": ("全区交流展示", "showcase to the district"),
    "city_showcase": ("全市交流展示", "showcase to the city"),
}
Item = tuple[dt.date, str, str, str, str, str]


def due(
    state: State,
    on: dt.date,
    *,
    within: int = 90,
    obligations: pl.DataFrame | None = None,
    rules: Rules | None = None,
) -> pl.DataFrame:
    """Return what is due within so many days, and what is overdue, earliest first.

    Parameters
    ----------
    state : State
        Of the day `on`.
    on : datetime.date
        Today.
    within : int
        Days ahead.
    obligations : polars.DataFrame, optional
        As `obligations` returns it: what is not met is due at the end of its window.
    rules : Rules, optional
        Configuration.

    Returns
    -------
    polars.DataFrame
        due, days (negative: overdue), overdue, what, group_id, school_id, item, owner (city, district or group), zh, en.
    """
    found = [*_cards(state), *_orders(state), *_titles(state, rules or Rules()), *_replies(state, rules or Rules())]
    if obligations is not None:
        owed = obligations.filter(pl.col("status").is_in(["open", "at_risk", "missed"]))
        found += [(r["ends"], r["obligation"], r["group_id"], "", "", "group") for r in owed.iter_rows(named=True)]
    rows = [
        (date, (date - on).days, date < on, what, group, school, item, owner, *TEXTS[what])
        for date, what, group, school, item, owner in sorted(found)
        if (date - on).days <= within
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _cards(state: State) -> Iterator[Item]:
    for spell in state.every_spell():
        if spell.state == "active" and spell.card == "yellow" and spell.card_deadline:
            yield spell.card_deadline, "card", spell.group, spell.school, "", "group"


def _orders(state: State) -> Iterator[Item]:
    for order in state.orders.values():
        if order.state in ("issued", "submitted"):
            what = "rectification" if order.state == "issued" else "verification"
            yield order.deadline, what, order.group, "", order.item, order.owner


def _titles(state: State, rules: Rules) -> Iterator[Item]:
    for title in state.titles.values():
        if title.state in ("named", "conditional") and title.named:
            yield title.due or later(rules.title_years, title.named), "title", title.group, "", "", "city"


def _replies(state: State, rules: Rules) -> Iterator[Item]:
    for current in state.rounds.values():
        if current.state == "draft" and not current.replied and current.drafted:
            last = current.drafted + dt.timedelta(days=rules.reply_days)
            yield last, "reply", current.group, "", current.item, "group"
