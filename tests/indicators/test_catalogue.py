"""The catalogue against the framework of Tianjin, and the facts that every indicator must state."""

import re
import subprocess
import sys
from importlib import resources
from inspect import signature

import polars as pl
import pytest

import indicators
from indicators import ALL
from indicators._share import jeffreys_se
from indicators._staff import MOVES
from indicators.r1 import ABOVE_NORM
from schemas import RAW, Framework
from schemas.raw.schools import STAGES
from schemas.raw.staff import DEGREES
from schemas.raw.staff_moves import MOVES as KINDS
from toolkit.measure import DERIVED

IDS = [
    "R1",
    "R2",
    "R3",
    "R4",
    "R5",
    "R6",
    "R7",
    "R8",
    "R9",
    "R10",
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "Q5",
    "Q6",
    "Q7",
    "Q8",
    "Q9",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
    "T1",
    "T2",
    "T3",
    "T4",
    "T5",
    "T6",
    "T7",
    "T8",
    "T9",
    "C1",
    "C2",
    "C3",
    "C4",
    "C5",
    "C6",
    "C7",
    "C8",
    "C9",
]
MECHANISMS = [f"P{number}" for number in range(1, 16)]
"""Process indicators of the eight mechanisms, which stand in a framework of their own."""
NATIONAL = ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "S9", "T1", "T2", "T5", "C1", "C2", "C3", "C4"]
PUBLISHED = {  # indicator -> primary, junior: 教督〔2017〕6号
    "R1": (4.2, 5.3), "R2": (1.0, 1.0), "R3": (0.9, 0.9), "R4": (4.5, 5.8), "R5": (7.5, 10.2), "R6": (2000.0, 2500.0), "R7": (2.3, 2.4),
}  # fmt: skip
BY_ANALOGY = {"R8": (0.50, 0.45)}
"""Limits between the schools of a county, taken over for groups of one stage."""
FLAT = {
    "T1": 10.0,
    "T2": 20.0,
    "T3": 0.0,
    "Q1": -0.39,
    "Q2": -0.39,
    "Q3": -0.1,
    "Q4": 0.0,
    "T5": 100.0,
    "T9": 0.0,
    "S9": 95.0,
    "Q5": 0.15,
    "Q7": 100.0,
    "Q9": 1.0,
    "C1": 85.0,
    "C2": 85.0,
    "C3": 85.0,
    "C4": 85.0,
    "C5": 85.0,
    "C6": 70.0,
    "C8": 0.0,
}


@pytest.fixture(scope="module")
def framework():
    text = (resources.files(indicators) / "frameworks" / "tianjin.csv").read_bytes()
    types = {name: column.dtype.type for name, column in Framework.to_schema().columns.items()}
    return pl.read_csv(text, schema=types)


def test_the_ids_are_those_of_the_specification():
    assert [*ALL] == IDS + MECHANISMS
    assert [i.id for i in ALL.values()] == [*ALL]


def test_the_framework_is_valid(framework):
    Framework.validate(framework)
    text = (resources.files(indicators) / "frameworks" / "tianjin.csv").read_text(encoding="utf-8")
    assert text.split("\n")[0].split(",") == list(Framework.to_schema().columns)


def test_the_framework_has_every_indicator_once_beside_its_stage_rows(framework):
    leaves = framework.filter(pl.col("kind") == "indicator", pl.col("stage").is_null())
    assert sorted(leaves["node"]) == sorted(IDS)


def test_the_five_dimensions_of_the_policy(framework):
    dimensions = framework.filter(pl.col("parent") == "total")
    assert dict(dimensions.select("node", "label_zh").iter_rows()) == {
        "resources": "资源优化配置",
        "teaching": "学校教学质量",
        "competencies": "学生核心素养",
        "teachers": "教师专业发展",
        "satisfaction": "社会满意度",
    }


