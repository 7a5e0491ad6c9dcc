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
# # 00 Validate 校验
#
# **Question:** can I trust this workbook, and what must be corrected before anything is scored?
#
# **问题:** 这份工作簿可信吗?评分之前必须改正什么?
#
# The workbook is made here, from synthetic data, with mistakes as real returns have them. 工作簿由本笔记本用合成数据生成,含常见的填报错误。

# %%
import tempfile
from pathlib import Path

import openpyxl
import polars as pl

import toolkit as tk
from indicators import practice_tables
from toolkit.template import write_workbook

# %% tags=["parameters"]
mistakes = True  # False: the workbook after the corrections 改正后的工作簿
lang = "en"  # "zh" 或 "en"

# %% [markdown]
# ## 1 A workbook with mistakes 一份有错误的工作簿
# Some mistakes are in the numbers, some exist only in a workbook: a text where a number belongs, a unit behind a number, an
# identifier that lost its zeros. 有的错误在数值里,有的只在工作簿里才有:数字列里的文字、数字后面的单位、丢了前导零的编号。

# %%
folder = Path(tempfile.mkdtemp())
workbook = write_workbook(practice_tables(mistakes=mistakes), folder / "returns.xlsx", lang=lang)
if mistakes:
    book = openpyxl.load_workbook(workbook)
    sheet = book[{"zh": "学校年报", "en": "school year"}[lang]]
    sheet["C5"] = "n/a"  # pupils
    sheet["D6"] = f"{sheet['D6'].value}㎡"  # the unit of the column: taken off, and told
    sheet["G7"] = f"{sheet['G7'].value / 10_000}万元"  # another unit: never guessed
    book.save(workbook)

# %% [markdown]
# ## 2 Every finding, with its place and what to do 每一处问题:在哪里,怎样改
# Cells are read as they were typed; all findings are collected before anything stops.

# %%
tables = tk.read_tables(workbook)
checked = tk.validate(tables, lang=lang)
told = [f"message_{lang}", f"remedy_{lang}"]
with pl.Config(tbl_rows=30, fmt_str_lengths=90, tbl_hide_dataframe_shape=True):
    print(checked.findings.filter(pl.col("severity") != "info").select("severity", "cell", *told))

# %%
checked.findings.group_by("severity", "code").agg(pl.col("count").sum()).sort("severity", "code")

# %% [markdown]
# ## 3 Nothing is scored before 有错误就不评分

# %%
try:
    checked.raise_if_failed()
except tk.DuxueError as error:
    print(str(error).splitlines()[0])

# %% [markdown]
# ## 4 The same in the workbook itself 带批注的副本
# Cells coloured, comments, a summary sheet first; everything else stays byte for byte. Send this one back.

# %%
annotated = tk.annotate(checked, workbook, folder / "findings.xlsx")
book = openpyxl.load_workbook(annotated)
print(
    book.sheetnames[:3],
    "comments 批注:",
    sum(cell.comment is not None for sheet in book for row in sheet for cell in row),
)

# %% [markdown]
# ## 5 The corrected version, and what was revised 改正后的版本,改了什么
# A correction is a revision: cell by cell, so that nothing else has changed unnoticed.

# %%
corrected = tk.read_tables(write_workbook(practice_tables(mistakes=False), folder / "corrected.xlsx", lang=lang))
rechecked = tk.validate(corrected, lang=lang)
print("errors 错误:", rechecked.findings.filter(severity="error").height)
provisional = corrected.replace(school_year=tables["school_year"])
tk.compare(provisional, corrected).cells.select("table", "key", "column", "kind", "before", "after")

# %% [markdown]
# ## 6 Now it can be scored 现在可以评分
# Three groups are too few to compare; what rests on tables that were not delivered is *not assessable*. 没有报送的数据:无法判断。

# %%
run = tk.Study(framework="tianjin").run(rechecked.tables)
run

# %%
tk.charts.members(run, lang=lang)
