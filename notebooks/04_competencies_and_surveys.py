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
# # 04 Competencies and surveys 核心素养与问卷
#
# **Question:** how do schools stand in a competency that no mark shows, when students answered different items, and how sure is it?
#
# **问题:** 核心素养没有现成的分数,学生又做了不同的题册,各校水平如何?把握多大?
#
# The data are the bundled city: synthetic, no real school. 数据为合成的示例城市,不涉及任何真实学校。

# %%
import polars as pl

import toolkit as tk
from indicators.city import make_city
from toolkit.models import GeneralizedPartialCredit, PartialCredit
from toolkit.models.item_response import group_means, item_fit, likelihood_ratio, link

# %% tags=["parameters"]
seed = 2025
lang = "en"  # "zh" 或 "en"

# %% [markdown]
# ## 1 From answers to a wide frame 从作答到宽表
# One row a student, one column an item; what a student was not given is empty, and an empty cell is no wrong answer.
# 每名学生一行、每题一列;没有发给学生的题留空,留空不算答错。

# %%
tables = make_city(seed=seed, groups=24, members=140)  # a quarter of the bundled city
answers = tables["item_responses"]
wide = answers.pivot(on="item", index=["period", "school_id", "student_id"], values="answer").sort(
    "period", "school_id", "student_id"
)
items = sorted(answers["item"].unique())
wide.group_by("period").agg(
    students=pl.len(), answered=pl.mean_horizontal(pl.col(items).count() / pl.len()).round(2)
).sort("period")

# %% [markdown]
# ## 2 Calibrate 标定
# The partial credit model puts items and students on one scale. School years are groups with a mean of their own.
# 部分计分模型把题目和学生放在同一把尺上;各学年为一组,各有均值。

# %%
model = PartialCredit(tolerance=1e-3).fit(wide, items=items, groups="period")
print(f"converged {model.converged_}, marginal reliability {model.reliability_:.2f}")
model.items_.select("item", pl.col("^(threshold|se)_.*$").round(2), "n")

# %%
tk.charts.item_map(model, lang=lang, synthetic=True)

# %% [markdown]
# Do the items suit the students? Where no item stands beside the persons, they are measured badly.
# 题目与学生相配吗?旁边没有题目的地方测不准。

# %%
tk.charts.information(model, lang=lang, synthetic=True)

# %%
tk.charts.item_curves(model, item=items[4], lang=lang, synthetic=True)

# %% [markdown]
# ## 3 Does the model hold? 模型成立吗?
# Infit and outfit near 1; slopes near one another; and no item that asks something else of one district than of another.
# 拟合统计量应接近1;各题斜率应相近;任何题目都不应对某个区另有要求。

# %%
latest = wide.filter(period=wide["period"].max())
fit = item_fit(model, wide)
slopes = GeneralizedPartialCredit(tolerance=1e-2).fit(latest, items=items, errors=False).items_
fit.join(slopes.select("item", "discrimination"), on="item").with_columns(
    pl.col("infit", "outfit", "discrimination").round(2)
)

# %%
places = tables["schools"].select("school_id", "district_id")
two = (
    latest.join(places, on="school_id")
    .filter(pl.col("district_id").is_in(["D01", "D12"]))
    .select("district_id", *items)
)
likelihood_ratio(PartialCredit(tolerance=1e-2), two, "district_id", items=items[:4]).with_columns(
    pl.col("statistic", "p", "difference").round(3)
)

# %% [markdown]
# With as many tests as items some p under 0.05 come by chance; `difference` says how many percent of the item's most are at stake.
# 题目多时,总有个别 p 值偶然低于 0.05;`difference` 给出影响的大小(占该题满分的百分比)。
#
# ## 4 Schools, not persons 比较学校,而不是个人
# A mean of the students' best guesses (EAP) draws schools together. Plausible values do not, and carry the error of measurement.
# 学生的最佳估计(EAP)取平均会把学校拉近;拟真值不会,并且带有测量误差。

# %%
means = group_means(model, latest, ["school_id"], scale="latent", seed=seed)
eap = model.scores(latest).group_by("school_id").agg(eap=pl.col("score").mean())
both = means.join(eap, on="school_id")
true_spread = (both["value"].var() - (both["se"] ** 2).mean()) ** 0.5
print(
    f"spread between schools: {true_spread:.2f} (means {both['value'].std():.2f}, of them error {(both['se'] ** 2).mean() ** 0.5:.2f}); "
    f"means of EAP scores {both['eap'].std():.2f}"
)
both.sort("value").head(5)

# %% [markdown]
# ## 5 Two years on one scale 两年同尺
# Each year calibrated by itself has a scale of its own; common items tie them.
# 分年标定则各有一把尺;共同题把两把尺连起来。

# %%
first = wide.filter(period=wide["period"].min())
old, new = (PartialCredit(tolerance=1e-3).fit(year, items=items) for year in (first, latest))
tie = link(old.items_, new.items_, family="partial_credit")
print(f"scale of the latest year = {tie.slope:.2f} x its own + {tie.intercept:.2f}")
pl.DataFrame(
    {
        "way": ["all years together", "linked afterwards", "anchored items"],
        "change of the mean": [
            model.groups_["mean"][-1] - model.groups_["mean"][0],
            tie.intercept,
            PartialCredit(tolerance=1e-3, anchors=old.items_).fit(latest, items=items).groups_["mean"][0],
        ],
    }
).with_columns(pl.col("change of the mean").round(3))

