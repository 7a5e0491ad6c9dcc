"""What every section needs: the run, the language, and what the report is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.charts import CHARTS, alt_text
from toolkit.charts._choose import names, scored
from toolkit.charts._rows import points
from toolkit.charts._saving import main_level
from toolkit.report._cells import name, signed
from toolkit.report.blocks import Figure
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class View:
    """A run seen in a language: the latest period, the level the run is about, the root node."""

    run: ScoringRun
    lang: str

    @cached_property
    def level(self) -> str:
        """Groups where there are any, else the first of the other levels."""
        return main_level(self.run)

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

    def moved(self, row: dict[str, Any]) -> str:
        """Return the change in a row of `bundled`, with half of its interval where that is known."""
        known = row["change"] is not None and row["change_se"] is not None
        return signed(row["change"]) + (f" ±{points(row['change_se'] * self.z)}" if known else "")

    def say(self, key: str, **values: Any) -> str:
        """Return a word in the language of the report."""
        return word(key, self.lang, **values)

    def name(self, unit_id: str | None, level: str | None = None) -> str:
        """Return the name of a unit of the level (or of schools, by `level`), its id where it has none."""
        return name(None if unit_id is None else self._names.get((level or self.level, unit_id), unit_id))

    def label(self, node: str) -> str:
        """Return the label of a node."""
        return name(self.run.framework.label(node, self.lang))

    def figure(self, chart: str, **options: Any) -> Figure:
        """Return a chart of the run as a figure. `top`, `bottom` and `dense` are about the drawing, never the sentence about it."""
        draw: Callable[..., Axes] = CHARTS[chart]
        said = {key: value for key, value in options.items() if key not in {"top", "bottom", "dense"}}
        alt = alt_text(self.run, chart, self.lang, **said)
        return Figure(f"chart-{chart}", self.say(chart), alt, lambda: draw(self.run, lang=self.lang, **options))
