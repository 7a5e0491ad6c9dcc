"""The framework of the national rule for counties: its thresholds, and what a run flags and scores."""

from indicators.city import make_city
from toolkit.framework import load_framework
from toolkit.study import Study

PUBLISHED = {  # 教督〔2017〕6号; the limit of the CV stands at R8
    "primary": {"R1": 4.2, "R2": 1, "R3": 0.9, "R4": 4.5, "R5": 7.5, "R6": 2000, "R7": 2.3, "R8": 0.50},
    "junior": {"R1": 5.3, "R2": 1, "R3": 0.9, "R4": 5.8, "R5": 10.2, "R6": 2500, "R7": 2.4, "R8": 0.45},
}


def test_the_thresholds_are_the_published_ones():
    stages = load_framework("county_balance").stages
    read = {stage: {} for stage in PUBLISHED}
    for node, stage, standard in stages.select("node", "stage", "standard").iter_rows():
        read[stage][node] = standard
    assert read == PUBLISHED


def test_facts_that_stand_in_two_frameworks_agree():
    facts = ("label_zh", "label_en", "direction", "unit", "scale", "low", "high", "minimum_n")
    county, city = (load_framework(name).nodes for name in ("county_balance", "tianjin"))
    own = county.filter(kind="indicator").select("node", *facts)
    assert own.equals(city.filter(city["node"].is_in(own["node"].to_list())).select("node", *facts))


def test_a_city_is_scored_by_the_seven_alone():
    tables = make_city(seed=1)
    run = Study(framework="county_balance").run(tables)
    weights = dict(run.weights.select("node", "weight").iter_rows())
    assert weights["R8"] == 0
    assert len({weights[f"R{k}"] for k in range(1, 8)}) == 1
    assert set(run.scores["node"]) == {"total"}
    assert run.scores["score"].drop_nulls().is_between(0, 100).all()
    limits = run.flags.filter(node="R8", rule="below_standard").drop_nulls(["estimate", "reference"])
    assert set(limits["reference"]) == {0.50, 0.45}
    above = limits["estimate"] > limits["reference"]
    assert (limits["severity"] == "alert").to_list() == above.to_list()
    assert 0 < above.sum() < limits.height
