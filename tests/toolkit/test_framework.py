"""Frameworks that are wrong are refused before anything is computed, with row and column."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.toolkit.conftest import FRAMEWORK, as_frame
from toolkit.errors import DuxueError, UnreadableInputError
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
    "data",
    [
        pytest.param(FRAMEWORK.replace("\n", "\r\n").encode("utf-8-sig"), id="byte order mark, CR LF"),
        pytest.param(FRAMEWORK.replace("\n", "\r").encode(), id="CR only"),
        pytest.param(FRAMEWORK.encode("utf-16"), id="UTF-16"),
        pytest.param(FRAMEWORK.replace(",", ";").encode(), id="semicolons"),
        pytest.param((FRAMEWORK + "\n\n" + "," * 9 + "\n").encode(), id="empty lines at the end"),
        pytest.param(FRAMEWORK.replace("teaching,total", "\nteaching,total").encode(), id="an empty line between"),
    ],
)
def test_text_files_as_programs_write_them(framework: pl.DataFrame, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "OWN.CSV").write_bytes(data)
    assert load_framework("OWN.CSV", folder=tmp_path).nodes.equals(load_framework(framework).nodes)


def test_chinese_text_in_the_encoding_of_windows(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_bytes(FRAMEWORK.replace("days", "天").encode("gb18030"))
    assert load_framework(tmp_path / "own.csv").node("T2")["unit"] == "天"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "'own.csv' is empty"),
        (FRAMEWORK.replace("days", "\xe9").encode("latin-1"), "encoding of 'own.csv' is not known"),
        (FRAMEWORK.replace("days", '"days').encode(), "quotes of 'own.csv' do not pair up near row 6"),
    ],
)
def test_a_file_that_is_no_table_is_unreadable(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "own.csv").write_bytes(data)
    with pytest.raises(UnreadableInputError, match=message):
        load_framework(tmp_path / "own.csv")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",,,days", ",,days", "own.csv, row 6: it has 9 cells, the header has 10"),
        ("days", "days,7", "own.csv, row 6: it has 11 cells"),
        ("low,high", "low,low", "column 'low' stands more than once"),
        ("\nT2,teaching,indicator,-1", "\n\nT2,teaching,indicator,down", "own.csv, row 7, column direction: 'down'"),
        ("\nT2,teaching,indicator,-1", "\n\nT2,teaching,indicator,2", "own.csv, row 7, column"),
    ],
)
def test_faults_of_a_file_are_found_where_they_stand(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = FRAMEWORK.replace(old, new)
    assert text != FRAMEWORK
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DuxueError, match=message):
        load_framework(tmp_path / "own.csv")


def with_columns(*names: str, **rows: str) -> str:
    """Return the framework with further columns, filled in the rows of some nodes."""
    header, *lines = FRAMEWORK.strip().split("\n")
    cells = {line: rows.get(line.split(",")[0], "," * (len(names) - 1)) for line in lines}
    return "\n".join([f"{header},{','.join(names)}", *(f"{line},{more}" for line, more in cells.items())]) + "\n"


STAGED = with_columns("stage") + "T1,teaching,indicator,1,,,,70,,%,primary\n"


def test_a_stage_row_gives_a_standard_and_takes_the_rest_from_its_node() -> None:
    bare = with_columns("stage") + "T2,,,,,,,30,,,junior\n"
    (row,) = load_framework(as_frame(bare)).stages.iter_rows(named=True)
    assert (row["standard"], row["stage"]) == (30.0, "junior")
    assert (row["parent"], row["kind"], row["direction"], row["unit"]) == ("teaching", "indicator", -1, "days")
    tree = load_framework(as_frame(STAGED))
    assert load_framework(tree.table()).table().equals(tree.table())


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("T1,teaching,indicator,1,,,,70,,%,primery", "row 8, column stage.*'primery'.*Did you mean 'primary'"),
        ("T1,teaching,indicator,1,3,,,70,,%,primary", "row 8, column weight: 3.0 holds for all stages alike"),
        ("T1,teaching,indicator,1,,10,90,70,,%,primary", "row 8, column low: 10.0 holds for all stages alike"),
        ("T1,teaching,indicator,1,,,,70,5,%,primary", "row 8, column minimum_n: 5 holds for all stages alike"),
        ("T1,teaching,indicator,-1,,,,70,,%,primary", "row 8, column direction: -1 for the stage 'primary', but 1"),
        ("T1,climate,indicator,1,,,,70,,%,primary", "row 8, column parent: 'climate'.*but 'teaching'"),
        ("T1,teaching,indicator,1,,,,70,,days,primary", "row 8, column unit: 'days'.*but '%'"),
        (
            "teachin,total,indicator,1,,,,70,,%,primary",
            "row 8: the stage row of 'teachin' has no node. Did you mean 'teaching'",
        ),
        (
            "teaching,total,dimension,,,,,70,,,primary",
            "column stage: 'primary' is given for a node that is no indicator",
        ),
    ],
)
def test_a_stage_row_that_would_be_ignored_is_refused(new: str, message: str) -> None:
    with pytest.raises(DuxueError, match=message):
        load_framework(as_frame(with_columns("stage") + new + "\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (with_columns("aggregator", T1="geometric"), "row 5, column aggregator: 'geometric' has no effect here"),
        (with_columns("normaliser", teaching="minmax"), "row 3, column normaliser: 'minmax' has no effect here"),
        (with_columns("target", climate="80"), "row 4, column target: 80.0 has no effect here"),
        (FRAMEWORK.replace("dimension,,3,,", "dimension,,3,0,"), "row 3, column low: 0.0 has no effect here"),
        (FRAMEWORK.replace("climate,total,dimension,", "climate,total,dimension,-1"), "row 4, column direction: -1"),
        (FRAMEWORK.replace("T1,", "period,"), "row 5, column node: 'period' is the name of a column of the values"),
    ],
)
def test_a_cell_without_effect_is_refused(text: str, message: str) -> None:
    assert text != FRAMEWORK
    with pytest.raises(DuxueError, match=message):
        load_framework(as_frame(text))


@pytest.mark.parametrize("name", ["T1", "total"])
def test_one_indicator_alone_gets_an_index_above_it(name: str) -> None:
    tree = load_framework(as_frame(f"node,parent,kind,direction,standard\n{name},,indicator,-1,60\n"))
    assert (tree.indicators, tree.parents, tree.children(tree.root)) == ([name], [tree.root], [name])
    assert tree.node(name)["direction"] == -1
    assert tree.node(tree.root)["direction"] == 1
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


def test_what_is_no_framework_is_refused() -> None:
    with pytest.raises(DuxueError, match="framework = 3: give a name"):
        load_framework(3)


def test_an_unknown_name_lists_those_that_exist() -> None:
    with pytest.raises(DuxueError, match="Did you mean 'tianjin'"):
        load_framework("tianjing")


def test_without_kinds_the_tree_tells_them() -> None:
    rows = [("total", None), ("d", "total"), ("a", "d"), ("b", "d"), ("c", "total")]
    tree = load_framework(pl.DataFrame(rows, schema=["node", "parent"], orient="row"))
    assert tree.nodes["kind"].to_list() == ["index", "dimension", "indicator", "indicator", "indicator"]
    alone = load_framework(pl.DataFrame({"node": ["a"], "parent": [None]}))
    assert alone.nodes.select("node", "kind").rows() == [("total", "index"), ("a", "indicator")]


def test_a_label_in_place_of_a_node_is_told_the_node(framework: pl.DataFrame) -> None:
    tree = load_framework(framework.with_columns(label_zh=pl.when(pl.col("node") == "T1").then(pl.lit("教学"))))
    with pytest.raises(DuxueError, match="'教学' is a label, not a node: give T1"):
        tree.node("教学")
