"""Whom a unit is compared with: the other units of its level, a school with those of its stage; and the group it is judged in."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.report._cells import DASH, beside, cell, interval, name
from toolkit.report._view import View
from toolkit.report.blocks import Block, Paragraph


def stage_of(view: View, unit_id: str) -> str | None:
    """Return the stage of a school; None for other units, and where it is unknown."""
    if view.level != "school":
        return None
    stages = view.run.units.filter(level="school", unit_id=unit_id)["stage"].to_list()
    return stages[0] if stages else None


def same_stage(view: View, stage: str | None) -> list[str] | None:
    """Return the schools of a stage that have scores in the period, the unit itself among them; None without a stage."""
    if stage is None:
        return None
    known = view.run.units.filter(level="school", stage=stage)["unit_id"]
    return view.scores.filter(pl.col("unit_id").is_in(known.implode()))["unit_id"].sort().to_list()


def compared(view: View, unit_id: str, peers: list[str] | None, stage: str | None) -> Paragraph:
    """Say whom the unit is compared with, and where their middle half lies."""
    held = view.scores.filter(pl.col("unit_id") != unit_id)
    held = held if peers is None else held.filter(pl.col("unit_id").is_in(peers))
    scores = held["score"].drop_nulls()
    middle = interval(scores.quantile(0.25, "linear"), scores.quantile(0.75, "linear"))
    values = {"n": scores.len(), "median": cell(scores.median(), "points"), "middle": middle}  # type: ignore[arg-type]
    if stage is None:
        return Paragraph(view.say("brief_compared", units=view.say(f"n_{view.level}", n=scores.len()), **values))
    return Paragraph(view.say("brief_compared_stage", stage=view.stage(stage), **values))


def in_group(view: View, school: str) -> list[Block]:
    """Say in which group a school is judged, and how it stands there; nothing for a school of its own."""
    run = view.run
    spells = run.members.filter(period=view.period, school_id=school)
    return [Paragraph(_membership(view, spell)) for spell in spells.iter_rows(named=True)]


def _membership(view: View, spell: dict[str, Any]) -> str:
    run = view.run
    inside = run.members.filter(period=view.period, group_id=spell["group_id"])
    scores = view.scores.filter(pl.col("unit_id").is_in(inside["school_id"].implode())).drop_nulls("score")
    places = scores.select("unit_id", place=pl.col("score").rank("min", descending=True))
    own = places.filter(unit_id=spell["school_id"])["place"].to_list()
    lead = inside.filter(role="lead")["school_id"].to_list()
    group = run.scores.filter(level="group", unit_id=spell["group_id"], period=view.period, node=run.framework.root)[
        "score"
    ].to_list()
    leads = [beside(view.name(one, "school"), _score(scores, one), view.lang) for one in lead]
    return view.say(
        "school_in_group",
        role=view.say("lead" if spell["role"] == "lead" else "member"),
        group=beside(name(run.name(spell["group_id"], view.lang, level="group")), _first(group), view.lang),
        years=f"{spell['years']:.1f}",
        place=f"{own[0]:.0f}" if own else DASH,
        schools=view.say("n_school", n=scores.height),
        lead=view.say("comma").join(leads) or DASH,
    )


def _score(scores: pl.DataFrame, school: str) -> str:
    return _first(scores.filter(unit_id=school)["score"].to_list())


def _first(scores: list[float | None]) -> str:
    return cell(scores[0] if scores else None, "points")
