"""Duxue 督学: validate inspection data, turn it into indicators, score school groups, and say how sure the result is.

Names are loaded when they are first used, so that `import toolkit` and `duxue --help` answer at once.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from toolkit import calibrate as calibrate
    from toolkit import charts as charts
    from toolkit import cutscores as cutscores
    from toolkit import disparity as disparity
    from toolkit import models as models
    from toolkit import monitoring as monitoring
    from toolkit import periods as periods
    from toolkit import ranks as ranks
    from toolkit import reliability as reliability
    from toolkit import structure as structure
    from toolkit import supervision as supervision
    from toolkit import surveys as surveys
    from toolkit.annotate import annotate as annotate
    from toolkit.compare import compare as compare
    from toolkit.denominate import denominate as denominate
    from toolkit.errors import DuxueError as DuxueError
    from toolkit.explain import explain as explain
    from toolkit.framework import Framework as Framework
    from toolkit.framework import load_framework as load_framework
    from toolkit.indicator import Indicator as Indicator
    from toolkit.indicator import indicator as indicator
    from toolkit.panel import panel as panel
    from toolkit.read import read_tables as read_tables
    from toolkit.report import brief as brief
    from toolkit.report import report as report
    from toolkit.robustness import Robustness as Robustness
    from toolkit.robustness import robustness as robustness
    from toolkit.save import load_run as load_run
    from toolkit.scoring_run import ScoringRun as ScoringRun
    from toolkit.study import Study as Study
    from toolkit.tables import Tables as Tables
    from toolkit.template import write_template as write_template
    from toolkit.tenure import Tenure as Tenure
    from toolkit.validate import validate as validate
    from toolkit.verify import verify as verify

_HOMES = {
    "DuxueError": "errors",
    "Framework": "framework",
    "Indicator": "indicator",
    "Robustness": "robustness",
    "ScoringRun": "scoring_run",
    "Study": "study",
    "Tables": "tables",
    "Tenure": "tenure",
    "annotate": "annotate",
    "brief": "report",
    "compare": "compare",
    "denominate": "denominate",
    "explain": "explain",
    "indicator": "indicator",
    "load_framework": "framework",
    "load_run": "save",
    "panel": "panel",
    "read_tables": "read",
    "report": "report",
    "robustness": "robustness",
    "validate": "validate",
    "verify": "verify",
    "write_template": "template",
}
_MODULES = (
    "aggregate",
    "calibrate",
    "charts",
    "cutscores",
    "disparity",
    "flags",
    "monitoring",
    "models",
    "normalise",
    "periods",
    "ranks",
    "reliability",
    "structure",
    "supervision",
    "surveys",
    "weigh",
)

__all__ = ["__version__", *sorted([*_HOMES, *_MODULES])]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f"toolkit.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return importlib.import_module(f"toolkit.{name}")
    raise AttributeError(f"module 'toolkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """Importing the module toolkit.explain must not hide the function of the same name: `tk.explain` stays callable."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def _guard() -> None:
    """Refuse to work with a stranger of the same name: the three import names are general words."""
    home = Path(__file__).resolve().parent.parent
    for name in ("schemas", "indicators"):
        found = importlib.util.find_spec(name)
        places = [Path(p).resolve().parent for p in (found.submodule_search_locations or [])] if found else []
        if places != [home]:
            where = f"comes from {places[0].name!r}" if places else "is a single file or is missing"
            raise ImportError(
                f"Duxue needs its own package {name!r}, but the one that Python finds {where}. "
                f"Rename or leave the folder that holds the other {name!r}."
            )


_guard()