# %% [markdown]
# ## 6 The indicator 指标
# `S1` of the catalogue is this, on the scale 0 to 100, for every school and group.
# 指标 `S1` 即按此法计算,换成 0–100 分。

# %%
run = tk.Study(framework="tianjin").run(tables)
run

# %%
run.values.filter(pl.col("indicator") == "S1", pl.col("period") == run.latest).group_by("level").agg(
    units=pl.len(), mean=pl.col("value").mean().round(1), se=pl.col("se").mean().round(2), n=pl.col("n").median()
).sort("level")

# %% [markdown]
# # Surveys 问卷
#
# **Question:** how many parents are satisfied, how sure is that, and did it change since last year?
#
# **问题:** 家长满意的有多少?把握多大?与上年相比变了吗?
#
# ## 7 Who answered, and could silence decide? 谁答了?未答者会改变结论吗?
# "Don't know" stands outside the denominator. `least_possible` and `most_possible` are the share if all who kept silent were
# dissatisfied, or satisfied. "不了解"不计入分母;最后两列是未答者全部不满意或全部满意时的比例。

# %%
counts = (
    tables["surveys"]
    .filter(respondent="parents")
    .with_columns(
        opinion=pl.col("returned") - pl.col("dont_know"),
        satisfied=pl.col("very_satisfied") + pl.col("mostly_satisfied"),
    )
)
now, before = counts["period"].max(), counts["period"].unique().sort()[-2]
silence = tk.surveys.response(counts.filter(period=now), satisfied="satisfied", dont_know="dont_know")
silence.sort("rate").head(5)

# %% [markdown]
# ## 8 Change between two waves 两次调查之间的变化
# Intervals by Newcombe's method; separate samples. 区间用 Newcombe 法,两次样本独立。

# %%
groups = tables["memberships"].filter(pl.col("left").is_null()).select("school_id", "group_id")
waves = counts.join(groups, on="school_id").group_by("group_id", "period").agg(pl.col("satisfied", "opinion").sum())
both = waves.filter(period=now).join(waves.filter(period=before), on="group_id", suffix="_before").sort("group_id")
moved = tk.surveys.change(
    both["satisfied_before"], both["opinion_before"], both["satisfied"], both["opinion"], coverage=0.95
)
changes = both.select("group_id").with_columns(
    change=pl.Series(moved.change * 100), lower=pl.Series(moved.lower * 100), upper=pl.Series(moved.upper * 100)
)
clear = changes.filter((pl.col("lower") > 0) | (pl.col("upper") < 0))
print(f"{clear.height} of {changes.height} groups changed beyond sampling error")
clear.with_columns(pl.col("change", "lower", "upper").round(1)).sort("change")

# %% [markdown]
# Of twenty groups that did not change, one would still seem to have: at 95 % one interval in twenty misses.
# 二十个集团即使都没有变化,也会有一个左右看似变了:95% 区间二十次有一次落空。
#
# ## 9 Weights to known totals 按已知总数加权
# Parents of the upper grades answered less often. Raking makes the sample agree with the enrolment by grade and by sex.
# 高年级家长答得少;迭代加权使样本与分年级、分性别的在校人数一致。

# %%
answers = pl.DataFrame(
    {
        "grade": ["7"] * 50 + ["8"] * 30 + ["9"] * 20,
        "sex": (["f"] * 30 + ["m"] * 20) + (["f"] * 14 + ["m"] * 16) + (["f"] * 12 + ["m"] * 8),
        "satisfied": ([1] * 46 + [0] * 4) + ([1] * 24 + [0] * 6) + ([1] * 12 + [0] * 8),
    }
)
raked = tk.surveys.rake(answers, {"grade": {"7": 320, "8": 340, "9": 340}, "sex": {"f": 480, "m": 520}})
weighted = answers.with_columns(weight=pl.Series(raked.weights))
plain, adjusted = tk.surveys.mean(answers, "satisfied"), tk.surveys.mean(weighted, "satisfied", weight="weight")
print(f"plain {plain.estimate:.3f} ± {plain.se:.3f}; raked {adjusted.estimate:.3f} ± {adjusted.se:.3f}")
print(f"design effect of the weights {raked.design_effect:.2f}")
raked.report

# %% [markdown]
# ## 10 Are the raters alike? 评课者宽严一致吗?
# Ratings of lessons that share raters: who is severe, and what would the average rater have given?
# 听课评分由不同评课者给出:谁偏严?换成平均水平的评课者会给多少分?

# %%
lessons = pl.DataFrame(
    [
        (f"L{i}", r, 60 + 5 * (i % 7) - {"A": 6, "B": 0, "C": -3}[r] + (i * 7 + ord(r)) % 5)
        for i in range(21)
        for r in "ABC"
    ],
    schema=["lesson", "rater", "score"],
    orient="row",
)
seen = lessons.filter(pl.int_range(pl.len()) % 4 != 0)  # not every rater saw every lesson
found = tk.reliability.raters(seen)
found.severity.with_columns(pl.col("severity", "se").round(2))

# %%
agreement = seen.pivot(on="rater", index="lesson", values="score").select("A", "B", "C")
one = tk.reliability.icc(agreement, "ICC(2,1)")
print(f"reliability of one rating {found.reliability:.2f}; ICC(2,1) of the lessons that all saw {one:.2f}")
