"""A town of three schools and one group, and two indicators of it: what the tests of the measure engine need."""

import datetime as dt

import polars as pl

from toolkit.indicator import indicator
from toolkit.tables import Tables

WORDS = {
    "zh": "指标", "en": "indicator", "unit": "%", "direction": 1, "scale": "ratio",
    "definition_zh": "定义", "definition_en": "definition", "source": "test", "authority": "cfg",
}  # fmt: skip


def day(text):
    return None if text is None else dt.date.fromisoformat(text)


def frame(types, *rows):
    return pl.DataFrame(list(rows), schema=types, orient="row")


def schools(*rows):
    """(school, stage[, district])."""
    types = dict.fromkeys(("school_id", "stage", "district_id", "name_zh", "name_en"), pl.String)
    return frame(types, *((s, stage, *(d or ("D1",)), f"{s}学校", None) for s, stage, *d in rows))


def groups(*names):
    types = dict.fromkeys(("group_id", "district_id", "name_zh", "name_en"), pl.String)
    return frame(types, *((g, "D1", f"{g}集团", f"Group {g}") for g in names))


def memberships(*rows):
    """(group, school, role, joined, left)."""
    types = {"group_id": pl.String, "school_id": pl.String, "role": pl.String, "joined": pl.Date, "left": pl.Date}
    return frame(types, *((g, s, role, day(joined), day(left)) for g, s, role, joined, left in rows))


def school_year(*rows):
    """(school, period, pupils[, area])."""
    types = {"school_id": pl.String, "period": pl.String, "pupils": pl.Int64, "teaching_area": pl.Float64}
    return frame(types, *((s, p, n, *(area or (None,))) for s, p, n, *area in rows))


def town(**changes):
    """S1 leads G1 since 2016, S2 and S3 joined later; S4 belongs to nobody."""
    frames = {
        "districts": frame(dict.fromkeys(("district_id", "name_zh", "name_en"), pl.String), ("D1", "甲区", None)),
        "schools": schools(("S1", "primary"), ("S2", "primary"), ("S3", "junior"), ("S4", "senior")),
        "groups": groups("G1"),
        "memberships": memberships(
            ("G1", "S1", "lead", "2016-09-01", None),
            ("G1", "S2", "member", "2023-09-01", None),
            ("G1", "S3", "member", "2025-03-01", None),
        ),
        "school_year": school_year(
            ("S1", "2024-25", 100, 500.0), ("S2", "2024-25", 200, 800.0), ("S3", "2024-25", 300, 900.0),
            ("S1", "2025-26", 110, 550.0), ("S2", "2025-26", 190, 950.0), ("S3", "2025-26", 310, 620.0),
            ("S4", "2025-26", 900, 900.0),
        ),
    }  # fmt: skip
    return Tables(frames | changes)


def constant(values, name="X1", level="school", **columns):
    """Return an indicator with given values: {(unit, period): value}; `columns` are further columns, lists."""

    def function(school_year):
        units, periods = zip(*values, strict=True) if values else ((), ())
        data = {f"{level}_id": units, "period": periods, "value": list(values.values())} | columns
        types = {f"{level}_id": pl.String, "period": pl.String, "value": pl.Float64}
        return pl.LazyFrame(data, schema_overrides=types)

    return indicator(name, level=level, **WORDS)(function)


@indicator("A1", **WORDS)
def area(school_year):
    """Area per student, straight from the return."""
    return school_year.select("school_id", "period", value=pl.col("teaching_area") / pl.col("pupils"), n="pupils")
