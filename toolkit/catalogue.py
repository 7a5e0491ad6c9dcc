"""The catalogue that a study names: its indicators and the models of its raw tables."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.errors import OptionError, unknown

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.study import Study


def models_of(study: Study) -> Mapping[str, Any]:
    """Return the models of the raw tables: those of the catalogue (`MODELS`) where it has its own, else schemas.RAW."""
    return models_named(study.catalogue)


def models_named(catalogue: str) -> Mapping[str, Any]:
    """Return the models of the raw tables of a catalogue module."""
    from schemas import RAW

    models: Mapping[str, Any] = getattr(_catalogue(catalogue), "MODELS", RAW)
    return models


def _catalogue(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise OptionError(f"The catalogue {name!r} can't be imported: {error}.") from error


def catalogue_of(study: Study, framework: Framework) -> dict[str, Any]:
    """Return the indicators of the framework from the catalogue module of the study."""
    return indicators_of(study.catalogue, framework.indicators)


def indicators_of(catalogue: str, names: Iterable[str]) -> dict[str, Any]:
    """Return indicators of a catalogue module by their ids."""
    every = getattr(_catalogue(catalogue), "ALL", None)
    if every is None:
        raise OptionError(f"The catalogue {catalogue!r} has no ALL (id -> indicator).")
    chosen = {}
    for name in names:
        if name not in every:
            raise unknown("indicator", name, every)
        chosen[name] = every[name]
    return chosen


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
