"""Everything that panel.js works on, as JSON can hold it. No row of a person and no raw table goes in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.charts._choose import choose, names
from toolkit.charts._names import clean
from toolkit.charts._saving import main_level
from toolkit.charts._sheet import footer
from toolkit.matrix import Array, Matrix
from toolkit.panel.choices import Offer, Option, aggregators, computed_as, normalisers
from toolkit.panel.flags import flag_content
from toolkit.panel.packed import cells, packed
from toolkit.panel.study_file import study_lines
from toolkit.panel.weights import MARK, gates, start_weights
from toolkit.words import WORDS, label_of, word

if TYPE_CHECKING:
    from toolkit.run import FittedStudy, Prepared
    from toolkit.scoring_run import ScoringRun

UI = "whatif_ui_"
TEXTS = ("label_zh", "label_en", "unit", "authority", "note")
"""Cells of the framework that people write: an exported one never starts a formula."""


@dataclass(frozen=True)
class Field:
    """What one panel shows: the units of one level in one period, every choice fitted."""

    run: ScoringRun
    lang: str
    level: str
    period: str
    withheld: int = 0
    """Values left out because they may not be published."""
    source: ScoringRun | None = None
    """The run whose name the panel bears, where `run` is that run without such values."""

    @cached_property
    def prepared(self) -> Prepared:
        """Values of the whole run, as the engine lays them out."""
        from toolkit.run import prepare

        return prepare(self.run.values, self.run.framework, self.run.members)

    @cached_property
    def offer(self) -> Offer:
        """The normalisers on offer."""
        return normalisers(self.run, self.prepared)

    @cached_property
    def aggregators(self) -> list[Option]:
        """The aggregators on offer."""
        return aggregators(self.run)

    @cached_property
    def start(self) -> dict[str, float]:
        """The weights at which the panel starts."""
        return start_weights(self.run)

    @cached_property
    def rows(self) -> NDArray[np.bool_]:
        """Which rows of the matrix are shown."""
        keys = self.prepared.matrix.keys
        return ((keys["level"] == self.level) & (keys["period"] == self.period)).to_numpy()

    @cached_property
    def treated(self) -> Matrix:
        """Values of the whole run after gaps and outliers were treated."""
        treating = self.offer.fits[0][1].treating
        return treating.transform(self.prepared.matrix, self.prepared.values, self.run.units).matrix

    def choice(self, kind: str, key: str) -> Option:
        """Return the normaliser or aggregator of a key."""
        from toolkit.errors import unknown

        every = self.aggregators if kind == "aggregator" else [one for one, _ in self.offer.fits]
        found = {one.key: one for one in every}
        if key not in found:
            raise unknown(f"{kind} of the panel", key, found)
        return found[key]


def field_of(run: ScoringRun, lang: str, level: str | None = None, period: str | None = None) -> Field:
    """Choose level and period; by default those that the run is about."""
    level = level or main_level(run)
    period, _ = choose(run, level, period, None, lang)
    return Field(run, lang, level, period)


def content(field: Field) -> dict[str, Any]:
    """Return what panel.js needs: units, tree, numbers, choices, words."""
    shown = field.treated.rows(field.rows)
    sources = [shown.values]
    methods = [_normaliser(field, one, fit, sources) for one, fit in field.offer.fits]
    return {
        **_head(field),
        "words": _words(field.lang),
        "units": _units(field, shown),
        "nodes": _nodes(field),
        "indicators": list(shown.indicators),
        "known": _known(shown),
        "closed": [] if shown.closed is None else cells(shown.closed),
        "normalisers": methods,
        "sources": [packed(source) for source in sources],
        "aggregators": [_choice(field, "aggregator", one) | computed_as(one) for one in field.aggregators],
        "refused": [_refused(field, key, why) for key, why in field.offer.refused.items()],
        "minimum_coverage": field.run.study.minimum_coverage,
        "flags": flag_content(field, shown),
        "framework": _framework(field),
        "study": study_lines(field),
    }


def _head(field: Field) -> dict[str, Any]:
    run, lang = field.run, field.lang
    title = run.about.get(f"title_{lang}")
    label = clean(run.framework.label(run.framework.root, lang))
    unit = word(f"n_{field.level}", lang, n=int(field.rows.sum()))
    return {
        "lang": lang,
        "title": word("whatif_title", lang, what=clean(title) if title else label),
        "subtitle": word("whatif_subtitle", lang, index=label, period=field.period, units=unit),
        "mark": footer(field.source or run, lang),
        "warnings": _warnings(field),
        "run": (field.source or run).fingerprint,
        "period": field.period,
    }


def _warnings(field: Field) -> list[str]:
    """Say what a reader must know before anything else."""
    run, lang = field.run, field.lang
    origin = label_of("origin", str(run.weights["origin"][0]), lang)
    told = {
        word("internal_what", lang): run.view == "internal",
        word("what_synthetic", lang): run.synthetic,
        word("whatif_withheld", lang, n=field.withheld): field.withheld > 0,
        word("whatif_learned", lang, origin=origin): run.study.weighting != "framework",
    }
    return [text for text, holds in told.items() if holds]


def _words(lang: str) -> dict[str, str]:
    index = ("zh", "en").index(lang)
    return {key.removeprefix(UI): texts[index] for key, texts in WORDS.items() if key.startswith(UI)}


def _units(field: Field, shown: Matrix) -> dict[str, Any]:
    """Names, and the rank with its range in the run; the rows of the matrix are sorted by id."""
    ids = shown.keys.select("unit_id")
    named = ids.join(names(field.run, field.level, field.lang), on="unit_id", how="left", maintain_order="left")
    scores = field.run.scores.filter(level=field.level, period=field.period)
    ranges = {
        node: ids.join(scores.filter(node=node), on="unit_id", how="left", maintain_order="left")
        .select("rank_lower", "rank_upper")
        .rows()
        for node in field.run.framework.parents
    }
    return {
        "id": ids["unit_id"].to_list(),
        "name": [clean(name or unit) for unit, name in named.select("unit_id", "name").iter_rows()],
        "ranges": ranges,
    }


def _nodes(field: Field) -> list[dict[str, Any]]:
    framework = field.run.framework
    order, shut = framework.walk(framework.root), gates(framework)
    return [
        {
            "id": node,
            "label": clean(framework.label(node, field.lang)),
            "children": [order.index(child) for child in framework.children(node)],
            "gate": node in shut,
            "weight": field.start.get(node, 0.0),
            "aggregator": _named(framework.node(node)["aggregator"]),
            "standard": framework.node(node)["standard"] if framework.children(node) else None,
            "unit": framework.node(node)["unit"] or "",
        }
        for node in order
    ]


def _named(aggregator: str | None) -> dict[str, Any] | None:
    return None if aggregator is None else computed_as(Option(aggregator, aggregator))


def _known(shown: Matrix) -> list[list[float]]:
    """Return cell and share of the values that do not count as one whole measured value: filled ones, parts of groups."""
    known = np.where(shown.measured, 1.0 if shown.share is None else shown.share, 0.0)
    odd = cells(known != ~np.isnan(shown.values))
    flat = known.T.ravel()
    return [[cell, float(flat[cell])] for cell in odd]


def _choice(field: Field, kind: str, one: Option) -> dict[str, Any]:
    from toolkit.panel.study_file import toml_lines

    return {"key": one.key, "label": label(kind, one, field.lang), "toml": toml_lines(kind, one)}


def label(kind: str, one: Option, lang: str) -> str:
    """Return the name of a choice for people."""
    name, bracket, options = one.key.partition("(")
    text = label_of(f"whatif_{kind}", name, lang) + (f" ({options}" if bracket else "")
    return word("whatif_own", lang, name=text) if one.own else text


def _refused(field: Field, key: str, why: str) -> str:
    return why if not key else f"{label('normaliser', Option(key, key), field.lang)}: {why}"


def _normaliser(field: Field, one: Option, fit: FittedStudy, sources: list[Array]) -> dict[str, Any]:
    """Return a normaliser column by column: the line that it is, or (ranks, bands) the matrix of its results."""
    whole, _ = fit.normalising.transform(field.treated)
    shown = whole.rows(field.rows)
    lines = _lines(fit, field.treated.rows(field.rows).values, shown.values)
    given = np.array([line is None for line in lines])
    if given.any():
        sources.append(np.where(given, shown.values, np.nan))
    columns = [[len(sources) - 1 if line is None else 0, line] for line in lines]
    least, where = _least(whole)
    return _choice(field, "normaliser", one) | {
        "columns": columns,
        "least": least,
        "where": where,
        "factors": [None if np.isnan(f) else float(f) for f in _factors(fit)],
    }


def _lines(fit: FittedStudy, values: Array, normalised: Array) -> list[list[float] | None]:
    """Return [origin, span, low, high, middle, clip] of each indicator; None where the normaliser is no such line."""
    from toolkit.normalise._base import AffineNormaliser, affine

    lines: list[list[float] | None] = [None] * values.shape[1]
    for _, columns, transformer in fit.normalising.fitted:
        if not isinstance(transformer, AffineNormaliser):
            continue
        line, at = transformer.line(), list(columns)
        again = affine(values[:, at], *line[:3], middle=line.middle, clip=line.clip)
        for i, column in enumerate(at):
            numbers = [line.origin[i], line.span[i], *line.output_range, line.middle]
            same = np.array_equal(again[:, i], normalised[:, column], equal_nan=True)
            if same and np.isfinite(numbers).all():
                lines[column] = [*map(float, numbers), float(line.clip)]
    return lines


def _least(whole: Matrix) -> tuple[list[float | None], list[str]]:
    """Return the least value of each indicator anywhere in the run, and whose it is: means of positive numbers need it.

    The standard error of a score tries values a hundredth of their own error lower.
    """
    error = 0.0 if whole.se is None else np.nan_to_num(whole.se)
    lower = whole.values - error / 100
    at = np.argmin(np.where(np.isnan(lower), np.inf, lower), axis=0)
    least = lower[at, np.arange(lower.shape[1])]
    rows = whole.keys.select(pl.format("{} {}", "unit_id", "period")).to_series()
    return [None if np.isnan(x) else float(x) for x in least], [rows[int(i)] for i in at]


def _factors(fit: FittedStudy) -> Array:
    factors = np.full(len(fit.normalising.indicators), np.nan)
    for _, columns, transformer in fit.normalising.fitted:
        factors[list(columns)] = transformer.scale_factor()
    return factors


def _framework(field: Field) -> dict[str, Any]:
    """Return the framework as the cells of its file; `texts` says which columns people write."""
    table = field.run.framework.table()
    rows: list[list[Any]] = [list(row) for row in table.iter_rows()]
    return {
        "columns": table.columns,
        "rows": rows,
        "texts": [table.columns.index(c) for c in TEXTS],
        "mark": MARK,
        "start": dict[str, float](field.start),
    }
