"""The catalogue that a study names: its indicators and the models of its raw tables."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.errors import OptionError, unknown

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.study import Study


def models_of(study: Study) -> Mapping[str, Any]:
    """Return the models of the raw tables: those of the catalogue (`MODELS`) where it has its own, else schemas.RAW."""
    from schemas import RAW

    models: Mapping[str, Any] = getattr(_catalogue(study), "MODELS", RAW)
    return models


def _catalogue(study: Study) -> Any:
    try:
        return importlib.import_module(study.catalogue)
    except ImportError as error:
        raise OptionError(f"The catalogue {study.catalogue!r} can't be imported: {error}.") from error


def catalogue_of(study: Study, framework: Framework) -> dict[str, Any]:
    """Return the indicators of the framework from the catalogue module of the study."""
    every = getattr(_catalogue(study), "ALL", None)
    if every is None:
        raise OptionError(f"The catalogue {study.catalogue!r} has no ALL (id -> indicator).")
    for name in framework.indicators:
        if name not in every:
            raise unknown("indicator", name, every)
    return {name: every[name] for name in framework.indicators}


def gates_of(study: Study) -> Mapping[str, Any]:
    """Return the gates of the catalogue (`GATES` of its module `gates`), none where it has no such module."""
    try:
        found = importlib.import_module(f"{study.catalogue}.gates")
    except ModuleNotFoundError as error:
        if error.name == f"{study.catalogue}.gates":
            return {}
        raise OptionError(f"The gates of {study.catalogue!r} can't be imported: {error}.") from error
    gates: Mapping[str, Any] = found.GATES
    return gates
