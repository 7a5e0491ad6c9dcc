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
# # England's academy trusts: a foreign system on top of Duxue
#
# **A demonstration of the method, not a judgement.** Names are real; weights are ours; trusts are those of April 2017.
# Each choice is explained in `england/README.md`.

# %%
import sys
from pathlib import Path

here = Path.cwd().resolve()
sys.path.insert(0, str(next(p for p in (here, *here.parents) if (p / "pyproject.toml").is_file())))

import polars as pl

import toolkit as tk
from notebooks.cases.england import MODELS, STUDY, data_folder, read_england
from notebooks.cases.england.external import ofsted, revisions
from notebooks.cases.england.inclusion import published

# %% [markdown]
# ## Read and validate
# The reader yields our tables and five of its own; validation takes the models of both.

# %%
folder = data_folder()
assert folder is not None, "Put the published files in a folder `england` and name its parent in DUXUE_SHARED_DATA."
tables = read_england(folder)
checked = tk.validate(tables, models=MODELS, lang="en")
print(tables)
print(checked.text())

# %% [markdown]
# ## Score
# Schools weigh cohort × min(full years in the trust, 5), under three years not at all: the Department's own rule.
# Only trusts with three such schools have a published figure.

# %%
run = STUDY.run(tables)
with_figure = published(run.members).filter(pl.col("period") == run.latest).rename({"group_id": "unit_id"})
trusts = (
    run.scores.filter((pl.col("level") == "group") & (pl.col("period") == run.latest))
    .join(with_figure, on=["unit_id", "period"])
    .join(run.units.select("unit_id", name="name_en"), on="unit_id")
)
teaching = trusts.filter(pl.col("node") == "teaching").sort("score", descending=True)
teaching.select("name", "schools", "score", "lower", "upper", "rank_lower", "rank_upper").head(10)

# %%
tk.charts.ranking(run, node="teaching", lang="en", top=15, bottom=15)
# %% [markdown]
# ## Hold it against something that never entered a score
# Ofsted's grades (1 outstanding to 4 inadequate): the mean score of schools by grade. Resources do not follow the grades;
# money goes where need is.

# %%
graded = (
    run.scores.filter((pl.col("level") == "school") & (pl.col("period") == run.latest))
    .select("node", "score", school_id="unit_id")
    .join(ofsted(folder), on="school_id")
)
graded.pivot("grade", index="node", values="score", aggregate_function="mean", sort_columns=True)

# %% [markdown]
# ## How much does a revision move?
# Seven in ten Progress 8 scores moved between the provisional and the final release, nearly all of them by a hundredth
# or two. `moved` counts hundredths: in floating point, 0.05 is not always 0.05.

# %%
moved = revisions(folder)["moved"].abs()
{
    "schools": len(moved),
    "moved": int((moved > 0).sum()),
    "by more than 0.05": int((moved > 5).sum()),
    "most": moved.max(),
}

# %%
early = STUDY.run(read_england(folder, release="provisional"))
tk.compare(early, run)

# %% [markdown]
# ## Does the weighting matter?
# Rank correlation of the trusts' totals under other weightings with the equal weights of the framework.


# %%
def totals(other):
    keep = (pl.col("level") == "group") & (pl.col("period") == other.latest) & (pl.col("node") == "total")
    return other.scores.filter(keep).select("unit_id", "score")


rows = []
for weighting in ("equal", "entropy", "critic"):
    both = totals(STUDY.replace(weighting=weighting).run(tables)).join(totals(run), on="unit_id", suffix="_framework")
    rows.append((weighting, both.drop_nulls().select(pl.corr("score", "score_framework", method="spearman")).item()))
pl.DataFrame(rows, schema=["weighting", "rank correlation"], orient="row")
