"""Stage 3 on 700 schools x 3 school years: the engine with all 24 indicators, against the same numbers in plain polars.

The plain side knows nothing but these 23 formulas: one lazy query a table, no standard errors, no completeness, no refusals, no least share of weight,
no ledger. Its values are compared with the engine's before anything is timed.

Run: python benchmarks/measure.py [scale] (scale 1: 150,000 rows of staff, 300,000 results)
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from indicators import ALL as CATALOGUE
from toolkit.measure import measure
from toolkit.periods import calendar

ALL = {name: i for name, i in CATALOGUE.items() if name not in {"Q1", "Q2", "Q3", "Q4", "Q5"}}
"""Q1 to Q5 are left out: the plain side has no models and no analysis of variance."""

PERIODS = ["2023-24", "2024-25", "2025-26"]
LOGGED = ["2021-22", "2022-23", *PERIODS]
KEY = ["school_id", "period"]
KINDS = {"C1": "parents", "C2": "students", "C3": "teachers", "C4": "community"}


def ids(prefix: str, width: int, numbers: Any) -> list[str]:
    return [f"{prefix}{n:0{width}d}" for n in np.asarray(numbers).tolist()]


def made(scale: int) -> dict[str, pl.DataFrame]:
    """700 schools in 100 groups; the number of persons grows with `scale`."""
    rng = np.random.default_rng(0)
    schools = ids("S", 4, range(700))
    people, students = 50_000 * scale, 50_000 * scale
    home = rng.integers(0, 700, people)
    school_period = [(s, p) for s in schools for p in PERIODS]
    n = len(school_period)
    year = {"school_id": [s for s, _ in school_period], "period": [p for _, p in school_period]}
    counts = {
        "pupils": rng.integers(300, 2500, n), "multimedia_rooms": rng.integers(5, 60, n),
        "lessons_required": 1000, "lessons_taught": rng.integers(950, 1001, n), "fitness_tested": 300,
        "fitness_good": rng.integers(0, 300, n), "arts_assessed": 200, "arts_level2": rng.integers(0, 200, n),
        "students_cross_school": rng.integers(0, 300, n), "students_persistent_absent": rng.integers(0, 30, n),
        "teaching_area": rng.uniform(4e3, 9e3, n), "indoor_sports_area": rng.uniform(0, 900, n),
        "outdoor_sports_area": rng.uniform(5e3, 2e4, n), "equipment_value": rng.uniform(1e6, 6e6, n),
    }  # fmt: skip
    staff = pl.concat(
        pl.DataFrame(
            {
                "staff_id": ids("P", 7, range(people)), "period": p, "school_id": ids("S", 4, home),
                "post": rng.choice(["teacher", "leader", "support"], people, p=[0.9, 0.05, 0.05]),
                "degree": rng.choice(["associate", "bachelor", "master"], people),
                "subject": rng.choice(["academic", "pe", "music", "art", "other"], people, p=[0.7, 0.1, 0.05, 0.05, 0.1]),
                "backbone": rng.random(people) < 0.2, "service_years": rng.integers(0, 36, people),
                "rotation_eligible": rng.random(people) < 0.6,
            }
        )
        for p in PERIODS
    )  # fmt: skip
    m = 5_000 * scale
    mover = rng.integers(0, people, m)
    moves = {
        "move_id": ids("M", 7, range(m)), "staff_id": ids("P", 7, mover), "from_school": ids("S", 4, home[mover]),
        "to_school": ids("S", 4, (home[mover] + 100) % 700), "kind": rng.choice(["exchange", "walking", "leader"], m),
        "started": [dt.date(2023, 9, 1) + dt.timedelta(days=d) for d in rng.integers(0, 1096, m).tolist()],
    }  # fmt: skip
    training = [
        pl.DataFrame({"staff_id": ids("P", 7, range(people)), "period": p, "kind": kind, "hours": rng.integers(0, 900, people) / 10})
        for p in LOGGED for kind in ("joint", "other")
    ]  # fmt: skip
    results = [
        pl.DataFrame({
            "student_id": ids("K", 7, range(students)), "period": p, "school_id": ids("S", 4, np.arange(students) % 700),
            "subject": subject, "level": rng.integers(1, 5, students),
        })
        for p in PERIODS for subject in ("math", "chinese")
    ]  # fmt: skip
    surveys = pl.DataFrame([(p, w, s, k) for p in PERIODS for w in (1, 2) for s in schools for k in KINDS.values()],
                           schema=["period", "wave", "school_id", "respondent"], orient="row")  # fmt: skip
    answers = ["very_satisfied", "mostly_satisfied", "fairly_satisfied", "dissatisfied", "dont_know"]
    surveys = surveys.with_columns(pl.Series(a, rng.integers(1, 80, surveys.height)) for a in answers)
    surveys = surveys.with_columns(returned=pl.sum_horizontal(answers), distributed=pl.lit(400))
    return {
        "schools": pl.DataFrame({"school_id": schools, "district_id": "D01", "name_zh": schools, "name_en": schools,
                                 "stage": rng.choice(["primary", "junior"], 700)}),
        "groups": pl.DataFrame({"group_id": ids("G", 3, range(100)), "district_id": "D01", "name_zh": "集团", "name_en": "group"}),
        "memberships": pl.DataFrame({"group_id": ids("G", 3, np.arange(700) % 100), "school_id": schools,
                                     "role": ["lead"] * 100 + ["member"] * 600, "joined": dt.date(2019, 9, 1), "left": None},
                                    schema_overrides={"left": pl.Date}),
        "school_year": pl.DataFrame(year | counts), "staff": staff, "staff_moves": pl.DataFrame(moves),
        "training": pl.concat(training), "assessments": pl.concat(results), "surveys": surveys,
    }  # fmt: skip


def plain(tables: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The 22 school indicators, wide, and T3 with the group means, wide."""
    lazy = {name: frame.lazy() for name, frame in tables.items()}
    days = calendar(PERIODS).lazy()
    teachers = lazy["staff"].filter(pl.col("post") == "teacher")
    staged = teachers.join(lazy["schools"].select("school_id", "stage"), on="school_id")
    primary = pl.col("stage") == "primary"
    above = pl.col("degree").is_in(["bachelor", "master", "doctor"]) | (primary & (pl.col("degree") == "associate"))
    register = staged.group_by(KEY).agg(
        R1=above.sum(), R2=pl.col("backbone").sum(), R3=pl.col("subject").is_in(["pe", "music", "art"]).sum()
    )
    moves = (
        lazy["staff_moves"]
        .filter(pl.col("kind") != "leader")
        .join_where(days, pl.col("started") >= pl.col("starts"), pl.col("started") <= pl.col("ends"))
    )
    first = moves.group_by("staff_id", "period").agg(home=pl.col("from_school").sort_by("started", "move_id").first())
    home = teachers.join(first, on=["staff_id", "period"], how="left").with_columns(
        moved=pl.col("home").is_not_null(), school_id=pl.coalesce("home", "school_id")
    )
    rotation = home.group_by(KEY).agg(
        T1=100 * pl.col("moved").sum() / pl.col("rotation_eligible").sum(),
        T2=100 * pl.col("backbone").filter("moved").mean(),
    )
    window = pl.LazyFrame(
        [(p, within) for i, p in enumerate(LOGGED) if p in PERIODS for within in LOGGED[max(0, i - 4) : i + 1]],
        schema=["period", "within"], orient="row",
    )  # fmt: skip
    hours = (
        lazy["training"].rename({"period": "within"}).join(window, on="within").group_by("staff_id", "period")
        .agg((pl.col("hours") * 10).round().cast(pl.Int64).sum())
    )  # fmt: skip
    joint = (
        lazy["training"]
        .filter((pl.col("kind") == "joint") & (pl.col("hours") > 0))
        .select("staff_id", "period", joint=True)
    )
    covered = window.group_by("period").agg(covered=pl.len().cast(pl.Int64))
    trained = (
        teachers.join(covered, on="period")
        .join(hours, on=["staff_id", "period"], how="left")
        .join(joint, on=["staff_id", "period"], how="left")
    )
    needed = pl.min_horizontal(pl.col("service_years").clip(1, 5), "covered") * 720
    training = trained.group_by(KEY).agg(
        T5=100 * (pl.col("hours").fill_null(0) >= needed).mean(), T6=100 * pl.col("joint").is_not_null().mean()
    )
    results = (
        lazy["assessments"].group_by(KEY).agg(Q6=100 * (pl.col("level") >= 3).mean(), n=pl.col("student_id").n_unique())
    )
    last = lazy["surveys"].filter(pl.col("wave") == pl.col("wave").max().over("period", "school_id", "respondent"))
    happy, asked = pl.col("very_satisfied") + pl.col("mostly_satisfied"), pl.col("returned") - pl.col("dont_know")
    survey = last.group_by(KEY).agg(
        *((100 * happy / asked).filter(pl.col("respondent") == kind).first().alias(c) for c, kind in KINDS.items()),
        C6=100 * pl.col("returned").sum() / pl.col("distributed").sum(),
    )
    wide = lazy["school_year"]
    for part in (register, rotation, training, results, survey):
        wide = wide.join(part, on=KEY, how="left")
    pupils = pl.col("pupils")
    wide = wide.with_columns(
        *((100 * pl.col(r) / pupils).alias(r) for r in ("R1", "R2", "R3")),
        R4=(pl.col("teaching_area") - pl.col("indoor_sports_area")) / pupils,
        R5=(pl.col("outdoor_sports_area") + pl.col("indoor_sports_area")) / pupils,
        R6=pl.col("equipment_value") / pupils, R7=100 * pl.col("multimedia_rooms") / pupils,
        Q7=100 * pl.col("lessons_taught") / pl.col("lessons_required"),
        S2=100 * pl.col("fitness_good") / pl.col("fitness_tested"), S4=100 * pl.col("arts_level2") / pl.col("arts_assessed"),
        S6=100 * pl.col("students_cross_school") / pupils, S7=100 * pl.col("students_persistent_absent") / pupils,
    )  # fmt: skip
    spells = lazy["memberships"].join(days, how="cross").with_columns(
        years=((pl.col("ends") - pl.col("joined")).dt.total_days() + 1) / 365.25
    )  # fmt: skip
    belonging = spells.join(lazy["school_year"].select(*KEY, "pupils"), on=KEY).select(
        *KEY, "group_id", "role", weight=pupils * pl.col("years").clip(upper_bound=5)
    )
    names = [name for name in ALL if name not in ("R8", "T3")]
    w = pl.col("weight")
    means = belonging.join(wide.drop("pupils"), on=KEY).group_by("group_id", "period").agg(
        ((w * pl.col(c)).sum() / w.filter(pl.col(c).is_not_null()).sum()).alias(c) for c in names
    )  # fmt: skip
    place = belonging.select(*KEY, "group_id", "role")
    pool = (
        home.join(place.filter(pl.col("role") == "lead"), on=KEY)
        .group_by("group_id", "period")
        .agg(pl.col("backbone").sum())
    )
    flows = (
        moves.join(home.filter("backbone").select("staff_id", "period"), on=["staff_id", "period"])
        .join(place, left_on=["from_school", "period"], right_on=KEY)
        .join(place, left_on=["to_school", "period", "group_id"], right_on=[*KEY, "group_id"], suffix="_to")
        .filter(pl.col("role") != pl.col("role_to"))
        .group_by("group_id", "period")
        .agg(
            *(
                pl.col("staff_id").filter(pl.col("role") == r).n_unique().cast(pl.Int64).alias(r)
                for r in ("lead", "member")
            )
        )
    )
    net = pool.join(flows, on=["group_id", "period"], how="left").select(
        "group_id", "period", T3=100 * (pl.col("lead") - pl.col("member")).fill_null(0) / pl.col("backbone")
    )
    resources = (
        belonging.select(*KEY, "group_id")
        .join(wide.select(*KEY, "pupils", *(f"R{k}" for k in range(1, 8))), on=KEY)
        .unpivot(index=[*KEY, "group_id", "pupils"])
        .drop_nulls()
    )
    centre = (pupils * pl.col("value")).sum() / pupils.sum()
    spread = ((pupils * pl.col("value") ** 2).sum() / pupils.sum() - centre**2).clip(0).sqrt()
    gap = (
        resources.group_by("group_id", "period", "variable")
        .agg(cv=spread / centre, schools=pl.len())
        .filter(pl.col("schools") > 1, pl.col("cv").is_finite())
        .group_by("group_id", "period")
        .agg(R8=pl.col("cv").max())
    )
    groups = means.join(net, on=["group_id", "period"], how="left").join(gap, on=["group_id", "period"], how="left")
    schools, groups = pl.collect_all([wide.select(*KEY, *names), groups])
    return schools, groups


