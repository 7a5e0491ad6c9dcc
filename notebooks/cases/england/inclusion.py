"""The Department for Education's rule for a trust's own figures, said in the toolkit's words."""

from __future__ import annotations

import polars as pl

from toolkit.tenure import Tenure

TENURE = Tenure(cap=5, completed=True, minimum=3, size="cohort")
"""Weight = pupils at the end of key stage 4 x min(full school years in the trust, 5); under three years a school is left out."""

SCHOOLS = 3
"""A trust has a figure of its own when at least this many schools are left."""


def published(members: pl.DataFrame, schools: int = SCHOOLS) -> pl.DataFrame:
    """Return the trusts that the rule gives a figure: period, group_id, schools.

    Parameters
    ----------
    members : polars.DataFrame
        `run.members` of a study with `tenure=TENURE`.
    schools : int
        Least number of schools that have a cohort.

    Examples
    --------
    >>> members = pl.DataFrame({"period": ["2018-19"] * 4, "group_id": list("AAAB"), "weight": [9.0, 8.0, 7.0, 6.0]})
    >>> published(members).rows()
    [('2018-19', 'A', 3)]
    """
    counted = members.filter(pl.col("weight") > 0).group_by("period", "group_id").agg(schools=pl.len().cast(pl.Int64))
    return counted.filter(pl.col("schools") >= schools).sort("period", "group_id")
