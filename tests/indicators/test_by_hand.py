"""All indicators on random little towns, against the definitions computed by hand in exact fractions."""

import pytest

from indicators import ALL
from tests.indicators._by_hand import BY_HAND, MODELLED
from tests.indicators._towns import PERIODS, SCHOOLS, town
from toolkit.measure import measure


def test_every_indicator_has_its_definition_by_hand():
    assert [name for name in ALL if name not in MODELLED] == list(BY_HAND)
    assert set(MODELLED) <= set(ALL)


@pytest.mark.parametrize("seed", range(12))
def test_values_equal_those_by_hand(seed):
    tables = town(seed)
    measured = measure(tables, ALL)
    rows = {name: list(frame.iter_rows(named=True)) for name, frame in tables.items()}
    rows["members"] = list(measured.members.iter_rows(named=True))
    for name, by_hand in BY_HAND.items():
        level = ALL[name].level
        expected = by_hand(rows)
        frame = measured.values.filter((measured.values["indicator"] == name) & (measured.values["level"] == level))
        got = {(u, p): v for u, p, v in frame.select("unit_id", "period", "value").iter_rows()}
        units = SCHOOLS if level == "school" else ["G1", "G2"]
        assert set(got) == {(u, p) for u in units for p in PERIODS}
        for key, value in got.items():
            exact = expected.get(key)
            assert value == (None if exact is None else round(float(exact), 10)), (name, key)


def test_the_towns_hold_values_and_gaps_of_every_indicator():
    seen = set()
    for seed in range(12):
        values = measure(town(seed), ALL).values
        seen |= set(values.select("indicator", missing=values["value"].is_null()).unique().iter_rows())
    small = {"Q1", "Q2", "Q3", "S8"}  # a town has too few schools to compare
    assert seen == {(name, missing) for name in ALL for missing in (True, False)} - {(name, False) for name in small}
