"""The measure engine: completeness, refusals, the roll-up of a small town by hand, order that does not matter."""

import datetime as dt
import random
from fractions import Fraction

import polars as pl
import pytest

from schemas import DERIVED, RAW
from tests.toolkit._town import WORDS, area, constant, groups, memberships, school_year, schools, town
from toolkit.errors import DataError, OptionError
from toolkit.indicator import indicator
from toolkit.measure import measure
from toolkit.tenure import Tenure


def of(values, level, unit, period, name="X1"):
    return (
        values.filter(level=level, unit_id=unit, period=period, indicator=name)
        .select("value", "se", "n", "status")
        .row(0)
    )


def test_the_results_fit_their_schemas():
    measured = measure(town(), {"A1": area}, districts=True)
    for name in ("values", "units", "members", "ledger"):
        DERIVED[name].validate(getattr(measured, name))


def test_one_row_for_every_unit_and_period_and_what_is_not_there_is_missing():
    values = measure(town(), {"A1": area}).values
    assert values.height == (4 + 1) * 2
    assert of(values, "school", "S1", "2024-25", "A1") == (5.0, 0.0, 100, "value")
    assert of(values, "school", "S4", "2024-25", "A1") == (None, None, 0, "missing")
    assert values.select("level", "unit_id", "period", "indicator").rows() == sorted(
        values.select("level", "unit_id", "period", "indicator").rows()
    )


def test_a_group_by_hand_with_a_school_that_joined_midway():
    after = dt.date(2025, 9, 1)
    years = [
        Fraction(5),
        *(
            Fraction((after - joined).days) / Fraction("365.25")
            for joined in (dt.date(2023, 9, 1), dt.date(2025, 3, 1))
        ),
    ]
    weights = [pupils * y for pupils, y in zip((100, 200, 300), years, strict=True)]
    exact = sum(w * v for w, v in zip(weights, (5, 4, 3), strict=True)) / sum(weights)
    value, se, n, status = of(measure(town(), {"A1": area}).values, "group", "G1", "2024-25", "A1")
    assert value == pytest.approx(float(exact), abs=1e-9)  # years and weights are rounded to 10 decimals
    assert (se, n, status) == (0.0, 600, "value")


def test_a_school_that_left_before_the_end_of_the_period_does_not_count():
    spells = memberships(("G1", "S1", "lead", "2016-09-01", None), ("G1", "S2", "member", "2016-09-01", "2026-02-01"))
    values = measure(town(memberships=spells), {"A1": area}).values
    assert of(values, "group", "G1", "2024-25", "A1")[0] == round(float(Fraction(500 + 800, 300)), 10)
    assert of(values, "group", "G1", "2025-26", "A1")[0] == 5.0


def test_a_member_without_pupils_is_left_out_with_a_line():
    rows = school_year(("S1", "2025-26", 100, 500.0), ("S2", "2025-26", None, 800.0))
    spells = memberships(("G1", "S1", "lead", "2016-09-01", None), ("G1", "S2", "member", "2016-09-01", None))
    measured = measure(town(school_year=rows, memberships=spells), {"A1": area})
    assert of(measured.values, "group", "G1", "2025-26", "A1") == (5.0, 0.0, 100, "value")
    line = measured.ledger.filter(reason="member_without_size")
    assert line.select("rows_in", "rows_out", "units").row(0) == (2, 1, "G1/S2 2025-26")


def test_too_little_of_the_weight_is_missing_with_a_line():
    measured = measure(town(), {"X1": constant({("S3", "2024-25"): 1.0})})
    assert of(measured.values, "group", "G1", "2024-25") == (None, None, 0, "missing")
    assert measured.ledger.filter(reason="below_minimum_share")["units"].to_list() == ["G1 2024-25 X1"]


def test_an_absent_table_makes_its_indicators_missing_with_a_line():
    @indicator("X2", **WORDS)
    def needs_surveys(school_year, surveys):
        return surveys

    measured = measure(town(), {"A1": area, "X2": needs_surveys})
    assert of(measured.values, "school", "S1", "2025-26", "X2") == (None, None, 0, "missing")
    assert of(measured.values, "group", "G1", "2025-26", "X2") == (None, None, 0, "missing")
    assert of(measured.values, "school", "S1", "2025-26", "A1")[3] == "value"
    assert measured.ledger.filter(reason="table_absent")["units"].to_list() == ["X2: surveys"]


