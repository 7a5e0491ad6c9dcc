# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 05 Flag underperformers 预警提示
#
# **Question:** who is below a standard, how sure is that, and how often are such flags wrong?
#
# **问题:** 谁没有达到标准?把握多大?预警提示误报的比例有多高?
#
# The data are the bundled city: synthetic, no real school. Because its truths are known, the flags can be marked right or wrong.
# A flag is for enquiry, never a verdict. 数据为合成的示例城市,真值已知,因此可以检验预警的对错。预警提示供核查,不是结论。

# %%
import polars as pl

import toolkit as tk
from indicators import demo_tables
from indicators.city import planted_truths, true_rates
from toolkit.cutscores import angoff
from toolkit.flags import posterior_moments
from toolkit.monitoring import change_matrix, status_change, status_history
from toolkit.report_card import report_card

# %% tags=["parameters"]
seed = 2025
lang = "en"  # "zh" 或 "en"

# %%
run = tk.Study(framework="tianjin").run(demo_tables(seed=seed))
words = {"zh": "reason", "en": "message"}[lang]
latest = run.flags.filter(period=run.latest)
run

# %% [markdown]
# ## 1 What the rules found 各规则的结果
# Flagged, clear, or not assessable: too little data never reads as clear. 数据不足绝不等于"没有问题"。

# %%
counts = latest.filter(level="group").group_by("rule", "outcome").len()
counts.pivot("outcome", index="rule", values="len").fill_null(0).sort("rule")

# %% [markdown]
# ## 2 Below a standard 低于标准
# The open circle is what was measured, the mark what is known: with little data an estimate is drawn towards its peers.
# The probability is that the true value misses the standard. 空心圆为测得值;数据少时,综合估计向同类平均靠拢。

# %%
tk.charts.posterior(run, level="school", node="C1", top=20, lang=lang)

# %% [markdown]
# How often is that wrong? Parents' true satisfaction is known here. Three ways to decide, and the list of all that measured
# below 85 %. `false` is the share of false alarms among the flagged, `found` the share of the truly low that were found.
#
# 误报率与检出率:真实满意率已知,比较三种判定方式,以及"凡测得值低于 85% 即提示"的做法。

# %%
truth = true_rates(seed).select("period", unit_id="school_id", truth="satisfied_parents")
settings = {
    "P ≥ 0.9, normal": {},
    "P ≥ 0.9, nonparametric": {"prior": "nonparametric"},
    "Bayes FDR 0.10": {"control": "bayes_fdr", "q": 0.1},
}


def rates(name: str, flagged: pl.Expr, told: pl.DataFrame) -> dict[str, object]:
    low = pl.col("truth") < 85
    held = told.join(truth, on=["unit_id", "period"]).filter(pl.col("outcome") != "not_assessable")
    listed = held.filter(flagged)
    return {
        "rule": name,
        "flagged": listed.height,
        "false": listed.select((~low).mean()).item(),
        "found": listed.filter(low).height / held.filter(low).height,
    }


rows = []
for name, chosen in settings.items():
    again = run.study.replace(flags={"rules": ("below_standard",), **chosen}).score(run.values)
    told = again.flags.filter(level="school", node="C1")
    rows.append(rates(name, pl.col("outcome") == "flagged", told))
rows.append(rates("measured below 85 %", pl.col("estimate") < 85, told))
pl.DataFrame(rows)

# %% [markdown]
# More, with known truths of several shapes: docs/methods/flag_calibration.md. 更多模拟结果见该文件。
#
# ## 3 Unusual is not below 偏离同类不等于不达标
# The funnel knows no standard: it shows who lies where ordinary peers do not. 漏斗图只与同类比较,与标准无关。

# %%
tk.charts.funnel(run, node="satisfaction", lang=lang)

# %% [markdown]
# ## 4 A group is more than its average 集团不只是一个平均数
# Decline, a lead that is diluted, schools that drift apart, a weakest member: what was planted, and was it found?
# 下降、总校稀释、校际差距、最弱成员校:示例城市中预设的问题是否被找到?

# %%
planted = planted_truths(seed).filter(period=run.latest).select("group_id", "kind", "rule")
found = latest.filter(pl.col("level") == "group", pl.col("outcome") != "clear").select(
    "rule", "node", group_id="unit_id"
)
found = found.group_by("group_id", "rule").agg(nodes=pl.col("node").sort().str.join(" "))
planted.filter(pl.col("rule").is_in(run.flags["rule"].unique().implode())).join(
    found, on=["group_id", "rule"], how="left"
).sort("kind", "group_id")

# %% [markdown]
# ## 5 One flagged and one borderline group 一个被提示的集团,一个处于边缘的集团
# What a policymaker reads: value, standard, probability, and that it is for enquiry. 决策者看到的:数值、标准、概率,以及"供核查"。

# %%
of_groups = latest.filter(level="group", rule="below_standard").filter(pl.col("se") > 0)
flagged = of_groups.filter(outcome="flagged").sort("probability", "unit_id", descending=[True, False]).head(1)
borderline = of_groups.filter(severity="watch").sort((pl.col("probability") - 0.5).abs(), "unit_id").head(1)
for row in pl.concat([flagged, borderline]).iter_rows(named=True):
    print(run.name(row["unit_id"], lang), row["node"], row["severity"], "|", row[words])

# %% [markdown]
# ## 6 Over the rounds 历轮监测
# Every round adds to what is known. A status is entered at one threshold and left at a lower one; each transition says why.
# 每一轮都增加信息;进入和退出"关注"的门槛不同,状态不会随噪声来回跳动。

# %%
history = status_history(run, level="group", nodes=["C1"])
history.filter("changed").select("unit_id", "period", "previous", "status", "probability", words).head(5)

# %%
tk.charts.status_history(run, node="C1", top=15, lang=lang)

# %%
change_matrix(status_change(history))

# %% [markdown]
# ## 7 A standard that a panel set 专家组设定的标准
# A cut score has an error too, and it belongs into the probability. 划界分数也有误差,应计入概率。

# %%
sheet = pl.DataFrame(
    {
        "judge": ["A"] * 3 + ["B"] * 3 + ["C"] * 3 + ["D"] * 3,
        "item": ["1", "2", "3"] * 4,
        "probability": [0.80, 0.90, 0.85, 0.75, 0.85, 0.80, 0.90, 0.95, 0.85, 0.85, 0.90, 0.80],
    }
)
cut = angoff(sheet, scale="percent")
print(round(cut.cut, 1), "±", round(cut.se, 1))
unsure = run.study.replace(flags={"rules": ("below_standard",), "standard_se": {"C1": cut.se}}).score(run.values)
at_c1 = {"level": "school", "node": "C1", "period": run.latest, "outcome": "flagged"}
run.flags.filter(rule="below_standard", **at_c1).height, unsure.flags.filter(**at_c1).height

# %% [markdown]
# ## 8 Grades that the data can carry 数据支持的等级
# As few grades as there are differences to see; `discordance` is the expected share of pairs in the wrong order.
# 等级数取决于数据能区分多少;discordance 为预期排错的配对比例。

# %%
scores = run.scores.filter(level="group", period=run.latest, node="satisfaction").drop_nulls("score")
mean, variance = posterior_moments(scores["score"], scores["se"], "nonparametric")
card = report_card(mean, variance**0.5)
print(card.number, "grades;", f"discordance {card.discordance:.3f}; tied {card.tied:.3f}")
scores.select("unit_id", "score").with_columns(grade=pl.Series(card.grades)).group_by("grade").agg(
    groups=pl.len(), lowest=pl.col("score").min(), highest=pl.col("score").max()
).sort("grade")
