"""Words of the one-page brief of a group."""

from __future__ import annotations

BRIEF: dict[str, tuple[str, str]] = {
    "brief_title": ("{name}：简报", "{name}: brief"),
    "brief_for": (
        "供核查，不是结论。权重、目标区间和预警界限是本次评价的配置，不是官方规定；区间只含抽样和测量误差。",
        "For enquiry, not a verdict. Weights, goalposts and thresholds are choices made for this evaluation, not official "
        "rules; intervals hold the error of sampling and measuring only.",
    ),
    "brief_interval": ("得分的 {level} 区间", "{level} interval of the score"),
    "brief_rank": ("名次（区间），共 {n} 个", "rank (range), of {n}"),
    "brief_change": ("较基期 {period} 的变化", "change since {period}"),
    "brief_compared": (
        "与其他 {units} 比较：中位数 {median}，中间一半在 {middle} 之间。",
        "Compared with the other {units}: median {median}, the middle half from {middle}.",
    ),
    "brief_compared_stage": (
        "与其他 {n} 所同学段（{stage}）学校比较：中位数 {median}，中间一半在 {middle} 之间；不同学段之间不排名次。",
        "Compared with the {n} other schools of its stage ({stage}): median {median}, the middle half from {middle}. "
        "Schools of different stages are not ranked.",
    ),
    "school_in_group": (
        "{group}的{role}，入团 {years} 年：成员校放在集团中评价，本页须与集团简报一起看。在集团 {schools}（有得分）中居第 {place} 位；总校：{lead}。",
        "Judged in its group: {role} of {group} for {years} years; read this sheet beside the group's brief. Among its "
        "{schools} with a score it is number {place}; lead: {lead}.",
    ),
    "col_dimension": ("维度", "dimension"),
    "brief_changed": ("有何变化", "Changed since"),
    "brief_changed_table": (
        "各维度得分与变化（± 为 {level} 区间的一半）",
        "Scores and change by dimension (± is half of the {level} interval)",
    ),
    "brief_now": ("{period} 得分", "score {period}"),
    "brief_since": ("较 {period}", "since {period}"),
    "brief_flags_moved": (
        "预警提示与 {period} 相比：{new} 项新增，{gone} 项不再出现，{stay} 项延续。",
        "Flags since {period}: {new} new, {gone} gone, {stay} as before.",
    ),
    "brief_no_earlier": ("没有更早的数据可比。", "There are no earlier data to compare with."),
    "brief_no_interval": (
        "标准误未知，得分没有区间：不排名次。",
        "Standard errors are unknown, so the score has no interval: no rank is given.",
    ),
    "brief_bundle": (
        "{n} 所学校，其中 {missing} 所无得分或未计入。总校 {lead}；最弱学校 {weakest}。两期都在集团内的学校平均变化 {same}。",
        "{n} school{s}, {missing} without a score or not counted. Lead school {lead}; weakest school {weakest}. "
        "Mean change of the schools that were in the group both times: {same}.",
    ),
    "brief_profile": ("得分如何，有多确定，与谁比较", "How it stands, how sure, compared with whom"),
    "school_title": ("{name}：学校单", "{name}: school sheet"),
    "brief_why": ("为什么", "Why"),
    "brief_drivers": (
        "与同级中位数相比，失分和得分最多的指标（得失分为总分中的分值）",
        "Most points of the score lost and won against the median peer",
    ),
    "brief_no_drivers": (
        "这种合成方法对各单位相互比较，得分不能分解到指标。",
        "This aggregator compares the units with one another: the score can't be traced to indicators.",
    ),
    "brief_value": ("本单位", "this unit"),
    "brief_median": ("同级中位数", "median peer"),
    "brief_count": ("样本数", "count"),
    "brief_points": ("得失分", "points"),
    "brief_look": ("预警提示与先看什么（供核查）", "Flags and what to look at first (for enquiry)"),
    "brief_flags": (
        "每一条都是要核查的问题，不是结论；最要紧的在前",
        "Each line is a question to enquire into, not a finding; most severe first",
    ),
    "brief_school": ("先看的学校（该项最低）", "school to look at first (lowest)"),
    "brief_more": ("另有 {n} 条，见全市报告。", "{n} more stand in the city report."),
    "brief_first": ("与同级相比失分最多：{names}。", "Most points lost against peers: {names}."),
    "brief_no_gaps": ("所有指标都有数据。", "Every indicator has data."),
    "brief_lost": ("{n} 项规则因数据不足无法判断。", "{n} check{s} could not be made for lack of data."),
    "brief_coverage": (
        "数据覆盖率 {coverage}（最低要求 {least}）。",
        "{coverage} of the weight has data (least {least}).",
    ),
}