def same(tables: dict[str, pl.DataFrame]) -> float:
    """Return the largest difference between the two sides, relative to the largest value of the indicator."""
    long = measure(tables, ALL, minimum_share=0).values
    worst = 0.0
    for frame, key, level in zip(plain(tables), ("school_id", "group_id"), ("school", "group"), strict=True):
        there = (
            frame.drop("n", strict=False)
            .rename({key: "unit_id"})
            .unpivot(index=["unit_id", "period"], variable_name="indicator")
        )
        both = long.filter(pl.col("level") == level).join(there, on=["unit_id", "period", "indicator"], how="full")
        odd = both.filter(pl.col("value").is_null() != pl.col("value_right").is_null())
        assert odd.is_empty(), odd
        top = both.group_by("indicator").agg(
            (pl.col("value") - pl.col("value_right")).abs().max() / pl.col("value").abs().max()
        )
        worst = max(worst, float(top["value"].max() or 0.0))
    return worst


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    def once() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return min(once() for _ in range(times))


if __name__ == "__main__":
    tables = made(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    rows = ", ".join(f"{name} {frame.height:,}" for name, frame in tables.items())
    print(f"rows: {rows}")
    difference = same(tables)
    assert difference < 1e-9, difference
    print(f"largest relative difference: {difference:.1e}")
    by_us, by_hand = seconds(lambda: measure(tables, ALL)), seconds(lambda: plain(tables))
    print(f"measure: {by_us:.3f} s   plain polars: {by_hand:.3f} s   ratio {by_us / by_hand:.2f}")
