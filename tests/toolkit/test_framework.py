"""Frameworks that are wrong are refused before anything is computed, with row and column."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.toolkit.conftest import FRAMEWORK, as_frame
from toolkit.errors import DuxueError
from toolkit.framework import load_framework


def test_the_tree_in_the_order_of_the_file(framework: pl.DataFrame) -> None:
    tree = load_framework(framework)
    assert tree.root == "total"
    assert tree.dimensions == ["teaching", "climate"]
    assert tree.indicators == ["T1", "T2", "C1"]
    assert tree.parents[-1] == "total"
    assert tree.leaves("teaching") == ["T1", "T2"]


def test_a_csv_file_and_its_frame_are_the_same(framework: pl.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(FRAMEWORK, encoding="utf-8")
    tree = load_framework("own.csv", folder=tmp_path)
    assert tree.name == "own"
    assert tree.nodes.equals(load_framework(framework).nodes)
    assert load_framework(tree.table()).nodes.equals(tree.nodes)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("T1,teaching,indicator,1", "T1,teeching,indicator,1", "unknown parent 'teeching'. Did you mean 'teaching'"),
        ("T2,teaching", "T1,teaching", "'T1' stands more than once"),
        ("T2,teaching,indicator,-1", "T2,teaching,indicator,2", "row 6, column 方向|row 6, column direction"),
        ("T2,teaching,indicator,-1", "T2,teaching,indicator,down", "row 6, column direction: 'down'"),
        ("T2,teaching,indicator", "T2,T1,indicator", "'T1' is an indicator and can't have nodes below it"),
        ("C1,climate,indicator", "C1,total,indicator", "'climate' is a dimension without any node below it"),
        ("teaching,total", "teaching,climate2", "unknown parent"),
        ("total,,index", "total,climate,index", "exactly one node has no parent"),
        ("1,1,0,100,60", "1,-1,0,100,60", "row 5"),
        ("1,1,0,100,60", "1,1,100,0,60", "row 5"),
        ("minimum_n,unit", "minimum,unit", "unknown column 'minimum'. Did you mean 'minimum_n'"),
        ("node,parent,kind", "node,parent,sort", "unknown column 'sort'"),
    ],
)
def test_one_fault_is_named_with_its_place(old: str, new: str, message: str) -> None:
    text = FRAMEWORK.replace(old, new)
    assert text != FRAMEWORK
    with pytest.raises(DuxueError, match=message):
        load_framework(as_frame(text))


def test_a_circle_is_found() -> None:
    text = "node,parent,kind\ntotal,,index\nI,total,indicator\na,b,dimension\nb,a,dimension\n"
    with pytest.raises(DuxueError, match="circle"):
        load_framework(as_frame(text))


def test_an_unknown_name_lists_those_that_exist() -> None:
    with pytest.raises(DuxueError, match="Did you mean 'tianjin'"):
        load_framework("tianjing")
