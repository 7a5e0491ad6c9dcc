"""What a panel found, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolkit.calibrate.group import GroupWeights
from toolkit.calibrate.points import PointWeights
from toolkit.calibrate.tree import TreeWeights
from toolkit.words import label_of, word


def panel_lines(found: TreeWeights, lang: str) -> Iterator[str]:
    """Yield what every panel found: weights with intervals, consistency, whom to ask again about what, who disagrees."""
    label = found.framework.label
    for parent, panel in found.panels.items():
        yield _head(found, parent, lang)
        for node, weight, low, high in panel.intervals.select("indicator", "weight", "lower", "upper").iter_rows():
            span = "" if low is None else f"[{low:.3f}, {high:.3f}]"
            yield "  " + word("panel_weight", lang, label=label(node, lang), weight=f"{weight:.3f}", span=span).rstrip()
        if panel.intervals["lower"].count():
            yield "  " + word("panel_intervals", lang, level="95%")
        judged = isinstance(panel, GroupWeights)
        yield from (
            f"  {line}" for line in (_comparing(found, parent, lang) if judged else _pointing(found, parent, lang))
        )


def _head(found: TreeWeights, parent: str, lang: str) -> str:
    panel, method = found.panels[parent], label_of("origin", found.methods[parent], lang)
    label = found.framework.label(parent, lang)
    parts = [word("panel_head", lang, label=label, method=method, n=panel.experts.height)]
    if isinstance(panel, GroupWeights):
        parts.append(word("panel_ratio", lang, ratio=_number(panel.consistency_ratio)))
    parts.append(word("panel_kendall", lang, w=_number(panel.kendall_w)))
    return word("semicolon", lang).join(parts)


def _comparing(found: TreeWeights, parent: str, lang: str) -> Iterator[str]:
    panel, label = found.panels[parent], found.framework.label
    assert isinstance(panel, GroupWeights)
    if panel.consistent is False:
        yield word("panel_inconsistent", lang)
    for row in found.revise.filter(parent=parent).iter_rows(named=True):
        said = {"a": label(row["item_a"], lang), "b": label(row["item_b"], lang), "expert": row["expert"]}
        numbers = {name: ratio(row[name]) for name in ("judged", "implied", "suggested")}
        yield word("panel_revise", lang, **said, **numbers, ratio=_number(row["consistency_ratio"]))
    if (
        panel.disagreement.height
        and panel.disagreement["spread"][0] is not None
        and panel.disagreement["spread"][0] > 1
    ):
        row = panel.disagreement.row(0, named=True)
        yield word(
            "panel_disputed", lang, a=label(row["item_a"], lang), b=label(row["item_b"], lang), **_ends(row, ratio)
        )


def _pointing(found: TreeWeights, parent: str, lang: str) -> Iterator[str]:
    panel = found.panels[parent]
    assert isinstance(panel, PointWeights)
    if panel.settled is not None:
        for row in panel.rounds.iter_rows(named=True):
            yield word(
                "panel_round",
                lang,
                round=row["round"],
                n=row["experts"],
                w=_number(row["kendall_w"]),
                sd=_number(row["sd"], 3),
                change=_number(row["change"], 3),
            )
        yield word("panel_settled" if panel.settled else "panel_unsettled", lang)
    row = panel.disagreement.row(0, named=True)
    if row["sd"]:
        yield word(
            "panel_disputed_points",
            lang,
            a=found.framework.label(row["indicator"], lang),
            **_ends(row, lambda share: f"{share:.1%}"),
        )


def _ends(row: dict[str, Any], text: Any) -> dict[str, str]:
    return {
        "low": text(row["lowest"]),
        "low_by": row["lowest_by"],
        "high": text(row["highest"]),
        "high_by": row["highest_by"],
    }


def ratio(value: float) -> str:
    """Write a comparison as experts do: 3, 1/3, 2.4.

    >>> ratio(3.0), ratio(1 / 7), ratio(1.36)
    ('3', '1/7', '1.4')
    """
    if value < 1 and abs(1 / value - round(1 / value)) < 1e-6:
        return f"1/{round(1 / value)}"
    return f"{value:.2g}"


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None or value != value else f"{value:.{digits}f}"
