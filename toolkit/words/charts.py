"""Words on charts and in their alternative texts."""

from __future__ import annotations

CHARTS: dict[str, tuple[str, str]] = {
    # on every chart
    "footer": ("运行 {run}", "run {run}"),
    "intervals_explained": (
        "横线为 {level} 区间；名次后括号为名次区间。区间重叠的{unit}不宜分先后。",
        "Lines are {level} intervals; brackets give the range of plausible ranks. Where intervals overlap, the order is not certain.",
    ),
    "intervals_line": ("横线为 {level} 区间。", "Lines are {level} intervals."),
    "no_intervals": ("标准误未知，无法给出区间。", "Standard errors are unknown, so there are no intervals."),
    "not_shown": ("未显示：{n}", "Not shown: {n}"),
    "none_to_show": ("没有可显示的数据", "Nothing to show"),
    "not_assessable_list": ("数据不足,无法判断（{n}）：{names}", "Not assessable ({n}): {names}"),
    "score_axis": ("得分（分）", "score (points)"),
    "score_axis_range": ("得分（分，{low}–{high}）", "score (points, {low}–{high})"),
    "flagged_mark": ("{node}本身有预警提示（供核查）", "{node} itself is flagged (for enquiry)"),
    "clear_mark": ("{node}本身未见预警", "{node} itself is not flagged"),
    "gap_row": ("⋯ 中间 {n} 个未显示 ⋯", "⋯ {n} in between not shown ⋯"),
    "count_assessed": ("已评 {units}", "{units} assessed"),
    # ranking
    "ranking": ("得分与名次区间", "Scores and plausible ranks"),
    "flags_column": ("预警", "flags"),
    "rank_column": ("名次（区间）", "rank (range)"),
    "ranking_alt": (
        "{period} {node}：{units}有得分，最高为{best}（{high}），最低为{worst}（{low}）；{flagged} 个至少有一项预警提示，{missing} 个无法判断。",
        "{period}, {node}: {units} with a score, highest {best} ({high}), lowest {worst} ({low}); {flagged} with at least one flag, {missing} not assessable.",
    ),
    # profile
    "profile": ("维度得分与同类比较", "Dimension scores against peers"),
    "profile_of": ("{name}：维度得分与同类比较", "{name}: dimension scores against peers"),
    "profile_peers": ("同类中间一半（四分位）", "middle half of the peers (quartiles)"),
    "profile_median": ("同类中位数", "median of the peers"),
    "profile_unit": ("本{unit}", "this {unit}"),
    "profile_note": (
        "同类：同一层级其他有得分的 {n} 个。",
        "Peers: the {n} others of the same level that have a score.",
    ),
    "profile_all_note": (
        "全部 {n} 个有得分者；细线为最低到最高。",
        "All {n} that have a score; thin lines run from lowest to highest.",
    ),
    "profile_alt": (
        "{name} {period}：{above} 个维度在同类中间一半之上，{below} 个在其下，{missing} 个无法判断。",
        "{name}, {period}: {above} dimension(s) above the middle half of its peers, {below} below it, {missing} not assessable.",
    ),
    "profile_all_alt": (
        "{period} 各维度得分分布：{parts}。",
        "{period}, distribution of scores by dimension: {parts}.",
    ),
    "profile_part": ("{label}中位数 {median}", "{label} median {median}"),
    # weights
    "weights": ("权重", "Weights"),
    "weight_axis": ("占总指数的权重（%）", "weight in the whole index (%)"),
    "weights_note": (
        "权重来源：{origins}。权重是配置，不是官方规定。",
        "Origin of the weights: {origins}. Weights are configuration, not an official rule.",
    ),
    "weights_dimension": ("维度合计", "dimension total"),
    "weights_indicator": ("指标", "indicator"),
    "weights_alt": (
        "{n} 个指标的权重；最大的维度是{dimension}（{share}%），最大的指标是{indicator}（{top}%）。",
        "Weights of {n} indicator{s}; the largest dimension is {dimension} ({share} %), the largest indicator {indicator} ({top} %).",
    ),
    "weights_flat_alt": (
        "{n} 个指标的权重；最大的是{indicator}（{top}%）。",
        "Weights of {n} indicator{s}; the largest is {indicator} ({top} %).",
    ),
    # map
    "map": ("各区得分", "Scores by district"),
    "map_generic": ("方格按编号排列，不代表地理位置。", "Tiles are in order of id, not in their geographic places."),
    "map_tiles": ("方格为示意位置，大小相同。", "Tiles stand in approximate places and are of equal size."),
    "map_mean": (
        "区得分为区内教育集团得分的简单平均。",
        "A district's score is the plain mean of its school groups' scores.",
    ),
    "map_colour": (
        "颜色由深到浅为最低（{low}）到最高（{high}）。",
        "Dark to light runs from the lowest ({low}) to the highest ({high}) district.",
    ),
    "map_hatch": ("斜线：数据不足,无法判断。", "Hatched: not assessable."),
    "map_groups": ("{n} 个集团", "{n} group{s}"),
    "map_alt": (
        "{period} {node}：{n} 个区有得分，最高为{best}（{high}），最低为{worst}（{low}）；{missing} 个区无法判断。",
        "{period}, {node}: {n} district{s} with a score, highest {best} ({high}), lowest {worst} ({low}); {missing} not assessable.",
    ),
    # slope
    "slope": ("得分变化", "Change in score"),
    "slope_rise": ("明显上升", "clear rise"),
    "slope_fall": ("明显下降", "clear fall"),
    "slope_unclear": ("变化不明确", "no clear change"),
    "slope_note": (
        "明显：变化的 {level} 区间不含零；即使毫无变化，{n} 个中平均也有约 {chance} 个会偶然如此。变化不明确 {unclear} 个；无法比较 {missing} 个。",
        "Clear: the {level} interval of the change excludes zero; without any true change about {chance} of {n} would do so by chance. No clear change: {unclear}; not comparable: {missing}.",
    ),
    "slope_joined": ("变化包含学校加入和退出的影响。", "The change includes schools that joined or left."),
    "slope_labelled": ("仅标出变化最大的 {units}。", "Only the {units} with the largest clear changes are named."),
    "slope_alone": ("只有一个学年，无法比较变化。", "There is only one period, so nothing to compare."),
    "slope_alt": (
        "{before} 至 {after} {node}：{rise} 个明显上升，{fall} 个明显下降，{unclear} 个变化不明确，{missing} 个无法比较。",
        "{node} from {before} to {after}: {rise} clearly up, {fall} clearly down, {unclear} without clear change, {missing} not comparable.",
    ),
    # schemes
    "schemes": ("不同权重方案下的名次", "Ranks under different weightings"),
    "schemes_axis": ("名次（1 为最好）", "rank (1 = best)"),
    "schemes.gain": ("名次上升", "gain places"),
    "schemes.loss": ("名次下降", "lose places"),
    "schemes.other": ("其他", "others"),
    "scheme.as_scored": ("现行权重", "as scored"),
    "schemes_note": (
        "升降均与首个方案（{first}）相比，按变动最大的方案计；名称后为最好与最差名次。ρ 为与首个方案得分的等级相关系数。名次未计抽样误差。未排名 {missing} 个。",
        "Gains and losses are against the first scheme ({first}), under the scheme that moves the unit most; after a name stand its best and worst rank. ρ: rank correlation with the scores of the first scheme. Sampling error is not shown. Not ranked: {missing}.",
    ),
    "schemes_named": ("仅标出名次变动最大的 {units}。", "Only the {units} that move most are named."),
    "schemes_alt": (
        "{period} {node}，{n} 种权重方案：与首个方案相比 {gain} 个名次上升，{loss} 个下降，{same} 个不变；变动最大的是{name}（第 {best} 至第 {worst} 名）。",
        "{period}, {node}, {n} weightings: against the first {gain} gain places, {loss} lose, {same} stay; {name} moves most (rank {best} to {worst}).",
    ),
    "schemes_none_alt": (
        "{n} 种权重方案下均没有可排名的对象。",
        "Nothing can be ranked under any of the {n} weightings.",
    ),
    # members
    "members": ("集团内校际差距", "Spread inside school groups"),
    "members_weakest": ("最弱成员校", "weakest member"),
    "members_other": ("其他成员校", "other members"),
    "members_score": ("集团得分", "group score"),
    "members_gap": ("差距", "spread"),
    "members_note": (
        "差距=最高校得分-最低校得分；按差距从大到小排列；总校最弱时只标总校。不显示校名。",
        "Spread = best school's score − weakest school's score; largest first. Where the lead is the weakest, only the lead is marked. Schools are not named.",
    ),
    "members_without": ("有得分的学校不足两所的集团：{n}", "Groups with fewer than two scored schools: {n}"),
    "members_alt": (
        "{period} {node}：{units}的校际差距，中位数 {median} 分；最大的是{widest}（{spread} 分）；{behind} 个集团的总校低于集团得分。",
        "{period}, {node}: spread inside {units}, median {median} points, widest in {widest} ({spread} points); in {behind} the lead scores below its group.",
    ),
}
