"""What a kind of choice is: how it is drawn, and what a draw changes."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import OptionError

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.matrix import Matrix
    from toolkit.scoring_run import ScoringRun

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]

BLOCK = 256
"""Sources drawn from one generator."""


@dataclass(frozen=True)
class Choice(ABC):
    """A choice that is varied.

    Each replicate takes one *source* number for each choice; the draw is a function of seed, name of the choice and source
    alone, so that a replicate can be repeated by itself, on any machine, with any number of workers.
    """

    name: str

    @abstractmethod
    def draw(self, seed: int, sources: Numbers) -> NDArray[Any]:
        """Return what the sources stand for, shape (sources, …)."""

    def labels(self, drawn: NDArray[Any], sources: Numbers) -> pl.Series:
        """Return how the draws read in `.draws`."""
        return pl.Series(self.name, sources)

    def describe(self) -> str:
        """Return the choice in words that are the same in every process."""
        return repr(self)


@dataclass(frozen=True)
class Alternatives(Choice):
    """A choice among a few named methods: each is a set of changes of the study, drawn with equal probability."""

    options: tuple[tuple[str, Mapping[str, Any]], ...]
    """(label, changes of the study)."""

    def draw(self, seed: int, sources: Numbers) -> NDArray[np.int64]:
        """Return the number of the alternative of each source."""
        return by_source(seed, self.name, sources, lambda rng, n: rng.integers(len(self.options), size=n))

    def describe(self) -> str:
        """Return the alternatives with their options, objects by their names."""
        from toolkit.chosen import name_of

        said = [{k: v if isinstance(v, Mapping) else name_of(v) for k, v in some.items()} for _, some in self.options]
        return f"{self.name}: {said}"

    def labels(self, drawn: NDArray[Any], sources: Numbers) -> pl.Series:
        """Return the names of the alternatives."""
        return pl.Series(self.name, [self.options[k][0] for k in drawn], dtype=pl.String)


class WeightChange(Choice):
    """A choice that changes the weights below the parents."""

    @abstractmethod
    def change(self, drawn: NDArray[Any], raw: Mapping[str, Array]) -> dict[str, Array]:
        """Return raw weights (not yet summing to 1) by node, each of shape (replicates,)."""


class DataChange(Choice):
    """A choice that changes the values or the framework's scale: such a replicate is learned anew."""

    def values(self, drawn: NDArray[Any], matrix: Matrix) -> Array:
        """Return the values of one replicate, shape (unit, indicator)."""
        return matrix.values

    def framework(self, drawn: NDArray[Any], framework: Framework) -> Framework:
        """Return the framework of one replicate."""
        return framework


def generator(seed: int, name: str, block: int) -> np.random.Generator:
    """Return the generator of a block of sources of a choice."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), block])


def by_source(
    seed: int, name: str, sources: Numbers, make: Callable[[np.random.Generator, int], NDArray[Any]]
) -> NDArray[Any]:
    """Return make's rows at the sources; rows are made in fixed blocks."""
    blocks, places = np.divmod(sources, BLOCK)
    made = {int(b): make(generator(seed, name, int(b)), BLOCK) for b in np.unique(blocks)}
    first = next(iter(made.values()))
    result = np.empty((len(sources), *first.shape[1:]), dtype=first.dtype)
    for b, rows in made.items():
        at = blocks == b
        result[at] = rows[places[at]]
    return result


def alternatives(
    kind: str,
    run: ScoringRun,
    setting: Any,
    default: Sequence[Any],
    registry: Mapping[str, Any],
    *,
    field: str,
) -> Alternatives:
    """Build the alternatives of a choice from names, (name, options) pairs or objects.

    The study's own method keeps its own options when it is named without any.
    """
    from toolkit.chosen import name_of
    from toolkit.errors import unknown

    given = list(default if setting is None else [setting] if isinstance(setting, str) else setting)
    own = getattr(run.study, field)
    options: list[tuple[str, dict[str, Any]]] = []
    for one in given:
        method, extra = one if isinstance(one, tuple) else (one, None)
        if isinstance(method, str) and method not in registry:
            raise unknown(kind, method, registry)
        changes = {} if method == own and extra is None else {field: method, f"{field}_options": dict(extra or {})}
        if changes in [known for _, known in options]:
            continue
        taken = name_of(method) in [label for label, _ in options]
        more = f"({', '.join(f'{k}={v}' for k, v in extra.items())})" if taken and extra else ""
        options.append((name_of(method) + more, changes))
    if not options:
        raise OptionError(f"There is no alternative to choose from for {kind!r}.")
    return Alternatives(kind, tuple(options))


def amount(kind: str, setting: Any, default: float, most: float = np.inf) -> float:
    """Return a setting that is one number >= 0 and below `most`."""
    value = default if setting is None else setting
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < most:
        limit = "" if most == np.inf else f" and below {most:g}"
        raise OptionError(f"The setting of {kind!r} is {value!r}: give a number of at least 0{limit}.")
    return float(value)
