"""The panel of weights: what if the weights were others? In JupyterLab, and as a static page.

choices.py fits what is offered, content.py lays it out as JSON, panel.js does the sums and draws; widget.py and page.py
carry the same module into JupyterLab and into a page.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from toolkit.panel.content import field_of
from toolkit.panel.shared import PanelBase, StaticPanel
from toolkit.panel.withheld import publishable

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

__all__ = ["PanelBase", "StaticPanel", "panel"]


def panel(run: ScoringRun, lang: str = "zh", *, level: str | None = None, period: str | None = None) -> PanelBase:
    """Return the interactive panel of weights of a run: a widget in JupyterLab, `.save(path)` for a static page.

    Sliders move the weights, lists choose normaliser and aggregator; scores, ranks and the flags that can be given again
    follow at once, equal to what the toolkit computes (`.score()`). Nothing of it is official: it answers "what if".

    Parameters
    ----------
    run : ScoringRun
        The run, scored with `Study.run` or `Study.score`.
    lang : "zh" or "en"
        Language.
    level : str, optional
        Level of the units; by default groups where there are any.
    period : str, optional
        Period; by default the latest.

    Returns
    -------
    PanelBase
        With anywidget (extra `notebooks`) a widget whose `weights`, `normaliser` and `aggregator` can be read and set; without
        it an object that can be saved and scored. Both have `choices`, `framework`, `study`, `score()` and `save(path)`.

    Raises
    ------
    OptionError
        The run aggregates by a method that the panel can't compute (one that compares units, for instance), or it can't be
        repeated from its own values; an unknown level, period or language.

    Examples
    --------
    >>> import polars as pl
    >>> from toolkit.study import Study
    >>> tree = pl.DataFrame({"node": ["index", "a", "b"], "parent": [None, "index", "index"], "weight": [None, 1.0, 3.0]})
    >>> values = pl.DataFrame({"unit_id": ["U1", "U1", "U2", "U2"], "period": "2025", "indicator": ["a", "b"] * 2,
    ...                        "value": [1.0, 2.0, 4.0, 1.0]})
    >>> shown = panel(Study(framework=tree, normaliser="minmax").score(values), lang="en")
    >>> shown.weights, shown.choices["aggregator"][:3]
    ({'a': 1.0, 'b': 3.0}, ['arithmetic', 'geometric', 'geometric(shift=100.0)'])
    """
    field = field_of(run.full or run if run.view == "published" else run, lang, level, period)
    if run.view == "published":
        field = publishable(field)
    if importlib.util.find_spec("anywidget") is None:
        return StaticPanel(field)
    from toolkit.panel.widget import Panel

    return Panel(field)
