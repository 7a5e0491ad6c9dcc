"""On which scale a score is: its ends where every indicator below it comes to the same one, and the means keep it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.study import Study

Scale = tuple[float, float]


def scales(study: Study, framework: Framework) -> Mapping[str, Scale | None]:
    """Return the ends of the scale of every node that has scores; None where it is not known, or differs below the node.

    An indicator is on the `output_range` of its normaliser (z-scores have none). A node is on the scale of its scored
    children when its aggregator is a mean that gives back what all children share.
    """
    from toolkit.aggregate import AGGREGATORS, keeps_scale

    own = dict(zip(framework.indicators, framework.column("normaliser", framework.indicators), strict=True))
    known: dict[str, Scale | None] = {
        i: _output_range(study.normaliser if n is None else n, study.normaliser_options if n is None else {})
        for i, n in own.items()
    }
    named = dict(zip(framework.parents, framework.column("aggregator", framework.parents), strict=True))
    for parent in framework.parents:
        children = framework.children(parent)
        weights = framework.column("weight", children)
        below = {known[c] for c, w in zip(children, weights, strict=True) if w != 0}
        method = named[parent] or study.aggregator
        kept = keeps_scale(AGGREGATORS[method] if isinstance(method, str) else method)
        known[parent] = below.pop() if kept and len(below) == 1 else None
    return {parent: known[parent] for parent in framework.parents}


def _output_range(method: Any, options: Mapping[str, Any]) -> Scale | None:
    from toolkit.normalise import NORMALISERS

    if not isinstance(method, str | type):
        chosen = getattr(method, "output_range", None)
    else:
        kind = NORMALISERS.get(method) if isinstance(method, str) else method
        default = inspect.signature(kind).parameters.get("output_range") if kind is not None else None
        chosen = options.get("output_range", default.default if default is not None else None)
    return (float(chosen[0]), float(chosen[1])) if isinstance(chosen, tuple | list) else None
