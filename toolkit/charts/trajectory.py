"""Trajectory: the scores of one unit over the rounds with their intervals, and what supervision did in between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._choose import choose, scored
from toolkit.charts._palette import BAND, BLUE, FAINT, GRID, INK, QUIET
from toolkit.charts._rows import legend_above, percent, points, score_label
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import unknown
from toolkit.periods import end, start
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun
    from toolkit.supervision import Event

HEIGHT = 3.2
MOST = 12
"""Events that are listed below the chart; the rest is counted."""


def trajectory_table(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    node: str | None = None,
    events: Iterable[Event] | None = None,
    lang: str = "zh",
) -> pl.DataFrame:
    """Return a row a round (score, lower, upper, and median of the level) and a row an event, in the order of their place.

    Columns: kind (round or event), period, at, date, text, score, lower, upper, median. `at` counts rounds from 0; an event
    stands between start and end of its round (round i: i - 1/2 to i + 1/2); one outside all rounds is left out.

    Parameters
    ----------
    unit_id : str, optional
        Which unit; by default the one whose score changed most.
    events : iterable of toolkit.supervision.Event, optional
        Of a store; those of the group, or of the school, are taken, without entries of other schools.
    """
    _, node = choose(run, level, None, node, lang)
    chosen = _unit(run, unit_id, level, node)
    rounds = [
        ("round", period, float(place), None, period, *_score(run, level, period, node, chosen, lang))
        for place, period in enumerate(run.periods)
    ]
    marked = [
        ("event", *where, event.date, _words(event, lang), None, None, None, None)
        for event in sorted(events or (), key=lambda e: e.date)
        if _about(event, chosen, level) and (where := _place(run, event)) is not None
    ]
    types = [pl.String, pl.String, pl.Float64, pl.Date, pl.String, *[pl.Float64] * 4]
    columns = ["kind", "period", "at", "date", "text", "score", "lower", "upper", "median"]
    return pl.DataFrame([*rounds, *marked], schema=dict(zip(columns, types, strict=True)), orient="row")


def _unit(run: ScoringRun, unit_id: str | None, level: str, node: str) -> str:
    rows = run.scores.filter(level=level, node=node).sort("unit_id", "period")
    if unit_id is not None:
        if unit_id not in rows["unit_id"]:
            raise unknown(level, unit_id, rows["unit_id"].unique().sort())
        return unit_id
    known = (
        rows.drop_nulls("score").group_by("unit_id").agg(moved=(pl.col("score").last() - pl.col("score").first()).abs())
    )
    order = known.sort("moved", "unit_id", descending=[True, False])
    return str(order["unit_id"][0] if order.height else rows["unit_id"][0])


def _score(run: ScoringRun, level: str, period: str, node: str, unit: str, lang: str) -> tuple[float | None, ...]:
    rows = scored(run, level, period, node, lang)
    own = rows.filter(unit_id=unit)
    middle = rows["score"].drop_nulls().sort().median()
    values = (None,) * 3 if not own.height else own.select("score", "lower", "upper").row(0)
    return (*values, None if middle is None else float(middle))  # type: ignore[arg-type]


def _about(event: Event, unit: str, level: str) -> bool:
    if level == "school":
        return event.school == unit
    return (event.group == unit and event.machine != "membership") or (
        event.group == unit and event.kind.startswith("card")
    )


def _place(run: ScoringRun, event: Event) -> tuple[str, float] | None:
    for place, period in enumerate(run.periods):
        first, last = start(period), end(period)
        if first <= event.date <= last:
            return period, place - 0.5 + (event.date - first).days / ((last - first).days + 1)
    return None


def _words(event: Event, lang: str) -> str:
    from toolkit.supervision import KINDS

    kind = KINDS[event.kind]
    return " ".join(part for part in (kind.zh if lang == "zh" else kind.en, event.school, event.item) if part)


def trajectory(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    node: str | None = None,
    events: Iterable[Event] | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw scores over the rounds with intervals; numbered strokes are events of supervision, listed below.

    Examples
    --------
    >>> ax = trajectory(run, "G099", events=store.events(), lang="en")  # doctest: +SKIP
    """
    _, node = choose(run, level, None, node, lang)
    table = trajectory_table(run, unit_id, level=level, node=node, events=events, lang=lang)
    unit = _unit(run, unit_id, level, node)
    marks = table.filter(kind="event")
    name = run.name(unit, lang, level=level)
    with sheet(
        run,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("trajectory", lang, name=name),
        subtitle=f"{run.periods[0]} – {run.latest} · {run.framework.label(node, lang)}",
        notes=[word("trajectory_note", lang, level=percent(run.study.coverage)), *_listed(marks, lang)],
        lang=lang,
    ) as axes:
        _rounds(axes, table.filter(kind="round"), word(level, lang), lang)
        _events(axes, marks)
        axes.set_xlim(-0.5, len(run.periods) - 0.5)
        axes.set_xticks(range(len(run.periods)), run.periods)
        axes.set_ylabel(score_label(run, lang))
        axes.grid(axis="y", color=GRID, linewidth=0.7)
    return axes


