"""Table `districts`: the sixteen districts of Tianjin."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import ids
from indicators.city._places import PLACES
from indicators.city._plan import City


def districts(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a district."""
    return pl.DataFrame(
        {
            "district_id": ids("D", 2, np.arange(len(PLACES))),
            "name_zh": [place.zh for place in PLACES],
            "name_en": [place.en for place in PLACES],
        }
    )
