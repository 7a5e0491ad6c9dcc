"""Validation against pandera itself, against brute force, and rule by rule on small frames."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from schemas import DERIVED, RAW
from schemas.base import ForeignKey, Rule, Table, about, field
from toolkit.checks.builders import BUILDERS
from toolkit.checks.findings import CAP, FINDINGS
from toolkit.checks.text import findings_text, grouped
from toolkit.errors import FindingsError, OptionError
from toolkit.tables import Place, Tables
from toolkit.validate import Checked, validate


class Sample(Table):
    """A column for each check that is compiled."""

    ge: pl.Float64 = field("不小于", "ge", ge=0, nullable=True)
    gt: pl.Int64 = field("大于", "gt", gt=0, nullable=True)
    le: pl.Float64 = field("不大于", "le", le=1, nullable=True)
    lt: pl.Int64 = field("小于", "lt", lt=3, nullable=True)
    eq: pl.Int64 = field("等于", "eq", eq=1, nullable=True)
    ne: pl.Int64 = field("不等于", "ne", ne=1, nullable=True)
    within: pl.Float64 = field("范围", "within", in_range={"min_value": 0, "max_value": 1}, nullable=True)
    inside: pl.Float64 = field(
        "开区间", "inside", in_range={"min_value": 0, "max_value": 1, "include_min": False, "include_max": False}, nullable=True
    )  # fmt: skip
    isin: pl.String = field("允许", "isin", isin=["a", "b"], nullable=True)
    notin: pl.String = field("不允许", "notin", notin=["a"], nullable=True)
    matches: pl.String = field("写法", "matches", str_matches=r"[ab]+$", nullable=True)
    contains: pl.String = field("包含", "contains", str_contains="a", nullable=True)
    starts: pl.String = field("开头", "starts", str_startswith="a", nullable=True)
    ends: pl.String = field("结尾", "ends", str_endswith="a", nullable=True)
    length: pl.String = field("长度", "length", str_length={"min_value": 1, "max_value": 2}, nullable=True)
    needed: pl.String = field("必填", "needed")

    class Config:
        unique = ["needed"]  # noqa: RUF012  pandera reads a list
        metadata = about(
            "样本",
            "sample",
            rules=(
                Rule("gt_below_lt", ("gt", "lt"), pl.col("gt") < pl.col("lt"), "大了", "too large", "改", "correct it"),
            ),
        )


NUMBER = st.sampled_from([None, -1.0, 0.0, 0.5, 1.0, 2.0])
WHOLE = st.sampled_from([None, -1, 0, 1, 2, 3])
WORD = st.sampled_from([None, "", "a", "b", "ab", "ba", "abc", "xa", "学a"])
KINDS = {pl.Float64: NUMBER, pl.Int64: WHOLE, pl.String: WORD}
SCHEMA = {name: spec.dtype.type for name, spec in Sample.to_schema().columns.items()}
FRAMES = st.integers(1, 6).flatmap(
    lambda n: st.fixed_dictionaries({c: st.lists(KINDS[t], min_size=n, max_size=n) for c, t in SCHEMA.items()})
)


def pandera_cells(frame: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Count the failures of each column and check as pandera sees them."""
    try:
        Sample.to_schema().validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        counted: dict[tuple[str, str], int] = {}
        for error in errors.schema_errors:
            name = error.check.name if isinstance(error.check, pa.Check) else str(error.check)
            if name == "not_nullable":
                counted[(str(error.schema.name), "required")] = frame[str(error.schema.name)].null_count()
            elif isinstance(error.check, pa.Check):
                counted[(str(error.schema.name), name)] = error.failure_cases.height
        return counted
    return {}


@settings(deadline=None)
@given(FRAMES)
def test_compiled_checks_find_what_pandera_finds(data: dict[str, list[Any]]) -> None:
    frame = pl.DataFrame(data, schema=SCHEMA)
    found = validate({"sample": frame}, models={"sample": Sample}).findings
    counted = found.filter(
        pl.col("code").is_in(["constraint-error", "missing-cell"]) & (pl.col("rule") != "gt_below_lt")
    )
    ours = {
        (column, rule): n
        for column, rule, n in counted.group_by("column", "rule").agg(pl.col("count").sum()).iter_rows()
    }
    theirs = {key: n for key, n in pandera_cells(frame).items() if key[1] != "gt_below_lt"}
    assert ours == theirs


