"""Weights that somebody states for the nodes of a framework, as the weights table of a run."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from toolkit.errors import OptionError, unknown
from toolkit.framework import Framework
from toolkit.weigh.framework import check_stated


def given_weights(framework: Framework, given: Mapping[str, float], own: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return a weights table with the given weights, and with those of `own` where nothing is given.

    Weights are global: a node without a weight of its own has the sum of the weights below it. A gate (weight 0 in
    `own`) stays one. Naming one child of a parent and not its siblings is refused.
    """
    gates = set(own.filter(pl.col("origin") == "gate")["node"])
    for node, weight in given.items():
        if node not in own["node"]:
            raise unknown("node", node, own["node"])
        if node in gates and weight != 0:
            raise OptionError(f"Scheme '{name}' weighs {node}, a gate: it is flagged, never scored.")
    local = dict(zip(own["node"], own["weight"], strict=True))
    total: dict[str, float | None] = {}
    for parent in framework.parents:
        children = [c for c in framework.children(parent) if c not in gates]
        stated = {c: given.get(c, total.get(c)) for c in children}
        known = {c: w for c, w in stated.items() if w is not None}
        missing = [c for c in children if c not in known]
        if missing and any(c in given for c in children):
            raise OptionError(f"Scheme '{name}' gives no weight for {', '.join(missing)} below {parent}.")
        total[parent] = None
        if known and not missing:
            total[parent] = float(sum(known.values()))
            if total[parent] or parent == framework.root:
                check_stated(pl.Series(list(known.values()), dtype=pl.Float64).to_numpy(), tuple(known))
                local |= {c: w / total[parent] for c, w in known.items()}  # type: ignore[operator]
    whole = {framework.root: 1.0}
    for parent, node in own.select("parent", "node").iter_rows():
        whole[node] = whole[parent] * local[node]
    return own.with_columns(
        weight=pl.col("node").replace_strict(local, return_dtype=pl.Float64),
        global_weight=pl.col("node").replace_strict(whole, return_dtype=pl.Float64),
        origin=pl.when(pl.col("origin") == "gate").then("origin").otherwise(pl.lit(name)),
    )
