"""An explanation as text for the command line and the notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.explain import Explanation


def explain_text(explanation: Explanation, lang: str = "zh") -> str:
    """Return the explanation: the score and how sure it is, the dimensions, what drives it, flags, gaps."""
    run = explanation.run
    name = run.name(explanation.unit_id, lang, level=explanation.level)
    head = f"{name} ({explanation.unit_id}) · {explanation.period}"
    parts = [head, *_marks(explanation, lang), "", *_scores(explanation, lang)]
    parts += ["", *_bundle(explanation, lang)] if explanation.bundled.height else []
    parts += ["", *_drivers(explanation, lang), "", *_flags(explanation, lang)]
    return "\n".join(parts)


def _marks(explanation: Explanation, lang: str) -> list[str]:
    run = explanation.run
    return [*([word("synthetic", lang)] if run.synthetic else []), f"{word('fingerprint', lang)} {run.fingerprint}"]


def _scores(explanation: Explanation, lang: str) -> list[str]:
    run = explanation.run
    order = [run.framework.root, *run.framework.dimensions]
    rows = {row["node"]: row for row in explanation.score.iter_rows(named=True)}
    lines = []
    for node in [n for n in order if n in rows]:
        row = rows[node]
        label = run.framework.label(node, lang)
        if row["score"] is None:
            lines.append(f"  {label}: {word('not_assessable', lang)} ({word('coverage', lang)} {row['coverage']:.0%})")
            continue
        lines.append(
            f"  {label}: {row['score']:.1f} {_standing(row, lang)}, {word('coverage', lang)} {row['coverage']:.0%}"
        )
    return lines


def _standing(row: dict[str, Any], lang: str) -> str:
    """Interval and rank; what is counted in full, or of unknown error, has no interval to show."""
    if not row["se"]:
        return word("explain_rank_exact" if row["se"] == 0 else "explain_rank_unknown", lang, rank=row["rank"])
    rank = word("explain_rank", lang, rank=row["rank"], lower=row["rank_lower"], upper=row["rank_upper"])
    return f"[{row['lower']:.1f}, {row['upper']:.1f}] {rank}"


def _bundle(explanation: Explanation, lang: str) -> list[str]:
    run = explanation.run
    row = explanation.bundled.filter(pl.col("node") == explanation.node).row(0, named=True)
    numbers = {
        k: "–" if row[k] is None else f"{row[k]:.1f}" for k in ("lead_score", "weakest_score", "spread", "change")
    }
    names = {k: run.name(row[k], lang, level="school") if row[k] else "–" for k in ("lead_id", "weakest_id")}
    return [
        word("explain_bundle", lang, n=row["members"] or 0, missing=row["members_missing"] or 0),
        *_unweighted(explanation, lang),
        f"  {word('lead', lang)}: {names['lead_id']} {numbers['lead_score']}",
        f"  {word('weakest', lang)}: {names['weakest_id']} {numbers['weakest_score']}",
        f"  {word('spread', lang)}: {numbers['spread']}",
        f"  {word('explain_change', lang, period=run.base_period)}: {numbers['change']}",
    ]


def _unweighted(explanation: Explanation, lang: str) -> list[str]:
    members = explanation.run.members.filter(period=explanation.period, group_id=explanation.unit_id)
    left_out = members.filter((pl.col("weight") > 0).fill_null(False).not_())["school_id"].sort()
    said = [f"{explanation.run.name(school, lang, level='school')} ({school})" for school in left_out]
    return [f"  {word('explain_unweighted', lang, names=', '.join(said))}"] if said else []


def _drivers(explanation: Explanation, lang: str, most: int = 5) -> list[str]:
    run = explanation.run
    table = explanation.indicators.filter(pl.col("against_peers").is_not_null() & (pl.col("effective_weight") != 0))
    ordered = table.sort("against_peers", "indicator")
    lines = [word("explain_drivers", lang)]
    for row in [
        *ordered.head(most).iter_rows(named=True),
        *ordered.tail(min(most, max(0, ordered.height - most))).iter_rows(named=True),
    ]:
        label = run.framework.label(row["indicator"], lang)
        filled = word("explain_filled", lang)
        value = filled if row["value"] is None else f"{row['value']:.1f} {row['unit'] or ''}"
        lines.append(f"  {row['against_peers']:+6.2f}  {row['indicator']:<4} {label}: {value}")
    missing = explanation.indicators.filter(pl.col("value").is_null())["indicator"].to_list()
    return [*lines, *([word("explain_missing", lang, names=", ".join(missing))] if missing else [])]


def _flags(explanation: Explanation, lang: str) -> list[str]:
    said = explanation.flags.filter(pl.col("outcome") != "clear")
    if not said.height:
        return [word("explain_no_flags", lang)]
    column = "reason" if lang == "zh" else "message"
    lines = [f"  [{word('outcome.' + row['outcome'], lang)}] {row[column]}" for row in said.iter_rows(named=True)]
    return [word("explain_flags", lang), *lines]
