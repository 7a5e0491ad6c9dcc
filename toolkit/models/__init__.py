"""Measurement models: from rows of pupils, items or ratings to estimates with standard errors. Loaded when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.models.item_response import GeneralizedPartialCredit as GeneralizedPartialCredit
    from toolkit.models.item_response import GradedResponse as GradedResponse
    from toolkit.models.item_response import PartialCredit as PartialCredit
    from toolkit.models.item_response import RaschModel as RaschModel
    from toolkit.models.item_response import TwoPL as TwoPL
    from toolkit.models.value_added import DriftingValueAdded as DriftingValueAdded
    from toolkit.models.value_added import NestedValueAdded as NestedValueAdded
    from toolkit.models.value_added import comparative_z as comparative_z
    from toolkit.models.value_added import group_value_added as group_value_added

_HOMES = {
    "DriftingValueAdded": "value_added",
    "GeneralizedPartialCredit": "item_response",
    "GradedResponse": "item_response",
    "NestedValueAdded": "value_added",
    "PartialCredit": "item_response",
    "RaschModel": "item_response",
    "TwoPL": "item_response",
    "comparative_z": "value_added",
    "group_value_added": "value_added",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"toolkit.models.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'toolkit.models' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