@pytest.mark.parametrize("fact", ["label_zh", "label_en", "direction", "unit", "scale"])
def test_facts_that_stand_twice_agree(framework, fact):
    attribute = {"label_zh": "zh", "label_en": "en"}.get(fact, fact)
    rows = framework.filter(pl.col("kind") == "indicator").select("node", fact).iter_rows()
    assert [(node, fact_of) for node, fact_of in rows if fact_of != getattr(ALL[node], attribute)] == []


def test_published_standards_by_stage(framework):
    staged = framework.filter(pl.col("stage").is_not_null())
    found = {
        (node, stage): standard for node, stage, standard in staged.select("node", "stage", "standard").iter_rows()
    }
    assert found == {
        (n, s): v
        for n, both in (PUBLISHED | BY_ANALOGY).items()
        for s, v in zip(("primary", "junior"), both, strict=True)
    }
    base = framework.filter(pl.col("stage").is_null(), pl.col("standard").is_not_null())
    assert dict(base.select("node", "standard").iter_rows()) == FLAT


def test_authority_is_national_only_where_a_national_text_sets_the_number(framework):
    assert [i.id for i in ALL.values() if i.authority == "nat"] == NATIONAL
    rows = framework.filter(pl.col("kind") == "indicator")
    assert sorted(set(rows.filter(pl.col("authority") == "nat")["node"])) == sorted(NATIONAL)
    assert set(framework["authority"]) == {"nat", "cfg"}


def test_weights_are_equal_and_declared_configuration_and_the_gate_has_none(framework):
    nodes = framework.filter(pl.col("stage").is_null(), pl.col("parent").is_not_null())
    assert dict(nodes.filter(pl.col("weight") != 1).select("node", "weight").iter_rows()) == {
        "C5": 0.0,
        "C6": 0.0,
        "Q2": 0.0,
    }
    notes = framework.filter(pl.col("kind") != "indicator")["note"]
    assert all("weights are configuration; the policy sets none" in note for note in notes)


def test_goalposts_hold_the_standards(framework):
    base = framework.filter(pl.col("kind") == "indicator", pl.col("stage").is_null()).select("node", "low", "high")
    ends = {node: (low, high) for node, low, high in base.iter_rows()}
    held = framework.filter(pl.col("standard").is_not_null()).select("node", "standard").iter_rows()
    assert [(node, s) for node, s in held if not ends[node][0] <= s <= ends[node][1]] == []


@pytest.mark.parametrize("i", ALL.values(), ids=lambda i: i.id)
def test_an_indicator_says_what_a_reader_needs(i):
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in (i.zh, i.definition_zh))
    assert not any(re.search(r"[\u4e00-\u9fff]", text) for text in (i.en, i.definition_en))
    assert i.source
    assert set(i.tables) <= {*RAW, *DERIVED}
    ready = {one.__name__: tuple(signature(one).parameters) for one in i.prepare}
    asked = [table for name in signature(i.function).parameters for table in ready.get(name, (name,))]
    assert i.tables == tuple(dict.fromkeys(asked))


def test_words_of_the_register_are_those_of_the_schemas():
    assert set(ABOVE_NORM) <= set(STAGES)
    assert {stage: DEGREES[-len(above) :] for stage, above in ABOVE_NORM.items()} == ABOVE_NORM
    assert set(MOVES) == set(KINDS) - {"leader"}


def test_importing_the_catalogue_is_light():
    heavy = ("matplotlib", "numpy", "pandera", "pydantic", "scipy", "sklearn")
    code = f"import sys, indicators; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 20), (1, 3), (7, 7), (250, 900)])
def test_the_standard_error_is_that_of_the_beta_distribution(k, n):
    from scipy.stats import beta

    se = pl.select(jeffreys_se(pl.lit(k), pl.lit(n))).item()
    assert se == pytest.approx(beta(k + 0.5, n - k + 0.5).std(), rel=1e-12)
