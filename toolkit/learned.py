"""What a transformer learned, as a table."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from toolkit.matrix import Array, to_column


def learned_frame(indicators: list[str], parameters: Mapping[str, Array]) -> pl.DataFrame:
    """Return parameters (name -> one number per indicator) as indicator, parameter, value; NaN becomes null.

    >>> import numpy as np
    >>> learned_frame(["a"], {"mean": np.array([2.0])}).rows()
    [('a', 'mean', 2.0)]
    """
    frames = [
        pl.DataFrame(
            {"indicator": indicators, "parameter": [name] * len(indicators), "value": to_column("value", values)}
        ).with_row_index("place")
        for name, values in parameters.items()
    ]
    if not frames:
        return pl.DataFrame(schema={"indicator": pl.String, "parameter": pl.String, "value": pl.Float64})
    return pl.concat(frames).sort("place", maintain_order=True).drop("place")
