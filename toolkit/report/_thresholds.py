"""When each flag rule flags, in words, with the numbers of the run's own settings."""

from __future__ import annotations

from toolkit.charts._rows import percent as level_of
from toolkit.charts._rows import score_range
from toolkit.flags._changes import FIELD, default_least
from toolkit.flags._fall import DEFAULT as FALL
from toolkit.flags.sharp_change import DEFAULT as SHARP
from toolkit.flags.spread import WIDE, WIDER
from toolkit.flags.weakest_member import FAR
from toolkit.report._cells import number
from toolkit.report._view import View
from toolkit.report.blocks import Block, Table
from toolkit.words import label_of

POINTS = {
    "decline": ("decline", FALL),
    "lead_dilution": ("decline", FALL),
    "sharp_change": ("change", SHARP),
    "spread": ("spread", WIDE),
    "weakest_member": ("behind", FAR),
}
"""Rules with a least number of points: the setting, and its default on scores from 0 to 100."""


def thresholds(view: View) -> list[Block]:
    """List the rules of the run with what it takes to be flagged."""
    rules, on_hundred = view.run.study.flags.rules, default_least(score_range(view.run), 1.0) is not None
    columns = (view.say("col_rule"), view.say("col_flags_when"))
    rows = tuple((label_of("rule", rule, view.lang), threshold(view, rule, on_hundred)) for rule in rules)
    note = view.say("thresholds_note", field=FIELD)
    return [Table("thresholds", view.say("thresholds_table"), columns, rows, note=note)]


def threshold(view: View, rule: str, on_hundred: bool) -> str:
    """Say what it takes for a rule to flag; without a limit it has a default only where scores run from 0 to 100."""
    settings = view.run.study.flags
    values = {
        "probability": level_of(settings.probability),
        "rounds": settings.rounds,
        "coverage": level_of(view.run.study.minimum_coverage),
        "peers": level_of(settings.peers),
        "q": level_of(settings.q),
        "wider": number(settings.widening or (WIDER if on_hundred else None)),
    }
    if rule in POINTS:
        name, default = POINTS[rule]
        least = getattr(settings, name) or (default if on_hundred else None)
        if least is None:
            return view.say("threshold_unset", setting=f"flags.{name}")
        values["points"] = number(least)
    fdr = rule == "below_standard" and settings.control == "bayes_fdr"
    return view.say(f"threshold.{rule}" + ("_fdr" if fdr else ""), **values)