@settings(deadline=None)
@given(FRAMES)
def test_row_rules_and_keys_by_brute_force(data: dict[str, list[Any]]) -> None:
    frame = pl.DataFrame(data, schema=SCHEMA)
    found = validate({"sample": frame}, models={"sample": Sample}).findings
    broken = [
        i + 2 for i, (a, b) in enumerate(zip(data["gt"], data["lt"], strict=True)) if None not in (a, b) and a >= b
    ]
    assert found.filter(rule="gt_below_lt")["row"].to_list() == broken
    keys = data["needed"]
    again = [i + 2 for i, key in enumerate(keys) if key is not None and key in keys[:i]]
    assert found.filter(code="primary-key")["row"].to_list() == again


def test_every_builder_is_compared_with_pandera() -> None:
    compared = {check.name for spec in Sample.to_schema().columns.values() for check in spec.checks}
    assert compared == set(BUILDERS)


def one(model: type[Table], **columns: list[Any]) -> Checked:
    schema = {name: spec.dtype.type for name, spec in model.to_schema().columns.items() if name in columns}
    return validate({"one": pl.DataFrame(columns, schema=schema)}, models={"one": model})


def codes(checked: Checked) -> list[tuple[str, int | None, str | None]]:
    return checked.findings.select("code", "row", "column").rows()


class Beyond(Table):
    """Checks that have no expression here."""

    level: pl.Int64 = field("级别", "level", unique_values_eq=[1, 2], nullable=True)
    share: pl.Float64 = field("占比", "share", nullable=True)

    @pa.check("share")
    def share_of_hundreds(cls, data: Any) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col(data.key) * 100).round(6) % 1 == 0)


def test_a_check_that_is_not_compiled_goes_to_pandera() -> None:
    good = one(Beyond, level=[1, 2], share=[0.25, 0.5])
    assert good.findings.height == 0
    bad = one(Beyond, level=[1, 2], share=[0.255, 0.5])
    assert codes(bad) == [("constraint-error", 2, "share")]
    assert codes(one(Beyond, level=[1, 3], share=[0.25, None]))[0][0] == "constraint-error"


def test_nan_and_infinity_are_found_and_become_null() -> None:
    checked = one(Sample, ge=[1.0, float("nan"), float("inf"), float("-inf"), None], needed=["a", "b", "c", "d", "e"])
    finite = checked.findings.filter(rule="finite")
    assert finite["row"].to_list() == [3, 4, 5]
    assert checked.tables["one"]["ge"].to_list() == [1.0, None, None, None, None]


class Parent(Table):
    """Where keys stand; a study can do without it."""

    a: pl.String = field("甲", "a")
    b: pl.Int64 = field("乙", "b", nullable=True)

    class Config:
        metadata = about("父", "parent")


class Child(Table):
    """What refers to them."""

    a: pl.String = field("甲", "a", nullable=True)
    b: pl.Int64 = field("乙", "b", nullable=True)

    class Config:
        metadata = about("子", "child", foreign=(ForeignKey(("a", "b"), "parent", ("a", "b")),))


PAIRS = st.lists(st.tuples(st.sampled_from([None, "x", "y", "学"]), st.sampled_from([None, 1, 2])), max_size=6)


@settings(deadline=None)
@given(PAIRS, PAIRS)
def test_references_by_brute_force(parents: list[tuple[Any, Any]], children: list[tuple[Any, Any]]) -> None:
    schema = {"a": pl.String, "b": pl.Int64}
    frames = {
        "parent": pl.DataFrame(parents, schema, orient="row"),
        "child": pl.DataFrame(children, schema, orient="row"),
    }
    found = validate(frames, models={"parent": Parent, "child": Child}).findings.filter(code="foreign-key")
    assert found["row"].to_list() == [i + 2 for i, c in enumerate(children) if None not in c and c not in parents]


def test_a_reference_into_an_absent_table_is_an_error_only_where_it_is_used() -> None:
    models = {"parent": Parent, "child": Child}
    used = validate({"child": pl.DataFrame({"a": ["x"], "b": [1]})}, models=models)
    assert used.findings["code"].to_list() == ["foreign-key"]
    unused = validate({"child": pl.DataFrame({"a": [None], "b": [1]}, {"a": pl.String, "b": pl.Int64})}, models=models)
    assert unused.ok
    alone = validate({"child": pl.DataFrame({"a": ["x"], "b": [1]})}, models={"child": Child})
    assert alone.ok, "a table that is not among the models is not looked into"


