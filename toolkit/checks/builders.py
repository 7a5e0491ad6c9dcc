"""One builder for each check of pandera that is compiled: the expression that holds, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from toolkit.facts import TableFacts, closest

Places = Callable[[Any], tuple[str | None, dict[str, Any]]]
"""Value of a cell -> name of a more fitting message (or None), and the places of its text."""

Built = tuple[pl.Expr, str, Places]
"""True or null where the cell is right; name of the message; its places."""

Builder = Callable[[pl.Expr, Mapping[str, Any], TableFacts, str], Built]


def _fixed(**facts: Any) -> Places:
    return lambda value: (None, facts)


def _compare(method: str, bound: str) -> Builder:
    names = {"eq": "equal_to", "ne": "not_equal_to", "gt": "greater_than", "ge": "greater_than_or_equal_to"}
    names |= {"lt": "less_than", "le": "less_than_or_equal_to"}

    def build(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
        return getattr(cell, method)(said[bound]), names[method], _fixed(bound=said[bound])

    return build


def _in_range(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    low, high = said["min_value"], said["max_value"]
    above = cell >= low if said.get("include_min", True) else cell > low
    below = cell <= high if said.get("include_max", True) else cell < high
    return above & below, "in_range", _fixed(low=low, high=high)


def _isin(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    allowed = list(said["allowed_values"])
    words = facts.columns[column].words
    pairs = [words.get(str(code), (str(code), str(code))) for code in allowed]
    texts = tuple(
        joint.join(_named(str(c), p[i]) for c, p in zip(allowed, pairs, strict=True))
        for i, joint in ((0, "、"), (1, ", "))
    )

    def places(value: Any) -> tuple[str | None, dict[str, Any]]:
        near = (
            closest(str(value), [*(str(c) for c in allowed), *(w for p in pairs for w in p)])
            if value is not None
            else None
        )
        return ("isin-near" if near else None), {"near": near, "allowed": texts}

    return cell.is_in(allowed), "isin", places


def _named(code: str, word: str) -> str:
    return word if word == code else f"{word} ({code})"


def _notin(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    return ~cell.is_in(list(said["forbidden_values"])), "notin", _fixed()


def _matches(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    pattern = _pattern(said["pattern"])
    kind = facts.columns[column].kind
    ascii_digits = pattern.replace(r"\d", "[0-9]")
    anchored = ascii_digits if ascii_digits.startswith("^") else f"^(?:{ascii_digits})"
    return cell.str.contains(anchored), kind if kind in ("identifier", "period") else "pattern", _fixed(bound=pattern)


def _contains(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    return cell.str.contains(_pattern(said["pattern"])), "pattern", _fixed(bound=_pattern(said["pattern"]))


def _starts(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    return cell.str.starts_with(said["string"]), "pattern", _fixed(bound=f"{said['string']}…")


def _ends(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    return cell.str.ends_with(said["string"]), "pattern", _fixed(bound=f"…{said['string']}")


def _length(cell: pl.Expr, said: Mapping[str, Any], facts: TableFacts, column: str) -> Built:
    exact = said.get("exact_value")
    low, high = (exact, exact) if exact is not None else (said.get("min_value"), said.get("max_value"))
    chars = cell.str.len_chars()
    holds = (chars >= (low or 0)) & ((chars <= high) if high is not None else pl.lit(True))
    return holds, "str_length", _fixed(bound=f"{low or 0}–{'' if high is None else high}" if low != high else f"{low}")


def _pattern(given: Any) -> str:
    return str(getattr(given, "pattern", given))


BUILDERS: dict[str, Callable[[pl.Expr, Mapping[str, Any], TableFacts, str], Built]] = {
    "equal_to": _compare("eq", "value"),
    "not_equal_to": _compare("ne", "value"),
    "greater_than": _compare("gt", "min_value"),
    "greater_than_or_equal_to": _compare("ge", "min_value"),
    "less_than": _compare("lt", "max_value"),
    "less_than_or_equal_to": _compare("le", "max_value"),
    "in_range": _in_range,
    "isin": _isin,
    "notin": _notin,
    "str_matches": _matches,
    "str_contains": _contains,
    "str_startswith": _starts,
    "str_endswith": _ends,
    "str_length": _length,
}
"""Checks of pandera that are compiled, by their names there. Any other goes to pandera itself."""
