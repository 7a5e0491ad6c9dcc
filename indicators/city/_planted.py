"""The planted truths: what kinds there are, where they stand, and what they do to the true quality."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.city._plan import DIMENSIONS, Floats, Ints, Plant

TEACHING, TEACHERS, SATISFACTION = (DIMENSIONS.index(name) for name in ("teaching", "teachers", "satisfaction"))
SOFT = np.array([DIMENSIONS.index(name) for name in DIMENSIONS if name != "resources"])
"""Everything but buildings, which cannot change within a year."""


@dataclass(frozen=True)
class Kind:
    """A kind of planted truth: the groups it is in (by place in the draw), when it holds, and its words."""

    rule: str
    """Named as in `toolkit.flags.FLAG_RULES` where a rule looks for it."""
    dimension: str | None
    places: tuple[int, ...]
    when: str
    """`always` or `latest`."""
    one_school: bool
    zh: str
    en: str
    stages: tuple[int, ...] = ()
    """Where given: stages of which the one school must be; the kind then stands in the first of its places that has one."""


KINDS = {
    "below_teaching": Kind(
        "below_standard", "teaching", (0, 1, 4), "always", False,
        "全集团教学质量确实偏低：学业增值约为-0.5个标准差，Ⅲ级及以上比例远低于全市，课时未开足",
        "teaching is truly weak in the whole group: value added near -0.5 SD, far fewer students at level III or above "
        "than in the city, lessons not taught in full",
    ),
    "below_satisfaction": Kind(
        "below_standard", "satisfaction", (2, 3, 4), "always", False,
        "全集团满意度确实低于85%：家长真实满意率约76%",
        "satisfaction is truly below 85 % in the whole group: the true share among parents is about 76 %",
    ),
    "decline": Kind(
        "decline", None, (5, 6), "latest", False,
        "最近一个学年明显下滑：教学、素养、教师和满意度同时下降约1.8个标准单位",
        "sharp decline in the latest school year: teaching, competencies, teachers and satisfaction fall together by 1.8 units",
    ),
    "lead_dilution": Kind(
        "lead_dilution", None, (7,), "latest", False,
        "总校被稀释：总校质量逐年下降，成员校逐年上升",
        "the lead school is diluted: its quality falls year by year while the members rise",
    ),
    "weakest_member": Kind(
        "weakest_member", None, (8,), "always", True,
        "一所很弱的成员校被良好的集团平均值掩盖",
        "one very weak member school is hidden behind a good average of its group",
    ),
    "spread": Kind(
        "spread", None, (9,), "always", False,
        "成员校之间差距很大：一半很强，一半很弱",
        "wide spread between the members: half of them strong, half of them weak",
    ),
    "inflated_returns": Kind(
        "inflated_returns", None, (10,), "always", True,
        "成员校自报数据注水：各学年完全相同，比例均为100%；外部学业监测显示其成绩偏低",
        "a member school inflates what it reports itself: the same return every year, 100 % everywhere; the external "
        "assessment shows a weak school",
    ),
    "insufficient_data": Kind(
        "insufficient_data", "satisfaction", (11,), "latest", False,
        "最近一个学年全集团没有满意度调查数据，满意度无法判断",
        "no surveys at all from this group in the latest school year: its satisfaction is not assessable",
    ),
    "small_returns": Kind(
        "small_returns", "satisfaction", (12,), "always", True,
        "规模很小的学校：各类问卷有效数都少于10份",
        "a very small school: fewer than 10 valid returns from every kind of respondent",
    ),
    "missing_enrolment": Kind(
        "missing_enrolment", None, (13,), "latest", True,
        "最近一个学年未报在校生数，生均指标和权重均无法计算",
        "enrolment not returned for the latest school year: neither the rates per student nor the school's weight exist",
    ),
    "overdue_order": Kind(
        "overdue_order", None, (0,), "latest", False,
        "限期整改已逾期：到期三个多月仍未提交整改报告",
        "an order of rectification is overdue: more than three months after its deadline there is no report",
    ),
    "subgroup_gap": Kind(
        "subgroup_gap", "competencies", (12,), "always", False,
        "随迁子女和随班就读学生的学业增值比同校其他学生低约0.6个标准差，全集团平均不受影响",
        "children of migrants and students with special needs reach about 0.6 SD less than expected of the others in "
        "their schools; the mean of the group is as it was",
    ),
    "low_retention": Kind(
        "below_standard", "competencies", (13, 11, 9, 7, 6, 5), "always", True,
        "一所学校初中三年巩固率很低：真实值约86%（标准95%）",
        "a school that keeps only about 86 % of its junior students for three years (standard 95 %)",
        stages=(1, 2),
    ),
}  # fmt: skip
"""Kind -> facts. A group may carry two kinds (place 4 is weak in teaching and in satisfaction, place 0 has the overdue order)."""

OVERDUE = "overdue_order"

LOGGED = {
    "no_meetings": Kind(
        "M15", None, (), "always", False,
        "集团从不召开工作例会（每学年应至少两次），其他活动照常",
        "the group never holds its two meetings of the school year; its other activities go on as usual",
    ),
    "one_sided_sharing": Kind(
        "R10", "resources", (), "always", False,
        "资源只由总校共享，成员校没有共享任何资源",
        "the lead school shares everything and the members share nothing",
    ),
    "many_complaints": Kind(
        "C9", "satisfaction", (), "always", True,
        "一所成员校查实的投诉很多：每千名学生约12件",
        "a member school with many upheld complaints: about 12 a year per 1 000 students",
    ),
    "expired_agreement": Kind(
        "M13", None, (), "latest", False,
        "集团协议已到期，最近一个学年没有续签",
        "the agreement of the group has run out and was not renewed in the latest school year",
    ),
}  # fmt: skip
"""Truths of the logs, which change no quality: kind -> facts, one group each; `rule` names the gate or indicator that tells."""

PLACES_NEEDED = 1 + max(place for kind in KINDS.values() for place in kind.places)


def plant(order: Ints, home: Ints, lead: np.ndarray, stage: Ints, steady: np.ndarray) -> tuple[Plant, ...]:
    """Put every kind into its groups: place k is group `order[k]`; a single school is the group's last member.

    The kinds of `LOGGED` stand in the groups after these that are `steady`: five members or more, the same in all
    periods. A city that has too few of them puts them into groups that carry another truth.
    """
    plants: list[Plant] = []
    for name, kind in KINDS.items():
        for place in kind.places:
            group = int(order[place])
            members = np.flatnonzero((home == group) & ~lead)
            if kind.stages:
                taken = [planted.school for planted in plants]
                members = members[np.isin(stage[members], kind.stages) & ~np.isin(members, taken)]
            if members.size:
                plants.append(Plant(name, group, int(members[-1]) if kind.one_school else -1))
                if kind.stages:
                    break
    free = order[PLACES_NEEDED:]
    for (name, kind), group in zip(LOGGED.items(), [*free[steady[free]], *order], strict=False):
        members = np.flatnonzero((home == group) & ~lead)
        plants.append(Plant(name, int(group), int(members[-1]) if kind.one_school else -1))
    return tuple(plants)


def bend(latent: Floats, wobble: Floats, plants: tuple[Plant, ...], home: Ints, lead: np.ndarray) -> Floats:
    """Return the true quality (school, dimension, period) with the planted truths in place of what was drawn there.

    `wobble` is the school's own small deviation, of the same shape, so that planted schools are not all alike.
    """
    bent = latent.copy()
    path = np.linspace(0.0, 1.0, latent.shape[2])
    for planted in plants:
        group = np.flatnonzero(home == planted.group)
        members, leads = group[~lead[group]], group[lead[group]]
        if planted.kind == "below_teaching":
            bent[group, TEACHING] = -2.6 + wobble[group, TEACHING]
        elif planted.kind == "below_satisfaction":
            bent[group, SATISFACTION] = -2.6 + wobble[group, SATISFACTION]
        elif planted.kind == "decline":
            fall = np.where(path == 1.0, 1.8, 0.0)
            bent[np.ix_(group, SOFT)] = 0.3 - fall + wobble[np.ix_(group, SOFT)]
        elif planted.kind == "lead_dilution":
            bent[np.ix_(leads, SOFT)] = 1.6 - 2.6 * path + wobble[np.ix_(leads, SOFT)]
            bent[np.ix_(members, SOFT)] = -0.7 + 1.2 * path + wobble[np.ix_(members, SOFT)]
        elif planted.kind == "weakest_member":
            bent[np.ix_(group, SOFT)] = 1.1 + wobble[np.ix_(group, SOFT)]
            bent[planted.school, SOFT] = -3.0 + wobble[planted.school, SOFT]
        elif planted.kind == "spread":
            side = np.where(np.arange(members.size) % 2 == 0, 1.4, -1.8)
            bent[np.ix_(members, SOFT)] = side[:, None, None] + wobble[np.ix_(members, SOFT)]
        elif planted.kind == "inflated_returns":
            bent[planted.school, SOFT] = -0.9 + wobble[planted.school, SOFT]
    return bent
