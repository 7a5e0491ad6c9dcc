"""The line that ends a chart of a value-added model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.models import NestedValueAdded


def foot(model: NestedValueAdded, synthetic: bool, lang: str) -> str:
    """Return synthetic or not, of how many pupils and units, and what it is for."""
    own = model.effects_.filter(level=model.levels[0])
    parts = [word("synthetic", lang)] if synthetic else []
    counts = word("value_added_foot", lang, pupils=int(own["n"].sum()), units=own.height)
    return " · ".join([*parts, counts, word("for_enquiry_only", lang)])
