"""The eight mechanisms: a framework of their own beside the five dimensions, never mixed into them."""

import polars as pl
import pytest

from indicators import ALL
from indicators.city import make_city
from schemas.raw.agreements import PARTS
from tests.indicators._tables import day, found, table
from toolkit.framework import load_framework
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study

NOW = "2025-26"
EIGHT = {
    "governance": "治理机制",
    "culture": "文化融合机制",
    "staff_sharing": "师资共享机制",
    "student_development": "学生联合培养机制",
    "teaching_research": "联合教研机制",
    "resource_sharing": "资源共享机制",
    "quality_supervision": "质量督导机制",
    "brand": "品牌机制",
}
CITY = load_framework("tianjin")
OWN = load_framework("mechanisms")


def test_there_are_eight_and_every_one_has_an_indicator():
    assert {node: OWN.label(node) for node in OWN.dimensions} == EIGHT
    assert all(OWN.leaves(node) for node in EIGHT)


def test_no_process_indicator_is_in_the_five_dimensions():
    process = {name for name in ALL if name.startswith("P")}
    assert process <= set(OWN.indicators)
    assert process.isdisjoint(CITY.indicators)


def test_facts_that_stand_in_two_frameworks_agree():
    facts = ("label_zh", "label_en", "direction", "unit", "scale", "low", "high", "standard", "minimum_n", "authority")
    both = set(OWN.indicators) & set(CITY.indicators)
    assert both
    for name in both:
        assert [OWN.node(name)[f] for f in facts] == [CITY.node(name)[f] for f in facts]


@pytest.mark.parametrize("name", [n for n in OWN.indicators if n.startswith("P")])
def test_the_framework_says_what_the_indicator_says(name):
    one, node = ALL[name], OWN.node(name)
    assert [one.zh, one.en, one.direction, one.unit, one.scale] == [
        node[f] for f in ("label_zh", "label_en", "direction", "unit", "scale")
    ]
    assert node["standard"] is None
    assert node["note"].startswith("rules M")


def test_every_part_of_an_agreement_stands_in_one_checklist():
    from indicators import p1, p3, p4, p6, p8, p10, p13

    listed = [part for module in (p1, p3, p4, p6, p8, p10, p13) for part in module.PARTS]
    assert sorted(listed) == sorted(PARTS)


def p4(*rows):
    columns = "group_id version signed valid_until staff_exchange backbone_pool joint_training exchange_incentives"
    dated = [(g, v, day(signed), day(until), *marks) for g, v, signed, until, *marks in rows]
    return found(ALL["P4"], agreements=table("agreements", columns, *dated)).get(("G1", NOW))


def test_a_checklist_counts_what_is_known_of_the_version_in_force():
    assert p4(("G1", 1, "2020-09-01", None, True, True, False, None))[:3] == (pytest.approx(200 / 3), 0.0, 3)
    assert p4(("G1", 1, "2020-09-01", None, True, None, None, None))[0] is None
    both = [
        ("G1", 1, "2020-09-01", None, False, False, False, False),
        ("G1", 2, "2024-09-01", None, True, True, True, True),
    ]
    assert p4(*both)[0] == p4(*reversed(both))[0] == 100.0


def test_a_checklist_of_an_agreement_that_ran_out_is_zero_and_of_one_signed_later_missing():
    assert p4(("G1", 1, "2020-09-01", "2026-08-30", True, True, True, True))[0] == 0.0
    assert p4(("G1", 1, "2020-09-01", "2026-08-31", True, True, True, True))[0] == 100.0
    assert p4(("G1", 1, "2026-09-01", None, True, True, True, True)) is None


def test_p14_a_full_visit_covers_all_strands():
    def p14(*rows):
        visits = table("supervision_visits", "visit_id school_id period visitor strand", *rows)
        members = table("members", "period group_id school_id", (NOW, "G1", "S1"), (NOW, "G2", "S2"))
        return found(ALL["P14"], supervision_visits=visits, members=members)

    two = p14(
        ("V1", "S1", NOW, "group", "staff"), ("V2", "S1", NOW, "group", "staff"), ("V3", "S1", NOW, "group", "research")
    )
    assert two["G1", NOW][:3] == (50.0, 0.0, 3)
    assert two["G2", NOW][:3] == (0.0, 0.0, 0)
    assert p14(("V1", "S1", NOW, "group", "full"))["G1", NOW][0] == 100.0
    assert p14(("V1", "S1", NOW, "group", None))["G1", NOW][0] == 0.0
    assert p14(("V1", "S1", NOW, "city", "full")) == {}


@pytest.fixture(scope="module")
def run() -> ScoringRun:
    return Study(framework="mechanisms").run(make_city(3, groups=16, members=76, periods=("2024-25", NOW)))


def test_groups_are_scored_in_all_eight(run: ScoringRun):
    scores = run.scores.filter(pl.col("node") != "total", level="group", period=NOW)
    assert set(scores["node"]) == set(EIGHT)
    without = scores.filter(pl.col("score").is_null())
    assert set(without["node"]) <= {"culture"}  # one part alone: where nobody looked at it, nothing is known
    assert without.height <= 3
    assert run.gates.height
    assert run.weights.filter(pl.col("parent") == "total")["weight"].to_list() == [0.125] * 8
