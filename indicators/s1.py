"""S1 品德与行为量表得分. Conduct of students on the scale of a questionnaire, by an item response model."""

from __future__ import annotations

import warnings

import polars as pl

from toolkit.indicator import indicator

FEWEST = 30
"""Students with an answer that a calibration of the items needs."""

UNIT = ["school_id", "period"]
RESULT = {"school_id": pl.String, "period": pl.String, "value": pl.Float64, "se": pl.Float64, "n": pl.Int64}


@indicator(
    "S1",
    zh="品德与行为量表得分",
    en="conduct of students on the questionnaire scale",
    unit="0–100",
    direction=1,
    scale="interval",
    definition_zh="学生品德与行为问卷,按部分计分模型(边际极大似然)对各学年统一标定;各校按拟真值(plausible values)计算全部题目期望得分占满分的百分比,再求均值,故做不同题册的学生可比。标准误按Rubin规则合并抽样误差与测量误差,不含题目参数的误差。有作答的学生少于2人的学校缺失;全体少于30人、可用题目少于2个或标定不收敛时全部缺失。",
    definition_en="Questionnaire about conduct, calibrated over all school years together by the partial credit model (marginal maximum likelihood); mean over a school's students of the expected sum of all items in percent of the most, from plausible values, so that students with other booklets compare. Standard error by Rubin's rules: sampling of students and error of measurement, not that of the items' parameters. Missing for a school with fewer than two students with an answer, and everywhere with fewer than 30 students, fewer than two usable items, or a calibration that does not converge.",
    source="questionnaire",
    authority="cfg",
)
def conduct(item_responses: pl.LazyFrame) -> pl.LazyFrame:
    """Mean conduct of the students of each school in percent of the most."""
    answers = item_responses.filter(scale="conduct").select("student_id", *UNIT, "item", "answer")
    off = {"predicate_pushdown": False, "projection_pushdown": False, "slice_pushdown": False}  # it needs all rows
    return answers.map_batches(_means, schema=RESULT, **off)


def _means(answers: pl.DataFrame) -> pl.DataFrame:
    from toolkit.models import PartialCredit
    from toolkit.models.item_response import ConvergenceWarning, UnusedCategoryWarning, group_means

    person = ["period", "school_id", "student_id"]
    items = _usable(answers)
    known = answers.filter(pl.col("item").is_in(items), pl.col("answer").is_not_null())
    if len(items) < 2 or known.select(person).unique().height < FEWEST:
        return pl.DataFrame(schema=RESULT)
    wide = known.sort(*person, "item").pivot(on="item", index=person, values="answer").sort(person)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnusedCategoryWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)  # then there is no value, as the definition says
        model = PartialCredit(points=41, tolerance=1e-3).fit(wide, items=items, groups="period", errors=False)
    if not model.converged_:
        return pl.DataFrame(schema=RESULT)
    return group_means(model, wide, UNIT, scale="percent", draws=10, seed=0).select(*RESULT)


def _usable(answers: pl.DataFrame) -> list[str]:
    """Items of which two categories were given, by name."""
    given = answers.group_by("item").agg(pl.col("answer").n_unique() - pl.col("answer").has_nulls().cast(pl.UInt32))
    return given.filter(pl.col("answer") >= 2)["item"].sort().to_list()
