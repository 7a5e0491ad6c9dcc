"""Generalisability theory: where the variance of ratings comes from, and how many raters and lessons are enough."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
import polars as pl

from toolkit.arguments import need_columns
from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown

Source = tuple[str, ...]


@dataclass(frozen=True)
class Generalisability:
    """Variance components of a crossed design.

    Attributes
    ----------
    components : polars.DataFrame
        source (facets joined by " × "; the last is the interaction of all and the error), df, mean_square, variance (a
        negative estimate as it is), share (of the total, negative ones as 0).
    measured : str
        What is measured: teachers, lessons, pupils.
    facets : tuple of str
        The conditions it is measured under.
    sizes : dict
        Number of levels of each facet.
    """

    components: pl.DataFrame
    measured: str
    facets: tuple[str, ...]
    sizes: dict[str, int]

    def coefficients(self, **sizes: int) -> pl.DataFrame:
        """Return the coefficients of a design with so many levels of each facet (by default as many as were observed).

        relative_error σ²(δ): interactions with what is measured, each over its number of conditions; absolute_error σ²(Δ):
        all sources but what is measured. generalisability Eρ² = σ²/(σ² + σ²(δ)), for comparing; dependability
        Φ = σ²/(σ² + σ²(Δ)), for holding against a standard. Negative variances count as 0.
        """
        for name, size in sizes.items():
            if name not in self.facets:
                raise unknown("facet", name, self.facets)
            if size < 1:
                raise OptionError(f"{name}={size!r}: at least 1.")
        counts = {f: sizes.get(f, self.sizes[f]) for f in self.facets}
        relative = absolute = universe = 0.0
        for source, variance in self.components.select("source", "variance").iter_rows():
            parts = source.split(" × ")
            share = max(variance, 0.0) / prod(counts[f] for f in parts if f != self.measured)
            if parts == [self.measured]:
                universe = share
                continue
            absolute += share
            relative += share if self.measured in parts else 0.0
        row = {"relative_error": relative, "absolute_error": absolute}
        row |= {"generalisability": _over(universe, relative), "dependability": _over(universe, absolute)}
        return pl.DataFrame({**counts, "universe": universe, **row})


def generalisability(frame: pl.DataFrame, measured: str, facets: list[str], value: str = "score") -> Generalisability:
    """Return the variance components of a fully crossed random design, one value for every combination.

    By the mean squares of the analysis of variance and their expectations (Cornfield and Tukey): the expected mean square
    of a source is the sum over all sources that hold it of variance × number of levels of the facets they lack.

    Parameters
    ----------
    frame : polars.DataFrame
        Long: the columns `measured`, `facets` and `value`.
    measured : str
        Column of what is measured.
    facets : list of str
        One to three columns of conditions, such as raters and occasions.
    value : str
        Column of ratings.

    Raises
    ------
    DataError
        A combination that is missing or occurs twice (for such data: `raters`), or a facet with one level.

    References
    ----------
    Brennan, R. L. (2001), Generalizability Theory, doi:10.1007/978-1-4757-3456-0.

    Examples
    --------
    >>> rows = [(p, r, float(s)) for p, scores in {"a": [2, 4], "b": [5, 6], "c": [8, 9]}.items() for r, s in enumerate(scores)]
    >>> lessons = pl.DataFrame(rows, schema=["lesson", "rater", "score"], orient="row")
    >>> study = generalisability(lessons, "lesson", ["rater"])
    >>> study.components.select("source", pl.col("variance").round(3)).rows()
    [('lesson', 7.5), ('rater', 0.833), ('lesson × rater', 0.167)]
    >>> study.coefficients(rater=1).select(pl.col("generalisability", "dependability").round(3)).row(0)
    (0.978, 0.882)
    """
    names = [measured, *facets]
    if not 1 <= len(facets) <= 3 or len(set(names)) < len(names):
        raise OptionError(f"facets={facets!r}: one to three columns, none of them {measured!r}.")
    cube = _cube(frame, names, value)
    sources = [s for size in range(1, len(names) + 1) for s in combinations(range(len(names)), size)]
    squares = {s: _mean_square(cube, s) for s in sources}
    degrees = {s: prod(cube.shape[a] - 1 for a in s) for s in sources}
    variances: dict[tuple[int, ...], float] = {}
    for s in reversed(sources):  # from the interaction of all downwards
        above = [t for t in variances if set(s) < set(t)]
        rest = sum(variances[t] * prod(cube.shape[a] for a in range(cube.ndim) if a not in t) for t in above)
        variances[s] = (squares[s] - rest) / prod(cube.shape[a] for a in range(cube.ndim) if a not in s)
    positive = np.maximum([variances[s] for s in sources], 0.0)
    total = positive.sum()
    components = pl.DataFrame(
        {
            "source": [" × ".join(names[a] for a in s) for s in sources],
            "df": [degrees[s] for s in sources],
            "mean_square": [squares[s] for s in sources],
            "variance": [variances[s] for s in sources],
            "share": positive / total if total > 0 else positive,
        }
    )
    return Generalisability(components, measured, tuple(facets), dict(zip(facets, cube.shape[1:], strict=True)))


def _cube(frame: pl.DataFrame, names: list[str], value: str) -> Array:
    need_columns(frame, *names, value)
    rows = frame.select(*names, pl.col(value).cast(pl.Float64).alias("value of it")).sort(names)
    if rows.null_count().sum_horizontal().item() or rows["value of it"].is_nan().any():
        raise DataError("A row has a gap: leave it out, or use `raters`, which needs no complete design.")
    shape = tuple(rows[name].n_unique() for name in names)
    if rows.select(names).is_duplicated().any():
        twice = rows.filter(rows.select(names).is_duplicated()).select(names).row(0)
        raise DataError(f"{', '.join(map(str, twice))} occurs twice: one value for every combination is needed.")
    if min(shape) < 2:
        raise DataError(f"{names[shape.index(min(shape))]!r} has one level: at least 2 are needed.")
    if rows.height != prod(shape):
        raise DataError(
            f"{rows.height} values for {prod(shape)} combinations: the design is not complete; use `raters`."
        )
    return rows["value of it"].to_numpy().reshape(shape)


def _mean_square(cube: Array, source: tuple[int, ...]) -> float:
    """Mean square of the effect of a source: means over the other facets, less the effects below it."""
    others = tuple(a for a in range(cube.ndim) if a not in source)
    effect = cube.mean(axis=others, keepdims=True)
    for axis in source:
        effect = effect - effect.mean(axis=axis, keepdims=True)
    repeated = prod(cube.shape[a] for a in others)
    return float((effect**2).sum() * repeated / prod(cube.shape[a] - 1 for a in source))


def _over(universe: float, error: float) -> float:
    return universe / (universe + error) if universe + error > 0 else 0.0
