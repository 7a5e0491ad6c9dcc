"""Words on the charts of dimensions and indicators, and in their alternative texts."""

from __future__ import annotations

INDICATOR_CHARTS: dict[str, tuple[str, str]] = {
    # radar
    "radar": ("维度雷达图", "Radar of the dimensions"),
    "radar_note": (
        "圆心为 {low} 分，外圈为 {high} 分。雷达图的面积随维度的排列而变：比较请用维度得分图（profile）。",
        "The middle stands for {low}, the rim for {high}. The area depends on the order of the dimensions: to compare, use the profile.",
    ),
    "radar_missing": (
        "{n} 个维度数据不足,无法判断：轮廓在该处断开。",
        "{n} dimension{s} not assessable: the outline is open there.",
    ),
    # heat map
    "heatmap": ("各指标得分一览", "Every indicator of every unit"),
    "heatmap_note": (
        "颜色为归一化后的值，越浅越好；按得分从高到低排列。",
        "Colour: the value on the common scale, light is better. Rows in order of the score.",
    ),
    "cell.missing": ("缺失", "missing"),
    "cell.suppressed": ("不公布", "suppressed"),
    "cell.not_applicable": ("不适用", "not applicable"),
    "cell.imputed": ("插补值", "imputed"),
    "heatmap_alt": (
        "{period} {node}：{units}、{n} 个指标的热图；中位数最低的指标是{weakest}（{low}）；缺失 {missing} 格，不适用 {closed} 格。",
        "{period}, {node}: heat map of {units} and {n} indicators; the lowest median is that of {weakest} ({low}); {missing} cells missing, {closed} not applicable.",
    ),
    # waterfall
    "waterfall": ("{name}：得分由何而来", "{name}: why this score"),
    "waterfall_total": ("{node}得分", "{node}: score"),
    "waterfall_points": ("贡献（分）", "points"),
    "waterfall_value": ("指标值（同类中位数）", "value (median)"),
    "waterfall_at": ("不低于同类中位数", "at or above the median of the peers"),
    "waterfall_below": ("低于同类中位数", "below the median of the peers"),
    "waterfall_note": (
        "各条之和等于得分。贡献=该单位的有效权重×归一化值；缺失指标的权重已分给其余指标。指标值为归一化后的值。",
        "The bars sum to the score. Contribution = effective weight for this unit × value on the common scale; missing indicators leave their weight to the others.",
    ),
    "waterfall_absent": ("无数据的指标：{n}", "Indicators without data: {n}"),
    "waterfall_idle": ("权重为零、未显示的指标：{n}", "Indicators of weight zero, not shown: {n}"),
    "waterfall_alt": (
        "{name} {period} {node}得分 {score}，由 {n} 个指标相加而成；贡献最大的是{most}（{given} 分），{below} 个低于同类中位数。",
        "{name}, {period}: {node} is {score}, the sum of {n} indicators; most comes from {most} ({given} points), {below} lie below the median of the peers.",
    ),
    "waterfall_none_alt": (
        "{name} {period} {node}：数据不足,无法判断。",
        "{name}, {period}, {node}: not assessable.",
    ),
    # small multiples
    "small_multiples": ("分区得分", "Scores by district and dimension"),
    "small_multiples_note": (
        "每格一个区，坐标相同；按区编号排列。",
        "One panel a district, all on the same scale, in order of id.",
    ),
    "small_multiples_panel": ("{district}（{units}）", "{district} ({units})"),
    "small_multiples_unit": ("区内各{unit}", "each {unit} of the district"),
    "small_multiples_median": ("区内中位数", "median of the district"),
    "small_multiples_band": ("全部{unit}的中间一半", "middle half of all"),
    "small_multiples_missing": ("总分数据不足、未显示：{units}", "Without a total score, not shown: {units}"),
    "small_multiples_homeless": ("没有所属区、未显示：{units}", "Without a district, not shown: {units}"),
    "small_multiples_alt": (
        "{period} {node}：{n} 个区，中位数最高的是{best}（{high}），最低的是{worst}（{low}）。",
        "{period}, {node}: {n} district{s}, the highest median in {best} ({high}), the lowest in {worst} ({low}).",
    ),
    "small_multiples_none_alt": ("{period}：没有可显示的区（{n}）。", "{period}: no district to show ({n})."),
}
