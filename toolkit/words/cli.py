"""Words of the command line."""

CLI: dict[str, tuple[str, str]] = {
    "cli_reading": ("读取数据…", "Reading the data …"),
    "cli_making": ("生成示例城市…", "Making the example city …"),
    "cli_checking": ("校验数据…", "Checking the data …"),
    "cli_scoring": ("评分…", "Scoring …"),
    "cli_writing": ("写入结果、图表和报告…", "Writing results, charts and report …"),
    "cli_dictionary": ("数据字典已写入 {file}。", "The data dictionary is {file}."),
    "cli_revision": ("数据修订：{n} 处（格与行）", "Revision of the data: {n} cells and rows"),
    "revision_changed": ("改动", "changed"),
    "revision_filled": ("补填", "filled"),
    "revision_emptied": ("清空", "emptied"),
    "revision_added": ("新增", "added"),
    "revision_removed": ("删去", "removed"),
    "cli_writing_copy": ("写入批注副本…", "Writing the annotated copy …"),
    "cli_annotated": (
        "批注副本：{file}（问题单元格已着色并加批注；原文件未改动）",
        "Annotated copy: {file} (cells coloured and commented; the file itself was not changed)",
    ),
    "cli_template": (
        "模板已写入 {file}。填写后运行：{duxue} check {file}",
        "The template is {file}. Fill it in, then: {duxue} check {file}",
    ),
    "cli_practice": (
        "练习用工作簿已写入 {file}（合成数据，含若干需要找出的错误）。请运行：{duxue} check {file}",
        "The workbook to practise on is {file} (synthetic data, with mistakes to find). Then: {duxue} check {file}",
    ),
    "cli_judgements": (
        "专家判断表已写入 {file}。填写后运行：{duxue} calibrate {file} --framework {framework} --out weights.csv",
        "The sheet for experts is {file}. When it is filled in: {duxue} calibrate {file} --framework {framework} --out weights.csv",
    ),
    "cli_calibrated": (
        '评价体系已写入 {file}。试用：study.toml 中写 framework = "{file}"',
        'The framework is {file}. To use it: framework = "{file}" in study.toml',
    ),
    "cli_not_calibrated": (
        "判断表有错误，未定权重，未写入任何文件。",
        "The sheets have errors: nothing was weighed, nothing was written.",
    ),
    "panel_head": ("{label}：{method}，专家 {n} 位", "{label}: {method}, {n} expert{s}"),
    "panel_ratio": ("一致性比率 {ratio}", "consistency ratio {ratio}"),
    "panel_kendall": ("Kendall W {w}", "Kendall W {w}"),
    "panel_weight": ("{label}  {weight}  {span}", "{label}  {weight}  {span}"),
    "panel_intervals": (
        "方括号：对专家重抽样的 {level} 区间；专家少于十位时偏窄。",
        "Brackets: {level} intervals from resampling the experts; with fewer than ten they are too narrow.",
    ),
    "panel_revise": (
        "请专家 {expert} 复核（一致性比率 {ratio}）：“{a}”对“{b}”判为 {judged}，按其全部判断应为 {implied}；建议 {suggested}",
        "Expert {expert} should look again (consistency ratio {ratio}): {a} over {b} is judged {judged}, all answers together imply {implied}; try {suggested}",
    ),
    "panel_inconsistent": (
        "合并后的判断不一致：权重不宜直接采用。",
        "The joint judgements are not consistent: do not use these weights as they are.",
    ),
    "panel_disputed": (
        "分歧最大：“{a}”对“{b}”，{low_by} 判为 {low}，{high_by} 判为 {high}",
        "Most disputed: {a} over {b}, {low} by {low_by}, {high} by {high_by}",
    ),
    "panel_disputed_points": (
        "分歧最大：“{a}”，{low_by} 给 {low}，{high_by} 给 {high}",
        "Most disputed: {a}, {low} by {low_by}, {high} by {high_by}",
    ),
    "panel_round": (
        "第 {round} 轮：专家 {n} 位，Kendall W {w}，平均标准差 {sd}，最大变动 {change}",
        "Round {round}: {n} expert{s}, Kendall W {w}, mean standard deviation {sd}, greatest change {change}",
    ),
    "panel_settled": ("意见已收敛。", "The panel has settled."),
    "panel_unsettled": (
        "意见尚未收敛：需要再一轮，或如实呈现分歧。",
        "The panel has not settled: another round is needed, or the disagreement is the result.",
    ),
    "cli_briefs": ("已写入 {n} 份简报：{file}", "{n} brief{s} written to {file}"),
    "cli_report": ("报告已写入 {file}。", "The report is {file}."),
    "cli_panel": ("权重试算面板：{file}（用浏览器打开）", "The panel of weights is {file}: open it in a browser."),
    "cli_sharding": ("切分数据…", "Cutting the data …"),
    "cli_shards": (
        "{shards} 个分片，{groups} 个集团，{schools} 所学校，{rows} 行，已写入 {out}",
        "{shards} shards, {groups} groups, {schools} schools, {rows} rows in {out}",
    ),
    "cli_round": ("第 {n} 轮", "round {n}"),
    "cli_rows_a_second": ("{n} 行/秒", "{n} rows/s"),
    "cli_shards_failed": (
        "{shards} 个分片中有 {n} 个失败，没有评分；其余分片的结果已保留。",
        "{n} of {shards} shards failed, and nothing was scored; the results of the others are kept.",
    ),
    "cli_shard_findings": ("分片 {shard}：数据有错误", "Shard {shard}: its data have errors"),
    "cli_shard_error": ("分片 {shard}：{text}", "Shard {shard}: {text}"),
    "cli_shard_memory": (
        "分片 {shard}：内存不足；请切得更细，或给任务更多内存",
        "Shard {shard}: out of memory; cut finer, or give the task more",
    ),
    "cli_shard_killed": (
        "分片 {shard}：进程一再中止（被结束或内存不足）；请切得更细，或给任务更多内存 {text}",
        "Shard {shard}: its process ended again and again (killed, or out of memory); cut finer, or give the task more {text}",
    ),
    "cli_resume": (
        "修正后加 --resume 再运行，只做这些分片。",
        "Mend these and run again with --resume: only they are done.",
    ),
    "cli_not_scored": (
        "数据有错误，未评分，未写入任何结果。",
        "The data has errors: nothing was scored, nothing was written.",
    ),
    "cli_synthetic": (
        "合成数据：以下结果不涉及任何真实学校。",
        "SYNTHETIC DATA: no real school stands behind these results.",
    ),
    "cli_level_group": (
        "教育集团：共 {units} 个，有得分 {scored} 个，数据不足 {not_assessable} 个；有预警提示 {flagged_units} 个（供核查，不是结论）",
        "Groups: {units}, scored {scored}, not assessable {not_assessable}; flagged for enquiry {flagged_units}",
    ),
    "cli_level_school": (
        "学校：共 {units} 所，有得分 {scored} 所，数据不足 {not_assessable} 所；有预警提示 {flagged_units} 所（供核查，不是结论）",
        "Schools: {units}, scored {scored}, not assessable {not_assessable}; flagged for enquiry {flagged_units}",
    ),
    "cli_level_unit": (
        "评价对象：共 {units} 个，有得分 {scored} 个，数据不足 {not_assessable} 个；有预警提示 {flagged_units} 个",
        "Units: {units}, scored {scored}, not assessable {not_assessable}; flagged for enquiry {flagged_units}",
    ),
    "cli_findings": ("校验：{n} 处警告，没有错误", "Validation: {n} warning{s}, no errors"),
    "cli_where": ("结果文件夹：{run}", "Everything is in {run}"),
    "cli_look_first": ("请先看：{report}；表格：{workbook}", "Look first at {report}; tables: {workbook}"),
    "cli_try": ("接着可以试：\n  {explain}\n  {check}", "Then try:\n  {explain}\n  {check}"),
    "cli_seconds": ("用时 {seconds} 秒", "Took {seconds} s"),
    "cli_robustness": ("{n} 次重算，变动：{choices}", "{n} recalculations, varied: {choices}"),
    "cli_robustness_level": (
        "{units}：名次区间宽度的中位数为 {width} 位",
        "{units}: the rank intervals are {width} places wide (median)",
    ),
    "cli_robustness_flags": ("  被预警（供核查）：{standing}", "  flagged for enquiry under {standing}"),
    "cli_robustness_sobol": (
        "{level}名次变动的来源（总 Sobol 指数）：{parts}",
        "What moves the ranks, level {level} (total Sobol index): {parts}",
    ),
    "cli_robustness_where": ("表格和图在：{folder}", "Tables and charts are in {folder}"),
    "cli_compare": (
        "{all} 个得分中有 {n} 个变化；{flags} 项预警提示改变",
        "{n} of {all} scores moved; {flags} flags changed",
    ),
    "cli_compare_framework": ("评价体系有 {n} 处不同：", "The frameworks differ in {n} cell{s}:"),
    "cli_compare_values": (
        "指标值不同：{indicator}，改变 {changed} 个，标准误、样本量或状态不同 {other} 个，只在 a 中 {only_a} 个，只在 b 中 {only_b} 个",
        "Values of {indicator}: {changed} changed, {other} with another standard error, n or status, {only_a} only in a, "
        "{only_b} only in b",
    ),
    "cli_compare_numbers": (
        "不同的权重 {weights} 个，学习得到的参数 {learned} 个",
        "{weights} weights and {learned} learned parameters differ",
    ),
    "cli_compare_only": (
        "只在 a 中的单位与轮次 {a} 个，只在 b 中 {b} 个：不参与比较",
        "Units and periods only in a: {a}, only in b: {b}; they are not compared",
    ),
    "cli_verifying": ("核验…", "Verifying …"),
    "cli_verified": ("{run} 与其清单一致。", "{run} is what its manifest says."),
    "cli_not_verified": ("{run} 有 {n} 处与记录不符。", "{run}: {n} difference{s} from what was recorded."),
    "cli_same_result": ("同样的数据再次得到同样的结果。", "The same data give the same result again."),
    "verify.part.manifest": ("清单", "manifest"),
    "verify.part.output": ("结果文件", "output"),
    "verify.part.framework": ("评价体系", "framework"),
    "verify.part.choice": ("选择", "choice"),
    "verify.part.input": ("原始数据表", "input table"),
    "verify.part.result": ("重新评分", "scored again"),
    "verify.part.code": ("程序", "code"),
    "verify.problem.altered": ("已被改动", "altered"),
    "verify.problem.absent": ("缺失", "absent"),
    "verify.problem.unreadable": ("没有权限读取", "may not be read"),
    "verify.problem.differs": ("不同", "differs"),
    "verify.problem.added": ("后来加入的文件（提示）", "added later (note)"),
    "verify.problem.other_version": ("当前程序版本与评分时不同（提示）", "not the code of the run (note)"),
    "verify.problem.not_checked": (
        "含用户自己的方法，无法在此重算（提示）",
        "an object of its maker's own, not scored again (note)",
    ),
    "cli_flags_rule": (
        "{rule}：预警提示 {flagged}，未见预警 {clear}，无法判断 {not_assessable}",
        "{rule}: flagged {flagged}, clear {clear}, not assessable {not_assessable}",
    ),
    "cli_flags_head": (
        "{period} 预警提示（供核查，不是结论），阈值：{settings}",
        "Flags of {period}, for enquiry, never a verdict; thresholds: {settings}",
    ),
    "cli_flags_change": (
        "与评分时相比：新增 {new}，取消 {gone}",
        "Against the flags of the run: {new} new, {gone} gone",
    ),
    "cli_compare_row": ("只在 {side} 中", "only in {side}"),
}
