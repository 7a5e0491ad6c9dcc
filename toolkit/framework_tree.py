"""The tree of a framework: every node in one place, below one root, and every branch with indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.errors import DataError, OptionError, did_you_mean

if TYPE_CHECKING:
    from toolkit.framework import Framework


def check_tree(framework: Framework, file: str) -> None:
    """Refuse rows that do not make a tree; `file` is the name for errors."""
    nodes = framework.nodes
    twice = nodes.filter(pl.col("node").is_duplicated())["node"].unique().sort().to_list()
    if twice:
        raise OptionError(f"{file}: node {twice[0]!r} stands more than once. Names of nodes are unique.")
    known = {row["node"]: row for row in nodes.iter_rows(named=True)}
    for row in known.values():
        if row["parent"] is not None and row["parent"] not in known:
            hint = did_you_mean(row["parent"], known)
            raise OptionError(f"{file}: node {row['node']!r} has the unknown parent {row['parent']!r}.{hint}")
        if row["parent"] is not None and known[row["parent"]]["kind"] == "indicator":
            raise OptionError(f"{file}: {row['parent']!r} is an indicator and can't have nodes below it.")
        if row["kind"] != "indicator" and not framework.children(row["node"]):
            raise OptionError(f"{file}: {row['node']!r} is a {row['kind']} without any node below it.")
    roots = framework.children("")
    if len(roots) != 1:
        raise OptionError(f"{file}: exactly one node has no parent, here it is {', '.join(roots) or 'none'}.")
    lost = sorted(set(known) - set(framework.walk(roots[0])))
    if lost:
        raise OptionError(f"{file}: {', '.join(lost)} hang in a circle and never reach {roots[0]!r}.")
    if framework.stages.select("node", "stage").is_duplicated().any():
        raise DataError(f"{file}: a node has two rows for the same stage.")
