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
