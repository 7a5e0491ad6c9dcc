"""Up the tree: weights under each parent, and scores of each parent from its children."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import DataError, OptionError
from toolkit.framework import Framework
from toolkit.matrix import Array, Matrix, quantise

Aggregator = Callable[..., Array]
Weighting = Callable[..., Any]


@dataclass(frozen=True)
class Recipe:
    """How to climb: the weighting and aggregator (functions), their options, and the least coverage for a score."""

    weighting: Weighting
    weighting_name: str
    weighting_options: Mapping[str, Any]
    aggregator: Aggregator
    aggregators: Mapping[str, Aggregator] = field(default_factory=dict)
    """parent -> aggregator, where the framework names one."""
    aggregator_options: Mapping[str, Any] = field(default_factory=dict)
    minimum_coverage: float = 0.5

    @property
    def nominal(self) -> bool:
        """Whether the weights are those of the framework: decided on the function, not on its name."""
        from toolkit.weigh import WEIGHTINGS

        return self.weighting is WEIGHTINGS["framework"]

    def at(self, parent: str) -> Aggregator:
        """Return the aggregator of a parent."""
        return self.aggregators.get(parent, self.aggregator)

    def options_at(self, parent: str) -> Mapping[str, Any]:
        """Options belong to the study's own aggregator, not to one that the framework names."""
        return {} if parent in self.aggregators else self.aggregator_options


@dataclass(frozen=True)
class Nodes:
    """Columns by node: scores, standard errors (None: unknown for all) and coverage, each of shape (..., unit)."""

    score: Mapping[str, Array]
    se: Mapping[str, Array] | None
    coverage: Mapping[str, Array]


def learn_weights(matrix: Matrix, framework: Framework, recipe: Recipe) -> pl.DataFrame:
    """Weights of the nodes under every parent, learned bottom-up on the normalised matrix of the base period.

    A node with weight 0 in the framework is a gate: watched and flagged, never scored, whatever the weighting.
    """
    score = {name: matrix.values[:, i] for i, name in enumerate(matrix.indicators)}
    local: dict[str, tuple[str, float, str]] = {}
    for parent in framework.parents:
        children = framework.children(parent)
        gates, nominal = nominal_weights(framework, parent)
        scored = [c for c in children if c not in gates]
        weights = _given(scored, nominal) if recipe.nominal else _weigh(score, scored, parent, recipe, matrix.keys)
        local |= {c: (parent, float(w), recipe.weighting_name) for c, w in zip(scored, weights, strict=True)}
        local |= dict.fromkeys(gates, (parent, 0.0, "gate"))
        if not recipe.nominal:
            shares = np.array([local[c][1] for c in children])
            score[parent], _ = _aggregate(parent, children, shares, Nodes(score, None, {}), recipe)
    return _weights_table(framework, local)


def nominal_weights(framework: Framework, parent: str) -> tuple[set[str], dict[str, float] | None]:
    """Return the gates below a parent and the framework's weights of the others (None where it gives none at all)."""
    children = framework.children(parent)
    given = dict(zip(children, framework.column("weight", children), strict=True))
    gates = {c for c, w in given.items() if w == 0}
    rest = {c: w for c, w in given.items() if c not in gates}
    if not rest:
        raise OptionError(
            f"Every node below {parent!r} has weight 0 in framework {framework.name!r}: nothing to score."
        )
    if all(w is None for w in rest.values()):
        return gates, None
    missing = [c for c, w in rest.items() if w is None]
    if missing:
        raise OptionError(f"Framework {framework.name!r} gives no weight for {', '.join(missing)} below {parent!r}.")
    return gates, rest


def _given(names: list[str], nominal: dict[str, float] | None) -> Array:
    """Return the framework's own weights; equal ones where it gives none at all."""
    weights = np.ones(len(names)) if nominal is None else np.array([nominal[n] for n in names])
    return weights / weights.sum()


