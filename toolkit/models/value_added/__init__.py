"""Value added: what pupils reach beyond what is expected from where they began."""

from __future__ import annotations

from toolkit.models.value_added.comparison import comparative_z
from toolkit.models.value_added.drift import DriftingValueAdded
from toolkit.models.value_added.group import group_value_added
from toolkit.models.value_added.nested import NestedValueAdded

__all__ = ["DriftingValueAdded", "NestedValueAdded", "comparative_z", "group_value_added"]
