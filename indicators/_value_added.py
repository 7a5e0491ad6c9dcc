"""What the indicators of value added share: results of students in standard deviations, and what is expected of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.exact import fixed_sum
from toolkit.pool import Asking, Pool

if TYPE_CHECKING:
    from toolkit.models import NestedValueAdded
    from toolkit.models.value_added._moments import Plan

STRATUM = ["period", "stage"]
SUBJECT = [*STRATUM, "subject"]
COLUMNS = ["school_id", *STRATUM, "beyond"]
LEAST_SCHOOLS = 10
"""Schools of one stage and school year below which "the other schools" are too few to compare with."""

FINE = 40
"""Standard deviations are added in steps of 2**-40."""

VALUES: dict[str, Any] = {"value": pl.Float64, "se": pl.Float64, "n": pl.Int64}

ZH = (
    "同学段、同学年的学生互相比较:各科成绩与入学成绩先按学段和学科标准化,再取平均,以学生标准差为单位;缺任一监测学科成绩或入学成绩的学生不计。"
    "期望由校内回归(入学成绩)给出,因此生源好坏不影响斜率。同学段不足10所学校时缺失。"
)
EN = (
    "Students of one stage and school year are compared: results and prior results are standardised by stage and subject, then averaged, "
    "in standard deviations of students; a student counts only with a result in every monitored subject and a prior result. What is expected "
    "comes from the slope on the prior result within schools, so that good intakes at good schools do not bias it. Missing with fewer than "
    "10 schools of the stage."
)


BOTH = ("score", "prior_score")


def students_compared(assessments: pl.LazyFrame, schools: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Return student_id, school_id, period, stage, score, beyond: one row a student with a result in every monitored subject.

    `score` is standardised by stage, school year and subject, averaged over the subjects, and standardised again among all
    of them. `beyond` is what the student reached beyond what the prior results let expect; null without them.
    """
    from toolkit.models.value_added.pooled import standardising

    placed = assessments.select("student_id", "school_id", "period", "subject", *BOTH).join(
        schools.select("school_id", "stage").drop_nulls(), on="school_id"
    )
    known = placed.filter(pl.col("score").is_not_null()).collect().lazy()
    subjects = yield Pool(known.select(SUBJECT).unique().collect(), tuple(SUBJECT))
    every = subjects.lazy().group_by(STRATUM).agg(every=pl.len())
    standard = yield from standardising(known, SUBJECT, BOTH)
    means = _means(standard, every).collect().lazy()
    scored = yield from standardising(means, STRATUM, ("score", "after", "before"))
    scored = scored.collect().lazy()
    beyond = yield from _beyond_expected(scored.drop("score", "student_id").drop_nulls().collect().lazy())
    result = scored.select("row", "student_id", "school_id", *STRATUM, "score").drop_nulls()
    return result.join(beyond, on="row", how="left").drop("row")


def with_prior(students: pl.LazyFrame) -> pl.LazyFrame:
    """Return school_id, period, stage, beyond of the students with prior results."""
    return students.select(COLUMNS).drop_nulls()


def _means(standard: pl.LazyFrame, every: pl.LazyFrame) -> pl.LazyFrame:
    """Return row, student_id, school_id, period, stage, score, after, before: a row a student who has a result in every subject.

    The means over the subjects; `after` and `before` are null for students without a prior result in every subject.
    """
    both = pl.col("prior_score known") == pl.col("every")
    return (
        standard.group_by("student_id", "school_id", *STRATUM)
        .agg(
            **{c: fixed_sum(pl.col(c), FINE) / 2.0**FINE / pl.len() for c in BOTH},
            known=pl.len(),
            **{f"{c} known": pl.col(c).count() for c in BOTH},
        )
        .join(every, on=STRATUM)
        .filter(pl.col("known") == pl.col("every"), pl.col("score known") == pl.col("every"))
        .with_row_index("row")
        .select(
            "row",
            "student_id",
            "school_id",
            *STRATUM,
            "score",
            after=pl.when(both).then("score"),
            before=pl.when(both).then("prior_score"),
        )
    )


def _beyond_expected(students: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Return row, beyond: each student's result minus what the prior result lets expect.

    Strata with too few schools, or in which nothing can be told, are left out.
    """
    from toolkit.models.value_added.pooled import fitting

    line = {"intercept": pl.Float64, "slope": pl.Float64}
    lines = yield from fitting(students, _expectation().columns(), STRATUM, _line, line)
    expected = pl.col("intercept") + pl.col("slope") * pl.col("before")
    return students.join(lines.lazy(), on=STRATUM).select("row", beyond=pl.col("after") - expected)


def _expectation() -> NestedValueAdded:
    from toolkit.models import NestedValueAdded

    return NestedValueAdded("after", ["before"], ["school_id"], within=True, intervals=False)


def _line(_: object, sums: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    if sums["school_id"].n_unique() < LEAST_SCHOOLS:
        return pl.DataFrame(schema=["intercept", "slope"])
    found = dict(_expectation().fit_sums(sums, plan).coefficients_.select("term", "estimate").iter_rows())
    return pl.DataFrame({"intercept": [found["intercept"]], "slope": [found["before"]]})


def modelled(
    frame: pl.LazyFrame, function: Callable[[pl.DataFrame], pl.DataFrame], unit: str, *, status: bool = False
) -> pl.LazyFrame:
    """Run a function of whole frames on a plan when it is collected: `unit`, period, value, se, n (and status) out."""
    schema = {unit: pl.String, "period": pl.String} | VALUES | ({"status": pl.String} if status else {})

    def run(rows: pl.DataFrame) -> pl.DataFrame:
        return function(rows).select(pl.col(name).cast(kind) for name, kind in schema.items())

    return frame.map_batches(
        run, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False, schema=schema
    )