def test_missing_and_unknown_tables_and_columns() -> None:
    models = {"districts": RAW["districts"], "about": RAW["about"]}
    nothing = validate({}, models=models)
    assert nothing.findings["code"].to_list() == ["missing-table"], "about is optional"
    near = validate({"district": pl.DataFrame({"a": [1]})}, models=models)
    assert near.findings["code"].to_list() == ["missing-table", "unknown-table"]
    assert "Did you mean 'districts'?" in near.findings["message_en"][1]
    assert "district" not in near.tables
    columns = validate({"districts": pl.DataFrame({"district_id": ["D1"], "name_z": ["区"]})}, models=models)
    assert columns.findings.select("code", "column").rows() == [
        ("missing-column", "name_zh"),
        ("missing-column", "name_en"),
        ("extra-column", "name_z"),
    ]
    assert columns.tables["districts"].row(0) == ("D1", None, None), "a missing column is null for those who go on"
    again = validate(columns.tables, models=models)
    assert "missing-column" in again.findings["code"].to_list(), "and is not forgotten when it is validated again"


def test_a_column_that_may_be_absent_is_not_missed() -> None:
    staff = {name: pl.String for name in RAW["staff"].to_schema().columns if name != "name"}
    checked = validate({"staff": pl.DataFrame(schema=staff)}, models={"staff": RAW["staff"]})
    assert checked.findings["code"].to_list() == ["empty-table"]


@pytest.mark.parametrize(
    ("given_", "kept", "code"),
    [
        (pl.Series([1, 2], dtype=pl.Int8), [1, 2], None),
        (pl.Series([1.0, 2.0]), [1, 2], None),
        (pl.Series([1.0, 2.5]), [1, None], "type-error"),
        (pl.Series(["1", "x"]), [1, None], "type-error"),
        (pl.Series([True, None]), [None, None], "type-error"),
        (pl.Series([None, None]), [None, None], None),
        (pl.Series([[1], None]), [None, None], "type-error"),
    ],
)
def test_types_are_brought_in_line_or_refused(given_: pl.Series, kept: list[int | None], code: str | None) -> None:
    checked = validate({"one": pl.DataFrame({"gt": given_, "needed": ["a", "b"]})}, models={"one": Sample})
    assert checked.tables["one"]["gt"].to_list() == kept
    about_gt = checked.findings.filter((pl.col("column") == "gt") & pl.col("severity").is_in(["error"]))
    assert about_gt["code"].to_list() == ([code] if code else [])


def test_full_width_digits_are_no_school_year() -> None:
    """In the pattern language of polars, a digit of any script matches."""
    frame = pl.DataFrame({"school_id": ["S1", "S1"], "period": ["2025-26", "２０２５-２６"]})
    found = validate({"school_year": frame}, models={"school_year": RAW["school_year"]}).findings
    assert found.filter(column="period").select("row", "rule").rows() == [(3, "str_matches")]


def test_findings_beyond_the_cap_are_counted() -> None:
    n = CAP + 234
    checked = one(Sample, ge=[-1.0] * n, needed=[str(i) for i in range(n)])
    found = checked.findings.filter(rule="greater_than_or_equal_to")
    assert found.height == CAP + 1
    assert found["count"].sum() == n
    assert found.row(CAP, named=True)["row"] is None
    assert "234" in found["message_zh"][CAP]
    assert f"{n} in all" in findings_text(checked.findings, "en")
    keys = one(Sample, needed=["a"] * n).findings.filter(code="primary-key")
    assert (keys.height, keys["count"].sum()) == (CAP + 1, n - 1)


def test_findings_are_a_table_of_their_schema() -> None:
    schema = DERIVED["findings"].to_schema()
    assert {name: spec.dtype.type for name, spec in schema.columns.items()} == FINDINGS
    checked = validate({"districts": pl.DataFrame({"district_id": ["D 1"]})})
    assert checked.findings.height
    schema.validate(checked.findings, lazy=True)
    assert_frame_equal(validate({}).findings.clear(), pl.DataFrame(schema=FINDINGS))


