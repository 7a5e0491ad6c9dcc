"""The workbook in which experts judge: written with everything to be judged in it, and read back."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import polars as pl

from toolkit.errors import DataError, OptionError, did_you_mean, unknown
from toolkit.facts import plain
from toolkit.framework import Framework
from toolkit.tables import Tables
from toolkit.words import check_lang

SHEETS = {"ahp": "comparisons", "bwm": "best_worst", "budget": "points", "delphi": "points"}
"""Method -> the sheet that it is judged on."""
ITEMS = ("item_a", "item_b", "item")

GUIDE = {
    "zh": {
        "": (
            "督学：指标权重专家判断",
            "谁填：每位专家用一个代号（不写姓名），独立填写；一张表可有多位专家，也可各交一个文件。",
            "不改动标题，不合并单元格，不写公式；不作判断的行留空。",
            "填好后：duxue calibrate 文件名.xlsx。不一致的判断会被指出，请复核后再定权重。",
        ),
        "ahp": "每行比较两个项目：先选更重要的（甲或乙），再填程度 1 至 9。1 同等，3 稍重要，5 明显，7 强烈，9 极端重要。",
        "bwm": "先定最重要与最不重要的项目；左列填最重要者相对本项的程度（对自身填 1），右列填本项相对最不重要者的程度（对自身填 1）。",
        "budget": "把 100 分分给同一节点下的各项目，合计不为 100 时按比例计。",
        "delphi": "把 100 分分给同一节点下的各项目；每一轮复制一份并改轮次，看到上一轮结果后再填。",
    },
    "en": {
        "": (
            "Duxue: experts' judgements about weights",
            "Who: every expert under a code (no name), alone. A sheet may hold several experts, or each hands in a file.",
            "Leave the headers as they are; no merged cells, no formulas. Leave a row empty if you do not judge it.",
            "When done: duxue calibrate FILE.xlsx. It points at judgements that contradict each other: look at them again first.",
        ),
        "ahp": "Each row compares two items: say which matters more (a or b), and how much more, 1 to 9. "
        "1 equal, 3 moderate, 5 strong, 7 very strong, 9 extreme.",
        "bwm": "First settle the most and the least important item. Left column: how much more the most important matters than this one "
        "(1 for itself); right column: how much more this one matters than the least important (1 for itself).",
        "budget": "Give out 100 points to the items below the same node; other totals count by proportion.",
        "delphi": "Give out 100 points to the items below the same node; copy the rows for every further round, after seeing the last one.",
    },
}


def scored_children(framework: Framework, parent: str) -> list[str]:
    """Return the nodes below a parent that count: a gate (weight 0 in the framework) is not judged."""
    children = framework.children(parent)
    return [c for c, w in zip(children, framework.column("weight", children), strict=True) if w != 0]


def judgement_rows(
    framework: Framework,
    method: str,
    *,
    parents: Sequence[str] | None = None,
    experts: Sequence[str] = ("E1",),
    lang: str = "zh",
) -> pl.DataFrame:
    """Return the rows that experts fill in: every pair, or every item, below the parents (default: the root)."""
    if method not in SHEETS:
        raise unknown("method", method, SHEETS)
    asked: list[list[str]] = []
    for parent in parents or [framework.root]:
        if parent not in framework.parents:
            raise unknown("node with nodes below it", parent, framework.parents)
        asked.append([_spelling(framework, node, lang) for node in scored_children(framework, parent)])
    names = {"expert": pl.String}
    if method == "ahp":
        rows = [(e, a, b) for e in experts for items in asked for a, b in combinations(items, 2)]
        names |= {"item_a": pl.String, "item_b": pl.String}
    else:
        rows = [(e, item) for e in experts for items in asked if len(items) > 1 for item in items]  # type: ignore[misc]
        names |= {"item": pl.String}
    if not rows:
        raise OptionError("There is nothing to judge: fewer than two nodes that count, or no expert.")
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.with_columns(round=pl.lit(1, pl.Int64)) if method == "delphi" else frame


def write_judgements(
    path: str | os.PathLike[str],
    framework: Framework,
    method: str = "ahp",
    *,
    parents: Sequence[str] | None = None,
    experts: Sequence[str] = ("E1",),
    lang: str = "zh",
) -> Path:
    """Write the workbook in which experts judge: a guide, and a sheet with every pair or item, drop-downs and hints.

    Parameters
    ----------
    path : str or path
        Name of the .xlsx file. It appears whole or not at all.
    framework : Framework
        The tree whose weights are wanted.
    method : "ahp", "bwm", "budget" or "delphi"
        Pairwise comparisons, best-worst method, points, points in rounds.
    parents : sequence of str, optional
        Below which nodes; by default below the root, for the weights of the dimensions.
    experts : sequence of str
        Their codes.
    lang : "zh" or "en"
        Language of the workbook; `read_judgements` reads both.
    """
    from schemas import JUDGEMENTS
    from toolkit.template import write_workbook

    check_lang(lang)
    rows = judgement_rows(framework, method, parents=parents, experts=experts, lang=lang)
    name, said = SHEETS[method], GUIDE[lang]
    full = rows.with_columns(
        pl.lit(None, spec.dtype.type).alias(column)
        for column, spec in JUDGEMENTS[name].to_schema().columns.items()
        if column not in rows.columns and not (column == "round" and method == "budget")
    )
    title, who, *rest = said[""]
    guide = [title, who, str(said[method]), *rest]
    return write_workbook({name: full}, path, lang=lang, models={name: JUDGEMENTS[name]}, guide=guide)


def resolve_items(tables: Tables, framework: Framework) -> dict[str, pl.DataFrame]:
    """Turn the items of judgement sheets (ids or labels, in either language) into nodes; rows without a judgement are left out.

    Raises
    ------
    DataError
        Names that are no node, each with its place.
    """
    spelled = _spellings(framework)
    found, wrong = {}, []
    for name, frame in tables.items():
        columns = [c for c in ITEMS if c in frame.columns]
        answered = _answered(name, frame)
        for column in columns:
            for row in answered.arg_true().to_list():
                said = frame[column][row]
                if said is None or plain(said) not in spelled:
                    place = tables.places.get(name)
                    where = f"row {row}" if place is None else f"{place.file}, {place.sheet}, row {place.row_of(row)}"
                    wrong.append(f"{where}: {said!r}.{did_you_mean(str(said), spelled)}")
        if not wrong:
            found[name] = frame.filter(answered).with_columns(
                pl.col(c).map_elements(lambda text: spelled[plain(text)], return_dtype=pl.String) for c in columns
            )
    if wrong:
        more = f" And {len(wrong) - 5} more." if len(wrong) > 5 else ""
        raise DataError(f"No node of framework {framework.name!r} that counts: {' '.join(wrong[:5])}{more}")
    return found


def _answered(name: str, frame: pl.DataFrame) -> pl.Series:
    column = {"comparisons": "degree", "best_worst": "best_to_item", "points": "points"}[name]
    return frame[column].is_not_null()


def _spelling(framework: Framework, node: str, lang: str) -> str:
    """Return the label of a node, with its id where the label means another node as well."""
    label = framework.label(node, lang)
    return label if _spellings(framework).get(plain(label)) == node else f"{label} ({node})"


def _spellings(framework: Framework) -> Mapping[str, str]:
    """Return every id, label with id, and label that means one node only -> the node; gates and the root are not judged."""
    nodes = [child for parent in framework.parents for child in scored_children(framework, parent)]
    labels: dict[str, set[str]] = {}
    exact: dict[str, str] = {}
    for node in nodes:
        for label in (framework.label(node, "zh"), framework.label(node, "en")):
            labels.setdefault(plain(label), set()).add(node)
            exact[plain(f"{label} ({node})")] = node
    single = {text: next(iter(of)) for text, of in labels.items() if len(of) == 1}
    return single | exact | {plain(node): node for node in nodes}
