"""Alternative text: what a chart shows, in one sentence made from its table."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from toolkit.errors import unknown

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def alt_text(run: ScoringRun, chart: str, lang: str = "zh", **options: Any) -> str:
    """Return the alternative text of a chart.

    Parameters
    ----------
    chart : str
        Key of `CHARTS`.
    **options
        What the chart itself was given (level, period, node, …).

    Examples
    --------
    >>> alt_text(run, "ranking", "en")  # doctest: +SKIP
    '2025-26, total score: 97 school groups with a score, highest …'
    """
    from toolkit.charts import CHARTS

    if chart not in CHARTS:
        raise unknown("chart", chart, CHARTS)
    module = importlib.import_module(f"toolkit.charts.{chart}")
    return str(getattr(module, f"{chart}_alt")(run, lang=lang, **options))
