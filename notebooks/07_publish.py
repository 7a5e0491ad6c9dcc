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
# # 07 Publish 发布
#
# **Question:** what may go out, in which form, and how can anybody check later that it is right?
#
# **问题:** 哪些结果可以公布,以什么形式公布,日后怎样核验?
#
# The data are a small synthetic city. 数据为合成的小型示例城市。

# %%
import hashlib
import shutil
import tempfile
from pathlib import Path

import polars as pl

import toolkit as tk
from indicators.city import make_city
from toolkit import disclosure

# %% tags=["parameters"]
seed = 2025
groups = 20
framework = "tianjin"
lang = "en"  # "zh" 或 "en"

# %%
tables = make_city(seed, groups=groups, members=5 * groups, periods=("2024-25", "2025-26"))
run = tk.Study(framework=framework).run(tables)
run

# %% [markdown]
# ## 1 What may not be published 不宜公布的结果
# Values on few persons are hidden, and further ones so that nobody can work them out. 人数过少的数值不公布,并隐藏可据以推算的其他数值。

# %%
hidden = disclosure.hidden(run)
print(hidden.height, "values of", run.values.height)
hidden.group_by("level", "reason").len().sort("level", "reason")

# %%
public = disclosure.published(run)
tk.charts.ranking(public, lang=lang)

# %% [markdown]
# ## 2 Report and brief, in both languages 报告与简报,中英文
# One page that needs no network, a Word file to go on writing, one page about a group.

# %%
folder = Path(tempfile.mkdtemp())
unit = public.scores.filter(level="group", period=run.latest, node=run.framework.root).sort("unit_id")["unit_id"][0]
for language in ("zh", "en"):
    tk.report(public, folder / f"report.{language}.html", lang=language)
    tk.brief(public, unit, folder / f"{unit}.{language}.pdf", lang=language)
tk.report(public, folder / f"report.{lang}.docx", lang=lang)
pl.DataFrame(
    {
        "file": [p.name for p in sorted(folder.iterdir())],
        "kB": [p.stat().st_size // 1024 for p in sorted(folder.iterdir())],
    }
)

# %% [markdown]
# ## 3 A folder that proves itself 可核验的结果文件夹
# `manifest.json` has hashes of inputs, code and outputs, choices, learned parameters, weights, seed and versions.

# %%
home = run.save(folder / "runs")
manifest = tk.load_run(home).manifest
print(manifest["fingerprint"], manifest["python"], sorted(manifest["inputs"])[:3])
tk.verify(home).height  # what differs: nothing 有出入之处:无

# %% [markdown]
# A single altered byte is found. 改动一个字节也会被发现。

# %%
copy = Path(shutil.copytree(home, folder / "altered"))
scores = (copy / "scores.csv").read_bytes()
(copy / "scores.csv").write_bytes(scores.replace(b"5", b"6", 1))
tk.verify(copy).select("part", "name", "problem")

# %% [markdown]
# ## 4 The same again 可重现
# The same data and choices give the same fingerprint, on any machine; another choice gives another.

# %%
again = tk.Study(framework=framework).run(tables)
other = run.study.replace(aggregator="mean_min").score(run.values)
again.fingerprint == run.fingerprint, other.fingerprint == run.fingerprint

# %% [markdown]
# ## 5 The archive 归档
# Keep the folder of the run together with the version of the data; the hash goes into the minutes. 结果与数据版本一并归档,哈希值写入会议纪要。

# %%
archive = Path(shutil.make_archive(str(folder / "archive"), "zip", home))
print(archive.name, archive.stat().st_size // 1024, "kB", hashlib.sha256(archive.read_bytes()).hexdigest()[:16])
