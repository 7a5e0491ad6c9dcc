"""Table `about`: what the data set says of itself, first of all that it is synthetic."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._plan import City


def about(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return keys and values."""
    facts = {
        "synthetic": "true",
        "title_zh": "天津市教育集团示例数据(合成数据,学校均为虚构)",
        "title_en": "School groups of Tianjin, an example (synthetic data, no real schools)",
        "source": "indicators.city.make_city",
        "seed": str(city.seed),
        "periods": ", ".join(city.periods),
    }
    return pl.DataFrame({"key": list(facts), "value": list(facts.values())})
