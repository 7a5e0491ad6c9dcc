"""Words of the report."""

from __future__ import annotations

REPORT: dict[str, tuple[str, str]] = {}
