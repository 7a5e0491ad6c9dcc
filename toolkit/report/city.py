"""The report of a run, most important first: what it is, the answer, what is configuration, then everything behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._names import clean
from toolkit.charts._rows import percent as level_of
from toolkit.charts._rows import points
from toolkit.charts._sheet import footer
from toolkit.charts.slope import slope_table
from toolkit.report._background import gaps, method, weights
from toolkit.report._cells import MINIMUM_COUNT, cell
from toolkit.report._flags import flags
from toolkit.report._gates import gates
from toolkit.report._results import change, districts, profile, ranking, units
from toolkit.report._thresholds import thresholds
from toolkit.report._trace import trace
from toolkit.report._view import View
from toolkit.report.blocks import Block, Callout, Document, Facts, Heading, Paragraph, Table
from toolkit.words import check_lang, label_of, listed

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

SECTIONS = (ranking, profile, districts, units, flags, gates, change, weights, gaps, method, trace)


def city_report(run: ScoringRun, lang: str = "zh") -> Document:
    """Return the report of a run as blocks; sections that the run has no data for are left out."""
    check_lang(lang)
    view = View(run, lang)
    title = run.about.get(f"title_{lang}")
    return Document(
        lang=lang,
        title=view.say("report_title", title=clean(title)) if title else view.say("report_title_plain"),
        subtitle=view.say(
            "report_subtitle",
            period=view.period,
            framework=view.label(run.framework.root),
            units=view.say(f"n_{view.level}", n=view.scores.height),
        ),
        mark=footer(run, lang),
        blocks=tuple(block for section in (what, answer, config, *SECTIONS) for block in section(view)),
    )


def what(view: View) -> list[Block]:
    """Say what the report is and what it is not."""
    known = view.scores["lower"].count() > 0
    uncertain = (
        view.say("what_uncertain", level=level_of(view.run.study.coverage)) if known else view.say("what_no_error")
    )
    return [
        *([Callout(view.say("internal_what"), "warning")] if view.run.view == "internal" else []),
        *([Callout(view.say("what_synthetic"), "warning")] if view.run.synthetic else []),
        Heading(view.say("what_heading"), "what"),
        Callout(view.say("what_enquiry")),
        Paragraph(uncertain),
        *([] if view.run.view == "internal" else [Paragraph(privacy(view))]),
    ]


def privacy(view: View) -> str:
    """Say under which rules values are left out, and how many are."""
    from toolkit.disclosure import hidden

    if view.run.view != "published":
        return view.say("what_privacy", n=MINIMUM_COUNT - 1)
    gone, rules = hidden(view.run).filter(period=view.period), view.run.study.disclosure
    scores = gone.filter(pl.col("node").is_in(view.run.framework.parents)).height
    return view.say("published_what", **rules.model_dump(), values=gone.height - scores, scores=scores)


def answer(view: View) -> list[Block]:
    """Give the answer first: how many could be assessed, how many are flagged, how sure it is."""
    scores = view.scores
    number_scored, every = scores["score"].count(), scores.height
    by_unit = view.flags.group_by("unit_id").agg((pl.col("outcome") == "flagged").any().alias("flagged"))
    flagged = int(by_unit["flagged"].sum())
    facts = Facts(
        (
            (view.say("answer_units"), _of(view, number_scored)),
            (view.say("answer_flagged"), _of(view, flagged)),
            (view.say("answer_missing"), _of(view, every - number_scored)),
            (view.say("answer_flags"), str(view.flags.filter(outcome="flagged").height)),
        )
    )
    missing = [view.name(u) for u in scores.filter(pl.col("score").is_null())["unit_id"].sort()]
    return [
        Heading(view.say("answer_heading"), "answer"),
        facts,
        *([Paragraph(_spread(view))] if number_scored else []),
        *_moved(view),
        *([Paragraph(view.say("answer_not_assessable", names=listed(missing, view.lang, most=20)))] if missing else []),
        _rules(view),
    ]


def _of(view: View, number: int) -> str:
    return view.say("answer_of", n=number, all=view.scores.height)


def _spread(view: View) -> str:
    scores = view.scores["score"].drop_nulls()
    low, middle, high = (points(x) for x in (scores.min(), scores.median(), scores.max()))
    ranges = (view.scores["rank_upper"] - view.scores["rank_lower"] + 1).drop_nulls()
    if not ranges.len():
        return view.say("answer_range_only", low=low, median=middle, high=high)
    width = f"{ranges.sum() / ranges.len():.0f}"
    return view.say(
        "answer_range", low=low, median=middle, high=high, level=level_of(view.run.study.coverage), width=width
    )


def _moved(view: View) -> list[Block]:
    table = slope_table(view.run, level=view.level, lang=view.lang)
    if not table["change"].count():
        return []
    kinds = table["kind"].to_list()
    rise, fall = kinds.count("rise"), kinds.count("fall")
    unclear, missing = table["change"].count() - rise - fall, table["change"].null_count()
    text = view.say("answer_change", before=table["since"][0], rise=rise, fall=fall, unclear=unclear, missing=missing)
    return [Paragraph(text), *map(Paragraph, view.unlike(table["since"][0]))]


def _rules(view: View) -> Table:
    flagged, lost = pl.col("outcome") == "flagged", pl.col("outcome") == "not_assessable"
    table = view.flags.group_by("rule").agg(
        units=pl.col("unit_id").filter(flagged).n_unique(), flags=flagged.sum(), lost=lost.sum()
    )
    order = {rule: i for i, rule in enumerate(view.run.study.flags.rules)}
    rows = sorted(table.iter_rows(), key=lambda row: (order.get(row[0], len(order)), row[0]))
    return Table(
        "rules",
        view.say("answer_rules", period=view.period),
        (
            view.say("col_rule"),
            view.say("col_flagged_units", unit=view.unit),
            view.say("col_flags"),
            view.say("col_not_assessable"),
        ),
        tuple((label_of("rule", rule, view.lang), *(cell(n, "count") for n in counts)) for rule, *counts in rows),
        numeric=frozenset({1, 2, 3}),
    )


def config(view: View) -> list[Block]:
    """Say what was chosen for this evaluation, and on whose authority the standards stand."""
    tree = view.run.framework
    leaves = tree.nodes.filter(pl.col("node").is_in(tree.indicators))
    staged = tree.stages.filter(pl.col("standard").is_not_null())["node"].unique()
    has = pl.col("standard").is_not_null() | pl.col("node").is_in(staged.to_list())
    table = (
        leaves.with_columns(pl.col("authority").fill_null("cfg"))
        .group_by("authority")
        .agg(having=has.sum(), without=(~has).sum())
        .sort("authority", descending=True)
    )
    return [
        Heading(view.say("config_heading"), "configuration"),
        Paragraph(view.say("config_text")),
        *thresholds(view),
        Table(
            "authorities",
            view.say("config_table"),
            (view.say("col_authority"), view.say("col_standards"), view.say("col_without")),
            tuple(
                (label_of("authority", a, view.lang), cell(n, "count"), cell(m, "count"))
                for a, n, m in table.iter_rows()
            ),
            numeric=frozenset({1, 2}),
        ),
    ]
