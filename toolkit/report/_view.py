"""What every section needs: the run, the language, and what the report is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts import CHARTS, alt_text
from toolkit.charts._choose import names, scored
from toolkit.charts._saving import main_level
from toolkit.report._cells import anchor, cell, name
from toolkit.report.blocks import Cell, Figure
from toolkit.words import listed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun

MOST_TRACED = 300
"""Units up to which a report holds, for each, the table from its score to its data; the workbook of the run holds all."""


@dataclass(frozen=True)
class View:
    """A run seen in a language: the latest period, one level, the root node.

    `level` is by default the one that the run is about: groups where there are any, else the first of the other levels.
    """

    run: ScoringRun
    lang: str
    at: str = ""

    @property
    def level(self) -> str:
        """The level that is told of."""
        return self.at or main_level(self.run)

    @property
    def period(self) -> str:
        """The latest period."""
        return self.run.latest

    @property
    def unit(self) -> str:
        """The word for a unit of the level."""
        return self.say(self.level)

    @cached_property
    def scores(self) -> pl.DataFrame:
        """Scores of the root, best first, with names."""
        return scored(self.run, self.level, self.period, self.run.framework.root, self.lang)

    @cached_property
    def flags(self) -> pl.DataFrame:
        """Flags of the level in the period."""
        return self.run.flags.filter(level=self.level, period=self.period)

    def unlike(self, before: str) -> list[str]:
        """Say which indicators count now and had no value of any unit in an earlier period; nothing where there are none."""
        counts = self.run.weights.filter(pl.col("weight") > 0)["node"].implode()
        known = pl.col("value").is_not_null() | (pl.col("status") == "suppressed")
        held = self.run.values.filter(known, pl.col("indicator").is_in(counts), level=self.level)
        now, then = (set(held.filter(period=period)["indicator"]) for period in (self.period, before))
        names = [self.label(indicator) for indicator in self.run.framework.indicators if indicator in now - then]
        return [self.say("change_unlike", before=before, names=listed(names, self.lang))] if names else []

    @cached_property
    def _traced(self) -> bool:
        return self.scores.height <= MOST_TRACED

    def traced(self, unit_id: str) -> str:
        """Return the anchor of the table from the score of a unit to its data; empty where the report has none."""
        return anchor("from", unit_id) if self._traced else ""

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        return {
            (level, unit): text
            for level in {"school", self.level}
            for unit, text in names(self.run, level, self.lang).select("unit_id", "name").iter_rows()
        }

    @property
    def z(self) -> float:
        """Standard errors in half of an interval."""
        from statistics import NormalDist

        return NormalDist().inv_cdf((1 + self.run.study.coverage) / 2)

    def moved(self, row: dict[str, Any]) -> Cell:
        """Return the change in a row (`change`, `change_se`), with half of its interval where that is known."""
        known = row["change"] is not None and row["change_se"] is not None
        parts = cell(row["change"], "signed"), cell(row["change_se"] * self.z if known else None, "points")
        return Cell(f"{parts[0]} ±{parts[1]}" if known else parts[0], parts=parts)

    @property
    def ends(self) -> tuple[str, str]:
        """Columns that a spreadsheet has for an interval."""
        return self.say("col_lower"), self.say("col_upper")

    @property
    def places(self) -> tuple[str, str, str]:
        """Columns that a spreadsheet has for a rank."""
        return self.say("col_place_of"), self.say("col_place_best"), self.say("col_place_worst")

    @property
    def named(self) -> tuple[str, str]:
        """Columns that a spreadsheet has for a school with its score."""
        return self.say("col_weakest"), self.say("col_weakest_score")

    @property
    def halves(self) -> tuple[str, str]:
        """Columns that a spreadsheet has for a change."""
        return self.say("col_change"), self.say("col_half")

    @property
    def same(self) -> tuple[str, str]:
        """Columns that a spreadsheet has for the change of the same schools."""
        return self.say("col_same_change"), self.say("col_same_number")

    def say(self, key: str, **values: Any) -> str:
        """Return a word in the language of the report."""
        return word(key, self.lang, **values)

    def name(self, unit_id: str | None, level: str | None = None) -> str:
        """Return the name of a unit of the level (or of schools, by `level`), its id where it has none."""
        return name(None if unit_id is None else self._names.get((level or self.level, unit_id), unit_id))

    def stage(self, stage: str) -> str:
        """Return the word for a stage of schooling."""
        from schemas.choices import CHOICES

        zh, en = CHOICES["stage"].get(stage, (stage, stage))
        return zh if self.lang == "zh" else en

    def label(self, node: str) -> str:
        """Return the label of a node."""
        return name(self.run.framework.label(node, self.lang))

    def figure(self, chart: str, **options: Any) -> Figure:
        """Return a chart of the run as a figure. `top`, `bottom` and `dense` are about the drawing, never the sentence about it."""
        draw: Callable[..., Axes] = CHARTS[chart]
        said = {key: value for key, value in options.items() if key not in {"top", "bottom", "dense"}}
        alt = alt_text(self.run, chart, self.lang, **said)
        return Figure(f"chart-{chart}", self.say(chart), alt, lambda: draw(self.run, lang=self.lang, **options))
