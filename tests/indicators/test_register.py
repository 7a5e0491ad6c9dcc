"""R1, R2, R3: teachers of a kind per 100 students, from the staff register."""

import pytest

from indicators import ALL
from tests.indicators._tables import found, table

STAFF = "staff_id period school_id post degree subject backbone"
SCHOOLS = table(
    "schools", "school_id stage", ("S1", "primary"), ("S2", "junior"), ("S3", "nine_year"), ("S4", "senior")
)


def tables(*staff, pupils=(("S1", 100), ("S2", 100), ("S3", 100), ("S4", 100))):
    return {
        "staff": table("staff", STAFF, *((f"P{i:02d}", "2025-26", *row) for i, row in enumerate(staff))),
        "school_year": table("school_year", "school_id period pupils", *((s, "2025-26", n) for s, n in pupils)),
        "schools": SCHOOLS,
    }


def measured(name, **sources):
    wanted = {table_name: sources[table_name] for table_name in ALL[name].tables}
    return {unit: result for (unit, _), result in found(ALL[name], **wanted).items()}


DEGREES = ["below_associate", "associate", "bachelor", "master", "doctor"]


@pytest.mark.parametrize(("school", "above"), [("S1", 4), ("S2", 3)])
def test_r1_the_required_degree_depends_on_the_stage(school, above):
    rows = [(school, "teacher", degree, "academic", False) for degree in DEGREES]
    assert measured("R1", **tables(*rows))[school] == (float(above), 0.0, 100, "value")


@pytest.mark.parametrize("school", ["S3", "S4"])
def test_r1_does_not_apply_to_other_stages_with_or_without_staff(school):
    rows = [(school, "teacher", "master", "academic", False)]
    for staff in (rows, []):
        assert measured("R1", **tables(*staff))[school][::3] == (None, "not_applicable")


def test_r2_counts_backbone_teachers_only():
    rows = [
        ("S1", "teacher", "bachelor", "academic", True),
        ("S1", "teacher", "bachelor", "pe", True),
        ("S1", "teacher", "bachelor", "pe", False),
        ("S1", "leader", "bachelor", None, True),
        ("S2", "support", None, None, None),
    ]
    result = measured("R2", **tables(*rows, pupils=(("S1", 80), ("S2", 80))))
    assert result["S1"] == (2.5, 0.0, 80, "value")
    assert result["S2"] == (0.0, 0.0, 80, "value")  # it stands in the register, with no such teacher


@pytest.mark.parametrize(("subject", "counts"), [("pe", 1), ("music", 1), ("art", 1), ("academic", 0), ("other", 0)])
def test_r3_counts_physical_education_music_and_art(subject, counts):
    assert measured("R3", **tables(("S1", "teacher", "bachelor", subject, False)))["S1"][0] == counts


@pytest.mark.parametrize("name", ["R1", "R2", "R3"])
def test_a_school_without_a_register_is_missing_and_not_zero(name):
    rows = [("S1", "teacher", "bachelor", "pe", True)]
    assert measured(name, **tables(*rows))["S2"][::3] == (None, "missing")


@pytest.mark.parametrize("name", ["R1", "R2", "R3"])
@pytest.mark.parametrize("pupils", [0, None])
def test_without_pupils_missing(name, pupils):
    rows = [("S1", "teacher", "bachelor", "pe", True)]
    assert measured(name, **tables(*rows, pupils=(("S1", pupils),)))["S1"] == (None, None, 0, "missing")


@pytest.mark.parametrize("name", ["R1", "R2", "R3"])
@pytest.mark.parametrize(("unknown", "known"), [(1, 9), (2, 18), (1, 8), (10, 0)])
def test_up_to_ten_percent_unknown_are_left_out_and_above_that_the_value_is_missing(name, unknown, known):
    rows = [("S1", "teacher", None, None, None)] * unknown + [("S1", "teacher", "bachelor", "pe", True)] * known
    value = measured(name, **tables(*rows))["S1"][0]
    assert value == (known if unknown * 10 <= unknown + known else None)


@pytest.mark.parametrize("name", ["R1", "R2", "R3"])
def test_unknown_attributes_of_other_posts_do_not_matter(name):
    rows = [("S1", "teacher", "bachelor", "pe", True)] + [("S1", "support", None, None, None)] * 9
    assert measured(name, **tables(*rows))["S1"][0] == 1.0
