"""From the names in study and framework to the functions that they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

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
    named = dict(zip(parents, framework.column("aggregator", parents), strict=True))
    return Recipe(
        weighting=_method("weighting", study.weighting, WEIGHTINGS),
        weighting_name=_name_of(study.weighting),
        weighting_options=study.weighting_options,
        aggregator=_method("aggregator", study.aggregator, AGGREGATORS),
        aggregators={p: _method("aggregator", a, AGGREGATORS) for p, a in named.items() if a is not None},
        aggregator_options=study.aggregator_options,
        minimum_coverage=study.minimum_coverage,
    )


def _method(kind: str, chosen: Any, registry: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    if isinstance(chosen, str):
        if chosen not in registry:
            raise unknown(kind, chosen, registry)
        return registry[chosen]
    if not callable(chosen):
        raise OptionError(f"{kind} must be a name or a function, not {chosen!r}.")
    return chosen


def _name_of(chosen: Any) -> str:
    return chosen if isinstance(chosen, str) else getattr(chosen, "__name__", type(chosen).__name__)
