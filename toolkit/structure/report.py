"""The structure of an index: correlations within and across the levels of its framework, and what is odd about them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.structure._nodes import slice_of
from toolkit.structure.correlations import correlations

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

COLLINEAR = 0.92
"""Above it two siblings say nearly the same. A rule of thumb; COINr's get_corr_flags takes 0.90."""


@dataclass(frozen=True)
class Report:
    """Structure of an index on the units of one level and period.

    Attributes
    ----------
    level, period : str
        What was looked at.
    correlations : polars.DataFrame
        relation, a, b, r, n, p, direction. Relations: `sibling` (a and b have one parent), `parent` (a in the score of its
        parent b), `rest` (a against its parent without a), `root` (a in the score of the whole index).
    findings : polars.DataFrame
        finding, a, b, r, n, p. Findings: `collinear` (siblings with abs(r) above the limit), `against_parent` (negative
        against the rest of its parent), `against_root` (negative in the whole index), `undetermined` (no correlation can be
        computed). Values are normalised, higher is better: a negative one works against the index.
    """

    level: str
    period: str
    correlations: pl.DataFrame
    findings: pl.DataFrame


def report(
    run: ScoringRun,
    *,
    method: Literal["pearson", "spearman", "kendall"] = "pearson",
    level: str | None = None,
    period: str | None = None,
    collinear: float = COLLINEAR,
) -> Report:
    """Check the structure of the index of a run.

    A node is part of its parent, so that `parent` and `root` are positive for most; `rest` leaves the node out of its
    parent and is the sharper check. Gates (weight 0) are not part of the index and are left out.

    Parameters
    ----------
    run : ScoringRun
        Of any study.
    method : "pearson", "spearman" or "kendall"
        As in `correlations`.
    level, period : str, optional
        Units that are looked at; by default the lowest level on which every indicator has values, in the latest period.
    collinear : float
        Limit of abs(r) between siblings, 0 to 1.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, steps 3 and 8.

    Examples
    --------
    >>> import toolkit as tk
    >>> rows = [("A", 10.0, 40.0), ("B", 90.0, 30.0), ("C", 50.0, 35.0), ("D", 30.0, 37.5)]
    >>> wide = pl.DataFrame(rows, schema=["unit_id", "X", "Y"], orient="row")
    >>> values = wide.unpivot(index="unit_id", variable_name="indicator").with_columns(level=pl.lit("unit"), period=pl.lit("2025"))
    >>> tree = pl.DataFrame({"node": ["T", "X", "Y"], "parent": [None, "T", "T"], "kind": ["index", "indicator", "indicator"],
    ...                      "weight": [None, 1.0, 1.0], "low": [None, 0.0, 0.0], "high": [None, 100.0, 100.0]})
    >>> report(tk.Study(framework=tree).score(values)).findings.select("finding", "a", "b").rows()
    [('collinear', 'X', 'Y'), ('against_parent', 'X', 'T'), ('against_parent', 'Y', 'T'), ('against_root', 'Y', 'T')]
    """
    if not 0 <= collinear <= 1:
        raise OptionError(f"collinear={collinear!r}: allowed are numbers from 0 to 1.")
    part = slice_of(run, level, period)
    root, pairs = run.framework.root, list[tuple[str, str, str, Array, Array]]()
    for parent in part.walk():
        if parent in part.matrix.indicators:
            continue
        children = part.children(parent)
        pairs += [("sibling", a, b, part.score[a], part.score[b]) for a, b in combinations(children, 2)]
        for child in children:
            pairs.append(("parent", child, parent, part.score[child], part.score[parent]))
            rest = part.without(parent, child)
            if rest is not None:
                pairs.append(("rest", child, parent, part.score[child], rest))
            pairs.append(("root", child, root, part.score[child], part.score[root]))
    frames = [
        correlations(np.column_stack([x, y]), method).with_columns(relation=pl.lit(relation), a=pl.lit(a), b=pl.lit(b))
        for relation, a, b, x, y in pairs
    ]
    table = pl.concat(frames).select("relation", "a", "b", "r", "n", "p", "direction")
    return Report(part.level, part.period, table, _findings(table, collinear))


def _findings(table: pl.DataFrame, collinear: float) -> pl.DataFrame:
    r, relation = pl.col("r").round(10), pl.col("relation")
    kinds = {
        "collinear": (relation == "sibling") & (r.abs() > collinear),
        "against_parent": (relation == "rest") & (r < 0),
        "against_root": (relation == "root") & (r < 0),
        "undetermined": (relation == "parent") & r.is_null(),
    }
    found = [table.filter(rule).with_columns(finding=pl.lit(kind)) for kind, rule in kinds.items()]
    return pl.concat(found).select("finding", "a", "b", "r", "n", "p")
