"""Words on the charts of flags and of status over rounds, and in their alternative texts."""

from __future__ import annotations

FLAG_CHARTS: dict[str, tuple[str, str]] = {
    "no_standards": ("没有设定标准的指标，无可显示", "Nothing has a standard, so there is nothing to show"),
    "standard_default": (
        "未指定指标：此处为低于标准的预警提示最多的指标{node}（{n} 个）。",
        "No indicator was chosen: {node} has the most flags below standard ({n}).",
    ),
    "standard_first": (
        "未指定指标：没有低于标准的预警提示，此处为首个有标准的指标{node}。",
        "No indicator was chosen: nothing is flagged below standard, so this is the first that has one, {node}.",
    ),
    # funnel
    "funnel": ("漏斗图：与同类比较", "Funnel: compared with peers"),
    "funnel_x": ("标准误（分；越靠右数据越充分）", "standard error (points; more data to the right)"),
    "funnel_inside": ("{level} 界限以内", "inside the {level} limits"),
    "funnel_near": ("两道界限之间", "between the two limits"),
    "funnel_beyond": ("{level} 界限以外（供核查）", "beyond the {level} limits (for enquiry)"),
    "funnel_middle": ("同类中位数 {middle}", "median of the peers {middle}"),
    "funnel_note": (
        "界限内为 95% 与 99.8% 的一般同类；已计入同类之间的真实差异（标准差 {tau} 分）。与是否达标无关。",
        "95% and 99.8% of ordinary peers lie inside; true differences among peers are allowed for (standard deviation {tau} points). "
        "This says nothing about a standard.",
    ),
    "funnel_out": ("界限以外（{n}）：{names}", "Beyond the outer limits ({n}): {names}"),
    "funnel_exact": (
        "标准误均为零：没有漏斗，仅有界限。",
        "All standard errors are zero: there is no funnel, only limits.",
    ),
    "funnel_unknown": (
        "同类太少或误差未知，无法画出界限。",
        "Too few peers, or errors unknown: no limits can be drawn.",
    ),
    "funnel_alt": (
        "{period} {node}：{units}中 {out} 个在 99.8% 界限以外，{near} 个在两道界限之间，同类中位数 {middle}。",
        "{period}, {node}: of {units} {out} beyond the 99.8% limits, {near} between the limits, median {middle}.",
    ),
    # posterior
    "posterior": ("与标准比较：确实低于标准的可能有多大", "Against the standard: how likely is it truly missed"),
    "posterior_x": ("{node}（{unit}）", "{node} ({unit})"),
    "posterior_x_bare": ("{node}", "{node}"),
    "posterior_raw": ("测得值", "measured value"),
    "posterior_mark": ("综合估计与 {level} 区间", "estimate and {level} interval"),
    "posterior_flagged": ("有预警提示（供核查）", "flagged (for enquiry)"),
    "posterior_standard": ("标准", "standard"),
    "posterior_p": ("概率", "probability"),
    "posterior_n": ("样本量", "n"),
    "posterior_note": (
        "概率：真实值不达标的可能性；数据少时估计值向同类平均靠拢。达到 {threshold} 提示，供核查。",
        "Probability: that the true value misses the standard; with little data estimates are drawn to the mean of the peers. Flagged from {threshold} on.",
    ),
    "posterior_alt": (
        "{period} {node}：{units}可判断，{flagged} 个有预警提示，{missing} 个无法判断；概率最高的是{worst}（{p}）。",
        "{period}, {node}: {units} can be judged, {flagged} flagged, {missing} not assessable; most probable for {worst} ({p}).",
    ),
    # status history
    "status_history": ("历轮状态", "Status over the rounds"),
    "status.clear": ("未见预警", "clear"),
    "status.watch": ("关注", "watch"),
    "status.alert": ("重点关注", "alert"),
    "status.not_assessable": ("数据不足,无法判断", "not assessable"),
    "status_note": (
        "每格为该轮状态：综合历轮数据，概率达到 {enter} 进入“关注”，低于 {leave} 才退出；达到 {alert} 或多轮重复为“重点关注”。状态供核查，不是结论。",
        "Each mark is the status of a round, from all rounds so far: watch from {enter}, left only under {leave}; alert from {alert}, or when it repeats. For enquiry.",
    ),
    "status_p": ("最近概率", "last probability"),
    "status_transitions": ("变化次数", "changes"),
    "status_history_alt": (
        "{node}：{period} 有 {alert} 个重点关注、{watch} 个关注、{missing} 个无法判断，历轮共 {changes} 次状态变化。",
        "{node}: in {period} {alert} at alert, {watch} at watch, {missing} not assessable; {changes} changes of status over the rounds.",
    ),
    # status × change
    "status_change": ("状态与变化", "Status and change"),
    "change.worse": ("变差", "worse"),
    "change.unclear": ("变化不明确", "unclear"),
    "change.better": ("变好", "better"),
    "change.not_comparable": ("无法比较", "not comparable"),
    "status_axis": ("本轮状态", "status in this round"),
    "change_axis": ("较 {since} 的变化", "change since {since}"),
    "status_change_note": (
        "格中为个数。变化：指标值自身的变化，同向概率达到 {probability} 才算变好或变差。",
        "Counts. Change is that of the values themselves; better or worse where its probability reaches {probability}.",
    ),
    "status_change_alt": (
        "{period} {node}：{low} 个为关注或重点关注，其中 {worse} 个变差、{better} 个变好；{missing} 个无法判断。",
        "{period}, {node}: {low} at watch or alert, of which {worse} grew worse and {better} better; {missing} not assessable.",
    ),
}
