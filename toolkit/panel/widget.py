"""The panel in JupyterLab: an anywidget round panel.js."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from toolkit.panel.content import Field, content
from toolkit.panel.page import source, style
from toolkit.panel.shared import PanelBase
from toolkit.panel.weights import checked_weights


class Panel(PanelBase, anywidget.AnyWidget):
    """Sliders for the weights of a run, in step with Python: read and set `weights`, `normaliser`, `aggregator`.

    Attributes
    ----------
    weights : dict of str to float
        Node -> weight below its parent; only proportions count. Setting some nodes leaves the others as they are.
    normaliser, aggregator : str
        Keys of the choices, see `choices`.
    """

    _esm = source("panel.js")
    _css = traitlets.Unicode().tag(sync=True)
    _content = traitlets.Dict().tag(sync=True)
    weights = traitlets.Dict().tag(sync=True)
    normaliser = traitlets.Unicode().tag(sync=True)
    aggregator = traitlets.Unicode().tag(sync=True)

    def __init__(self, field: Field) -> None:
        self.field = field
        data = content(field)
        super().__init__(
            _content=data,
            _css=style(data),
            weights=dict(field.start),
            normaliser=field.offer.fits[0][0].key,
            aggregator=field.aggregators[0].key,
        )

    @traitlets.validate("weights")
    def _check_weights(self, proposal: Any) -> dict[str, float]:
        before = self.weights or self.field.start
        return checked_weights(self.field.run.framework, before, proposal["value"])

    @traitlets.validate("normaliser", "aggregator")
    def _check_choice(self, proposal: Any) -> str:
        return self.field.choice(proposal["trait"].name, proposal["value"]).key
