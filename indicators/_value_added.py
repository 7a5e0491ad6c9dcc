"""What the indicators of value added share: results of students in standard deviations, and what is expected of them."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from toolkit.errors import DataError
from toolkit.exact import fixed_sum, scaled_sum

STRATUM = ["period", "stage"]
SUBJECT = [*STRATUM, "subject"]
COLUMNS = ["school_id", *STRATUM, "beyond"]
LEAST_SCHOOLS = 10
"""Schools of one stage and school year below which "the other schools" are too few to compare with."""

FINE = 40
"""Standard deviations are added in steps of 2**-40."""

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


def students_compared(assessments: pl.LazyFrame, schools: pl.LazyFrame) -> pl.LazyFrame:
    """Return school_id, period, stage, score, beyond: one row a student with a result in every monitored subject.

    `score` is standardised by stage, school year and subject, averaged over the subjects, and standardised again among all
    of them. `beyond` is what the student reached beyond what the prior results let expect; null without them.
    """
    placed = assessments.select("student_id", "school_id", "period", "subject", *BOTH).join(
        schools.select("school_id", "stage").drop_nulls(), on="school_id"
    )
    known = placed.filter(pl.col("score").is_not_null()).collect().lazy()
    every = known.group_by(STRATUM).agg(every=pl.col("subject").n_unique())
    person = ["student_id", "school_id", "period", "stage"]
    means = (
        _standard(known, SUBJECT, BOTH)
        .group_by(person)
        .agg(
            **{c: fixed_sum(pl.col(c), FINE) / 2.0**FINE / pl.len() for c in BOTH},
            known=pl.len(),
            **{f"{c} known": pl.col(c).count() for c in BOTH},
        )
        .join(every, on=STRATUM)
        .filter(pl.col("known") == pl.col("every"), pl.col("score known") == pl.col("every"))
        .with_row_index("row")
        .collect()
        .lazy()
    )
    scored = _standard(means, STRATUM, BOTH[:1]).select("row", "school_id", *STRATUM, "score").drop_nulls()
    both = _standard(means.filter(pl.col("prior_score known") == pl.col("every")), STRATUM, BOTH)
    beyond = _beyond_expected(both.select("row", "school_id", *STRATUM, *BOTH).drop_nulls().collect())
    return scored.join(beyond.lazy(), on="row", how="left").drop("row")


def with_prior(students: pl.LazyFrame) -> pl.LazyFrame:
    """Return school_id, period, stage, beyond of the students with prior results."""
    return students.select(COLUMNS).drop_nulls()


def _standard(frame: pl.LazyFrame, by: list[str], columns: tuple[str, ...]) -> pl.LazyFrame:
    """Turn columns into standard deviations from their mean; a column without spread becomes null."""
    means = frame.group_by(by).agg(**{f"{c} mean": scaled_sum(pl.col(c)) / pl.col(c).count() for c in columns})
    centred = frame.join(means, on=by).with_columns(pl.col(c) - pl.col(f"{c} mean") for c in columns)
    spread = centred.group_by(by).agg(
        **{f"{c} sd": (scaled_sum(pl.col(c).pow(2)) / pl.col(c).count()).sqrt() for c in columns}
    )
    return centred.join(spread, on=by).with_columns(
        pl.when(pl.col(f"{c} sd") > 1e-9).then(pl.col(c) / pl.col(f"{c} sd")).alias(c) for c in columns
    )


def _beyond_expected(students: pl.DataFrame) -> pl.DataFrame:
    """Return row, beyond: each student's result minus what the prior result lets expect.

    Strata with too few schools, or in which nothing can be told, are left out.
    """
    from toolkit.models import NestedValueAdded

    parts = [students.clear().select("row", beyond=pl.lit(None, pl.Float64))]
    for _, part in sorted(students.partition_by(STRATUM, as_dict=True).items()):
        if part["school_id"].n_unique() < LEAST_SCHOOLS:
            continue
        try:
            model = NestedValueAdded("score", ["prior_score"], ["school_id"], within=True, intervals=False).fit(part)
        except DataError:
            continue
        parts.append(model.predict(part).select("row", beyond=pl.col("score") - pl.col("expected")))
    return pl.concat(parts)


def modelled(
    frame: pl.LazyFrame, function: Callable[[pl.DataFrame], pl.DataFrame], unit: str, *, status: bool = False
) -> pl.LazyFrame:
    """Run a model on a plan when it is collected: a frame in, `unit`, period, value, se, n (and status) out."""
    schema = {unit: pl.String, "period": pl.String, "value": pl.Float64, "se": pl.Float64, "n": pl.Int64}
    schema |= {"status": pl.String} if status else {}

    def run(rows: pl.DataFrame) -> pl.DataFrame:
        return function(rows).select(pl.col(name).cast(kind) for name, kind in schema.items())

    return frame.map_batches(
        run, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False, schema=schema
    )
