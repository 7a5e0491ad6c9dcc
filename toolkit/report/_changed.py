"""What changed since: the scores of a unit by dimension against the base period and the period before, and its flags."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.charts._rows import percent as level_of
from toolkit.explain import Explanation
from toolkit.report._cells import cell
from toolkit.report._view import View
from toolkit.report.blocks import Block, Paragraph, Table

MOST = 8
"""Dimensions on the page."""


def changed(view: View, told: Explanation) -> list[Block]:
    """List the scores of the root and its dimensions with their changes, and count the flags that came and went."""
    before = [period for period in view.run.periods if period < told.period]
    if not before:
        return [Paragraph(view.say("brief_no_earlier"))]
    since = list(dict.fromkeys((view.run.base_period if view.run.base_period in before else before[0], before[-1])))
    nodes = [told.node, *view.run.framework.dimensions[:MOST]]
    held = view.run.scores.filter(pl.col("node").is_in(nodes), level=told.level, unit_id=told.unit_id)
    at = {
        (node, period): (score, se)
        for node, period, score, se in held.select("node", "period", "score", "se").iter_rows()
    }
    nothing = (None, None)
    rows = tuple(
        (
            view.label(node),
            cell(at.get((node, told.period), nothing)[0], "points"),
            *(_moved(view, at.get((node, told.period), nothing), at.get((node, then), nothing)) for then in since),
        )
        for node in nodes
    )
    columns = (
        view.say("col_dimension"),
        view.say("brief_now", period=told.period),
        *(view.say("brief_since", period=then) for then in since),
    )
    caption = view.say("brief_changed_table", level=level_of(view.run.study.coverage))
    split = dict.fromkeys(range(2, 2 + len(since)), view.halves)
    numeric = frozenset(range(1, 2 + len(since)))
    return [
        Table("changed-by-dimension", caption, columns, rows, numeric, split=split),
        *map(Paragraph, view.unlike(since[0])),
        Paragraph(_flags_moved(view, told, before[-1])),
    ]


def _moved(view: View, now: tuple[Any, Any], then: tuple[Any, Any]) -> str:
    """Return the difference of two (score, se); the errors of two periods are taken as independent."""
    change = None if now[0] is None or then[0] is None else round(now[0] - then[0], 10)
    known = change is not None and now[1] is not None and then[1] is not None
    return view.moved({"change": change, "change_se": (now[1] ** 2 + then[1] ** 2) ** 0.5 if known else None})


def _flags_moved(view: View, told: Explanation, before: str) -> str:
    def found(period: str) -> set[tuple[str, str]]:
        rows = view.run.flags.filter(level=told.level, unit_id=told.unit_id, period=period, outcome="flagged")
        return set(rows.select("rule", "node").iter_rows())

    now, then = found(told.period), found(before)
    return view.say("brief_flags_moved", period=before, new=len(now - then), gone=len(then - now), stay=len(now & then))