def test_an_absent_optional_column_counts_as_empty_with_a_line():
    @indicator("X2", **WORDS)
    def needs_myopia(school_year):
        return school_year.select("school_id", "period", value="myopia_new")

    whole = RAW["school_year"].to_schema().columns
    required = [name for name, column in whole.items() if column.required]
    returns = town()["school_year"].with_columns(
        pl.lit(None, whole[c].dtype.type).alias(c) for c in required if c not in town()["school_year"].columns
    )
    measured = measure(town().replace(school_year=returns.select(required)), {"X2": needs_myopia})
    assert of(measured.values, "school", "S1", "2025-26", "X2") == (None, None, None, "missing")
    optional = ", ".join(name for name in whole if name not in required)
    assert measured.ledger.filter(reason="column_absent")["units"].to_list() == [f"school_year: {optional}"]
    given = returns.with_columns(pl.lit(7).alias(name) for name in whole if name not in required)
    measured = measure(town().replace(school_year=given), {"X2": needs_myopia})
    assert of(measured.values, "school", "S1", "2025-26", "X2")[0] == 7.0
    assert measured.ledger.filter(reason="column_absent").is_empty()
    other = measure(town(), {"X2": needs_myopia})  # a table of another scheme
    assert of(other.values, "school", "S1", "2025-26", "X2")[3] == "missing"
    assert other.ledger.filter(reason="column_absent").is_empty()


@pytest.mark.parametrize("name", ["schools", "groups", "memberships", "school_year"])
def test_without_a_core_table_there_is_nothing_to_measure(name):
    with pytest.raises(DataError, match=f"'{name}' is absent"):
        measure({k: v for k, v in town().items() if k != name}, {"A1": area})


def test_an_indicator_of_groups_stands_at_the_groups_only():
    values = measure(town(), {"X1": constant({("G1", "2025-26"): -3.5}, level="group")}).values
    assert of(values, "group", "G1", "2025-26") == (-3.5, 0.0, None, "value")
    assert of(values, "group", "G1", "2024-25") == (None, None, 0, "missing")
    assert values["level"].unique().to_list() == ["group"]


def test_members_and_calendar_can_be_asked_for():
    @indicator("X1", level="group", **WORDS)
    def schools_in_group(members, calendar):
        counts = members.group_by("group_id", "period").agg(value=pl.len())
        return counts.join(calendar.filter(pl.col("ends") == dt.date(2026, 8, 31)), on="period")

    values = measure(town(), {"X1": schools_in_group}).values
    assert values.select("period", "value").rows() == [("2024-25", None), ("2025-26", 3.0)]


def test_a_prepared_frame_is_computed_once_in_each_measurement():
    times = []

    def doubled(school_year):
        times.append(1)
        return school_year.select("school_id", "period", value=2.0 * pl.col("pupils"))

    @indicator("X1", prepare=[doubled], **WORDS)
    def twice(doubled):
        return doubled

    @indicator("X2", prepare=[doubled], **WORDS)
    def half(doubled, school_year):
        return doubled.join(school_year, on=["school_id", "period"]).with_columns(pl.col("value") / 4)

    assert (twice.tables, half.tables) == (("school_year",), ("school_year",))
    catalogue = {"X1": twice, "X2": half}
    values = measure(town(), catalogue).values
    assert len(times) == 1
    assert of(values, "school", "S1", "2024-25", "X1")[0] == 200
    assert of(values, "school", "S1", "2024-25", "X2")[0] == 50
    more = town(school_year=town()["school_year"].with_columns(pl.col("pupils") + 10))
    assert of(measure(more, catalogue).values, "school", "S1", "2024-25", "X1")[0] == 220


def test_a_prepared_frame_that_the_function_does_not_take_is_refused():
    with pytest.raises(OptionError, match="takes no 'town', only school_year"):
        indicator("X1", prepare=[town], **WORDS)(area.function)


def test_a_prepared_frame_that_fails_names_the_indicator():
    def thirds(school_year):
        return school_year.select("school_id", "period", value="thirds")

    @indicator("X1", prepare=[thirds], **WORDS)
    def third(thirds):
        return thirds

    with pytest.raises(DataError, match=r"Indicator X1 can't be computed from school_year: no column .*thirds"):
        measure(town(), {"X1": third})


