"""`ScoringRun`: the result tables of a run, its ledger and its manifest. Frozen; nothing in it is ever changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.defaults import empty
from toolkit.errors import OptionError, unknown
from toolkit.framework import Framework
from toolkit.matrix import Matrix, to_long
from toolkit.study import Study
from toolkit.tables import frame_hash

DIGITS = 12
"""Significant digits that count in the fingerprint: the last bits of a sum differ between machines."""


@dataclass(frozen=True, repr=False)
class ScoringRun:
    """What a study found.

    Attributes
    ----------
    study, framework : Study, Framework
        The choices and the tree.
    units, members, values, weights, scores, flags, findings, ledger : polars.DataFrame
        Tables as in `schemas.derived`.
    bundled : polars.DataFrame
        Bundled judgement of every group: level, lead, weakest member, spread, change.
    standards : polars.DataFrame
        level, unit_id, period, indicator, standard: what each unit is measured against.
    treated : polars.DataFrame
        Filled gaps and treated outliers, cell by cell (schemas.derived.Treated); `values` stay as they were measured.
    learned : polars.DataFrame
        Parameters of imputer, treatment and normalisers: indicator, method, parameter, value.
    matrix : Matrix
        Normalised values of units x indicators.
    about : mapping
        What the data set says of itself.
    inputs : mapping
        Table -> SHA-256 of its content.
    """

    study: Study
    framework: Framework
    units: pl.DataFrame
    members: pl.DataFrame
    values: pl.DataFrame
    weights: pl.DataFrame
    scores: pl.DataFrame
    flags: pl.DataFrame
    bundled: pl.DataFrame
    standards: pl.DataFrame
    findings: pl.DataFrame
    ledger: pl.DataFrame
    learned: pl.DataFrame
    matrix: Matrix
    clipped: NDArray[np.bool_]
    base_period: str
    about: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    treated: pl.DataFrame = field(default_factory=lambda: empty("treated"))
    gates: pl.DataFrame = field(default_factory=lambda: empty("gates"))
    """Obligations met or missed (schemas.derived.Gates), beside the scores and never inside them."""
    saved: Mapping[str, Any] | None = None
    """The manifest of the run folder that this run was read from: its words count, not those of the code of today."""
    view: Literal["full", "published", "internal"] = "full"
    """`published`: without what may not be published; `internal`: with it, and marked so on every page (toolkit/disclosure)."""
    full: ScoringRun | None = None
    """The run behind a published view; never written to a file."""

    @cached_property
    def normalised(self) -> pl.DataFrame:
        """Normalised values, long (schemas.derived.Normalised); units without a value have no row."""
        se = self.matrix.se if self.matrix.se is not None else np.full(self.matrix.values.shape, np.nan)
        long = to_long(self.matrix, "normalised", {"se": se, "clipped": self.clipped.astype(np.float64)})
        return long.with_columns(pl.col("clipped").cast(pl.Boolean))

    @cached_property
    def drawn_from(self) -> dict[tuple[str, ...], Any]:
        """What charts of this run share, each put here by the first that needs it (toolkit/charts/_once.py)."""
        return {}

    @cached_property
    def periods(self) -> list[str]:
        """The periods, in order."""
        return self.scores["period"].unique().sort().to_list()

    @property
    def latest(self) -> str:
        """The last period."""
        return self.periods[-1]

    @cached_property
    def levels(self) -> list[str]:
        """The levels that have scores."""
        return self.scores["level"].unique().sort().to_list()

    @property
    def synthetic(self) -> bool:
        """Whether the data set declares itself synthetic."""
        return str(self.about.get("synthetic", "")).lower() in {"true", "1", "yes", "是"}

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits of a SHA-256 over choices, inputs, framework, values, what was learned, weights and scores.

        Printed on every output. The version of the code counts too.
        """
        from toolkit import __version__

        if self.saved is not None:
            return str(self.saved["fingerprint"])
        parts = {
            "version": __version__,
            "study": self.study.describe(),
            "framework": frame_hash(self.framework.table()),
            "inputs": dict(self.inputs),
            "values": frame_hash(self.values),
            "base_period": self.base_period,
            "learned": frame_hash(self.learned.with_columns(pl.col("value").round_sig_figs(DIGITS))),
            "weights": frame_hash(self.weights.with_columns(pl.col(pl.Float64).round_sig_figs(DIGITS))),
            "scores": frame_hash(self.scores),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Everything needed to recompute the run: see toolkit/manifest.py."""
        from toolkit.manifest import manifest

        return manifest(self) if self.saved is None else dict(self.saved)

    def name(self, unit_id: str, lang: str = "zh", *, level: str | None = None) -> str:
        """Return the name of a unit, or its id where it has none; an id of several levels needs `level`."""
        rows = self.units.filter(pl.col("unit_id") == unit_id)
        if level is None and rows["level"].n_unique() > 1:
            raise self._ambiguous(unit_id, rows["level"].unique().sort().to_list())
        rows = rows if level is None else rows.filter(pl.col("level") == level)
        return str(rows["name_zh" if lang == "zh" else "name_en"][0]) if rows.height else unit_id

    def level_of(self, unit_id: str) -> str:
        """Return the level of a unit.

        An unknown id is an error with the nearest one, a name one with the ids of that name, an id of several levels another.
        """
        levels = self.scores.filter(pl.col("unit_id") == unit_id)["level"].unique().sort().to_list()
        if not levels:
            named = pl.any_horizontal(pl.col("name_zh", "name_en").str.contains(unit_id, literal=True))
            same = self.units.filter(named) if unit_id else self.units.clear()
            if same.height:
                ids = ", ".join(f"{row['unit_id']} ({row['name_zh']})" for row in same.head(10).iter_rows(named=True))
                raise OptionError(f"{unit_id!r} is a name, not an id. Give the id: {ids}.")
            raise unknown("unit", unit_id, self.scores["unit_id"].unique().sort())
        if len(levels) > 1:
            raise self._ambiguous(unit_id, levels)
        return str(levels[0])

    def _ambiguous(self, unit_id: str, levels: list[str]) -> OptionError:
        both = " and ".join(f"the {level} {self.name(unit_id, 'en', level=level)!r}" for level in levels)
        return OptionError(
            f"{unit_id!r} names {both}: say which by the level ({' or '.join(levels)}), on the command line by --level."
        )

    def save(self, folder: str | Path, *, lang: str | None = None, charts: bool = True) -> Path:
        """Write a run folder below `folder` and return its path (see toolkit/save.py)."""
        from toolkit.save import save

        return save(self, folder, lang=lang, charts=charts)

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{row[1]} {row[0]}s"
            for row in self.scores.group_by("level").agg(pl.col("unit_id").n_unique()).sort("level").iter_rows()
        )
        flagged = self.flags.filter(pl.col("outcome") == "flagged").height if self.flags.height else 0
        mark = " SYNTHETIC" if self.synthetic else ""
        return f"ScoringRun {self.fingerprint}{mark}: {counts}; periods {self.periods[0]} to {self.latest}; {flagged} flags"
