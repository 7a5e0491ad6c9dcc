"""What the charts about standards need: which nodes have one, and the labels of their axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.charts._choose import choose
from toolkit.charts._once import below_standard_of
from toolkit.errors import unknown
from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def with_standard(run: ScoringRun, level: str) -> list[str]:
    """Return the nodes that a level has a standard for, in tree order."""
    rows = run.standards.filter(level=level)
    having = set(rows.drop_nulls("standard")["indicator"])
    table = run.framework.nodes
    having |= set(table.filter(table["standard"].is_not_null() & (table["kind"] != "indicator"))["node"])
    return [node for node in run.framework.walk(run.framework.root) if node in having]


def choose_standard(
    run: ScoringRun, level: str, period: str | None, node: str | None, lang: str
) -> tuple[str, str | None]:
    """Return period and node: by default the latest, and the node with the most flags (ties: the first in the tree).

    None where no node has a standard.
    """
    period, _ = choose(run, level, period, None, lang)
    having = with_standard(run, level)
    if node is not None and node not in having:
        raise unknown("node with a standard", node, having)
    if node is None and having:
        counts = _flags(run, level, period)
        node = max(having, key=lambda each: counts.get(each, 0))
    return period, node


def default_note(run: ScoringRun, level: str, period: str | None, node: str | None, lang: str) -> str:
    """Say why a node is shown that nobody chose; nothing where somebody did."""
    period, chosen = choose_standard(run, level, period, node, lang)
    if node is not None or chosen is None:
        return ""
    n = _flags(run, level, period).get(chosen, 0)
    return word("standard_default" if n else "standard_first", lang, node=run.framework.label(chosen, lang), n=n)


def _flags(run: ScoringRun, level: str, period: str) -> dict[str, int]:
    """Return how many units rule `below_standard` flags at each node."""
    flagged = below_standard_of(run).filter(level=level, period=period, outcome="flagged")
    return dict(flagged.group_by("node").len().iter_rows())


def value_label(run: ScoringRun, node: str, lang: str) -> str:
    """Return the label of an axis of values of a node, with its unit."""
    from toolkit.words import WORDS, label_of

    unit, name = run.framework.node(node)["unit"], run.framework.label(node, lang)
    if not unit:
        return word("posterior_x_bare", lang, node=name)
    return word("posterior_x", lang, node=name, unit=label_of("measure", str(unit), lang, WORDS))


def certainty(p: float | None) -> str:
    """Write a probability; never 0 % or 100 % for what is not certain.

    >>> certainty(0.996), certainty(1.0), certainty(None)
    ('>99%', '100%', '–')
    """
    if p is None:
        return "–"
    if 0.99 < p < 1:
        return ">99%"
    return "<1%" if 0 < p < 0.01 else f"{p * 100:.0f}%"
