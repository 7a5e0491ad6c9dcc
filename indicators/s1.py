"""S1 品德与行为量表得分. Conduct of students on the scale of a questionnaire, by an item response model."""

from __future__ import annotations

import warnings
from functools import partial

import polars as pl

from toolkit.indicator import indicator
from toolkit.pool import Asking, Pool

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
def conduct(item_responses: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Mean conduct of the students of each school in percent of the most."""
    answers = item_responses.filter(pl.col("scale") == "conduct", pl.col("answer").is_not_null())
    given = yield Pool(answers.select("item", "answer").unique().collect(), ("item", "answer"))
    items = _usable(given)
    means = yield Pool(_patterns(answers, items), (*UNIT, *items), then=partial(_means, items=items))
    return means.lazy()


def _usable(given: pl.DataFrame) -> list[str]:
    """Items of which two categories were given, by name."""
    return given.group_by("item").agg(pl.len()).filter(pl.col("len") >= 2)["item"].sort().to_list()


def _patterns(answers: pl.LazyFrame, items: list[str]) -> pl.DataFrame:
    """Return the answers of students, a column an item, and how many students of the school gave just these."""
    persons = answers.filter(pl.col("item").is_in(items)).group_by(*UNIT, "student_id")
    each = [pl.col("answer").filter(pl.col("item") == item).first().cast(pl.Int64).alias(item) for item in items]
    return persons.agg(*each).group_by(*UNIT, *items).agg(students=pl.len().cast(pl.Int64)).collect()


def _means(patterns: pl.DataFrame, *, items: list[str]) -> pl.DataFrame:
    from toolkit.models import PartialCredit
    from toolkit.models.item_response import ConvergenceWarning, UnusedCategoryWarning, group_means

    if len(items) < 2 or patterns["students"].sum() < FEWEST:
        return pl.DataFrame(schema=RESULT)
    wide = patterns.select(pl.exclude("students").repeat_by("students").explode())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnusedCategoryWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)  # then there is no value, as the definition says
        model = PartialCredit(points=41, tolerance=1e-3).fit(wide, items=items, groups="period", errors=False)
    if not model.converged_:
        return pl.DataFrame(schema=RESULT)
    return group_means(model, wide, UNIT, scale="percent", draws=10, seed=0).select(*RESULT)
