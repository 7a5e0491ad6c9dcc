"""Michigan's primary schools in their districts, 1993 to 1998: a panel that is scored without raw tables.

There is no lead school here, so nothing pretends to be one: values are rolled up in `values` and go to `study.score`.
"""

from notebooks.cases.michigan.panel import FRAMEWORK, panel, values

__all__ = ["FRAMEWORK", "panel", "values"]
