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
# # 06 Supervision 督导
#
# **Question:** from entry of a school into a group to title, card, order and six-yearly inspection: what is so today, and what is due?
#
# **问题:** 从学校加入集团到命名、黄牌、限期整改和六年一次的全方位督导:今天的状态是什么?哪些事项到期?
#
# The data are the bundled city: synthetic, no real school. No score moves a card, an order or a title: people do, with a reason.
# 数据为合成的示例城市。得分不会自动触发黄牌、整改令或取消命名:由人作出决定并说明理由。

# %%
import datetime as dt
import tempfile
from pathlib import Path

import polars as pl

import toolkit as tk
from indicators import demo_tables
from toolkit import supervision
from toolkit.disparity import county_cv, county_verdicts

# %% tags=["parameters"]
seed = 2025
today = dt.date(2026, 8, 31)
lang = "en"  # "zh" 或 "en"

# %%
tables = demo_tables(seed=seed)
run = tk.Study(framework="tianjin").run(tables)
run

# %% [markdown]
# ## 1 Take in what already happened 导入历史
# First a trial: what would be recorded, which rows are refused. Then all of it in one transaction. The store is a file of its own.
# 先试导入,再一次性登记;登记簿只增不改。

# %%
folder = tempfile.TemporaryDirectory()
store = supervision.EventStore(str(Path(folder.name) / "supervision.sqlite"))
trial = supervision.import_tables(store, tables, lang=lang)
taken = supervision.import_tables(store, tables, write=True, lang=lang)
events = store.events()
store.close()
print(trial.written, taken.written, "refused:", taken.refused.height)
taken.events.group_by("kind", "name").len().sort("kind")

# %% [markdown]
# ## 2 What is so at a date 某日的状态
# The events are replayed up to the day; another day gives another state. 按日期重放事件,得到当日状态。

# %%
state = supervision.replay(events, today)
status = supervision.status(state, today)
striking = status.filter(
    (pl.col("yellow_cards") > 0) | (pl.col("open_orders") > 0) | pl.col("title").is_in(["reviewing", "conditional"])
)
striking.select(
    "group_id", "authority", "members", "yellow_cards", "open_orders", "overdue_orders", "title", "title_due"
)

# %%
before = supervision.status(supervision.replay(events, dt.date(2023, 8, 31)), dt.date(2023, 8, 31))
pl.DataFrame(
    {
        "on": [dt.date(2023, 8, 31), today],
        "groups": [(s["state"] == "formed").sum() for s in (before, status)],
        "titles": [s["title_due"].is_not_null().sum() for s in (before, status)],
    }
)

# %% [markdown]
# ## 3 What is due 到期事项
# Cards, orders, titles after six years, and the obligations of the school year (meetings, showcases), with whom they wait for.
# 黄牌、整改、称号六年到期,以及学年义务(例会、交流展示),并注明责任方。

# %%
owed = supervision.obligations(tables["activities"], state, run.latest, today)
due = supervision.due(state, today, within=120, obligations=owed)
tk.charts.calendar(run, due=due, lang=lang)

# %% [markdown]
# ### An overdue order 一份逾期的整改令
# It belongs to the authority of the group. Overdue is a matter of the date, nothing changes by itself.
# 整改令由集团的主管部门负责;是否逾期只取决于日期,系统不会自动处理。

# %%
late = due.filter(pl.col("overdue"), pl.col("what") == "rectification").row(0, named=True)
print(run.name(late["group_id"], lang), late["item"], late["due"], late["days"], late["owner"])
supervision.history(events, group=late["group_id"], lang=lang).filter(pl.col("item") != "").select(
    "date", "name", "item", "details"
)

# %% [markdown]
# What the rules do not allow is refused, with the reason. 不合规则的事项被拒绝,并说明原因。

# %%
early = supervision.Event("order.verify", late["group_id"], today, item=late["item"])
try:
    supervision.replay([*events, early])
except supervision.IllegalEvent as error:
    print(error.text(lang))

# %% [markdown]
# ## 4 One group over the years 一个集团的历程
# The group whose title was kept on condition of an order: scores by round, and the events in their place. A score beside an event is
# no proof that one caused the other. 称号"附条件保留"的集团:历轮得分与事件。先后关系不等于因果关系。

# %%
conditional = supervision.history(events, lang=lang).filter(kind="title.condition")["group_id"][0]
tk.charts.trajectory(run, conditional, events=events, lang=lang)

# %%
supervision.history(events, group=conditional, lang=lang).filter(
    pl.col("kind").str.starts_with("title") | pl.col("kind").str.starts_with("order")
).select("date", "name", "item", "details")

# %% [markdown]
# ## 5 The programme towards 2027 至2027年的目标
# 100 groups, 50 titles, 16 districts. A projection of the past pace, not of plans. 按以往速度推算,不是计划。

# %%
homes = dict(tables["groups"].select("group_id", "district_id").iter_rows())
progress = supervision.programme(state, homes, today)
tk.charts.programme(run, progress=progress, lang=lang)

# %%
progress

# %% [markdown]
# ## 6 The districts 各区
# How a district works for titles counts in its own inspection; the policy does not say how, so the framework `district_titles` is
# configuration. `titled`, `inspected`, `in_time` and `met` are per cent. 创建情况纳入对区督导;计分方式由配置决定。

# %%
work = supervision.title_work(state, homes, today, run.latest, obligations=owed)
scored = tk.Study(framework="district_titles").score(work)
shares = work.pivot("indicator", index="unit_id", values="value")
index = scored.scores.filter(node=scored.framework.root).select("unit_id", "score", "rank")
shares.join(index, on="unit_id").sort("unit_id")

# %% [markdown]
# The national rule for counties: the greatest coefficient of variation of R1 to R7 between the schools of a stage, against 0.50
# (primary) and 0.45 (junior). Three conventions are in use and can fall on different sides of a limit:
# **pupils** weights schools by pupils, as the rule says; **population** counts every school alike with divisor n;
# **sample** the same with divisor n - 1. Which one is used must be said.
#
# 县域优质均衡:各学段校际差异系数的最大值与限值(小学 0.50、初中 0.45)比较。三种口径:按学生数加权(办法规定)、各校等权(除以 n)、
# 各校等权(除以 n - 1)。结论可能因口径而异,必须注明口径。

# %%
resources = [f"R{i}" for i in range(1, 8)]
cvs = county_cv(run.values, tables["schools"], tables["school_year"], resources).filter(period=run.latest)
verdicts = county_verdicts(cvs)
verdicts.drop("period").head(8)

# %% [markdown]
# How many districts would be told something else under another convention? 换一种口径,结论会改变的区有多少?

# %%
verdicts.group_by("stage", "pupils", "population", "sample").len().sort("stage", "len", descending=[False, True])

# %%
folder.cleanup()
