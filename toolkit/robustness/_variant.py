"""The normalised matrix and the weights under one set of choices, ready to be climbed."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.framework import Framework
from toolkit.index import Recipe, alike, nominal_weights
from toolkit.matrix import Matrix
from toolkit.recipe import recipe_of
from toolkit.robustness._choice import Alternatives, Array

if TYPE_CHECKING:
    from toolkit.run import Prepared
    from toolkit.study import Study

Local = Mapping[str, Any]


@dataclass(frozen=True)
class Variant:
    """What stays the same for all replicates that make the same choices of methods.

    Attributes
    ----------
    matrix : Matrix
        Normalised values of the units that are scored, without standard errors.
    local : mapping
        Weight of each node below its parent, as the study gives or learns it.
    raw : mapping
        The same before scaling to sum 1, where the framework gives the weights: what a change of weights starts from.
    recipe : Recipe
    """

    matrix: Matrix
    local: Local
    raw: Local
    recipe: Recipe


def variant(study: Study, prepared: Prepared, units: pl.DataFrame | None, rows: NDArray[np.bool_]) -> Variant:
    """Learn a study on prepared values, and normalise the rows that are scored.

    Warnings about constant or empty indicators were given by the run itself and are not repeated for each replicate.
    """
    from toolkit.run import fit_prepared

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        fitted = fit_prepared(study, prepared, units)
        treated = fitted.treating.transform(prepared.matrix, prepared.values, units).matrix
        normalised, _ = fitted.normalising.transform(replace(treated, se=None))
    local = {node: np.float64(w) for node, w in fitted.weights.select("node", "weight").iter_rows()}
    raw = nominal(prepared.framework) if fitted.recipe.nominal else local
    return Variant(normalised.rows(rows), local, raw, fitted.recipe)


def nominal(framework: Framework) -> dict[str, Any]:
    """Return the framework's own numbers: 1 each below a parent where it gives none, 0 for a gate."""
    raw = {}
    for parent in framework.parents:
        gates, given = nominal_weights(framework, parent)
        for child in framework.children(parent):
            raw[child] = np.float64(0.0 if child in gates else 1.0 if given is None else given[child])
    return raw


def variants(
    study: Study,
    choices: tuple[Alternatives, ...],
    prepared: Prepared,
    units: pl.DataFrame | None,
    rows: NDArray[np.bool_],
    *,
    relearn: bool,
) -> dict[tuple[int, ...], Variant]:
    """Build every combination of methods; the aggregator needs no new fit unless weights are learned (`relearn`)."""
    built: dict[tuple[int, ...], Variant] = {}
    for numbers in itertools.product(*(range(len(c.options)) for c in choices)):
        changed = study.replace(**changes(choices, numbers))
        fitted = next(
            (v for known, v in built.items() if not relearn and _same_but_aggregator(choices, known, numbers)), None
        )
        if fitted is None:
            built[numbers] = variant(changed, prepared, units, rows)
        else:
            built[numbers] = replace(fitted, recipe=recipe_of(changed, prepared.framework))
    return built


def changes(choices: tuple[Alternatives, ...], numbers: tuple[int, ...]) -> dict[str, Any]:
    """Return the changes of the study of one combination of alternatives."""
    result: dict[str, Any] = {}
    for choice, number in zip(choices, numbers, strict=True):
        result |= choice.options[number][1]
    return result


def _same_but_aggregator(choices: tuple[Alternatives, ...], a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return all(i == j for c, i, j in zip(choices, a, b, strict=True) if c.name != "aggregator")


def scaled(raw: Local, framework: Framework) -> dict[str, Array]:
    """Scale raw weights to sum 1 below each parent, as one run does: over the children that count, in their order."""
    local: dict[str, Array] = {}
    for parent in framework.parents:
        children = framework.children(parent)
        given = np.stack(np.broadcast_arrays(*(np.atleast_1d(raw[c]) for c in children)), axis=-1)
        shares = np.zeros(given.shape)
        for rows in alike(given > 0):
            at = np.ix_(rows, np.flatnonzero(given[rows[0]] > 0))
            counting = np.ascontiguousarray(given[at])
            shares[at] = counting / counting.sum(axis=1, keepdims=True)
        local |= {child: shares[:, i] for i, child in enumerate(children)}
    return local
