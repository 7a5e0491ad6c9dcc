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
    "not_assessable_count": ("数据不足,无法判断：{n}", "Not assessable: {n}"),
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
    "profile_stage_note": (
        "同类：同一学段其他有得分的 {n} 所学校。",
        "Peers: the {n} other schools of the same stage that have a score.",
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
    # robustness
    "robust_draws": ("{n} 次重算（变动：{choices}）", "{n} recalculations (varied: {choices})"),
    "robust_none_alt": ("{n} 次重算中均没有可排名的对象。", "Nothing can be ranked in any of the {n} recalculations."),
    "choice.weights": ("权重", "weights"),
    "choice.imputation": ("插补", "imputation"),
    "choice.goalposts": ("阈值", "goalposts"),
    "choice.errors": ("指标误差", "indicator errors"),
    "choice.excluded": ("剔除指标", "left-out indicators"),
    "rank_axis": ("得分的名次（1 为最好）", "rank of the score (1 = best)"),
    "own_rank": ("本次运行的名次", "rank in the run"),
    "median_column": ("中位（区间）", "median (range)"),
    "rank_heatmap": ("改变选择后的名次分布", "Ranks when the choices change"),
    "rank_heatmap_note": (
        "颜色为该名次在重算中出现的比例；只反映方法选择，除非也变动了指标误差。",
        "Colour: share of the recalculations in which a unit has this rank. It shows doubt about choices only, unless indicator errors are varied too.",
    ),
    "rank_heatmap_alt": (
        "{n} 次重算中 {units}的名次分布：{fixed} 个名次始终不变；变动最大的是{name}（第 {low} 至第 {high} 名）。",
        "Ranks of {units} in {n} recalculations: {fixed} never move; {name} moves most (rank {low} to {high}).",
    ),
    "rank_intervals": ("名次的两种不确定性", "Two doubts about a rank"),
    "rank_choices": ("方法选择", "choices of method"),
    "rank_sampling": ("抽样误差", "sampling error"),
    "rank_intervals_note": (
        "粗线：{level} 的重算落在其中；细线：抽样误差下的名次区间。任一区间重叠者不宜分先后。",
        "Broad lines hold {level} of the recalculations, thin lines the ranks that sampling error allows. Where either overlaps, the order is not certain.",
    ),
    "rank_intervals_alt": (
        "{n} 次重算，{units}：名次区间平均宽 {choices} 位（方法选择）与 {sampling} 位（抽样误差）。",
        "{n} recalculations, {units}: rank intervals are {choices} places wide on average for the choices and {sampling} for sampling error.",
    ),
    "rank_intervals_choices_alt": (
        "{n} 次重算，{units}：名次区间平均宽 {choices} 位（方法选择）；抽样误差未知。",
        "{n} recalculations, {units}: rank intervals are {choices} places wide on average for the choices; sampling error is unknown.",
    ),
    "sobol": ("哪种选择影响名次", "Which choice moves the ranks"),
    "sobol_axis": ("占方差的比例", "share of the variance"),
    "sobol.first": ("单独（一阶）", "by itself (first order)"),
    "sobol.total": ("含交互（总）", "with interactions (total)"),
    "sobol.column.first": ("一阶", "first"),
    "sobol.column.total": ("总", "total"),
    "sobol_all": ("对象：得分名次的平均变动。", "Of the mean change of the ranks of the scores."),
    "sobol_unit": ("对象：{name}的得分名次。", "Of the rank of the score of {name}."),
    "sobol_note": (
        "Sobol 指数；误差线为正负两个标准误。两者之差为交互作用。",
        "Sobol indices; error bars are two standard errors either way. The difference of the two bars are interactions.",
    ),
    "sobol_alt": (
        "{n} 次重算：影响名次最大的选择是{choice}（总指数 {total}，一阶 {first}），另有 {others} 种选择。",
        "{n} recalculations: the choice that moves ranks most is {choice} (total index {total}, first order {first}), of {others} other choice(s).",
    ),
    "flag_stability": ("预警是否取决于选择", "Do flags depend on the choices"),
    "flag_stability_all": ("全部", "all"),
    "flag_stability_column": ("被预警", "flagged under"),
    "flag_stability.below_standard": ("预警：得分低于标准。", "Flagged: the score is below the standard."),
    "flag_stability.worst_share": (
        "未规定标准；此处以得分排名最后 {share} 计。",
        "There is no standard; here the last {share} of the scores count as flagged.",
    ),
    "flag_stability_note": (
        "颜色为被预警的重算比例：第一列为全部，其余为采用该方法时。从未被预警的不列出。",
        "Colour: share of the recalculations that flag a unit; first column: all, others: with that method. Units that are never flagged have no row.",
    ),
    "own_flag": ("本次运行中被预警", "flagged in the run"),
    "standing.every": ("所有选择", "every choice"),
    "standing.most": ("多数选择", "most choices"),
    "standing.some": ("部分选择", "some choices"),
    "standing.few": ("少数选择", "few choices"),
    "standing.never": ("从未", "none"),
    "standing.not_assessable": ("数据不足,无法判断", "not assessable"),
    "flag_stability_alt": (
        "{n} 次重算，{units}：{every} 个在所有选择下被预警，{most} 个在多数、{some} 个在部分、{few} 个在少数选择下，{never} 个从未，{not_assessable} 个无法判断。",
        "{n} recalculations, {units}: flagged under every choice {every}, under most {most}, some {some}, few {few}, none {never}; not assessable {not_assessable}.",
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
    # value added
    "caterpillar": ("各单位估计值与可比区间", "Estimates with intervals for comparing"),
    "caterpillar_axis": ("按估计值排序（低→高）", "in order of the estimate (low to high)"),
    "caterpillar.above": ("{level} 区间高于平均", "{level} interval above the mean"),
    "caterpillar.average": ("与平均无明显差别，或误差未知", "not told from the mean, or error unknown"),
    "caterpillar.below": ("{level} 区间低于平均", "{level} interval below the mean"),
    "caterpillar_note": (
        "竖线为可比区间（估计值±{z}个标准误，Goldstein & Healy 1995）：两条不重叠，差别约在 5% 水平上显著。横线为平均。",
        "Lines are comparative intervals (estimate ± {z} standard errors, Goldstein & Healy 1995): where two do not overlap, "
        "they differ at about the 5 % level. The dashed line is the mean.",
    ),
    "caterpillar_alt": (
        "{node} {period}：{n} 个单位，{above} 个的 {level} 区间高于平均，{below} 个低于平均，{missing} 个无数据。",
        "{node}, {period}: {n} units, {above} with a {level} interval above the mean, {below} below it, {missing} without data.",
    ),
    "value_added_foot": ("学生 {pupils} 名，学校 {units} 所", "{pupils} students in {units} schools"),
    "shrinkage": ("收缩：学校平均残差与估计效应", "Shrinkage: mean residual and estimated effect of a school"),
    "shrinkage_x": ("学校平均残差（未收缩）", "mean residual of the school (not shrunken)"),
    "shrinkage_y": ("估计效应（收缩后）", "estimated effect (shrunken)"),
    "shrinkage_line": ("不收缩", "no shrinkage"),
    "shrinkage_note": (
        "点的大小为学生数：学生越少，估计值越向平均收缩。",
        "The size of a dot is the number of students: the fewer, the nearer to the mean.",
    ),
    "calibration": ("预测与实际", "Predicted and observed"),
    "calibration_x": ("预测值的平均", "mean of the predicted"),
    "calibration_y": ("实际值的平均", "mean of the observed"),
    "calibration_line": ("完全一致", "as predicted"),
    "calibration_note": (
        "按预测值分为 {n} 组，人数相等；竖线为 95% 区间。点在斜线上，预测就没有系统偏差。",
        "{n} groups of equal size by prediction; lines are 95 % intervals. Dots on the line: no systematic error.",
    ),
    "calibration.expected": ("仅按入学成绩", "from the predictors alone"),
    "calibration.predicted": ("加上学校效应", "with the effects of the schools"),
}
