"""Value added of groups: the weighted mean of what their schools add, with its error."""

from __future__ import annotations

import polars as pl
from sklearn.utils.validation import check_is_fitted

from toolkit.arguments import need_columns
from toolkit.errors import DataError
from toolkit.models.value_added._effects import root
from toolkit.models.value_added.nested import NestedValueAdded

COLUMNS = ("group_id", "school_id", "weight")


def group_value_added(model: NestedValueAdded, members: pl.DataFrame, *, minimum_share: float = 0.5) -> pl.DataFrame:
    """Return the value added of groups, Σ w (u + v) / Σ w over their schools, with the error of just this mean.

    Fitted with `levels=[school, group]`, the model knows how much groups differ as wholes: the mean of a good group is
    then not drawn to 0 as far as its schools one by one, and the errors of schools of one group go together. Fitted with
    schools alone, it is the weighted mean of the shrunken effects of the schools.

    Parameters
    ----------
    model : NestedValueAdded
        Fitted.
    members : polars.DataFrame
        group_id, school_id, weight: for example pupils × years in the group (`toolkit.Tenure`), as in `run.members` of a
        period. A null weight leaves the school out.
    minimum_share : float
        Least share of the weight that must be of schools in the model; below it the effect is null.

    Returns
    -------
    polars.DataFrame
        group_id, effect, se, n (pupils), schools, share; sorted by group.

    Raises
    ------
    DataError
        A weight below 0, a school twice in a group, or one that the model has in another group.

    Examples
    --------
    >>> pupils = pl.DataFrame({"school": ["A", "A", "B", "B", "C", "C", "D", "D"], "after": [1.0, 2, 3, 5, 2, 2, 7, 6]})
    >>> model = NestedValueAdded("after", levels=["school"]).fit(pupils)
    >>> members = pl.DataFrame({"group_id": "G1", "school_id": ["A", "B"], "weight": [100.0, 300.0]})
    >>> group_value_added(model, members).select("group_id", pl.col("effect", "se").round(2), "n", "schools").row(0)
    ('G1', -0.12, 0.47, 4, 2)
    """
    check_is_fitted(model, "effects_")
    need_columns(members, *COLUMNS)
    weighted = members.select(pl.col("group_id", "school_id").cast(pl.String), pl.col("weight").cast(pl.Float64))
    _check(weighted)
    rows, positive = _schools(model, weighted), pl.col("weight") > 0
    r, g, s, unit = _variances(model)
    sums = [
        _mean(part, r, g) | {"group_id": key[0]}
        for key, part in rows.filter(positive | (pl.lit(g) > 0)).partition_by("group_id", as_dict=True).items()
        if (part["weight"] > 0).any()
    ]
    schema = {
        "group_id": pl.String,
        "effect": pl.Float64,
        "variance": pl.Float64,
        "n": pl.Int64,
        "schools": pl.Int64,
        "known": pl.Float64,
    }
    found = pl.DataFrame(sums, schema=schema)
    whole = weighted.group_by("group_id").agg(whole=pl.col("weight").sum()).sort("group_id")
    table = whole.join(found, on="group_id", how="left").with_columns(
        share=(pl.when(pl.col("whole") > 0).then(pl.col("known") / pl.col("whole"))).fill_null(0.0).round(10),
        se=pl.Series(root(whole.join(found, on="group_id", how="left")["variance"].to_numpy() * s) * unit).fill_nan(
            None
        ),
    )
    enough = (pl.col("share") >= minimum_share) & pl.col("effect").is_not_null()
    return table.select(
        "group_id",
        effect=pl.when(enough).then("effect"),
        se=pl.when(enough).then("se"),
        n=pl.col("n").fill_null(0),
        schools=pl.col("schools").fill_null(0),
        share="share",
    )


def _check(weighted: pl.DataFrame) -> None:
    if (weighted["weight"] < 0).any():
        raise DataError("A weight is below 0; weights of schools are 0 or more.")
    twice = weighted.filter(pl.struct("group_id", "school_id").is_duplicated()).sort("group_id", "school_id")
    if twice.height:
        raise DataError(f"School {twice['school_id'][0]!r} stands twice in group {twice['group_id'][0]!r}.")


def _variances(model: NestedValueAdded) -> tuple[float, float, float, float]:
    """Return var(u) and var(v) as shares of the residual variance, that variance, and the unit of the outcome."""
    fitted, design, _ = model._state
    v = fitted.variances
    return float(v.g[0, 0] / v.s), v.upper / v.s, v.s, float(design.scale[-1])


def _schools(model: NestedValueAdded, weighted: pl.DataFrame) -> pl.DataFrame:
    """Return the schools of the model with group, weight (0 without one), effect, pupils, and 1'V⁻¹1 of the school alone."""
    fitted, _, found = model._state
    levels = list(model.levels)
    size = found.weight
    own = model.means_.select(
        school_id=pl.col(levels[0]).cast(pl.String),
        effect=pl.sum_horizontal(f"{level} effect" for level in levels),
        n=pl.Series(found.n),
        seen=pl.Series(size / (1 + size * fitted.variances.g[0, 0] / fitted.variances.s)),
        **({"home": pl.col(levels[1]).cast(pl.String)} if len(levels) > 1 else {}),
    )
    if len(levels) == 1:
        return own.join(weighted.drop_nulls("weight"), on="school_id")
    both = own.join(weighted, on="school_id")
    away = both.filter(pl.col("home") != pl.col("group_id")).sort("school_id")
    if away.height:
        row = away.row(0, named=True)
        raise DataError(
            f"School {row['school_id']!r} is in group {row['home']!r} of the model, and in {row['group_id']!r} of the members."
        )
    joined = own.join(weighted.select("school_id", "weight"), on="school_id", how="left")
    return joined.rename({"home": "group_id"}).with_columns(pl.col("weight").fill_null(0.0))


def _mean(part: pl.DataFrame, r: float, g: float) -> dict[str, float | int]:
    """Return Σ ω (u + v) and var(Σ ω (u + v) | y) / s = g + r Σω² − c'V⁻¹c, c = g + ω r in the pupils of a school."""
    weight, seen = part["weight"].to_numpy(), part["seen"].to_numpy()
    share = weight / weight.sum()
    c = g + share * r
    whole = float(seen.sum())
    reached = float((c**2 * seen).sum() - g / (1 + whole * g) * (c @ seen) ** 2)
    variance = g + r * float((share**2).sum()) - reached
    used = part.filter(pl.col("weight") > 0)
    return {
        "effect": float(share @ part["effect"].to_numpy()),
        "variance": max(variance, 0.0),
        "n": int(used["n"].sum()),
        "schools": used.height,
        "known": float(weight.sum()),
    }
