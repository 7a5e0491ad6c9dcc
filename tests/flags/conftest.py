"""The same small frameworks and values as in tests/toolkit."""

from tests.toolkit.conftest import framework, values

__all__ = ["framework", "values"]
