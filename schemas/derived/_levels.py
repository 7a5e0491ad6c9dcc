"""Levels of units. `unit` is for composite indicators that have nothing to do with schools (countries, hospitals, …)."""

LEVELS = ["school", "group", "district", "city", "unit"]
STATUSES = ["value", "missing", "suppressed", "not_applicable", "revised"]
