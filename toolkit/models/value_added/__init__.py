"""Value added: what pupils reach beyond what is expected from where they began."""

from __future__ import annotations

from toolkit.models.value_added.nested import NestedValueAdded

__all__ = ["NestedValueAdded"]
