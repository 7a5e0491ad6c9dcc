"""What the panel offers: normalisers that are fitted here, and aggregators that panel.js can compute."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.described import described, in_words
from toolkit.errors import DuxueError, OptionError
from toolkit.robustness.aggregator import SHIFT
from toolkit.robustness.normaliser import RANGE

if TYPE_CHECKING:
    from toolkit.run import FittedStudy, Prepared
    from toolkit.scoring_run import ScoringRun

NORMALISERS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("goalposts", {}),
    ("minmax", {}),
    ("zscore", {"output_range": RANGE}),
    ("robust", {"output_range": RANGE}),
    ("percent_rank", {}),
    ("rank", {}),
    ("distance_to_reference", {"output_range": RANGE}),
)
"""On the scale 0 to 100, as in `toolkit.robustness`, so that scores stay comparable; ranks are ranks."""
AGGREGATORS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("arithmetic", {}),
    ("geometric", {}),
    ("geometric", {"shift": SHIFT}),
    ("harmonic", {}),
    ("harmonic", {"shift": SHIFT}),
    ("power", {"p": 0.5}),
    ("median", {}),
    ("mean_min", {}),
    ("minimum", {}),
)
COMPUTED: dict[str, dict[str, Any]] = {
    "arithmetic": {},
    "geometric": {"shift": None},
    "harmonic": {"shift": None},
    "power": {"p": 0.5},
    "median": {},
    "mean_min": {"alpha": 0.5, "beta": 0.0},
    "minimum": {},
}
"""What panel.js can compute, with the defaults of the options."""
FROM_FRAMEWORK = "framework"


@dataclass(frozen=True)
class Option:
    """One choice of the panel: `key` names it, `method` and `options` are what a study takes."""

    key: str
    method: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False
    """Whether it is the choice of the run."""


@dataclass(frozen=True)
class Offer:
    """The normalisers on offer, the run's own first, each with its fit; and why not others."""

    fits: tuple[tuple[Option, FittedStudy], ...]
    refused: Mapping[str, str]


def option(method: Any, options: Mapping[str, Any], kind: str, *, own: bool = False) -> Option:
    """Name a choice: `minmax`, or `power(p=0.5)` where it has options."""
    name = in_words(described(method, kind))
    given = ", ".join(f"{k}={in_words(described(v))}" for k, v in options.items())
    return Option(f"{name}({given})" if given else name, method, dict(options), own)


def normalisers(run: ScoringRun, prepared: Prepared) -> Offer:
    """Fit every normaliser on offer on the base period of the run; one that can't be fitted is left out with its reason.

    Raises
    ------
    OptionError
        The run was scored with the parameters of another data set (`Study.fit`): it can't be repeated from its own values.
    """
    own = option(run.study.normaliser, run.study.normaliser_options, "normaliser", own=True)
    fits = [(own, _own_fit(run, prepared, own))]
    if None not in run.framework.column("normaliser", run.framework.indicators):
        return Offer(tuple(fits), {"": "The framework names the normaliser of every indicator."})
    refused: dict[str, str] = {}
    for name, options in NORMALISERS:
        if name == described(run.study.normaliser, "normaliser"):
            continue
        one = option(name, options, "normaliser")
        try:
            fits.append((one, _fit(prepared, run, one)))
        except DuxueError as error:
            refused[one.key] = str(error)
    return Offer(tuple(fits), refused)


def _own_fit(run: ScoringRun, prepared: Prepared, own: Option) -> FittedStudy:
    fitted = _fit(prepared, run, own) if run.base_period in run.periods else None
    if fitted is not None:
        treated = fitted.treating.transform(prepared.matrix, prepared.values, run.units).matrix
        if np.array_equal(fitted.normalising.transform(treated)[0].values, run.matrix.values, equal_nan=True):
            return fitted
    raise OptionError(
        "This run can't be repeated from its own values. Was it scored with the parameters of another data set "
        "(Study.fit)? Score both together with Study.score, then make the panel."
    )


def _fit(prepared: Prepared, run: ScoringRun, one: Option) -> FittedStudy:
    from toolkit.run import fit_prepared

    changed = run.study.replace(
        normaliser=one.method, normaliser_options=one.options, weighting="equal", weighting_options={}
    )
    with warnings.catch_warnings():  # the run itself has warned of constant and empty indicators
        warnings.simplefilter("ignore", UserWarning)
        return fit_prepared(changed, prepared, run.units)


def aggregators(run: ScoringRun) -> list[Option]:
    """Return the aggregators on offer, the run's own first.

    Raises
    ------
    OptionError
        The run or its framework aggregates by a method that panel.js can't compute.
    """
    named = run.framework.column("aggregator", run.framework.parents)
    for node, name in zip(run.framework.parents, named, strict=True):
        if name is not None and name not in COMPUTED:
            raise _not_computed(name, f"the framework aggregates {node!r}")
    if None not in named:
        return [Option(FROM_FRAMEWORK, run.study.aggregator, run.study.aggregator_options, own=True)]
    own = option(run.study.aggregator, run.study.aggregator_options, "aggregator", own=True)
    if _key(run.study.aggregator) not in COMPUTED:
        raise _not_computed(own.key, "the run aggregates")
    others = [option(name, options, "aggregator") for name, options in AGGREGATORS]
    return [own, *(one for one in others if one.key != own.key)]


def computed_as(one: Option) -> dict[str, Any]:
    """Return the method and all its options in the form that panel.js reads."""
    if one.key == FROM_FRAMEWORK:
        return {"method": "arithmetic"}
    name, given = _key(one.method), dict(one.options)
    if isinstance(one.method, functools.partial):
        given = {**one.method.keywords, **given}
    known = {k: v for k, v in given.items() if v is not None and k in COMPUTED[name]}
    return {"method": name, **COMPUTED[name], **known}


def _key(method: Any) -> str:
    from toolkit.aggregate import AGGREGATORS as REGISTRY

    inner = method.func if isinstance(method, functools.partial) and not method.args else method
    return next((name for name, function in REGISTRY.items() if inner is function or inner == name), "")


def _not_computed(name: str, who: str) -> OptionError:
    return OptionError(
        f"The panel can't compute {name!r}, by which {who}: it computes {', '.join(COMPUTED)}. Make the run with one of "
        "these, or compare by Study.replace and tk.compare."
    )
