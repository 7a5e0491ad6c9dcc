"""Primary suppression: which cells would tell something about few persons, or about one contributor."""

from __future__ import annotations

import polars as pl

from toolkit.disclosure_rules import Rules


def few(count: pl.Expr, least: pl.Expr | int) -> pl.Expr:
    """Return where a count is from 1 to `least` - 1. Nobody, and an unknown number, are not few.

    >>> pl.DataFrame({"n": [0, 1, 9, 10, None]}).select(few(pl.col("n"), 10))["n"].to_list()
    [False, True, True, False, False]
    """
    return ((count > 0) & (count < least)).fill_null(False)


def dominated(contributions: pl.DataFrame, key: list[str], rules: Rules) -> pl.DataFrame:
    """Return the keys of means that too few contributors make up, with the rule that says so.

    Let x1 >= x2 >= ... be the contributions to a cell and X their sum. The cell is sensitive when there are fewer than
    `schools`; under the (n, k) rule when x1 + ... + xn > k/100 X; under the p% rule when X - x1 - x2 < p/100 x1.

    Parameters
    ----------
    contributions : polars.DataFrame
        `key` columns and `contribution`, not negative: one row a contributor. To a weighted mean schools contribute their
        weights.
    key : list of str
        Columns that name a cell.
    rules : Rules
        `schools`, `dominance`, `p_percent`.

    Returns
    -------
    polars.DataFrame
        `key` and `rule` (schools, dominance or p_percent: the first that applies), sorted by key.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, doi:10.1002/9781118348239, section 4.2.

    Examples
    --------
    >>> parts = pl.DataFrame({"cell": ["a", "a", "a", "b", "b"], "contribution": [90.0, 6.0, 4.0, 50.0, 50.0]})
    >>> dominated(parts, ["cell"], Rules(dominance=(1, 80))).rows()
    [('a', 'dominance')]
    >>> dominated(parts, ["cell"], Rules(p_percent=10, schools=2)).rows()
    [('a', 'p_percent'), ('b', 'p_percent')]
    """
    x = pl.col("contribution").sort(descending=True)
    number, share = rules.dominance or (1, 100.0)
    rest = x.slice(2).sum()
    rule = (
        pl.when(pl.len() < rules.schools)
        .then(pl.lit("schools"))
        .when(pl.lit(rules.dominance is not None) & (100 * x.head(number).sum() > share * x.sum()))
        .then(pl.lit("dominance"))
        .when(pl.lit(rules.p_percent is not None) & (100 * rest < (rules.p_percent or 0.0) * x.first()))
        .then(pl.lit("p_percent"))
    )
    present = contributions.filter(pl.col("contribution") > 0)
    return present.group_by(key).agg(rule=rule).drop_nulls("rule").sort(key)
