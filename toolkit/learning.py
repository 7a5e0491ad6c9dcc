"""What a study learns on the base period: normalisers per indicator, kept and applied to any other period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.chosen import check_options, name_of
from toolkit.described import refuse_stored
from toolkit.errors import DataError, OptionError, unknown
from toolkit.framework import Framework
from toolkit.matrix import Array, Matrix

FROM_FRAMEWORK = ("low", "high", "target")
"""Framework columns that a normaliser takes when it has a parameter of that name."""


@dataclass(frozen=True)
class Normalising:
    """Fitted normalisers, each with the columns of the matrix it serves."""

    indicators: tuple[str, ...]
    fitted: tuple[tuple[str, tuple[int, ...], Any], ...]
    """(name of the method, column numbers, fitted transformer)."""

    def transform(self, matrix: Matrix) -> tuple[Matrix, NDArray[np.bool_]]:
        """Return the normalised matrix (higher is better) and where a value was clipped at a goalpost."""
        values = np.full(matrix.values.shape, np.nan)
        clipped = np.zeros(matrix.values.shape, dtype=bool)
        se = None if matrix.se is None else np.full(matrix.values.shape, np.nan)
        for _, columns, transformer in self.fitted:
            at = slice(None) if len(columns) == len(self.indicators) else list(columns)
            block = _named(transformer, matrix.values[:, at], [self.indicators[c] for c in columns])
            with np.errstate(over="ignore"):
                values[:, at] = transformer.transform(block)
            if hasattr(transformer, "clipped"):
                clipped[:, at] = transformer.clipped(block)
            if se is not None and matrix.se is not None:
                se[:, at] = matrix.se[:, at] * transformer.scale_factor()
        infinite = np.isinf(values) if se is None else np.isinf(values) | np.isinf(se)
        if infinite.any():
            unit, indicator = (int(i) for i in np.argwhere(infinite)[0])
            where = f"{' '.join(matrix.keys.row(unit))} {self.indicators[indicator]}"
            raise DataError(
                f"The normalised value of {where}, or its error, is infinite: {matrix.values[unit, indicator]:g} lies too far outside "
                "of the scale of its indicator."
            )
        return replace(matrix, values=values, se=se), clipped

    @property
    def learned(self) -> pl.DataFrame:
        """The learned parameters as a table: indicator, method, parameter, value."""
        tables = [
            self._own_names(t, columns).select(
                "indicator", pl.lit(name).alias("method"), "parameter", pl.col("value").cast(pl.Float64)
            )
            for name, columns, t in self.fitted
        ]
        return pl.concat(tables)

    def _own_names(self, transformer: Any, columns: tuple[int, ...]) -> pl.DataFrame:
        learned: pl.DataFrame = transformer.learned_
        if hasattr(transformer, "feature_names_in_"):
            return learned
        given = {f"x{i}": self.indicators[c] for i, c in enumerate(columns)}
        return learned.with_columns(pl.col("indicator").replace_strict(given, default=pl.col("indicator")))


def _named(transformer: Any, values: Array, names: list[str]) -> Any:
    """Give our own normalisers the names of the indicators, for their warnings and errors; others get plain arrays."""
    from toolkit.normalise import Normaliser

    return pl.DataFrame(values, schema=names, orient="row") if isinstance(transformer, Normaliser) else values


def learn_normalising(base: Matrix, framework: Framework, default: Any, options: Mapping[str, Any]) -> Normalising:
    """Fit a normaliser per indicator on the base matrix: the framework's own choice, else the study's default.

    A name or a class is built here with direction, goalposts and target of the framework; an instance is cloned and
    only gets the direction, everything else stays as its maker set it.
    """
    from toolkit.normalise import NORMALISERS

    chosen = framework.column("normaliser", list(base.indicators))
    groups: dict[Any, list[int]] = {}
    for i, own in enumerate(chosen):
        groups.setdefault(own, []).append(i)
    fitted = []
    for own, columns in groups.items():
        names = [base.indicators[i] for i in columns]
        method = default if own is None else own
        transformer = _build(method, framework, names, options if own is None else {})
        transformer.fit(_named(transformer, base.values[:, columns], names))
        fitted.append((name_of(method, NORMALISERS), tuple(columns), transformer))
    if options and None not in groups:
        raise OptionError(
            "There are normaliser_options, but the framework names a normaliser for every indicator, and the options "
            "belong to the study's own: leave them out, or take the normalisers out of the framework."
        )
    return Normalising(base.indicators, tuple(fitted))


def _build(method: Any, framework: Framework, names: list[str], options: Mapping[str, Any]) -> Any:
    from sklearn.base import clone

    from toolkit.normalise import NORMALISERS

    refuse_stored(method)
    direction = np.array(framework.column("direction", names), dtype=np.int64)
    if not isinstance(method, str | type):
        if options:
            raise OptionError(f"Normaliser {name_of(method)!r} is a ready instance: give options to it, not beside it.")
        if not hasattr(method, "get_params"):
            raise OptionError(
                f"normaliser must be a name, a transformer class or an instance of one, not {method!r}. "
                f"Names: {', '.join(NORMALISERS)}."
            )
        transformer = clone(method)
        return transformer.set_params(direction=direction) if "direction" in transformer.get_params() else transformer
    if isinstance(method, str) and method not in NORMALISERS:
        raise unknown("normaliser", method, NORMALISERS)
    kind = NORMALISERS[method] if isinstance(method, str) else method
    accepted = check_options("normaliser", method, kind, options)
    given = {p: _column(framework, p, names) for p in FROM_FRAMEWORK if p in accepted}
    missing = [
        n
        for p, c in given.items()
        if p in ("low", "high") and issubclass(kind, NORMALISERS["goalposts"])
        for n, v in zip(names, c, strict=True)
        if np.isnan(v)
    ]
    if missing and not {"low", "high"} <= set(options):
        raise OptionError(
            f"Framework {framework.name!r} has no goalposts (low, high) for {', '.join(dict.fromkeys(missing))}. "
            "Fill them in, or choose another normaliser, for example minmax."
        )
    known = {p: c for p, c in given.items() if not np.isnan(c).all()}
    return kind(**({"direction": direction} | known | dict(options)))


def _column(framework: Framework, name: str, nodes: list[str]) -> Array:
    return np.array([np.nan if v is None else float(v) for v in framework.column(name, nodes)])
