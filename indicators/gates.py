"""The gates of the policy, outside the score: what a group or school owes, and whether it is so."""

from __future__ import annotations

import datetime as dt

import polars as pl

from indicators._agreement import in_force
from toolkit.gates import Gate, gate
from toolkit.periods import SCHOOL_YEAR_STARTS, start
from toolkit.supervision import obligations
from toolkit.supervision.state import Group, State, Title

KEYS = ["group_id", "period"]
LISTED = ("philosophy", "goals", "tasks", "management", "rights_and_duties")
"""The parts of an agreement that the policy lists."""
DAY = dt.timedelta(days=1)


@gate(
    "M07", rule="M07", zh="组建经主管部门同意", en="formation approved", authority="TJ",
    definition_zh="集团表中有同意组建的文号。只要登记了任何集团的文号,没有文号的集团即为未达到;一个都没有登记时无法判断。",
    definition_en="The table of groups names the document of approval. Where it names one of any group, a group without is missed; where it names none at all, nobody is assessable.",
)  # fmt: skip
def formation_approved(groups: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """Judge whether the authority of the lead school approved."""
    kept = groups["approval"].null_count() < groups.height
    has = pl.col("approval").is_not_null()
    return groups.join(calendar.select("period"), how="cross").select(
        *KEYS,
        met=pl.when(pl.lit(kept)).then(has),
        reason=pl.when(has).then(pl.format("同意组建文号：{}", "approval")).otherwise(pl.lit("没有同意组建的文号")),
        message=pl.when(has).then(pl.format("approved by {}", "approval")).otherwise(pl.lit("no document of approval")),
    )


def _part(agreements: pl.DataFrame, calendar: pl.DataFrame, part: str, zh: str, en: str) -> pl.DataFrame:
    """Judge one part of the agreement in force; without one in force nothing is known."""
    rows = in_force(agreements.lazy(), calendar.lazy()).filter("held").collect()
    yes = pl.col(part)
    return rows.select(
        *KEYS,
        met=yes,
        reason=pl.when(yes).then(pl.lit(f"协议中有：{zh}")).when(~yes).then(pl.lit(f"协议中没有：{zh}")).otherwise(pl.lit(f"协议中未查：{zh}")),
        message=pl.when(yes).then(pl.lit(f"the agreement has it: {en}")).when(~yes).then(pl.lit(f"the agreement lacks it: {en}")).otherwise(pl.lit(f"nobody looked: {en}")),
    )  # fmt: skip


@gate(
    "M12", rule="M12", zh="党组织领导的校长负责制", en="principals responsible under the Party organisation", authority="TJ",
    definition_zh="学年末有效的集团协议载明各校实行党组织领导的校长负责制。没有有效协议或未查时无法判断。",
    definition_en="The agreement in force at the end of the school year says so of every school. Not assessable without one in force, or where nobody looked.",
)  # fmt: skip
def party_led(agreements: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """Judge what the agreement says of the principals of every school."""
    return _part(agreements, calendar, "party_led", "各校实行党组织领导的校长负责制", "every school is led this way")


@gate(
    "M13", rule="M13", zh="集团协议有效且要件齐全", en="agreement in force with all its parts", authority="TJ",
    definition_zh="学年末有一份有效的集团协议,且载明办学理念、发展目标、方向和任务、管理体制、成员校权利义务。协议到期未续签为未达到;某项未查、或没有任何协议记录时无法判断。",
    definition_en="An agreement is in force at the end of the school year and has philosophy, goals, direction and tasks, system of management, rights and duties of members. Missed when it has run out; not assessable where nobody looked at a part, or no agreement is on record.",
)  # fmt: skip
def agreement_complete(agreements: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """Judge whether an agreement is in force, with the parts that the policy lists."""
    from schemas.raw.agreements import PARTS

    def lacking(at: int) -> pl.Expr:
        gone = [pl.when(~pl.col(p)).then(pl.lit(PARTS[p][at])) for p in LISTED]
        return pl.concat_str(gone, separator="、" if at == 0 else ", ", ignore_nulls=True)

    rows = in_force(agreements.lazy(), calendar.lazy()).collect()
    no = pl.any_horizontal(~pl.col(p).fill_null(True) for p in LISTED)
    yes = pl.all_horizontal(pl.col(p).fill_null(False) for p in LISTED)
    return rows.select(
        *KEYS,
        met=pl.when(~pl.col("held") | no).then(False).when(yes).then(True),
        reason=pl.when(~pl.col("held")).then(pl.format("协议已于{}到期，没有续签", "valid_until"))
        .when(no).then(pl.format("协议缺少：{}", lacking(0)))
        .when(yes).then(pl.format("第{}版协议有效，要件齐全", "version")).otherwise(pl.lit("协议的部分要件未查")),
        message=pl.when(~pl.col("held")).then(pl.format("the agreement ran out on {} and was not renewed", "valid_until"))
        .when(no).then(pl.format("the agreement lacks: {}", lacking(1)))
        .when(yes).then(pl.format("version {} is in force with all parts", "version")).otherwise(pl.lit("nobody looked at some of the parts")),
    )  # fmt: skip


@gate(
    "M14", rule="M14", zh="明确日常事务责任人", en="person responsible for daily affairs", authority="TJ",
    definition_zh="学年末有效的集团协议明确了日常管理和事务协调的责任人。没有有效协议或未查时无法判断。",
    definition_en="The agreement in force at the end of the school year names who is responsible for daily affairs. Not assessable without one in force, or where nobody looked.",
)  # fmt: skip
def responsible_person(agreements: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """Judge whether the agreement names a person responsible for daily affairs."""
    return _part(agreements, calendar, "responsible_person", "日常事务责任人", "a person responsible for daily affairs")


def _counted(
    kind: str, activities: pl.DataFrame, groups: pl.DataFrame, memberships: pl.DataFrame, titles: pl.DataFrame, calendar: pl.DataFrame
) -> pl.DataFrame:  # fmt: skip
    """Count an obligation at the end of each school year; where the log is silent what was not done is not known."""
    titled = _titled(titles) if kind != "meeting" else {}
    founded = _founded(groups, memberships)
    state = State(groups={g: f for g, f in founded.items() if kind == "meeting" or g in titled}, titles=titled)
    done = activities.filter(activity=kind)
    spans = calendar.filter(pl.col("period").str.contains("-", literal=True))
    found = [
        obligations(done, state, period, ends + DAY).filter(obligation=kind).with_columns(period=pl.lit(period))
        for period, ends in spans.select("period", "ends").iter_rows()
    ]
    if not found:
        return pl.DataFrame(
            schema={**dict.fromkeys(KEYS, pl.String), "met": pl.Boolean, "reason": pl.String, "message": pl.String}
        )
    logged = activities.select(KEYS).unique().with_columns(logged=pl.lit(True))
    years = set(activities["period"])
    rows = pl.concat(found).join(logged, on=KEYS, how="left")
    gaps = [not _years(starts, ends) <= years for starts, ends in rows.select("starts", "ends").iter_rows()]
    silent = pl.col("logged").is_null() | pl.Series(gaps, dtype=pl.Boolean)
    enough = pl.col("done") >= pl.col("required")
    zh = pl.format("{}至{}：应{}次，实{}次", "starts", "ends", "required", "done")
    en = pl.format("{} to {}: {} due, {} done", "starts", "ends", "required", "done")
    return rows.select(
        *KEYS,
        "required",
        met=pl.when(enough).then(True).when(~silent).then(False),
        reason=pl.when(~enough & silent).then(pl.format("{}（活动记录不全，无法判断）", zh)).otherwise(zh),
        message=pl.when(~enough & silent).then(pl.format("{} (the log is not complete: not assessable)", en)).otherwise(en),
    )  # fmt: skip


def _years(starts: dt.date, ends: dt.date) -> set[str]:
    """Return the school years that a span touches."""
    first = starts.year - (starts.month < SCHOOL_YEAR_STARTS[0])
    names = [f"{year:04d}-{(year + 1) % 100:02d}" for year in range(first, ends.year + 1)]
    return {name for name in names if start(name) <= ends}


def _founded(groups: pl.DataFrame, memberships: pl.DataFrame) -> dict[str, Group]:
    """Return when each group was founded, or its first school joined."""
    joined = memberships.group_by("group_id").agg(first=pl.col("joined").min())
    dated = groups.join(joined, on="group_id", how="left").select("group_id", day=pl.coalesce("founded", "first"))
    return {g: Group(g, "formed", formed=day) for g, day in dated.iter_rows()}


def _titled(titles: pl.DataFrame) -> dict[str, Title]:
    """Return from when to when each group bore a title, by its last naming."""
    found = {}
    for (group,), steps in titles.sort("decided").group_by("group_id", maintain_order=True):
        named = steps.filter(step="named")["decided"].max()
        if isinstance(named, dt.date):
            ended = steps.filter(pl.col("step").is_in(["not_renewed", "revoked"]), pl.col("decided") >= named)[
                "decided"
            ].min()
            found[str(group)] = Title(str(group), "named", named, None, ended if isinstance(ended, dt.date) else None)
    return found


@gate(
    "M15", rule="M15", zh="每学年至少两次工作例会", en="two meetings a school year", authority="TJ",
    definition_zh="活动记录中本学年的集团工作例会不少于两次;年中成立的集团按成立后的天数折算,取整。次数空缺的计1次。本学年没有该集团任何活动记录时无法判断。按学年结束时判断。",
    definition_en="The log holds at least two meetings of the group in the school year; a group founded within it owes its part, rounded down. A row without a number counts once. Not assessable where the log holds nothing of the group in that year. Judged as at the end of the school year.",
)  # fmt: skip
def two_meetings(activities: pl.DataFrame, groups: pl.DataFrame, memberships: pl.DataFrame, titles: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:  # fmt: skip
    """Count the meetings of the group."""
    return _counted("meeting", activities, groups, memberships, titles, calendar)


@gate(
    "M50", rule="M50", zh="市级优质集团每年全区交流展示", en="yearly showcase to the district (titled groups)", authority="TJ", every=False,
    definition_zh="市级优质教育集团每学年至少一次全区交流展示;学年中命名或终止的按天数折算,取整,折算为零的不列。",
    definition_en="A titled group shows its work to the district at least once a school year; part of a year owes its part, rounded down, and is not listed when nothing is owed.",
)  # fmt: skip
def district_showcase(activities: pl.DataFrame, groups: pl.DataFrame, memberships: pl.DataFrame, titles: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:  # fmt: skip
    """Count the showcases to the district."""
    found = _counted("district_showcase", activities, groups, memberships, titles, calendar)
    return found.filter(pl.col("required") > 0) if found.height else found


@gate(
    "M51", rule="M51", zh="市级优质集团三年内全市交流展示", en="showcase to the city in three years (titled groups)", authority="TJ", every=False,
    definition_zh="市级优质教育集团在截至本学年的三个学年内至少一次全市交流展示;命名不足三年的按天数折算,取整,折算为零的不列。活动记录没有覆盖整个时段而次数不足时无法判断。是否“取得实质性交流效果”由督学判断。",
    definition_en="A titled group shows its work to the city at least once in the three school years that end with this one; a shorter title owes its part, rounded down, and is not listed when nothing is owed. Not assessable where the log does not cover all of that time and too few are in it. Whether it had a substantive effect is for inspectors to judge.",
)  # fmt: skip
def city_showcase(activities: pl.DataFrame, groups: pl.DataFrame, memberships: pl.DataFrame, titles: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:  # fmt: skip
    """Count the showcases to the city."""
    found = _counted("city_showcase", activities, groups, memberships, titles, calendar)
    return found.filter(pl.col("required") > 0) if found.height else found


@gate(
    "M35", rule="M35", zh="开齐国家规定课程", en="curriculum taught in full", authority="TJ", level="school",
    definition_zh="学校年报的实开课时不少于应开课时。集团中有一所学校未达到即为未达到。",
    definition_en="The annual return has at least as many lessons taught as required. A group misses it when one of its schools does.",
)  # fmt: skip
def curriculum_in_full(school_year: pl.DataFrame) -> pl.DataFrame:
    """Hold lessons taught against lessons required."""
    taught, required = pl.col("lessons_taught"), pl.col("lessons_required")
    known = (required > 0) & taught.is_not_null()
    zh, en = (
        pl.format("应开{}课时，实开{}课时", required, taught),
        pl.format("{} lessons required, {} taught", required, taught),
    )
    return school_year.select(
        "school_id",
        "period",
        met=pl.when(known).then(taught >= required),
        reason=pl.when(known).then(zh).otherwise(pl.lit("课时数不全")),
        message=pl.when(known).then(en).otherwise(pl.lit("numbers of lessons are incomplete")),
    )


@gate(
    "M48", rule="M48", zh="无造成不良社会影响的违规", en="no violation with an adverse impact (titled groups)", authority="TJ", every=False,
    definition_zh="持有市级优质称号期间,本学年称号未被取消,集团各校没有已查实、程度重大且影响集团声誉的事件。有则列出供核查,是否取消命名由人依规定决定,得分不构成理由。重大事件尚未办结、或当年没有任何事件记录时无法判断。",
    definition_en="While a group bears the title, it was not revoked in the school year and no case of its schools was upheld, major and harmful to the reputation. If there is one it is named for enquiry: people decide about the title, and no score is a ground. Not assessable while a major case is open, or where the year holds no case at all.",
)  # fmt: skip
def no_violation(
    incidents: pl.DataFrame, members: pl.DataFrame, titles: pl.DataFrame, calendar: pl.DataFrame
) -> pl.DataFrame:
    """Look for violations with an adverse social impact, of titled groups."""
    holders = pl.DataFrame(
        [(t.group, t.named, t.ended) for t in _titled(titles).values()],
        schema={"group_id": pl.String, "named": pl.Date, "ended": pl.Date}, orient="row",
    )  # fmt: skip
    held = holders.join(calendar, how="cross").filter(
        pl.col("named") <= pl.col("ends"), pl.col("ended").is_null() | (pl.col("ended") >= pl.col("starts"))
    )
    cases = incidents.join_where(calendar, pl.col("occurred") >= pl.col("starts"), pl.col("occurred") <= pl.col("ends"))
    major = cases.filter(pl.col("gravity") == "major").with_columns(
        grave=pl.col("upheld") & pl.col("harmed_reputation")
    )
    counts = members.select("group_id", "school_id", "period").join(major, on=["school_id", "period"]).group_by(KEYS).agg(
        grave=pl.col("grave").sum(), pending=pl.col("grave").is_null().sum(), those=pl.col("incident_id").filter("grave").sort().str.join(", ")
    )  # fmt: skip
    logged = cases.select("period").unique().with_columns(logged=pl.lit(True))
    rows = held.join(counts, on=KEYS, how="left").join(logged, on="period", how="left")
    rows = rows.join(titles.filter(step="revoked").select("group_id", revoked="decided"), on="group_id", how="left")
    gone = pl.col("revoked").is_between("starts", "ends").fill_null(False)
    grave, pending = pl.col("grave").fill_null(0), pl.col("pending").fill_null(0)
    known = pl.col("logged").fill_null(False) & (pending == 0)
    return rows.select(
        *KEYS,
        met=pl.when(gone | (grave > 0)).then(False).when(known).then(True),
        reason=pl.when(gone).then(pl.format("称号已于{}取消", "revoked")).when(grave > 0).then(pl.format("有{}件，供核查：{}", grave, "those"))
        .when(known).then(pl.lit("没有此类事件")).otherwise(pl.format("重大事件{}件未办结，或当年没有事件记录", pending)),
        message=pl.when(gone).then(pl.format("the title was revoked on {}", "revoked")).when(grave > 0).then(pl.format("{} for enquiry: {}", grave, "those"))
        .when(known).then(pl.lit("none on record")).otherwise(pl.format("{} major cases are open, or the year holds no case", pending)),
    )  # fmt: skip


@gate(
    "DQ", rule="C6", zh="问卷有效回收率达标", en="enough valid returns of the survey", authority="cfg",
    definition_zh="集团的有效问卷回收率(C6)不低于评价体系所定的标准(默认70%,配置)。低于标准时满意度指标须谨慎解读。",
    definition_en="The valid returns of the group's surveys (C6) reach the standard of the framework (70 % by default, configuration). Below it, satisfaction is to be read with care.",
)  # fmt: skip
def enough_returns(values: pl.DataFrame, standards: pl.DataFrame) -> pl.DataFrame:
    """Hold valid returns against the standard of the framework."""
    mine = values.filter(level="group", indicator="C6").join(
        standards.select("level", "unit_id", "period", "indicator", "standard"),
        on=["level", "unit_id", "period", "indicator"],
        how="left",
    )
    known = pl.col("value").is_not_null() & pl.col("standard").is_not_null()
    shown = pl.col("value").round(1), pl.col("standard").round(1)
    return mine.select(
        "period",
        group_id="unit_id",
        met=pl.when(known).then(pl.col("value") >= pl.col("standard")),
        reason=pl.when(known).then(pl.format("有效回收率{}%，标准{}%", *shown)).otherwise(pl.lit("没有回收率或标准")),
        message=pl.when(known).then(pl.format("{} % valid returns, standard {} %", *shown)).otherwise(pl.lit("no rate of returns, or no standard")),
    )  # fmt: skip


GATES: dict[str, Gate] = {
    "M07": formation_approved,
    "M12": party_led,
    "M13": agreement_complete,
    "M14": responsible_person,
    "M15": two_meetings,
    "M35": curriculum_in_full,
    "M48": no_violation,
    "M50": district_showcase,
    "M51": city_showcase,
    "DQ": enough_returns,
}