def test_rows_of_unknown_units_and_periods_are_left_out_with_a_line():
    given = {("S1", "2025-26"): 1.0, ("S9", "2025-26"): 2.0, ("S1", "2019-20"): 3.0, (None, "2025-26"): 4.0}
    measured = measure(town(), {"X1": constant(given)})
    assert measured.values["value"].drop_nulls().unique().to_list() == [1.0]
    line = measured.ledger.filter(reason="outside_units_and_periods").select("rows_in", "rows_out", "units").row(0)
    assert line == (4, 1, "X1: None 2025-26, S1 2019-20, S9 2025-26")


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"value": [1.0, float("nan")]}, "a value that is not finite for school S2 in 2025-26"),
        ({"value": [float("inf"), 1.0]}, "a value that is not finite for school S1 in 2025-26"),
        ({"school_id": ["S1", "S1"]}, "two rows for school S1 in 2025-26"),
        ({"se": [0.1, -0.1]}, "a standard error that is negative or not finite for school S2"),
        ({"se": [float("nan"), 0.0]}, "a standard error that is negative or not finite for school S1"),
        ({"n": [-1, 5]}, "a negative n for school S1"),
        ({"status": ["value", "good"]}, "a status other than value, revised, missing"),
        ({"status": ["value", "missing"]}, "a status that contradicts the value for school S2"),
        ({"value": [None, 1.0], "status": ["value", None]}, "a status that contradicts the value for school S1"),
    ],
)
def test_impossible_results_are_refused_by_name(columns, fault):
    data = {"school_id": ["S1", "S2"], "period": ["2025-26"] * 2, "value": [1.0, 2.0]} | columns

    @indicator("X1", **WORDS)
    def wrong(school_year):
        return pl.LazyFrame(data)

    with pytest.raises(DataError, match=f"Indicator X1 gives {fault}"):
        measure(town(), {"A1": area, "X1": wrong})


def test_a_result_without_its_columns_is_refused_by_name():
    @indicator("X1", **WORDS)
    def wrong(school_year):
        return school_year.select("school_id", value=pl.lit(1.0))

    with pytest.raises(DataError, match="Indicator X1: its function returns no column 'period'"):
        measure(town(), {"X1": wrong})


def test_a_column_that_the_table_lacks_is_named():
    with pytest.raises(DataError, match=r"Indicator A1 can't be computed from school_year: no column .*teaching_area"):
        measure(town(school_year=town()["school_year"].drop("teaching_area")), {"A1": area})


def test_an_error_while_computing_names_the_indicator_and_no_cell():
    @indicator("X1", **WORDS)
    def wrong(school_year):
        return school_year.select("school_id", "period", value=pl.col("school_id").cast(pl.Float64))

    with pytest.raises(DataError, match="Indicator X1 can't be computed from school_year") as error:
        measure(town(), {"A1": area, "X1": wrong})
    assert "S1" not in str(error.value)


def test_a_catalogue_that_calls_an_indicator_by_another_name_is_refused():
    with pytest.raises(OptionError, match="'B7' an indicator whose id is 'A1'"):
        measure(town(), {"B7": area})


def test_status_and_standard_error_of_the_function_are_kept():
    columns = {"se": [0.25, None, None], "n": [7, 8, 0], "status": ["revised", None, "not_applicable"]}
    given = {("S1", "2025-26"): 1.0, ("S2", "2025-26"): 2.0, ("S3", "2025-26"): None}
    values = measure(town(), {"X1": constant(given, **columns)}).values
    assert of(values, "school", "S1", "2025-26") == (1.0, 0.25, 7, "revised")
    assert of(values, "school", "S2", "2025-26") == (2.0, None, 8, "value")
    assert of(values, "school", "S3", "2025-26") == (None, None, 0, "not_applicable")


def test_districts_weigh_by_size_alone():
    tables = town(schools=schools(("S1", "primary"), ("S2", "primary"), ("S3", "junior", "D2"), ("S4", "senior")))
    two = pl.concat([tables["districts"], tables["districts"].with_columns(district_id=pl.lit("D2"))])
    measured = measure(tables.replace(districts=two), {"A1": area}, districts=True)
    assert of(measured.values, "district", "D1", "2025-26", "A1")[::2] == (2.0, 1200)  # 2400 m² for 1200 students
    assert of(measured.values, "district", "D2", "2025-26", "A1")[0] == 2.0
    assert measured.units.filter(level="district")["unit_id"].to_list() == ["D1", "D2"]


