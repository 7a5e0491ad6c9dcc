"""Table `groups`: a group carries the name of its lead school."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import ids, words
from indicators.city._places import school_names
from indicators.city._plan import GOVERNANCE, City


def groups(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a group."""
    zh, en = school_names(city.school_district, city.school_stage)
    leads = np.flatnonzero(city.school_lead).tolist()
    return pl.DataFrame(
        {
            "group_id": ids("G", 3, np.arange(len(leads))),
            "district_id": ids("D", 2, city.group_district),
            "name_zh": [f"{zh[school]}教育集团" for school in leads],
            "name_en": [f"{en[school]} Group" for school in leads],
            "founded": city.group_founded,
            "governance": words(GOVERNANCE, city.group_governance),
            "supervised_by": words(("district", "city"), city.group_by_city.astype(np.int64)),
            "approval": [f"津教示例〔{str(d)[:4]}〕组建{g + 1:03d}号" for g, d in enumerate(city.group_founded)],
        }
    )
