"""A framework: the tree of index, dimensions and indicators, read from a CSV table and checked before anything is computed."""

from __future__ import annotations

import importlib
import importlib.resources
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import OptionError, UnreadableInputError, unknown


@dataclass(frozen=True)
class Framework:
    """The tree of nodes.

    Parameters
    ----------
    name : str
        Name, as written into `weights` and the manifest.
    nodes : polars.DataFrame
        One row a node (schemas.framework), in the order of the file.
    stages : polars.DataFrame
        Rows that override the standard of an indicator for one stage.
    """

    name: str
    nodes: pl.DataFrame
    stages: pl.DataFrame

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {row["node"]: row for row in self.nodes.iter_rows(named=True)}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for row in self.nodes.iter_rows(named=True):
            children.setdefault(row["parent"] or "", []).append(row["node"])
        return children

    @property
    def root(self) -> str:
        """The node without a parent."""
        return self._children[""][0]

    @cached_property
    def indicators(self) -> list[str]:
        """The leaves, in tree order."""
        return [node for node in self.walk(self.root) if self._rows[node]["kind"] == "indicator"]

    @cached_property
    def parents(self) -> list[str]:
        """The nodes above indicators, every child before its parent, the root last."""
        return [node for node in reversed(self.walk(self.root)) if self._rows[node]["kind"] != "indicator"]

    @property
    def dimensions(self) -> list[str]:
        """The nodes right below the root that are not indicators."""
        return [node for node in self.children(self.root) if self._rows[node]["kind"] != "indicator"]

    def children(self, parent: str) -> list[str]:
        """Return the nodes right below `parent`, in the order of the file."""
        return self._children.get(parent, [])

    def walk(self, node: str) -> list[str]:
        """Return `node` and everything below it, parents first."""
        return [node, *(below for child in self.children(node) for below in self.walk(child))]

    def leaves(self, node: str) -> list[str]:
        """Return the indicators below `node` (or `node` itself when it is one)."""
        return [n for n in self.walk(node) if self._rows[n]["kind"] == "indicator"]

    def node(self, node: str) -> dict[str, Any]:
        """Return the row of a node; an unknown name is an error with the nearest name."""
        if node not in self._rows:
            named = [n for n, row in self._rows.items() if node and node in (row["label_zh"], row["label_en"])]
            if named:
                raise OptionError(f"{node!r} is a label, not a node: give {' or '.join(named)}.")
            raise unknown("node", node, self._rows)
        return self._rows[node]

    def label(self, node: str, lang: str = "zh") -> str:
        """Return the label of a node in a language."""
        row = self.node(node)
        return str(row["label_zh" if lang == "zh" else "label_en"] or node)

    def column(self, name: str, nodes: list[str]) -> list[Any]:
        """Return one column of the table for some nodes."""
        return [self._rows[node][name] for node in nodes]

    def table(self) -> pl.DataFrame:
        """Return nodes and stage rows as one frame, as in the file."""
        nodes = self.nodes.with_columns(stage=pl.lit(None, pl.String)).select(self.stages.columns)
        return pl.concat([nodes, self.stages])


def load_framework(source: Any, catalogue: str = "indicators", folder: Path | None = None) -> Framework:
    """Load a framework by name from the catalogue, from a CSV path, from a frame, or pass one through.

    Parameters
    ----------
    source : str, Path, polars.DataFrame or Framework
        A name such as `tianjin`, a path that ends in `.csv`, or a frame with the columns of schemas.framework. A framework
        of one indicator alone gets the index `total` above it.
    catalogue : str
        Module whose `frameworks` folder holds the named ones.
    folder : Path, optional
        Where a relative path starts (the folder of the study file).
    """
    if isinstance(source, Framework):
        return source
    if isinstance(source, pl.DataFrame):
        return _build("framework", source.with_columns(pl.all().cast(pl.String)), "framework")
    if not isinstance(source, str | os.PathLike):
        raise OptionError(f"framework = {source!r}: give a name, the path of a CSV file, a frame or a Framework.")
    if str(source).lower().endswith(".csv"):
        path = Path(source) if folder is None else folder / Path(source)
        if not path.is_file():
            raise UnreadableInputError(f"No framework file {str(source)!r}. Give the path of a CSV file, or a name.")
        return _from_csv(path)
    return _named(str(source), catalogue)


def framework_name(source: Any) -> str:
    """Return the name that a framework has or will have when it is loaded.

    >>> framework_name("tianjin"), framework_name("own.csv")
    ('tianjin', 'own')
    """
    if isinstance(source, Framework):
        return source.name
    if isinstance(source, pl.DataFrame):
        return "framework"
    return Path(source).stem if str(source).lower().endswith(".csv") else str(source)


def _named(name: str, catalogue: str) -> Framework:
    folder = importlib.resources.files(importlib.import_module(catalogue)) / "frameworks"
    names = sorted(f.name[:-4] for f in folder.iterdir() if f.name.endswith(".csv")) if folder.is_dir() else []
    if name not in names:
        raise unknown("framework", name, names)
    with importlib.resources.as_file(folder / f"{name}.csv") as path:
        return _from_csv(path)


def _from_csv(path: Path) -> Framework:
    from toolkit.framework_table import framework_text

    text, rows = framework_text(path)
    return _build(path.stem, text, path.name, rows)


def _build(name: str, text: pl.DataFrame, file: str, rows: pl.Series | None = None) -> Framework:
    from toolkit.framework_table import framework_table
    from toolkit.framework_tree import check_tree

    table = framework_table(text, file, rows)
    base = table.filter(pl.col("stage").is_null()).drop("stage")
    stages = table.filter(pl.col("stage").is_not_null())
    framework = Framework(name, _with_index(base), stages)
    check_tree(framework, file)
    return framework


def _with_index(nodes: pl.DataFrame) -> pl.DataFrame:
    """Put an index above an indicator that stands alone: scores belong to nodes above indicators."""
    if nodes.height != 1 or nodes["kind"][0] != "indicator" or nodes["parent"][0] is not None:
        return nodes
    index = "total" if nodes["node"][0] != "total" else "index"
    above = nodes.select("node", "parent", "label_zh", "label_en", "kind", "direction").with_columns(
        node=pl.lit(index), kind=pl.lit("index"), direction=pl.lit(1, pl.Int64)
    )
    return pl.concat([above, nodes.with_columns(parent=pl.lit(index))], how="diagonal").select(nodes.columns)