def test_names_and_stages_of_the_units():
    units = measure(town(), {"A1": area}).units
    named = {
        u: (zh, en, stage) for u, zh, en, stage in units.select("unit_id", "name_zh", "name_en", "stage").iter_rows()
    }
    assert named["G1"] == ("G1集团", "Group G1", None)  # primary and junior schools
    assert named["S3"] == ("S3学校", "S3学校", "junior")  # no English name given
    alike = memberships(("G1", "S1", "lead", "2016-09-01", None), ("G1", "S2", "member", "2023-09-01", None))
    assert measure(town(memberships=alike), {"A1": area}).units.filter(level="group")["stage"].to_list() == ["primary"]


def test_a_group_is_not_judged_in_a_period_without_schools_and_the_ledger_says_so():
    measured = measure(town(groups=groups("G1", "G2")), {"A1": area})
    assert set(measured.values.filter(level="group")["unit_id"]) == {"G1"}
    line = measured.ledger.filter(reason="group_without_schools").row(0, named=True)
    assert "G2 2025-26" in line["units"]


def test_a_group_with_too_few_schools_is_left_out_and_the_ledger_says_so():
    measured = measure(town(), {"A1": area}, tenure=Tenure(minimum=2, schools=3))
    assert measured.values.filter(level="group", period="2025-26").height == 0
    line = measured.ledger.filter(reason="group_with_too_few_schools").row(0, named=True)
    assert "G1 2025-26" in line["units"]


def test_the_tenure_rule_reaches_the_groups():
    tables = town()
    rule = Tenure(minimum=2)
    measured = measure(tables, {"A1": area}, tenure=rule)
    assert measured.members.filter(period="2025-26")["school_id"].to_list() == ["S1", "S2"]
    assert measured.ledger.filter(reason="spell_below_minimum_tenure")["units"].to_list() == [
        "G1/S3 2024-25, G1/S3 2025-26"
    ]


def test_a_row_that_was_copied_counts_once_with_a_line():
    tables = town()
    twice = tables.replace(school_year=pl.concat([tables["school_year"], tables["school_year"].head(3)]))
    plain, copied = measure(tables, {"A1": area}), measure(twice, {"A1": area})
    assert copied.values.equals(plain.values)
    assert copied.ledger.select("reason", "rows_in", "rows_out", "units").row(0) == (
        "exact_copies",
        10,
        7,
        "school_year",
    )


def test_two_different_rows_with_one_key_are_refused():
    tables = town()
    other = tables["school_year"].head(1).with_columns(pupils=pl.lit(101, pl.Int64))
    with pytest.raises(DataError, match=r"Table school_year: .* same key \(school_id, period\)"):
        measure(tables.replace(school_year=pl.concat([tables["school_year"], other])), {"A1": area})


def test_the_input_stays_as_it_was():
    tables = town()
    before = tables.fingerprint()
    measure(tables, {"A1": area})
    assert tables.fingerprint() == before


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_an_impossible_minimum_share_is_refused(share):
    with pytest.raises(OptionError, match="minimum_share"):
        measure(town(), {"A1": area}, minimum_share=share)


def test_the_order_of_rows_changes_no_bit():
    numbers = random.Random(7)
    ids = [f"S{i:03d}" for i in range(300)]
    tables = {
        "schools": schools(*((s, "primary") for s in ids)),
        "groups": groups("G1", "G2"),
        "memberships": memberships(
            *(("G1" if i % 2 else "G2", s, "member", "2019-09-01", None) for i, s in enumerate(ids))
        ),
        "school_year": school_year(*((s, "2025-26", numbers.randrange(20, 3000), numbers.random() * 1e5) for s in ids)),
    }
    first = measure(tables, {"A1": area}, minimum_share=0).values
    for seed in range(5):
        shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in tables.items()}
        again = measure(shuffled, {"A1": area}, minimum_share=0).values
        assert again.write_ipc(None).getvalue() == first.write_ipc(None).getvalue()