def test_the_gravest_come_first() -> None:
    order = validate({"districts": pl.DataFrame({"district_id": ["D1"], "x": [1]})}).findings["severity"].to_list()
    assert order == sorted(order, key=["fatal", "error", "warning", "info"].index)


def test_input_is_not_changed() -> None:
    frame = pl.DataFrame({"district_id": ["D1"], "name_zh": ["区"], "name_en": [None], "x": [1]})
    tables = {"districts": frame}
    before = frame.clone()
    validate(tables)
    assert list(tables) == ["districts"]
    assert_frame_equal(frame, before)


def test_places_of_the_file_are_named() -> None:
    place = Place("data.xlsx", "区", 5, {"district_id": "区编号"}, {"district_id": 27}, pl.Series([5, 9]))
    frame = pl.DataFrame({"district_id": ["D1", "D 2"], "name_zh": ["a", "b"], "name_en": ["a", "b"]})
    checked = validate(Tables({"districts": frame}, {"districts": place}), models={"districts": RAW["districts"]})
    finding = checked.findings.row(0, named=True)
    assert (finding["file"], finding["sheet"], finding["row"], finding["column"]) == ("data.xlsx", "区", 9, "区编号")
    assert "（AB9）" in finding["message_zh"]


def test_raising_and_the_text() -> None:
    checked = validate({"districts": pl.DataFrame({"district_id": ["D 1"] * 3, "name_zh": ["a"] * 3})}, lang="zh")
    with pytest.raises(FindingsError, match="错误"):
        checked.raise_if_failed()
    with pytest.raises(FindingsError, match="error"):
        checked.raise_if_failed("en")
    assert grouped(checked.findings)["total"].sum() == checked.findings["count"].sum()
    text = findings_text(checked.findings, "en", limit=1)
    assert "kinds of findings are not listed" in text
    assert "No problems found." in findings_text(checked.findings.clear(), "en")
    with pytest.raises(OptionError, match="lang"):
        validate({}, lang="fr")


def test_a_personal_value_stands_in_no_finding() -> None:
    staff = pl.DataFrame(
        {
            "staff_id": ["CANARY 1", "CANARY", "CANARY"],
            "period": ["2025-26"] * 3,
            "school_id": ["S1"] * 3,
            "post": ["teacher"] * 3,
        }
    )
    moves = pl.DataFrame({"move_id": ["M1"], "staff_id": ["CANARYX"], "from_school": ["S1"], "to_school": ["S1"]})
    checked = validate({"staff": staff, "staff_moves": moves})
    assert {"constraint-error", "primary-key", "foreign-key"} <= set(checked.findings["code"])
    assert "CANARY" not in checked.findings.write_csv()
    assert "CANARY" not in checked.text("zh") + checked.text("en")


# groups, schools and spells -------------------------------------------------------------------------------------------

D = dt.date


def district(
    spells: list[tuple[str, str, str, dt.date, dt.date | None]], periods: tuple[str, ...] = ("2025-26",)
) -> Tables:
    schools = sorted({spell[1] for spell in spells})
    groups = sorted({spell[0] for spell in spells})
    names = ["group_id", "school_id", "role", "joined", "left"]
    frame = pl.DataFrame(spells, {n: pl.Date if n in ("joined", "left") else pl.String for n in names}, orient="row")
    return Tables(
        {
            "districts": pl.DataFrame({"district_id": ["D1"], "name_zh": ["区"], "name_en": ["District"]}),
            "groups": pl.DataFrame({"group_id": groups, "district_id": "D1", "name_zh": groups}),
            "schools": pl.DataFrame(
                {"school_id": schools, "district_id": "D1", "name_zh": schools, "stage": "primary"}
            ),
            "memberships": frame,
            "school_year": pl.DataFrame(
                {"school_id": [s for s in schools for _ in periods], "period": list(periods) * len(schools)}
            ),
        }
    )


def across(tables: Tables) -> list[tuple[str, int]]:
    """Return rule and row of what the rules over several tables found."""
    rules = ["school-without-group", "year-outside-membership", "overlapping-memberships", "no-lead", "several-leads"]
    found = validate(tables).findings.filter(pl.col("rule").is_in([*rules, "group-without-member", "other-district"]))
    return found.select("rule", "row").rows()


LEAD = ("G1", "S1", "lead", D(2020, 9, 1), None)


