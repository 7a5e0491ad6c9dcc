"""The planted truths and the true rates as tables."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._assessments import value_added
from indicators.city._frames import ids
from indicators.city._plan import City
from indicators.city._planted import KINDS, LOGGED
from indicators.city._surveys import satisfied
from schemas.raw.surveys import RESPONDENTS

COLUMNS = ("group_id", "kind", "period", "rule", "dimension", "school_id", "description_zh", "description_en")


def truths(city: City) -> pl.DataFrame:
    """Return one row a planted truth and period in which it holds."""
    group_ids = ids("G", 3, np.arange(city.group_district.size)).to_list()
    school_ids = ids("S", 4, np.arange(city.school_group.size)).to_list()
    rows = []
    for plant in city.plants:
        kind = {**KINDS, **LOGGED}[plant.kind]
        school = school_ids[plant.school] if plant.school >= 0 else None
        for period in city.periods if kind.when == "always" else city.periods[-1:]:
            what = (kind.rule, kind.dimension, school, kind.zh, kind.en)
            rows.append((group_ids[plant.group], plant.kind, period, *what))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    return frame.sort("group_id", "kind", "period")


def rates(city: City) -> pl.DataFrame:
    """Return the true rates behind the counts, one row a school and period."""
    schools, periods = city.pupils.shape
    share = 100 * satisfied(city)
    return pl.DataFrame(
        {
            "school_id": ids("S", 4, np.tile(np.arange(schools), periods)),
            "period": pl.Series(city.periods).gather(np.repeat(np.arange(periods), schools)),
            **{f"satisfied_{who}": share[:, :, place].reshape(-1) for place, who in enumerate(RESPONDENTS)},
            "value_added": value_added(city).T.reshape(-1),
        }
    )
