"""From the names in study and framework to the functions that they mean."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.chosen import check_options, name_of
from toolkit.errors import OptionError, unknown
from toolkit.index import Recipe

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.study import Study


def recipe_of(study: Study, framework: Framework) -> Recipe:
    """Look up the weighting and the aggregators that study and framework name."""
    from toolkit.aggregate import AGGREGATORS
    from toolkit.weigh import WEIGHTINGS

    parents = framework.parents
    weighting = _method("weighting", study.weighting, WEIGHTINGS)
    named = dict(zip(parents, framework.column("aggregator", parents), strict=True))
    recipe = Recipe(
        weighting=weighting,
        weighting_name=name_of(study.weighting, WEIGHTINGS),
        weighting_options=_with_seed(study, weighting),
        aggregator=_method("aggregator", study.aggregator, AGGREGATORS),
        aggregators={p: _method("aggregator", a, AGGREGATORS) for p, a in named.items() if a is not None},
        aggregator_options=study.aggregator_options,
        minimum_coverage=study.minimum_coverage,
    )
    _check_options(study, recipe, parents)
    _check_nodes(study.weighting_options, framework)
    return recipe


def _with_seed(study: Study, weighting: Callable[..., Any]) -> Mapping[str, Any]:
    """Return the options of the weighting; the study's seed goes to one that draws at random, unless it has its own."""
    try:
        takes = list(inspect.signature(weighting).parameters)
    except ValueError:  # a function without a signature, written in C
        takes = []
    return ({"seed": study.seed} if "seed" in takes else {}) | dict(study.weighting_options)


def _check_options(study: Study, recipe: Recipe, parents: list[str]) -> None:
    """Refuse options that no function would ever see."""
    if recipe.nominal and study.weighting_options:
        raise OptionError(
            "The weighting 'framework' takes no weighting_options: the weights stand in the framework. "
            "Choose another weighting, or leave the options out."
        )
    if set(parents) <= set(recipe.aggregators) and study.aggregator_options:
        raise OptionError(
            "There are aggregator_options, but the framework names an aggregator for every node, and the options belong "
            "to the study's own: leave them out, or take the aggregators out of the framework."
        )
    if not recipe.nominal:
        check_options("weighting", study.weighting, recipe.weighting, study.weighting_options, positional=1)
    if not set(parents) <= set(recipe.aggregators):
        check_options("aggregator", study.aggregator, recipe.aggregator, study.aggregator_options, positional=2)


def _check_nodes(options: Mapping[str, Any], framework: Framework) -> None:
    """Refuse an option given node by node that names a node which does not exist: nobody would read it."""
    nodes = framework.walk(framework.root)
    for option, value in options.items():
        if isinstance(value, Mapping) and set(framework.parents) & set(value):
            for node in value:
                if node not in nodes:
                    raise unknown(f"node in {option!r} of weighting_options", node, framework.parents)


def _method(kind: str, chosen: Any, registry: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    if isinstance(chosen, str):
        if chosen not in registry:
            raise unknown(kind, chosen, registry)
        return registry[chosen]
    if not callable(chosen):
        raise OptionError(f"{kind} must be a name or a function, not {chosen!r}.")
    return chosen