def _weigh(score: Mapping[str, Array], names: list[str], parent: str, recipe: Recipe, keys: pl.DataFrame) -> Array:
    from toolkit.weigh import KEYED, WEIGHTINGS
    from toolkit.weigh._returned import returned_weights

    if len(names) == 1:
        return np.ones(1)
    options = {
        k: v[parent] if isinstance(v, Mapping) and parent in v else v for k, v in recipe.weighting_options.items()
    }
    frame = pl.DataFrame({n: pl.Series(score[n], nan_to_null=True) for n in names})
    if any(recipe.weighting is WEIGHTINGS[key] for key in KEYED):
        frame = frame.with_columns(keys["unit_id"])
    weights = returned_weights(recipe.weighting(frame, **options), names, recipe.weighting_name, parent)
    if weights.shape != (len(names),) or not np.isfinite(weights).all() or (weights < 0).any():
        raise DataError(f"Weighting {recipe.weighting_name!r} gave no valid weights below {parent!r}: {weights}.")
    return weights / weights.sum()


def _weights_table(framework: Framework, local: dict[str, tuple[str, float, str]]) -> pl.DataFrame:
    overall = {framework.root: 1.0}
    rows = []
    for node in framework.walk(framework.root)[1:]:
        parent, weight, origin = local[node]
        overall[node] = overall[parent] * weight
        rows.append((framework.name, parent, node, weight, overall[node], origin))
    columns = ["framework", "parent", "node", "weight", "global_weight", "origin"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def climb(matrix: Matrix, framework: Framework, weights: pl.DataFrame, recipe: Recipe) -> Nodes:
    """Scores, standard errors and coverage of every node, from the normalised matrix and fixed weights.

    Coverage is the share of the weight that has data: values that were measured, not filled in, of those that apply to the
    unit; the value of a group counts as far as its schools have data (see toolkit/member_share.py). Below
    `minimum_coverage` a node has no score (it is not assessable), and then counts as missing for the node above.
    """
    local = {node: np.float64(weight) for node, weight in weights.select("node", "weight").iter_rows()}
    return climb_with(matrix, framework, local, recipe)


def climb_with(matrix: Matrix, framework: Framework, local: Mapping[str, Any], recipe: Recipe) -> Nodes:
    """Climb with the weight of each node below its parent: a number, or an array (replicate,) for many runs at once.

    Arrays of nodes then have the shape (replicate, unit), and each row has the very bits of a run by itself. Standard errors
    are for one run only: `matrix.se` must be None with replicates.
    """
    score = {name: matrix.values[..., i] for i, name in enumerate(matrix.indicators)}
    share = 1.0 if matrix.share is None else matrix.share
    known = np.where(matrix.measured, share, 0.0)
    coverage = {name: _ones_or(known[..., i]) for i, name in enumerate(matrix.indicators)}
    applies = {name: _applies(matrix, i) for i, name in enumerate(matrix.indicators)}
    se = None if matrix.se is None else {name: matrix.se[..., i] for i, name in enumerate(matrix.indicators)}
    for parent in framework.parents:
        children = framework.children(parent)
        weights = np.stack(np.broadcast_arrays(*(local[c] for c in children)), axis=-1)
        column, error = _aggregate(parent, children, weights, Nodes(score, se, coverage), recipe, matrix)
        parts = {c: np.asarray(local[c])[..., None] * applies[c] for c in children}
        whole = np.asarray(sum(parts.values()))
        covered = np.asarray(sum(part * _known(score[c], coverage[c]) for c, part in parts.items()))
        applies[parent] = (whole > 0).astype(np.float64)
        coverage[parent] = np.clip(quantise(covered / np.where(whole > 0, whole, 1.0)), 0.0, 1.0)
        assessable = coverage[parent] >= quantise(np.asarray(recipe.minimum_coverage))
        score[parent] = quantise(column if assessable.all() else np.where(assessable, column, np.nan))
        _refuse_infinite(score[parent], parent, "score", matrix)
        if se is not None and error is not None:
            se[parent] = quantise(np.where(assessable, error, np.nan))
            _refuse_infinite(se[parent], parent, "standard error", matrix)
    return Nodes(score, se, {node: np.broadcast_to(c, score[node].shape) for node, c in coverage.items()})


def _ones_or(coverage: Array) -> Array:
    """One number where all is covered, which is cheap for many replicates, else the coverage as it is."""
    return np.ones(1) if (coverage == 1.0).all() else coverage


def _known(score: Array, coverage: Array) -> Array:
    """Return the coverage of a child, 0 where it has no score."""
    missing = np.isnan(score)
    return np.where(missing, 0.0, coverage) if missing.any() else coverage


def _refuse_infinite(numbers: Array, node: str, what: str, matrix: Matrix) -> None:
    if np.isinf(numbers).any():
        unit = int(np.argwhere(np.isinf(numbers))[0][-1])
        where = " ".join(map(str, matrix.keys.row(unit)))
        raise DataError(f"Node {node!r}: the {what} of {where} is infinite. Values this far apart have no such mean.")


def _applies(matrix: Matrix, i: int) -> Array:
    """1 where the indicator applies to the unit, 0 where it does not; one number where it applies to all."""
    return np.ones(1) if matrix.closed is None else (~matrix.closed[..., i]).astype(np.float64)


def _aggregate(
    parent: str,
    children: list[str],
    weights: Array,
    nodes: Nodes,
    recipe: Recipe,
    matrix: Matrix | None = None,
) -> tuple[Array, Array | None]:
    from toolkit.aggregate import compares, standard_error

    columns = np.stack(np.broadcast_arrays(*(nodes.score[c] for c in children)), axis=-1)
    options = dict(recipe.options_at(parent))
    aggregate = recipe.at(parent)
    comparing = compares(aggregate)

    def score_of(columns: Array, weights: Array) -> Array:
        if not comparing:
            return aggregate(columns, weights, **options)
        score = np.full((*np.broadcast_shapes(columns.shape[:-2], weights.shape[:-1]), columns.shape[-2]), np.nan)
        for rows in _fields(matrix, columns):
            score[..., rows] = aggregate(columns[..., rows, :], weights, **options)
        return score

    try:
        score = score_of(columns, weights) if weights.ndim == 1 else _replicates(score_of, columns, weights)
    except DataError as error:
        names = "" if matrix is None else _first_bad(columns, weights, children, matrix)
        raise DataError(f"Node {parent!r}: {error}{names}") from error
    expected = (*np.broadcast_shapes(columns.shape[:-2], weights.shape[:-1]), columns.shape[-2])
    if np.shape(score) != expected:
        raise DataError(
            f"Node {parent!r}: the aggregator gave an array of shape {np.shape(score)} for {expected} units."
        )
    if nodes.se is None:
        return score, None
    if comparing:  # a score that moves with the other units has no error of its own
        return score, np.full(score.shape, np.nan)
    errors = np.stack([nodes.se[c] for c in children], axis=-1)
    return score, standard_error(aggregate, columns, weights, errors, **options)


def _replicates(score_of: Callable[[Array, Array], Array], columns: Array, weights: Array) -> Array:
    """Score replicates together that leave out the same children: an aggregator drops what has no weight at all."""
    groups = alike(weights > 0)
    if len(groups) == 1:
        return score_of(columns, weights)
    score = np.empty((len(weights), columns.shape[-2]))
    for rows in groups:
        score[rows] = score_of(columns if columns.ndim == 2 else columns[rows], weights[rows])
    return score


def alike(rows: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the numbers of the rows that are the same, group by group."""
    if (rows == rows[0]).all():
        return [np.arange(len(rows))]
    _, which = np.unique(rows, axis=0, return_inverse=True)
    return [np.flatnonzero(which == group) for group in range(which.max() + 1)]


def _fields(matrix: Matrix | None, columns: Array) -> list[Any]:
    """Rows that compete with one another: the units of one level in one period."""
    if matrix is None:
        return [np.arange(columns.shape[-2])]
    runs = matrix.keys.select(pl.struct("level", "period").rank("dense")).to_series().to_numpy()
    return [np.flatnonzero(runs == r) for r in np.unique(runs)]


def _first_bad(columns: Array, weights: Array, children: list[str], matrix: Matrix) -> str:
    bad = np.argwhere((columns <= 0) & (weights[..., None, :] > 0))
    if not len(bad):
        return ""
    *_, unit, child = (int(k) for k in bad[0])
    value = np.broadcast_to(columns, (*weights.shape[:-1], *columns.shape[-2:]))[tuple(bad[0])]
    return f" First: {' '.join(map(str, matrix.keys.row(unit)))}, {children[child]} = {value:g}."
