"""Words of `duxue explain`."""

EXPLAIN: dict[str, tuple[str, str]] = {
    "explain_rank": ("名次 {rank}（区间 {lower}–{upper}）", "rank {rank} (plausibly {lower} to {upper})"),
    "explain_rank_exact": (
        "名次 {rank}（全部来自全面统计，无抽样误差）",
        "rank {rank} (counted in full: no sampling error)",
    ),
    "explain_rank_unknown": ("名次 {rank}（误差未知）", "rank {rank} (error unknown)"),
    "explain_bundle": (
        "综合判断：{n} 所学校，其中 {missing} 所无得分或未计入",
        "Judged together: {n} schools, {missing} of them without a score or not counted",
    ),
    "explain_unweighted": (
        "未计入集团得分的学校（年报无在校生数，没有权重）：{names}",
        "Not counted in the group's score (no pupils in the annual return, hence no weight): {names}",
    ),
    "explain_change": ("较基期 {period} 的变化", "change since the base period {period}"),
    "explain_drivers": ("与同级中位数相比，失分与得分最多的指标（分）", "Points lost and won against the median peer"),
    "explain_filled": ("无实测值，已填补", "not measured, filled in"),
    "explain_missing": ("无数据的指标：{names}", "Indicators without data: {names}"),
    "explain_flags": ("预警提示（供核查，不是结论）", "Flags (for enquiry, not a verdict)"),
    "coverage": ("数据覆盖率", "coverage"),
    "fingerprint": ("指纹", "fingerprint"),
    "weakest": ("最弱学校", "weakest school"),
    "spread": ("校际极差", "spread between schools"),
    "explain_no_flags": ("无预警提示", "No flags"),
}
