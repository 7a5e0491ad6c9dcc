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
# # 01 First scores 第一次评分
#
# **Question:** how do 100 school groups stand on the five dimensions, how sure is that, and what drives it?
#
# **问题:** 100 个教育集团在五个维度上处于什么水平?把握多大?由什么决定?
#
# The data are the bundled city: synthetic, no real school. 数据为合成的示例城市,不涉及任何真实学校。

# %%
import polars as pl

import toolkit as tk
from indicators import demo_tables

# %% tags=["parameters"]
seed = 2025
lang = "en"  # "zh" 或 "en"

# %% [markdown]
# ## 1 Read and validate 读取与校验
# With your own data: `tk.read_tables("inspection.xlsx")`. Every finding says where, what, and what to do.

# %%
tables = demo_tables(seed=seed)
checked = tk.validate(tables, lang=lang)
checked.findings.group_by("severity", "rule").agg(pl.col("count").sum()).sort("severity", "rule")

# %% [markdown]
# ## 2 Score 评分
# A study holds the choices and no data. Weights and goalposts are configuration: the policy sets none.

# %%
study = tk.Study(framework="tianjin")
run = study.run(checked.tables)
run

# %%
latest = pl.col("period") == run.latest
total = run.scores.filter(latest & (pl.col("level") == "group") & (pl.col("node") == run.framework.root))
total.sort("rank").select("unit_id", "score", "lower", "upper", "rank", "rank_lower", "rank_upper", "coverage").head(10)

# %% [markdown]
# Ranks come with an interval: where it is wide, the order says little. 名次区间宽时,先后次序说明不了什么。

# %%
tk.charts.ranking(run, lang=lang)

# %% [markdown]
# ## 3 Judged together 综合判断
# A group is its level, its lead, its weakest member, its spread and its change, not an average alone.

# %%
run.bundled.filter(latest & (pl.col("node") == run.framework.root)).sort("weakest_score").head(5)

# %% [markdown]
# ## 4 Why this score 为什么是这个得分

# %%
last = total.sort("rank")["unit_id"][-1]
print(tk.explain(run, last).text(lang))

# %% [markdown]
# ## 5 What if 如果换一种做法
# The same data with weights from the data (entropy): who moves, and how far?

# %%
what_if = study.replace(weighting="entropy").run(checked.tables)
comparison = tk.compare(run, what_if)
moves = comparison.scores.filter(latest & (pl.col("level") == "group") & (pl.col("node") == run.framework.root))
moves.sort(pl.col("rank_change").abs(), descending=True).select("unit_id", "rank_a", "rank_b", "rank_change").head(5)

# %% [markdown]
# ## 6 Flags, for enquiry 预警提示,供核查
# Flagged, clear, or not assessable: missing data never reads as clear.

# %%
run.flags.filter(latest & (pl.col("level") == "group")).group_by("rule", "outcome").len().sort("rule", "outcome")

# %% [markdown]
# ## 7 Keep it 保存
# `run.save("runs/")` writes tables, charts, reports and a manifest; `tk.load_run(...)` reads them back.
