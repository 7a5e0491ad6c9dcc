"""From experts' sheets to the weights of a framework: one panel for every parent that was judged."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from toolkit.calibrate.experts import JudgedWeights, ahp, bwm
from toolkit.calibrate.group import GroupWeights, group_ahp
from toolkit.calibrate.group_bwm import group_bwm
from toolkit.calibrate.points import PointWeights, delphi, group_points
from toolkit.calibrate.sheets import Sheet, comparisons_from, points_from, rounds_from
from toolkit.calibrate.workbook import SHEETS, resolve_items, scored_children
from toolkit.errors import DataError, OptionError, unknown
from toolkit.framework import Framework
from toolkit.tables import Tables, as_tables
from toolkit.validate import Checked


@dataclass(frozen=True)
class TreeWeights:
    """Weights of a framework from experts' judgements.

    Attributes
    ----------
    framework : Framework
        With these weights in it; parents that nobody judged keep theirs.
    panels : mapping
        parent -> `GroupWeights` or `PointWeights`, with everything about its experts.
    methods : mapping
        parent -> ahp, bwm, budget or delphi.
    weights : polars.DataFrame
        parent, node, weight, lower, upper.
    revise : polars.DataFrame
        parent, expert, consistency_ratio, item_a, item_b, judged, implied, suggested: of every expert whose comparisons are not
        consistent, the comparison to look at again first.
    """

    framework: Framework
    panels: Mapping[str, GroupWeights | PointWeights]
    methods: Mapping[str, str]
    weights: pl.DataFrame
    revise: pl.DataFrame

    @property
    def consistent(self) -> bool:
        """Whether no expert and no panel is known to be inconsistent."""
        joint = [p.consistent for p in self.panels.values() if isinstance(p, GroupWeights)]
        return not self.revise.height and False not in joint


def read_judgements(*sources: str | os.PathLike[str], lang: str = "en") -> Checked:
    """Read and check judgement workbooks (`write_judgements`), one or several; findings name file, sheet, row and column.

    Raises
    ------
    DataError
        An expert's judgements (of one round) stand in two files: every expert needs a code of their own.
    """
    from schemas import JUDGEMENTS
    from toolkit.read import read_tables
    from toolkit.validate import validate

    checked = [validate(read_tables(s, lang=lang, models=JUDGEMENTS), lang=lang, models=JUDGEMENTS) for s in sources]
    if len(checked) == 1:
        return checked[0]
    frames: dict[str, pl.DataFrame] = {}
    for name in JUDGEMENTS:
        parts = [one.tables[name] for one in checked if name in one.tables]
        who = pl.struct(pl.col("^(expert|round)$"))  # a round of a Delphi study may be a file
        people = [e for part in parts for e in part.drop_nulls("expert").select(who).to_series().unique().sort()]
        twice = next((e for e in people if people.count(e) > 1), None)
        if twice is not None:
            raise DataError(f"Expert {twice['expert']!r} stands in two files: give every expert a code of their own.")
        if parts:
            frames[name] = pl.concat(parts, how="diagonal")
    return Checked(Tables(frames), pl.concat(one.findings for one in checked), lang)


def from_judgements(
    tables: Mapping[str, pl.DataFrame] | Tables, framework: Framework, *, method: str | None = None, **options: Any
) -> TreeWeights:
    """Weigh the nodes of a framework by experts' judgements.

    Parameters
    ----------
    tables : Tables or mapping
        The sheets `comparisons`, `best_worst` or `points` (schemas.JUDGEMENTS), for example from `read_judgements`. Items are ids
        or labels of nodes. Rows without a judgement are passed over.
    framework : Framework
        The tree. Every node that counts below a judged parent must be judged by somebody.
    method : "ahp", "bwm", "budget" or "delphi", optional
        By default that of the sheet with judgements; several such sheets need a choice. Points of several rounds are a Delphi study.
    **options
        For every panel: `seed`, `replicates`, `coverage`; `combine` and `max_consistency_ratio` for comparisons, `tolerance` for
        Delphi rounds.

    Examples
    --------
    >>> from toolkit.framework import load_framework
    >>> nodes = [("total", None, "index"), ("a", "total", "indicator"), ("b", "total", "indicator")]
    >>> tree = load_framework(pl.DataFrame(nodes, schema=["node", "parent", "kind"], orient="row"))
    >>> sheet = {"expert": ["E1"], "item_a": ["a"], "item_b": ["b"], "more_important": ["b"], "degree": [3.0]}
    >>> from_judgements({"comparisons": pl.DataFrame(sheet)}, tree).weights.select("node", "weight").rows()
    [('a', 0.25), ('b', 0.75)]
    """
    answered = {n: f for n, f in resolve_items(as_tables(tables), framework).items() if f.height}
    name = _sheet(answered, method)
    frame, panels, methods, revise = answered[name], {}, {}, []
    parent_of = {c: p for p in framework.parents for c in framework.children(p)}
    column = "item_a" if name == "comparisons" else "item"
    if name == "comparisons":
        _check_siblings(frame, parent_of)
    for parent in framework.parents[::-1]:
        rows = frame.filter(pl.col(column).replace_strict(parent_of, default=None) == parent)
        if not rows.height:
            continue
        items = scored_children(framework, parent)
        try:
            panels[parent], methods[parent], doubtful = _PANELS[name](rows, items, method, options)
        except (DataError, OptionError) as error:
            raise type(error)(f"Below {parent!r}: {error}") from error
        revise += [{"parent": parent, **line} for line in doubtful]
    weights = pl.concat(
        panel.intervals.select(
            pl.lit(parent).alias("parent"), pl.col("indicator").alias("node"), "weight", "lower", "upper"
        )
        for parent, panel in panels.items()
    )
    given = dict(weights.select("node", "weight").iter_rows())
    nodes = framework.nodes.with_columns(
        weight=pl.coalesce(pl.col("node").replace_strict(given, default=None, return_dtype=pl.Float64), "weight")
    )
    return TreeWeights(replace(framework, nodes=nodes), panels, methods, weights, pl.DataFrame(revise, schema=REVISE))


REVISE = {
    "parent": pl.String,
    "expert": pl.String,
    "consistency_ratio": pl.Float64,
    "item_a": pl.String,
    "item_b": pl.String,
    "judged": pl.Float64,
    "implied": pl.Float64,
    "suggested": pl.Float64,
}


def _sheet(answered: Mapping[str, pl.DataFrame], method: str | None) -> str:
    if method is not None and method not in SHEETS:
        raise unknown("method", method, SHEETS)
    if not answered:
        raise DataError("The sheets hold no judgement.")
    if method is None and len(answered) > 1:
        raise OptionError(
            f"There are judgements on several sheets ({', '.join(answered)}): choose a method of {', '.join(SHEETS)}."
        )
    name = next(iter(answered)) if method is None else SHEETS[method]
    if name not in answered:
        raise DataError(
            f"Method {method!r} needs the sheet {name!r}; there are judgements on {', '.join(answered)} only."
        )
    return name


def _check_siblings(frame: pl.DataFrame, parent_of: Mapping[str, str]) -> None:
    for expert, a, b in frame.select("expert", "item_a", "item_b").iter_rows():
        if parent_of[a] != parent_of[b]:
            raise DataError(
                f"Expert {expert!r} compares {a!r} (below {parent_of[a]!r}) with {b!r} (below {parent_of[b]!r})."
            )


_Judged = tuple[GroupWeights | PointWeights, str, list[dict[str, object]]]


def _comparisons(rows: pl.DataFrame, items: list[str], method: str | None, options: Mapping[str, Any]) -> _Judged:
    side = pl.col("more_important")
    unclear = rows.filter((pl.col("degree") != 1) & ~side.is_in(["a", "b"]).fill_null(False))
    if unclear.height:
        expert, a, b, said = unclear.select("expert", "item_a", "item_b", "more_important").row(0)
        raise DataError(f"Expert {expert!r} on {a!r} and {b!r}: more_important is {said!r}, it must be 'a' or 'b'.")
    judged = pl.when(side == "b").then(1 / pl.col("degree")).otherwise("degree")
    sheet = comparisons_from(rows.with_columns(judgement=judged), items=items)
    found = group_ahp(sheet.values, indicators=items, experts=sheet.experts, **options)
    doubtful = [
        _first(expert, ahp(sheet.values[sheet.experts.index(expert)], indicators=items))
        for expert in found.experts.filter(~pl.col("consistent"))["expert"]
    ]
    return found, "ahp", doubtful


def _best_worst(rows: pl.DataFrame, items: list[str], method: str | None, options: Mapping[str, Any]) -> _Judged:
    sheets: list[Sheet] = [
        points_from(rows.select("expert", indicator="item", points=column), items=items)
        for column in ("best_to_item", "item_to_worst")
    ]
    first, last = (sheet.values for sheet in sheets)
    people = sheets[0].experts
    found = group_bwm(first, last, indicators=items, experts=people, **options)
    doubtful = [
        _first(expert, bwm(first[k], last[k], indicators=items))
        for k, expert in enumerate(people)
        if found.experts["consistent"][k] is False
    ]
    return found, "bwm", doubtful


def _points(rows: pl.DataFrame, items: list[str], method: str | None, options: Mapping[str, Any]) -> _Judged:
    filled = rows.rename({"item": "indicator"}).with_columns(
        round=pl.col("round").fill_null(1) if "round" in rows.columns else pl.lit(1)
    )
    sheets = rounds_from(filled, items=items)
    if len(sheets) > 1 and method == "budget":
        raise OptionError(f"The points come from {len(sheets)} rounds: take method 'delphi', or keep one round.")
    if len(sheets) == 1 and method != "delphi":
        return group_points(sheets[0].values, indicators=items, experts=sheets[0].experts, **options), "budget", []
    rounds = [sheet.values for sheet in sheets]
    return delphi(rounds, indicators=items, experts=sheets[-1].experts, **options), "delphi", []


_PANELS = {"comparisons": _comparisons, "best_worst": _best_worst, "points": _points}


def _first(expert: str, found: JudgedWeights) -> dict[str, object]:
    worst = found.revise.row(0, named=True)
    ratio = None if np.isnan(found.consistency_ratio) else found.consistency_ratio
    return {"expert": expert, "consistency_ratio": ratio, **{name: worst[name] for name in list(REVISE)[3:]}}
