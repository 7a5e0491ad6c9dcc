"""The one-page brief of a unit, and the sheet of a school: what, how sure, why, since when, what to look at, what lacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts._rows import percent as level_of
from toolkit.charts._sheet import footer
from toolkit.explain import Explanation, explain
from toolkit.report._brief_tables import drivers, flagged
from toolkit.report._cells import DASH, cell, interval, link, percent, rank
from toolkit.report._cells import name as named
from toolkit.report._changed import changed
from toolkit.report._peers import compared, in_group, same_stage, stage_of
from toolkit.report._trace import traces
from toolkit.report._view import View
from toolkit.report.blocks import Block, Callout, Document, Facts, Heading, Paragraph
from toolkit.report.writers import writer_of
from toolkit.words import check_lang, listed

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

BETWEEN = {"zh": "", "en": " "}
"""Between two sentences."""


def brief(
    run: ScoringRun,
    unit_id: str,
    path: str | Path,
    lang: str = "zh",
    *,
    level: str | None = None,
    internal: bool = False,
) -> Path:
    """Write the one-page brief of a unit, from the published view of the run; the ending of `path` says which kind of file.

    A school is compared with the schools of its stage, and told of in its group, in which members are judged.

    Parameters
    ----------
    run : ScoringRun
        The run; the brief is about its latest period.
    unit_id : str
        The unit, mostly a group.
    path : str or Path
        File to write: `.html`, `.pdf`, `.docx` or `.xlsx` (see `report`).
    lang : "zh" or "en"
        Language.
    level : str, optional
        Level of the unit, where a school and a group share an id.
    internal : bool
        Tell everything, and mark the page as internal, not for publication.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OptionError
        An unknown unit, level, language or kind of file; a unit without scores in the latest period.
    OutputError
        The file can't be written there, or the package for this kind is not installed.

    Examples
    --------
    >>> brief(run, "G017", "G017.pdf", lang="en")  # doctest: +SKIP
    """
    from toolkit.disclosure import view_of

    path = Path(path)
    write = writer_of(path)
    write(unit_brief(view_of(run, everything=internal), unit_id, lang, level=level), path)
    return path


def unit_brief(run: ScoringRun, unit_id: str, lang: str = "zh", *, level: str | None = None) -> Document:
    """Return the brief of a unit, or the sheet of a school, as blocks."""
    check_lang(lang)
    level = level or run.level_of(unit_id)
    view = View(run, lang, at=level)
    stage = stage_of(view, unit_id)
    peers = same_stage(view, stage)
    told = explain(run, unit_id, level=level, peers=peers)
    said = BETWEEN[lang].join(view.say(key) for key in (*(["what_synthetic"] if run.synthetic else []), "brief_for"))
    name = named(run.name(unit_id, lang, level=told.level))
    kind = [view.say(told.level), *([view.stage(stage)] if stage else [])]
    return Document(
        lang=lang,
        title=view.say("school_title" if level == "school" else "brief_title", name=name),
        subtitle=" · ".join((unit_id, *kind, told.period, view.label(told.node))),
        mark=footer(run, lang),
        blocks=(
            *([Callout(view.say("internal_what"), "warning")] if run.view == "internal" else []),
            Callout(said, "warning" if run.synthetic else "note"),
            *standing(view, told, peers, stage),
            Heading(view.say("brief_why"), "why"),
            drivers(view, told, peers),
            Heading(view.say("brief_changed"), "changed"),
            *changed(view, told),
            Heading(view.say("brief_look"), "look"),
            *flagged(view, told),
            Heading(view.say("gaps_heading"), "gaps"),
            Paragraph(gaps(view, told)),
            *traces(view, [unit_id], peers),
        ),
        compact=True,
    )


def standing(view: View, told: Explanation, peers: list[str] | None, stage: str | None) -> list[Block]:
    """Say level, interval, rank and spread, whom it is compared with, and draw the dimensions beside those of the peers."""
    row = told.score.row(by_predicate=pl.col("node") == told.node, named=True)
    of = view.run.scores.filter(level=told.level, period=told.period, node=told.node)["score"].count()
    known = row["rank_lower"] is not None
    place = rank(row["rank"], row["rank_lower"], row["rank_upper"]) if known else DASH
    missing = link(view.say("not_assessable"), view.traced(told.unit_id))
    facts = [
        (
            view.say("score"),
            missing if row["score"] is None else cell(row["score"], "points", to=view.traced(told.unit_id)),
        ),
        (view.say("brief_interval", level=level_of(view.run.study.coverage)), interval(row["lower"], row["upper"])),
        *([(view.say("brief_rank", n=of), place)] if stage is None else []),
        (view.say("col_coverage"), cell(row["coverage"], "share")),
    ]
    bundled = told.bundled.filter(node=told.node)
    together = bundled.row(0, named=True) if bundled.height else None
    profile = view.run.framework.dimensions and row["score"] is not None
    options = {"unit_id": told.unit_id, "level": told.level, "peers": peers, "dense": True}
    return [
        Heading(view.say("brief_profile"), "standing"),
        Facts((*facts, *(_together(view, together) if together else ()))),
        *([Paragraph(_schools(view, together))] if together else []),
        *in_group(view, told.unit_id),
        compared(view, told.unit_id, peers, stage),
        *([] if known or row["score"] is None else [Paragraph(view.say("brief_no_interval"))]),
        *([view.figure("profile", **options)] if profile else []),
    ]


def _together(view: View, row: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (view.say("brief_change", period=view.run.base_period), view.moved(row)),
        (view.say("col_lead"), cell(row["lead_score"], "points")),
        (view.say("col_weakest"), cell(row["weakest_score"], "points")),
        (view.say("col_spread"), cell(row["spread"], "points")),
    ]


def _schools(view: View, row: dict[str, Any]) -> str:
    return view.say(
        "brief_bundle",
        n=row["members"] or 0,
        missing=row["members_missing"] or 0,
        lead=view.name(row["lead_id"], "school"),
        weakest=view.name(row["weakest_id"], "school"),
        same=cell(row["change_same_schools"], "signed"),
    )


def gaps(view: View, told: Explanation) -> str:
    """Say which indicators lack data, how much of the weight is covered, and what could not be judged."""
    row = told.score.row(by_predicate=pl.col("node") == told.node, named=True)
    least = percent(view.run.study.minimum_coverage)
    here = view.run.values.filter(level=told.level, period=told.period)["indicator"].unique()
    asked = pl.col("indicator").is_in(here.implode()) & pl.col("status").ne_missing("not_applicable")
    empty, held = told.indicators.filter(asked & pl.col("value").is_null()), pl.col("status") == "suppressed"
    missing, kept = empty.filter(~held)["indicator"].to_list(), empty.filter(held)["indicator"].to_list()
    lost = told.flags.filter(outcome="not_assessable").height
    names = listed((view.label(node) for node in missing), view.lang)
    parts = [
        view.say("brief_coverage", coverage=percent(row["coverage"]), least=least),
        view.say("explain_missing", names=names) + view.say("full_stop") if missing else view.say("brief_no_gaps"),
        *([view.say("brief_not_published", names=listed(map(view.label, kept), view.lang))] if kept else []),
        *([view.say("brief_lost", n=lost)] if lost else []),
    ]
    return BETWEEN[view.lang].join(parts)
