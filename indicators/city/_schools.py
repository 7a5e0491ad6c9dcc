"""Table `schools`: leads and members, with names that nobody takes for real ones."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import ids, words
from indicators.city._places import school_names
from indicators.city._plan import STAGES, City


def schools(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a school."""
    zh, en = school_names(city.school_district, city.school_stage)
    return pl.DataFrame(
        {
            "school_id": ids("S", 4, np.arange(city.school_group.size)),
            "district_id": ids("D", 2, city.school_district),
            "name_zh": zh,
            "name_en": en,
            "stage": words(STAGES, city.school_stage),
        }
    )
