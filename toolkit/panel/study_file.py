"""The study file that a panel hands out: the choices of the run, with weights, normaliser and aggregator of the panel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.described import described
from toolkit.panel.choices import FROM_FRAMEWORK, Option

if TYPE_CHECKING:
    from toolkit.panel.content import Field

CHOSEN = (
    "framework",
    "weighting",
    "weighting_options",
    "normaliser",
    "normaliser_options",
    "aggregator",
    "aggregator_options",
)
"""What panel.js writes itself."""


def study_lines(field: Field) -> list[str] | None:
    """Return the lines of the choices that a panel does not move; None where an object of a user's own is among them."""
    kept = {name: value for name, value in field.run.study.describe().items() if name not in CHOSEN}
    return _lines(kept)


def toml_lines(kind: str, one: Option) -> list[str] | None:
    """Return the lines of a normaliser or aggregator; None for an object that no file can hold.

    >>> toml_lines("aggregator", Option("power(p=0.5)", "power", {"p": 0.5}))
    ['aggregator = "power"', 'aggregator_options = { "p" = 0.5 }']
    """
    if one.key == FROM_FRAMEWORK and not isinstance(one.method, str):
        return []
    options = {f"{kind}_options": described(one.options)} if one.options else {}
    return _lines({kind: described(one.method, kind), **options})


def _lines(choices: Mapping[str, Any]) -> list[str] | None:
    written = {name: _toml(value) for name, value in choices.items() if value is not None and value != {}}
    return None if None in written.values() else [f"{name} = {text}" for name, text in written.items()]


def _toml(value: Any) -> str | None:
    """Write a value as TOML; strings of JSON are strings of TOML."""
    if isinstance(value, Mapping):
        if "object" in value:
            return None
        inside = {name: _toml(one) for name, one in value.items() if one is not None}
        text = ", ".join(f"{json.dumps(name, ensure_ascii=False)} = {one}" for name, one in inside.items())
        return None if None in inside.values() else f"{{ {text} }}" if text else "{}"
    if isinstance(value, list):
        items = [_toml(one) for one in value]
        return None if None in items else f"[{', '.join(item for item in items if item is not None)}]"
    return json.dumps(value, ensure_ascii=False)