@pytest.mark.parametrize(
    ("spells", "found"),
    [
        ([("G1", "S2", "member", D(2020, 9, 1), None)], []),
        ([("G1", "S2", "member", D(2020, 9, 1), D(2023, 9, 1)), ("G1", "S2", "member", D(2023, 9, 1), None)], []),
        (
            [("G1", "S2", "member", D(2020, 9, 1), D(2023, 9, 2)), ("G1", "S2", "member", D(2023, 9, 1), None)],
            [("overlapping-memberships", 4)],
        ),
        (
            [("G1", "S2", "member", D(2020, 9, 1), None), ("G1", "S2", "member", D(2023, 9, 1), D(2024, 9, 1))],
            [("overlapping-memberships", 4)],
        ),
        (  # the third spell lies inside the first, not the second
            [
                ("G1", "S2", "member", D(2020, 9, 1), None),
                ("G1", "S2", "member", D(2021, 9, 1), D(2022, 9, 1)),
                ("G1", "S2", "member", D(2023, 9, 1), D(2024, 9, 1)),
            ],
            [("overlapping-memberships", 4), ("overlapping-memberships", 5)],
        ),
        (  # leaves on the first day after the period: still inside on its last day
            [("G1", "S2", "member", D(2020, 9, 1), D(2026, 9, 1))],
            [],
        ),
        (
            [("G1", "S2", "member", D(2020, 9, 1), D(2026, 8, 31)), ("G1", "S3", "member", D(2020, 9, 1), None)],
            [("year-outside-membership", 3)],
        ),
        (
            [("G1", "S2", "lead", D(2025, 9, 1), None), ("G1", "S3", "member", D(2020, 9, 1), None)],
            [("several-leads", 2)],
        ),
    ],
)
def test_spells(spells: list[tuple[str, str, str, dt.date, dt.date | None]], found: list[tuple[str, int]]) -> None:
    assert across(district([LEAD, *spells])) == found


def test_a_change_of_the_lead_school_between_periods_is_right() -> None:
    spells = [
        ("G1", "S1", "lead", D(2020, 9, 1), D(2025, 9, 1)),
        ("G1", "S1", "member", D(2025, 9, 1), None),
        ("G1", "S2", "member", D(2020, 9, 1), D(2025, 9, 1)),
        ("G1", "S2", "lead", D(2025, 9, 1), None),
    ]
    assert across(district(spells, ("2024-25", "2025-26"))) == []
    late = [*spells[:3], ("G1", "S2", "lead", D(2025, 9, 2), None)]
    assert across(district(late, ("2024-25", "2025-26"))) == [], (
        "one day without a lead inside a period does not matter"
    )
    never = [spells[0], *spells[2:3], ("G1", "S3", "member", D(2020, 9, 1), None)]
    assert ("no-lead", 2) in across(district(never, ("2024-25", "2025-26")))


def test_the_message_names_school_groups_and_date() -> None:
    spells = [LEAD, ("G1", "S2", "member", D(2020, 9, 1), None), ("G2", "S2", "member", D(2023, 9, 1), None)]
    found = validate(district(spells)).findings.filter(code="overlapping-memberships")
    assert found["message_en"].to_list() == ["school S2 joined G2 on 2023-09-01 (row 4) while it was still in G1"]
    assert found["message_zh"].to_list() == ["学校 S2 于 2023-09-01 加入 G2（第 4 行）时，仍在 G1 中"]


def test_a_school_as_large_as_a_town_is_a_warning() -> None:
    """The size of a school is its weight: a number of square metres in this column decides the whole group."""
    rows = {"school_id": ["S1", "S2"], "period": "2025-26", "pupils": [50_000, 1_234_567]}
    found = validate({"school_year": pl.DataFrame(rows)}, models={"school_year": RAW["school_year"]}).findings
    told = found.filter(rule="pupils_plausible")
    assert told.select("severity", "row", "value").rows() == [("warning", 3, "1234567")]


@pytest.mark.parametrize(
    "tables", [None, "inspection.xlsx", [1], {"schools": 1}, {"schools": pl.LazyFrame({"a": [1]})}]
)
def test_what_is_no_mapping_of_frames_is_refused(tables: object) -> None:
    with pytest.raises(OptionError, match=r"give a (mapping of names to frames|polars DataFrame)"):
        validate(tables)  # type: ignore[arg-type]
