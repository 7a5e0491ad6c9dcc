"""What a panel can do, with or without JupyterLab."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from toolkit.errors import OptionError
from toolkit.panel.content import Field
from toolkit.panel.page import write_page
from toolkit.panel.weights import what_if, with_weights
from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.scoring_run import ScoringRun
    from toolkit.study import Study


class PanelBase:
    """The choices of a panel as the toolkit takes them: `framework`, `study`, `score()`; `save(path)` writes the page."""

    field: Field
    weights: Mapping[str, float]
    normaliser: str
    aggregator: str

    @property
    def choices(self) -> dict[str, list[str]]:
        """Keys of the normalisers and aggregators on offer, those of the run first."""
        return {
            "normaliser": [one.key for one, _ in self.field.offer.fits],
            "aggregator": [one.key for one in self.field.aggregators],
        }

    @property
    def framework(self) -> Framework:
        """The framework with the weights of the panel, under the name `what-if`."""
        return with_weights(self.field.run.framework, self.weights, self.field.start)

    @property
    def study(self) -> Study:
        """The study of the run with weights, normaliser and aggregator of the panel."""
        methods: dict[str, Any] = {}
        for kind in ("normaliser", "aggregator"):
            one = self.field.choice(kind, getattr(self, kind))
            methods |= {kind: one.method, f"{kind}_options": dict(one.options)}
        return what_if(self.field.run.study, self.framework, methods)

    def score(self) -> ScoringRun:
        """Score the values of the run under `study`: all tables, flags and intervals, to compare with the run."""
        from toolkit.run import Source, score_study

        run = self.field.run
        origin = Source(units=run.units, members=run.members, findings=run.findings, ledger=run.ledger)
        return score_study(self.study, run.values, source=origin)

    def save(self, path: str | Path) -> Path:
        """Write the panel as one static HTML page that needs no server, no network and no other file.

        It starts at the weights of the run. Values of the level that may not be published (`toolkit.disclosure.hidden`) are
        withheld as suppressed, for whoever can move weights can read off every value; the page says how many. With
        `disclosure.internal(run)` they stay, and the page says that it is internal.

        Raises
        ------
        OptionError
            The name does not end in .html.
        OutputError
            The file can't be written there; it is whole or absent.
        """
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise OptionError(f"The panel is written as a page: {path.name!r} must end in .html.")
        write_page(self.field, path)
        return path


class StaticPanel(PanelBase):
    """A panel without anywidget: it can be saved as a page and scored, not shown in a notebook."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.weights = dict(field.start)
        self.normaliser = field.offer.fits[0][0].key
        self.aggregator = field.aggregators[0].key

    def _ipython_display_(self) -> NoReturn:
        raise OptionError(word("whatif_no_anywidget", self.field.lang))