def _rounds(ax: Axes, rounds: pl.DataFrame, unit: str, lang: str) -> None:
    known, spans = rounds.drop_nulls("score"), rounds.drop_nulls("lower")
    middle = rounds.drop_nulls("median")
    peers = ax.plot(
        middle["at"].to_list(),
        middle["median"].to_list(),
        color=QUIET,
        linestyle="--",
        linewidth=1.0,
        label=word("trajectory_median", lang),
    )
    x, low, high = (spans[name].to_list() for name in ("at", "lower", "upper"))
    if x:
        ax.fill_between(x, low, high, color=BAND, zorder=1)
        ax.vlines(x, low, high, color=BLUE, linewidth=1.4, zorder=2)
    own = ax.plot(
        known["at"].to_list(),
        known["score"].to_list(),
        color=BLUE,
        marker="o",
        markersize=6,
        linewidth=1.8,
        zorder=3,
        label=word("trajectory_own", lang, unit=unit),
    )
    legend_above(ax, [*own, *peers])


def _days(marks: pl.DataFrame) -> list[tuple[float, str]]:
    """Gather the events of one day: place, and what is said of them."""
    days = marks.group_by("date", maintain_order=True).agg(pl.col("at").first(), pl.col("text"))
    return [(at, f"{date} {', '.join(texts)}") for date, at, texts in days.iter_rows()]


def _events(ax: Axes, marks: pl.DataFrame) -> None:
    """Write numbers for the days with events above the lines; days close to one another stand at three heights in turn."""
    low, high = ax.get_ylim()
    if marks.height:
        ax.set_ylim(low, high + 0.36 * (high - low))
    for place, (at, _) in enumerate(_days(marks)[:MOST]):
        ax.axvline(at, color=INK, linewidth=0.7, linestyle=":", zorder=0)
        ax.text(at, 0.97 - 0.085 * (place % 3), str(place + 1), transform=ax.get_xaxis_transform(), ha="center", va="top",
                fontsize=8, color=INK, zorder=5,
                bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": FAINT, "linewidth": 0.7})  # fmt: skip


def _listed(marks: pl.DataFrame, lang: str) -> list[str]:
    days = _days(marks)
    lines = [f"({number}) {text}" for number, (_, text) in enumerate(days[:MOST], 1)]
    more = [word("not_shown", lang, n=len(days) - MOST)] if len(days) > MOST else []
    return [word("clause", lang).join(lines), *more] if lines else []


def trajectory_alt(
    run: ScoringRun,
    unit_id: str | None = None,
    *,
    level: str = "group",
    node: str | None = None,
    events: Iterable[Event] | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence how the score went and how many events there were."""
    _, node = choose(run, level, None, node, lang)
    table = trajectory_table(run, unit_id, level=level, node=node, events=events, lang=lang)
    rounds = table.filter(kind="round")
    parts = [f"{period} {points(score)}" for period, score in rounds.select("period", "score").iter_rows()]
    name = run.name(_unit(run, unit_id, level, node), lang, level=level)
    return word("trajectory_alt", lang, name=name, parts=", ".join(parts), n=table.height - rounds.height)
