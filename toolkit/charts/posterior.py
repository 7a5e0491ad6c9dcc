"""Posterior against the standard: what is known of each unit, and how likely it truly misses the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.charts._choose import everyone, names
from toolkit.charts._names import labels
from toolkit.charts._once import below_standard_of
from toolkit.charts._palette import BLUE, FAINT, INK, QUIET, VERMILLION
from toolkit.charts._rows import legend_above, name_rows, percent, rows_height, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts._standards import certainty, choose_standard, default_note, value_label
from toolkit.matrix import to_array, to_column
from toolkit.words import listed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

TOP = 30


def posterior_table(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int = TOP,
) -> pl.DataFrame:
    """Return a row a unit, most probably below first, with value, se, n, standard, probability, outcome, shown.

    Also unit_id, name, mean, lower and upper. Value, standard, probability and outcome are those of rule `below_standard`; mean, lower and upper are the posterior
    under `flags.prior` with `study.coverage`. What can't be judged comes last and is not shown.
    """
    from scipy.special import ndtri

    from toolkit.flags._posterior import posterior_moments

    period, node = choose_standard(run, level, period, node, lang)
    every = below_standard_of(run).filter(pl.col("node").eq_missing(node or "\0"), level=level, period=period)
    y, s = to_array(every.select("estimate", "se")).T
    mean, variance = posterior_moments(y, s, run.study.flags.prior)
    half = float(ndtri((1 + run.study.coverage) / 2)) * np.sqrt(variance)
    columns = {"mean": mean, "lower": mean - half, "upper": mean + half}
    rows = every.with_columns(to_column(name, np.round(array, 10)) for name, array in columns.items())
    rows = rows.join(names(run, level, lang), on="unit_id", how="left").with_columns(
        pl.col("name").fill_null(pl.col("unit_id"))
    )
    rows = rows.sort("probability", "unit_id", descending=[True, False], nulls_last=True)
    judged = pl.col("probability").is_not_null()
    return rows.with_columns(shown=judged & (pl.int_range(pl.len()) < top)).select(
        "unit_id",
        "name",
        "se",
        "n",
        "mean",
        "lower",
        "upper",
        "probability",
        "outcome",
        "shown",
        value="estimate",
        standard="reference",
    )


def posterior(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int = TOP,
    ax: Axes | None = None,
) -> Axes:
    """Draw what was measured, what is known, and the standard, most probably below on top.

    Examples
    --------
    >>> ax = posterior(run, node="C1", level="school", lang="en")  # doctest: +SKIP
    """
    table = posterior_table(run, level=level, period=period, node=node, lang=lang, top=top)
    why = default_note(run, level, period, node, lang)
    period, node = choose_standard(run, level, period, node, lang)
    shown = table.filter("shown")
    label = "–" if node is None else run.framework.label(node, lang)
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(shown.height)),
        title=word("posterior", lang),
        subtitle=f"{period} · {label} · {word(f'n_{level}', lang, n=shown.height)}",
        notes=[why, *_notes(run, table, node, lang)],
        lang=lang,
    ) as axes:
        name_rows(axes, labels(shown["name"].to_list(), shown["unit_id"].to_list(), among=everyone(run, level, lang)))
        _draw(axes, shown, run.study.coverage, lang)
        told = [certainty(p) for p in shown["probability"]]
        cases = ["–" if n is None else str(n) for n in shown["n"]]
        side_columns(axes, {word("posterior_p", lang): told, word("posterior_n", lang): cases})
        if node is not None:
            axes.set_xlabel(value_label(run, node, lang))
    return axes


def _draw(ax: Axes, shown: pl.DataFrame, coverage: float, lang: str) -> None:
    rows = shown.with_columns(row=pl.int_range(pl.len()))
    if not rows.height:
        return
    flagged = pl.col("outcome") == "flagged"
    ax.hlines(rows["row"].to_list(), rows["lower"].to_list(), rows["upper"].to_list(), color=FAINT, linewidth=1.8)
    raw = ax.scatter(
        rows["value"].to_list(), rows["row"].to_list(), s=16, facecolors="white", edgecolors=QUIET, zorder=2,
        label=word("posterior_raw", lang),
    )  # fmt: skip
    marks = [raw]
    for part, colour, marker, text in (
        (rows.filter(~flagged), BLUE, "o", word("posterior_mark", lang, level=percent(coverage))),
        (rows.filter(flagged), VERMILLION, "D", word("posterior_flagged", lang)),
    ):
        if part.height:
            marks.append(
                ax.scatter(part["mean"].to_list(), part["row"].to_list(), s=24, marker=marker, color=colour, edgecolors=INK,
                           linewidths=0.6, zorder=3, label=text)
            )  # fmt: skip
    at = rows["row"].to_numpy()
    lines = ax.vlines(
        rows["standard"].to_list(), at - 0.5, at + 0.5, color=INK, linewidth=1.4, label=word("posterior_standard", lang)
    )
    legend_above(ax, [*marks, lines])


def _notes(run: ScoringRun, table: pl.DataFrame, node: str | None, lang: str) -> list[str]:
    if node is None:
        return [word("no_standards", lang)]
    judged = table.filter(pl.col("probability").is_not_null())
    missing = table.filter(pl.col("probability").is_null())
    hidden = judged.height - table.filter("shown").height
    listing = listed(labels(missing["name"].to_list(), missing["unit_id"].to_list(), 14, table["name"].to_list()), lang)
    return [
        word("intervals_line", lang, level=percent(run.study.coverage)),
        word("posterior_note", lang, threshold=percent(run.study.flags.probability)),
        word("not_shown", lang, n=hidden) if hidden else "",
        word("not_assessable_list", lang, n=missing.height, names=listing) if missing.height else "",
    ]


def posterior_alt(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> str:
    """Say in a sentence how many are flagged, and for whom it is most probable."""
    table = posterior_table(run, level=level, period=period, node=node, lang=lang)
    period, node = choose_standard(run, level, period, node, lang)
    judged = table.filter(pl.col("probability").is_not_null())
    return word(
        "posterior_alt",
        lang,
        period=period,
        node="–" if node is None else run.framework.label(node, lang),
        units=word(f"n_{level}", lang, n=judged.height),
        flagged=table.filter(outcome="flagged").height,
        missing=table.height - judged.height,
        worst=judged["name"][0] if judged.height else "–",
        p=certainty(judged["probability"][0]) if judged.height else "–",
    )
