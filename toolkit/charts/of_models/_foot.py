"""What every chart of an item response model carries, and the curves of its population."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.charts._palette import BLUE, GREEN, INK, ORANGE, SKY, VERMILLION
from toolkit.columns import Array
from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.models.item_response._base import ItemResponseModel

_COLOURS, _DASHES = (BLUE, VERMILLION, GREEN, ORANGE, SKY, INK), ("-", "--", ":", "-.")
STYLES = [(_COLOURS[i % 6], _DASHES[(i + i // 12) % 4]) for i in range(24)]
"""Colour and dashes of lines: neighbours differ in both, no two lines in neither."""


def foot(model: ItemResponseModel, synthetic: bool, lang: str) -> str:
    """Return the line that ends a chart: synthetic or not, which model, of how many."""
    parts = [word("synthetic", lang)] if synthetic else []
    kind = word(f"model.{type(model).__name__}", lang)
    return " · ".join([*parts, word("irt_foot", lang, model=kind, persons=model.n_persons_, n=model.items_.height)])


def density(model: ItemResponseModel, theta: Array) -> Array:
    """Return the density of all persons: the groups' normal densities, weighted by their numbers."""
    groups = model.groups_
    mean, sd, n = (groups[c].to_numpy().astype(np.float64) for c in ("mean", "sd", "n"))
    each = np.exp(-0.5 * ((theta[:, None] - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
    return np.asarray(each @ (n / n.sum()))
