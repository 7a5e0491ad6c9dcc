"""A framework: the tree of index, dimensions and indicators, read from a CSV table and checked before anything is computed."""

from __future__ import annotations

import importlib
import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import DataError, OptionError, UnreadableInputError, did_you_mean, unknown


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
        return pl.concat([self.nodes.with_columns(stage=pl.lit(None, pl.String)), self.stages]).select(_columns())


def load_framework(source: Any, catalogue: str = "indicators", folder: Path | None = None) -> Framework:
    """Load a framework by name from the catalogue, from a CSV path, from a frame, or pass one through.

    Parameters
    ----------
    source : str, Path, polars.DataFrame or Framework
        A name such as `tianjin`, a path that ends in `.csv`, or a frame with the columns of schemas.framework.
    catalogue : str
        Module whose `frameworks` folder holds the named ones.
    folder : Path, optional
        Where a relative path starts (the folder of the study file).
    """
    if isinstance(source, Framework):
        return source
    if isinstance(source, pl.DataFrame):
        return _build("framework", source.with_columns(pl.all().cast(pl.String)), "framework")
    if str(source).endswith(".csv"):
        path = Path(source) if folder is None else folder / Path(source)
        if not path.is_file():
            raise UnreadableInputError(f"No framework file {str(source)!r}. Give the path of a CSV file, or a name.")
        return _build(path.stem, _read_csv(path.read_bytes(), path.name), path.name)
    return _named(str(source), catalogue)


def _named(name: str, catalogue: str) -> Framework:
    folder = importlib.resources.files(importlib.import_module(catalogue)) / "frameworks"
    names = sorted(f.name[:-4] for f in folder.iterdir() if f.name.endswith(".csv")) if folder.is_dir() else []
    if name not in names:
        raise unknown("framework", name, names)
    return _build(name, _read_csv((folder / f"{name}.csv").read_bytes(), f"{name}.csv"), f"{name}.csv")


def _read_csv(data: bytes, file: str) -> pl.DataFrame:
    try:
        return pl.read_csv(data, infer_schema=False, encoding="utf8")
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise UnreadableInputError(f"{file} is not a CSV table in UTF-8: {error}") from None


def _columns() -> list[str]:
    from schemas import Framework as Model

    return list(Model.to_schema().columns)


def _build(name: str, text: pl.DataFrame, file: str) -> Framework:
    table = _typed(text, file)
    _check_cells(table, file)
    base = table.filter(pl.col("stage").is_null()).drop("stage")
    stages = table.filter(pl.col("stage").is_not_null())
    framework = Framework(name, base, stages)
    _check_tree(framework, file)
    return framework


def _typed(text: pl.DataFrame, file: str) -> pl.DataFrame:
    from schemas import Framework as Model

    columns = Model.to_schema().columns
    for column in text.columns:
        if column not in columns:
            raise OptionError(f"{file}: unknown column {column!r}.{did_you_mean(column, columns)}")
    for column in ("node", "parent", "kind"):
        if column not in text.columns:
            raise OptionError(f"{file}: the column {column!r} is missing.")
    trimmed = text.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    typed = {c: _cast(trimmed, c, spec.dtype.type, file) for c, spec in columns.items()}
    table = pl.DataFrame(typed)
    return table.with_columns(
        pl.col("label_en").fill_null(pl.col("node")),
        pl.col("label_zh").fill_null(pl.coalesce("label_en", "node")),
        pl.col("direction").fill_null(1),
    )


def _cast(text: pl.DataFrame, column: str, dtype: Any, file: str) -> pl.Series:
    if column not in text.columns:
        return pl.Series(column, [None] * text.height, dtype=dtype)
    cast = text[column].cast(dtype, strict=False)
    if cast.dtype == pl.Float64:
        cast = cast.replace([float("nan"), float("inf"), float("-inf")], None)
    wrong = (cast.is_null() & text[column].is_not_null()).arg_true()
    if wrong.len():
        row = int(wrong[0])
        raise OptionError(f"{file}, row {row + 2}, column {column}: {text[column][row]!r} is not a valid {dtype}.")
    return cast


def _check_cells(table: pl.DataFrame, file: str) -> None:
    from schemas import Framework as Model
    from toolkit.validate import validate

    checked = validate({"framework": table}, models={"framework": Model})
    for finding in checked.findings.filter(pl.col("severity").is_in(["fatal", "error"])).iter_rows(named=True):
        raise OptionError(f"{file}, row {finding['row']}, column {finding['column']}: {finding['message_en']}")


def _check_tree(framework: Framework, file: str) -> None:
    nodes = framework.nodes
    twice = nodes.filter(pl.col("node").is_duplicated())["node"].unique().sort().to_list()
    if twice:
        raise OptionError(f"{file}: node {twice[0]!r} stands more than once. Names of nodes are unique.")
    known: Mapping[str, dict[str, Any]] = framework._rows
    for row in nodes.iter_rows(named=True):
        if row["parent"] is not None and row["parent"] not in known:
            hint = did_you_mean(row["parent"], known)
            raise OptionError(f"{file}: node {row['node']!r} has the unknown parent {row['parent']!r}.{hint}")
        if row["parent"] is not None and known[row["parent"]]["kind"] == "indicator":
            raise OptionError(f"{file}: {row['parent']!r} is an indicator and can't have nodes below it.")
        if row["kind"] != "indicator" and not framework.children(row["node"]):
            raise OptionError(f"{file}: {row['node']!r} is a {row['kind']} without any node below it.")
    roots = framework.children("")
    if len(roots) != 1:
        raise OptionError(f"{file}: exactly one node has no parent, here it is {roots or 'none'}.")
    lost = sorted(set(known) - set(framework.walk(roots[0])))
    if lost:
        raise OptionError(f"{file}: {', '.join(lost)} hang in a circle and never reach {roots[0]!r}.")
    stray = framework.stages.filter(~pl.col("node").is_in(list(known)))["node"].to_list()
    if stray:
        raise OptionError(f"{file}: the stage row of {stray[0]!r} has no node.{did_you_mean(stray[0], known)}")
    if framework.stages.select("node", "stage").is_duplicated().any():
        raise DataError(f"{file}: a node has two rows for the same stage.")
