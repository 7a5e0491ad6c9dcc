"""Weights: what every dimension and indicator counts for in the whole index, and where the weight comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._names import shorten
from toolkit.charts._palette import BLUE, SKY
from toolkit.charts._rows import legend_above, name_rows, rows_height, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.words import check_lang, label_of, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.scoring_run import ScoringRun


def weights_table(run: ScoringRun, *, lang: str = "zh") -> pl.DataFrame:
    """Return the tree below the root in order, a row a node: node, parent, label, kind, depth, weight, global_weight, origin.

    `weight` is the share below its parent, `global_weight` the share of the whole index. Dimensions stand before their
    indicators; the global weights of the indicators sum to 1.
    """
    check_lang(lang)
    tree = run.framework
    order = tree.walk(tree.root)[1:]
    depth = {tree.root: 0}
    rows = []
    for node in order:
        row = tree.node(node)
        depth[node] = depth[row["parent"]] + 1
        rows.append((node, tree.label(node, lang), row["kind"], depth[node]))
    schema = {"node": pl.String, "label": pl.String, "kind": pl.String, "depth": pl.Int64}
    nodes = pl.DataFrame(rows, schema=schema, orient="row")
    table = nodes.join(run.weights, on="node", how="left", maintain_order="left")
    return table.select("node", "parent", "label", "kind", "depth", "weight", "global_weight", "origin")


def weights(run: ScoringRun, *, lang: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw the weights as bars, every dimension (dark, with its total) above its indicators (light)."""
    table = weights_table(run, lang=lang)
    leaf = table["kind"] == "indicator"
    origins = sorted(set(table["origin"].drop_nulls().to_list()))
    note = word("weights_note", lang, origins=word("comma", lang).join(label_of("origin", o, lang) for o in origins))
    subtitle = " · ".join([run.framework.name, word("n_indicator", lang, n=int(leaf.sum()))])
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(table.height)),
        title=word("weights", lang),
        subtitle=subtitle,
        notes=[note],
        lang=lang,
    ) as axes:
        name_rows(axes, [shorten(label, 27) for label in table["label"]])
        shares = (table["global_weight"].fill_null(0.0) * 100).to_list()
        colours = [SKY if is_leaf else BLUE for is_leaf in leaf]
        axes.barh(range(table.height), shares, color=colours, height=0.62)
        side_columns(axes, {"%": [f"{s:.1f}" for s in shares]})
        legend_above(axes, _legend(lang) if not leaf.all() else _legend(lang)[1:])
        axes.set_xlabel(word("weight_axis", lang))
        axes.set_xlim(left=0)
    return axes


def _legend(lang: str) -> list[object]:
    from matplotlib.patches import Patch

    return [
        Patch(color=BLUE, label=word("weights_dimension", lang)),
        Patch(color=SKY, label=word("weights_indicator", lang)),
    ]


def weights_alt(run: ScoringRun, *, lang: str = "zh") -> str:
    """Say in a sentence what weighs most."""
    table = weights_table(run, lang=lang)
    leaves = table.filter(kind="indicator").sort("global_weight", "node", descending=[True, False], nulls_last=True)
    tops = table.filter(pl.col("depth") == 1, pl.col("kind") != "indicator").sort(
        "global_weight", "node", descending=[True, False], nulls_last=True
    )
    largest = {"n": leaves.height, "indicator": leaves["label"][0], "top": _percent(leaves)}
    if not tops.height:
        return word("weights_flat_alt", lang, **largest)
    return word("weights_alt", lang, dimension=tops["label"][0], share=_percent(tops), **largest)


def _percent(table: pl.DataFrame) -> str:
    return f"{(table['global_weight'][0] or 0.0) * 100:.1f}"
