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
# # 02 Calibrate weights 权重校准
#
# **Question:** which weights should the five dimensions have, who says so, and does it matter for anybody?
#
# **问题:** 五个维度各占多少权重?依据是谁的判断?对各集团的名次有多大影响?
#
# The data are the bundled city, the experts and the inspectors are made up: synthetic, no real school and no real person.
# 数据为合成的示例城市,专家与督学的判断均为虚构。

# %%
import numpy as np
import polars as pl

import toolkit as tk
from indicators import demo_tables
from toolkit import calibrate

# %% tags=["parameters"]
seed = 2025
lang = "en"  # "zh" 或 "en"

# %%
run = tk.Study(framework="tianjin").run(demo_tables(seed=seed))
dimensions = run.framework.dimensions
rng = np.random.default_rng(seed)
run

# %% [markdown]
# ## 1 Experts compare 专家两两比较
# One row a pair: which matters more, and how much more, 1 to 9? Answers may be missing. With your own:
# `duxue template judgements.xlsx --judgements ahp --experts 7` writes the sheet, `calibrate.read_judgements("judgements.xlsx").tables`
# reads it back. Best-worst comparisons (`bwm`), points (`budget`) and rounds of points (`delphi`) work alike.
#
# 每行一对:哪个更重要,程度 1 至 9;允许缺答。空白判断表由 `duxue template` 生成,填好后读回。

# %%
leaning = {"resources": 1.0, "teaching": 3.0, "competencies": 3.0, "teachers": 2.0, "satisfaction": 1.0}
rows = []
for expert in ["E1", "E2", "E3", "E4", "E5", "E6", "E7"]:
    for i, a in enumerate(dimensions):
        for b in dimensions[i + 1 :]:
            view = leaning[a] / leaning[b] * np.exp(rng.normal(0, 0.35))
            degree = float(np.clip(np.round(max(view, 1 / view)), 1, 9))
            rows.append((expert, a, b, "a" if view >= 1 else "b", degree))
sheet = pl.DataFrame(rows, schema=["expert", "item_a", "item_b", "more_important", "degree"], orient="row")
answered = pl.Series(rng.random(sheet.height) > 0.1)
slip = (pl.col("expert") == "E3") & (pl.col("item_a") == "teaching") & (pl.col("item_b") == "satisfaction")
sheet = sheet.filter(answered | (sheet["expert"] == "E3")).with_columns(
    more_important=pl.when(slip).then(pl.lit("b")).otherwise("more_important"),  # E3 wrote it the wrong way round
    degree=pl.when(slip).then(7.0).otherwise("degree"),
)
judgements = calibrate.from_judgements({"comparisons": sheet}, run.framework, seed=seed)
panel = judgements.panels[run.framework.root]
panel.intervals

# %% [markdown]
# Who is consistent, who is far from the panel, and on which pair? A ratio above 0.1 asks for a second look.
# 一致性比率高于 0.1 的专家,请复核其判断。

# %%
print(f"consistency ratio of the panel {panel.consistency_ratio:.3f}, Kendall W {panel.kendall_w:.2f}")
panel.experts.select("expert", "missing", "consistency_ratio", "distance", "item_a", "item_b", "judged", "group")

# %%
judgements.revise

# %%
panel.disagreement.select("item_a", "item_b", "experts", "judged", "spread", "lowest_by", "highest_by", "opposed").head(
    3
)

# %% [markdown]
# ## 2 Importances that are wanted 期望的影响力
# A weight is not an importance: an index follows the dimensions that vary most and go along with the others. Which weights give each
# dimension its wanted share? Where no weights can, `reached` is False and the gap is told.
#
# 权重不等于影响力:波动大、与其他维度同向的维度对总分影响更大。

# %%
here = (pl.col("level") == "group") & (pl.col("period") == run.latest)
wide = run.scores.filter(here & pl.col("node").is_in(dimensions)).pivot("node", index="unit_id", values="score")
wide = wide.select("unit_id", *dimensions)
calibrate.effective_importance(wide, [0.2] * 5)

# %%
wanted = {"resources": 15, "teaching": 25, "competencies": 25, "teachers": 20, "satisfaction": 15}
calibrated = calibrate.to_importance(wide, wanted)
print("reached:", calibrated.reached)
calibrated.effects

# %%
too_much = calibrate.to_importance(wide, wanted | {"teachers": 2})
print("reached:", too_much.reached)
print(*too_much.report["note"].drop_nulls(), sep="\n")

# %% [markdown]
# ## 3 Verdicts of inspectors 督学的综合判断
# Inspectors graded 80 groups as a whole (here: grades made up from weights that we know). Which weights explain their grades, and do the dimensions explain them at all?
#
# 督学对 80 个集团给出综合等级(此处由已知权重虚构)。何种权重最能解释这些等级?这些维度究竟能否解释?

# %%
visited = wide.drop_nulls().sample(80, seed=seed)
z = visited.select((pl.col(d) - pl.col(d).mean()) / 6 for d in dimensions).to_numpy()
planted = np.array([0.1, 0.4, 0.3, 0.2, 0.0])
feeling = 4 * z @ planted + np.random.default_rng(seed + 1).logistic(size=80)
grades = visited.select("unit_id").with_columns(grade=pl.Series(1 + np.digitize(feeling, [-1.5, 0.0, 1.5])))
judged = calibrate.to_verdicts(wide, grades, seed=seed)
print(
    f"explained: {judged.reached} (p = {judged.p_value:.3f}); right order of pairs, held out: {judged.cross_validated:.2f}"
)
judged.intervals.with_columns(pl.Series("planted", planted))

# %% [markdown]
# ## 4 Side by side 方案对照
# The same data under five schemes. Does it matter, and for whom? 同一数据,五种权重方案。

# %%
schemes = {"as_scored": None, "ahp": panel, "importance": calibrated, "verdicts": judged, "entropy": "entropy"}
compared = calibrate.side_by_side(run, schemes=schemes)
compared.agreement

# %% [markdown]
# What each dimension weighs, and how much it really moves the total (its effective importance).
# 各维度的权重与实际影响力。

# %%
weighed = compared.weights.filter(pl.col("node").is_in(dimensions))
weighed.pivot("scheme", index="node", values="global_weight").with_columns(pl.col(pl.Float64).round(3))

# %%
compared.below.pivot("scheme", index="node", values="importance").with_columns(pl.col(pl.Float64).round(3))

# %%
compared.spread.head(8)

# %%
tk.charts.schemes(run, schemes=compared, lang=lang)

# %% [markdown]
# And by hand: sliders for all weights, with ranks beside them (here empty until the notebook runs). A what-if, not a result; what was
# chosen can be read as `panel_of_weights.weights` and scored by `panel_of_weights.score()`. As a page: `.save("panel.html")`.
#
# 也可手动试算:移动权重,名次随之变化。试算不是评价结果。

# %%
panel_of_weights = tk.panel(run, lang=lang)
panel_of_weights

# %% [markdown]
# ## 5 Use them 采用
# `judgements.framework` is the framework with the panel's weights in it, as `duxue calibrate judgements.xlsx --out own.csv` writes it.
# Other weights go into the `weight` column, or into the study: `weighting = "importance"` (a target) or `"verdicts"` (a mapping from
# unit to grade). The manifest of every run keeps the weights.
#
# `judgements.framework` 即写入专家权重后的评价体系,可直接用于评分。

# %%
mine = tk.Study(framework=judgements.framework).score(run.values)
mine.scores.filter(here & (pl.col("node") == run.framework.root)).sort("rank").select("unit_id", "score", "rank").head(
    3
)
