"""What a part of the data must ask the whole: small sums that are added up over all parts, wherever these are computed.

A step that needs more than its own part (a mean over the nation, the periods that a log covers) is a generator: it yields a
`Pool`, small and additive, and gets back the whole. On one machine the whole is the part itself; beyond it the parts are
shards (`toolkit.shards`), and the step neither knows nor cares.

What a step yields next may depend on the answers that it got, never on its own rows: every part asks the same questions.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import polars as pl

from toolkit.errors import DataError

Result = TypeVar("Result")
Asking = Generator["Pool", pl.DataFrame, Result]
"""A step that asks one question after the other."""
Rounds = Generator[dict[str, "Pool"], Mapping[str, pl.DataFrame], Result]
"""Steps that ask together: questions by name in, answers by name out."""


@dataclass(frozen=True)
class Pool:
    """One question: sums by key that are added up over the parts.

    Parameters
    ----------
    frame : polars.DataFrame
        What this part adds: key columns and columns of whole numbers to be summed. Whole numbers (counts, sums in fixed
        point as in `toolkit.exact`) have the same bits in any order; floats are refused but in `least` and `most`.
    by : tuple of str
        Key columns.
    least, most : tuple of str
        Columns of which the whole has the smallest or the largest instead of the sum.
    then : callable, optional
        From the whole to the answer, computed once for all parts: a model that is fitted to the sums, for example.

    Examples
    --------
    >>> half = Pool(pl.DataFrame({"period": ["2025-26"], "pupils": [300], "top": [9.5]}), ("period",), most=("top",))
    >>> answer(half, [half.frame, half.frame.with_columns(top=9.75)]).rows()
    [('2025-26', 600, 9.75)]
    """

    frame: pl.DataFrame
    by: tuple[str, ...]
    least: tuple[str, ...] = ()
    most: tuple[str, ...] = ()
    then: Callable[[pl.DataFrame], pl.DataFrame] | None = None


def answer(question: Pool, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Add up what the parts say to one question, in an order of its own."""
    frame, by = pl.concat(parts), list(question.by)
    sums = [c for c in frame.columns if c not in {*by, *question.least, *question.most}]
    for name in sums:
        if not frame.schema[name].is_integer():
            raise DataError(f"Column {name!r} of a pool is {frame.schema[name]}: only whole numbers are added up.")
    extremes = [*(pl.col(c).min() for c in question.least), *(pl.col(c).max() for c in question.most)]
    whole = (
        frame.group_by(by)
        .agg(*(pl.col(c).cast(pl.Int64).sum() for c in sums), *extremes)
        .select(frame.columns)
        .sort(by)
    )
    return whole if question.then is None else question.then(whole)


def asking(function: Callable[..., Any], *given: Any) -> Asking[Any]:
    """Run a function as a step, whether it asks or not."""
    result = function(*given)
    if isinstance(result, Generator):
        result = yield from result
    return result


def together(steps: Mapping[str, Asking[Result]]) -> Rounds[dict[str, Result]]:
    """Run steps side by side, so that they need as many rounds as the longest of them, and return their results."""
    results: dict[str, Result] = {}
    asked: dict[str, Pool] = {}
    for name, step in steps.items():
        _advance(name, step, None, asked, results)
    while asked:
        answers = yield dict(asked)
        before, asked = asked, {}
        for name in before:
            _advance(name, steps[name], answers[name], asked, results)
    return {name: results[name] for name in steps}


def _advance(
    name: str, step: Asking[Result], told: pl.DataFrame | None, asked: dict[str, Pool], results: dict[str, Result]
) -> None:
    try:
        asked[name] = next(step) if told is None else step.send(told)
    except StopIteration as end:
        results[name] = end.value


def alone(rounds: Rounds[Result]) -> Result:
    """Run to the end where the part is the whole."""
    try:
        asked = next(rounds)
        while True:
            asked = rounds.send({name: answer(question, [question.frame]) for name, question in asked.items()})
    except StopIteration as end:
        return end.value
