"""COINr 1.1.11, vignette "Imputation of missing data": the small table of ASEM and what COINr fills into it."""

import numpy as np
import polars as pl
import pytest

from toolkit.impute import IMPUTERS

NAN = np.nan
TABLE = np.array(  # Pat, CultServ, CultGood, Tourist of rows 37 to 46
    [
        [23.7, 0.13405, NAN, 11.519],
        [583.5, 2.20754, 16.182, 24.040],
        [3.6, 0.05780, 0.985, 6.509],
        [249.8, 1.79800, NAN, 17.242],
        [NAN, NAN, NAN, 3.315],
        [64.2, 1.15292, 7.555, 26.757],
        [0.3, 0.00266, 0.046, 0.404],
        [NAN, 0.08905, NAN, 2.907],
        [46.5, 0.34615, 1.213, 3.370],
        [7.2, 0.03553, 1.256, 0.966],
    ]
)
PUBLISHED = {  # the gaps in the order of rows, then columns
    "mean": [4.5395, 4.5395, 122.35, 0.6470778, 4.5395, 122.35, 4.5395],
    "group_median": [8.5835, 8.5835, 136.75, 0.966025, 8.5835, 26.85, 1.2345],
    "row_mean": [2.850908, 10.163326, 64.72133, 0.246215, 1.828412, 39.42134, 1.128411],
}
KEYS = pl.DataFrame({"unit_id": [str(row) for row in range(37, 47)], "stage": ["a"] * 5 + ["b"] * 5})


@pytest.mark.parametrize("method", PUBLISHED)
def test_the_table_of_the_vignette(method: str) -> None:
    """`i_mean` by column, `i_median_grp` with two groups of five rows, `i_mean` by row with `normalise_first`."""
    filled = IMPUTERS[method]().fit_transform(TABLE, keys=KEYS)
    # six or seven significant digits are printed, from data that are printed with three to five of them
    np.testing.assert_allclose(filled[np.isnan(TABLE)], PUBLISHED[method], rtol=2e-6)
