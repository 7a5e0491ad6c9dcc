"""Differential item functioning: whether an item asks something else of one group than of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.base import clone

from toolkit.columns import Array
from toolkit.errors import DataError, unknown
from toolkit.matrix import to_column

if TYPE_CHECKING:
    from toolkit.models.item_response._base import ItemResponseModel


def likelihood_ratio(
    model: ItemResponseModel, responses: pl.DataFrame, groups: str, *, items: list[str] | None = None
) -> pl.DataFrame:
    """Test items one by one: alike in all groups, or with parameters of their own in each.

    The other items are taken to be alike and hold the scales of the groups together; means and standard deviations of the groups
    are free, so that a difference in ability is no differential item. Give the model unfitted.

    Returns
    -------
    polars.DataFrame
        item, statistic (twice the difference of the log-likelihoods), df, p, and difference: expected answer in the last group
        less that in the first, at equal ability, averaged over all persons' distribution, in percent of the item's most. With
        many persons trifles are significant: look at the difference too.

    References
    ----------
    Thissen, D., Steinberg, L. and Wainer, H. (1993), in Holland and Wainer, Differential item functioning.

    Examples
    --------
    >>> from toolkit.models import RaschModel
    >>> rng = np.random.default_rng(0)
    >>> group = np.repeat(["boys", "girls"], 1000)
    >>> difficulty = np.linspace(-1, 1, 6) + np.where(group == "girls", 1.0, 0.0)[:, None] * (np.arange(6) == 2)
    >>> right = rng.normal(size=(2000, 1)) - difficulty > rng.logistic(size=(2000, 6))
    >>> frame = pl.DataFrame(right, schema=list("ABCDEF")).with_columns(sex=pl.Series(group))
    >>> likelihood_ratio(RaschModel(), frame, "sex", items=["B", "C"]).select("item", pl.col("p") < 0.001).rows()
    [('B', False), ('C', True)]
    """
    if groups not in responses.columns:
        raise unknown("column of groups", groups, responses.columns)
    labels = responses[groups].cast(pl.String).unique().sort().to_list()
    if len(labels) < 2:
        raise DataError(f"Column {groups!r} holds one group only: nothing to compare.")
    names = [c for c in responses.columns if c != groups]
    alike = clone(model).fit(responses, groups=groups, errors=False)
    rows = []
    for item in names if items is None else items:
        if item not in names:
            raise unknown("item", item, names)
        apart = _split(responses, item, groups, labels)
        own = clone(model).fit(apart, groups=groups, errors=False)
        statistic = 2 * (own.log_likelihood_ - alike.log_likelihood_)
        df = own.n_parameters_ - alike.n_parameters_
        rows.append((item, max(statistic, 0.0), df, *_effect(own, item, labels)))
    schema = {"item": pl.String, "statistic": pl.Float64, "df": pl.Int64, "difference": pl.Float64}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table.select(
        "item", "statistic", "df", p=_chi_square(table["statistic"], table["df"]), difference="difference"
    )


def _split(responses: pl.DataFrame, item: str, groups: str, labels: list[str]) -> pl.DataFrame:
    """One column of the item for each group, empty for the others: missing by design."""
    values = responses[item].drop_nulls().unique().sort().to_list()
    label = pl.col(groups).cast(pl.String)
    apart = responses.with_columns(pl.when(label == one).then(item).alias(f"{item} {one}") for one in labels)
    for one in labels:
        if apart[f"{item} {one}"].drop_nulls().unique().sort().to_list() != values:
            raise DataError(
                f"Item {item!r}: group {one!r} did not give every category ({values}), so there is no test."
            )
    return apart.drop(item)


def _effect(own: ItemResponseModel, item: str, labels: list[str]) -> tuple[float]:
    p, theta = own._parameters, own._theta
    expected = p.curves(own._family, own._items.steps, theta).expected
    first, last = (own._items.names.index(f"{item} {one}") for one in (labels[0], labels[-1]))
    n = own.groups_["n"].to_numpy()
    density = np.exp(-0.5 * ((theta[:, None] - p.mean) / p.sd) ** 2) / p.sd
    weight = (density / density.sum(axis=0)) @ (n / n.sum())
    return (float(100 * (expected[last] - expected[first]) @ weight / own._items.steps[first]),)


def mantel_haenszel(responses: pl.DataFrame, groups: str, *, reference: str | None = None) -> pl.DataFrame:
    """Compare the odds of a right answer between two groups within strata of equal sums of right answers.

    Items of two categories (the higher one is right), answered by everybody who counts: persons with a gap are left out.

    Returns
    -------
    polars.DataFrame
        item, odds_ratio (of the reference group over the other), delta = -2.35 ln(odds ratio) (negative: harder for the other
        group), statistic (chi-square with continuity correction, 1 df), p, and class: A negligible, B moderate, C large, as the
        Educational Testing Service draws the lines (abs(delta) from 1 and from 1.5), without its tests that delta exceeds 1.

    References
    ----------
    Mantel, N. and Haenszel, W. (1959), doi:10.1093/jnci/22.4.719. Holland, P. W. and Thayer, D. T. (1988), in Wainer and Braun,
    Test validity.
    """
    if groups not in responses.columns:
        raise unknown("column of groups", groups, responses.columns)
    whole = responses.drop_nulls()
    labels = whole[groups].cast(pl.String).unique().sort().to_list()
    if len(labels) != 2:
        raise DataError(
            f"Column {groups!r} holds {len(labels)} groups among persons without a gap; the test compares two."
        )
    first = labels[0] if reference is None else reference
    if first not in labels:
        raise unknown("reference group", first, labels)
    names = [c for c in whole.columns if c != groups]
    right = np.stack([_right(whole[name]) for name in names], axis=1)
    own = (whole[groups].cast(pl.String) == first).to_numpy()
    total = right.sum(axis=1)
    found = np.array([_stratified(right[:, j], own, total) for j in range(len(names))])
    delta = -2.35 * np.log(np.where(found[:, 0] > 0, found[:, 0], np.nan))
    size = np.abs(delta)
    table = pl.DataFrame(
        {
            "item": names,
            "odds_ratio": to_column("odds_ratio", found[:, 0]),
            "delta": to_column("delta", delta),
            "statistic": to_column("statistic", found[:, 1]),
        }
    )
    classes = pl.Series(
        ["C" if d >= 1.5 else "B" if d >= 1 else "A" if d == d else None for d in size], dtype=pl.String
    )
    p = _chi_square(table["statistic"], pl.Series(np.ones(len(names))))
    return table.with_columns(p=p).with_columns(
        pl.when((pl.col("p") < 0.05) | (classes.is_null())).then(classes).otherwise(pl.lit("A")).alias("class")
    )


def _right(column: pl.Series) -> Array:
    values = column.unique().sort().to_list()
    if len(values) != 2:
        raise DataError(f"Item {column.name!r} has {len(values)} categories among persons without a gap; it needs two.")
    return (column == values[1]).cast(pl.Float64).to_numpy()


def _stratified(right: Array, own: NDArray[np.bool_], total: Array) -> tuple[float, float]:
    stratum = total.astype(np.int64)
    count = int(stratum.max()) + 1
    a, b, c, d = (
        np.bincount(stratum, who * what, minlength=count)
        for who, what in ((own, right), (own, 1 - right), (~own, right), (~own, 1 - right))
    )
    n = a + b + c + d
    some = n > 1
    a, b, c, d, n = a[some], b[some], c[some], d[some], n[some]
    against = float((b * c / n).sum())
    ratio = float((a * d / n).sum()) / against if against > 0 else np.nan
    expected = (a + b) * (a + c) / n
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum())
    statistic = max(abs(float((a - expected).sum())) - 0.5, 0.0) ** 2 / variance if variance > 0 else np.nan
    return ratio, statistic


def _chi_square(statistic: pl.Series, df: pl.Series) -> pl.Series:
    from scipy.special import chdtrc

    return to_column("p", chdtrc(df.cast(pl.Float64).to_numpy(), statistic.fill_null(np.nan).to_numpy()))
