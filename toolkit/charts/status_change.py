"""Status and change: how many units stand where, and which way they move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._once import history_of
from toolkit.charts._palette import BAND, INK, VERMILLION
from toolkit.charts._rows import percent
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts._standards import choose_standard, default_note
from toolkit.defaults import empty
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

SHOWN = ("alert", "watch", "clear", "not_assessable")


def status_change_table(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> pl.DataFrame:
    """Return the counts of `toolkit.monitoring.change_matrix`: status, worse, unclear, better, not_comparable."""
    from toolkit.monitoring import change_matrix
    from toolkit.monitoring import status_change as against

    period, node = choose_standard(run, level, period, node, lang)
    history = history_of(run, level, node) if node is not None else empty("status_history")
    if not history.height:
        return change_matrix(pl.DataFrame(schema={"status": pl.String, "kind": pl.String}))
    return change_matrix(against(history, period=period, probability=run.study.flags.probability))


def status_change(
    run: ScoringRun,
    *,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw a table of counts: status in the rows, change since the round before in the columns."""
    table = status_change_table(run, level=level, period=period, node=node, lang=lang)
    why = default_note(run, level, period, node, lang)
    period, node = choose_standard(run, level, period, node, lang)
    since = next((p for p in reversed(run.periods) if p < period), "–")
    label = "–" if node is None else run.framework.label(node, lang)
    total = int(table.drop("status").to_numpy().sum())
    with sheet(
        run,
        ax,
        size=(WIDTH, 2.4),
        title=word("status_change", lang),
        subtitle=f"{period} · {label} · {word(f'n_{level}', lang, n=total)}",
        notes=[
            why,
            word("no_standards", lang)
            if node is None
            else word("status_change_note", lang, probability=percent(run.study.flags.probability)),
        ],
        lang=lang,
    ) as axes:
        _cells(axes, table, lang)
        axes.set_xlabel(word("change_axis", lang, since=since))
        axes.set_ylabel(word("status_axis", lang))
    return axes


def _cells(ax: Axes, table: pl.DataFrame, lang: str) -> None:
    from matplotlib.patches import Rectangle

    kinds = table.columns[1:]
    ax.set_xlim(-0.5, len(kinds) - 0.5)
    ax.set_ylim(len(SHOWN) - 0.5, -0.5)
    ax.set_xticks(range(len(kinds)), [word(f"change.{k}", lang) for k in kinds])
    ax.set_yticks(range(len(SHOWN)), [word(f"status.{s}", lang) for s in SHOWN])
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    for y, status in enumerate(SHOWN):
        for x, kind in enumerate(kinds):
            number = int(table.filter(status=status)[kind][0])
            worrying = status in ("alert", "watch") and kind in ("worse", "unclear") and number > 0
            ax.add_patch(
                Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=BAND if number else "#F6F6F6",
                          edgecolor=VERMILLION if worrying else "white", linewidth=1.6)
            )  # fmt: skip
            ax.text(x, y, str(number), ha="center", va="center", color=INK, fontsize=11 if number else 9)


def status_change_alt(
    run: ScoringRun, *, level: str = "group", period: str | None = None, node: str | None = None, lang: str = "zh"
) -> str:
    """Say in a sentence how many need a look, and which way they move."""
    table = status_change_table(run, level=level, period=period, node=node, lang=lang)
    period, node = choose_standard(run, level, period, node, lang)
    low = table.filter(pl.col("status").is_in(["watch", "alert"])).drop("status").sum()
    return word(
        "status_change_alt",
        lang,
        period=period,
        node="–" if node is None else run.framework.label(node, lang),
        low=int(low.sum_horizontal()[0]),
        worse=int(low["worse"][0]),
        better=int(low["better"][0]),
        missing=int(table.filter(status="not_assessable").drop("status").to_numpy().sum()),
    )
