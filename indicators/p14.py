"""P14 督导内容覆盖率. Strands of supervision that the visits of a group cover."""

from __future__ import annotations

import polars as pl

from indicators._logs import visits_logged
from toolkit.indicator import indicator

STRANDS = ("staff", "research", "teaching", "students")
GROUP = ["group_id", "period"]


@indicator(
    "P14",
    zh="督导内容覆盖率",
    en="strands of supervision covered by visits",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×本学年集团视导涉及的内容数/4(干部教师、教研科研、教学质量、学生成长;全面视导计四项,未填内容的不计)。当年记录中有任何集团视导时,没有视导的集团计0;全市当年没有任何集团视导记录时缺失。全数统计,标准误为0;n为视导次数。",
    definition_en="100 x strands that the visits of the group to its schools covered in the school year / 4 (staff, research, teaching, students; a full visit covers all, one without a strand none). In a year of which the log holds a visit by any group, a group without one has 0; a year without any is missing. Counted in full, standard error 0; n is the number of visits.",
    source="visit log",
    authority="cfg",
    level="group",
    prepare=[visits_logged],
)
def strands_covered(
    supervision_visits: pl.LazyFrame, visits_logged: pl.LazyFrame, members: pl.LazyFrame
) -> pl.LazyFrame:
    """Strands of supervision that the visits of a group cover."""
    own = supervision_visits.filter(pl.col("visitor") == "group").select("school_id", "period", "strand", visit=True)
    place = members.select(*GROUP, "school_id").join(visits_logged, on="period", how="semi")
    strand = pl.col("strand")
    counts = (
        place.join(own, on=["school_id", "period"], how="left")
        .group_by(GROUP)
        .agg(
            every=(strand == "full").any(),
            some=strand.filter(strand.is_in(STRANDS)).n_unique(),
            n=pl.col("visit").count().cast(pl.Int64),
        )
    )
    covered = pl.when("every").then(len(STRANDS)).otherwise("some")
    return counts.select(*GROUP, value=100 * covered / len(STRANDS), se=pl.lit(0.0), n="n")
