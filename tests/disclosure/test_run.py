"""The published view of a run, against the attacker."""

import numpy as np
import polars as pl
import pytest

from toolkit.disclosure import Rules, hidden, intervals, published
from toolkit.disclosure.kinds import kinds
from toolkit.disclosure.run_cells import RunCells
from toolkit.disclosure.run_system import primary, run_system
from toolkit.scoring_run import ScoringRun

KEY = ["level", "unit_id", "period"]
RULES = Rules()


def marks(run: ScoringRun, gone: pl.DataFrame) -> np.ndarray:
    """Hidden cells of a run as the system numbers them, found by their names."""
    cells = RunCells(run)
    row = {key: i for i, key in enumerate(cells.keys.rows())}
    column = {name: i for i, name in enumerate([*cells.indicators, *cells.nodes])}
    found = np.zeros(cells.all.size, dtype=bool)
    for *key, node in gone.select(*KEY, "node").iter_rows():
        found[row[tuple(key)] * cells.width + column[node]] = True
    return found


def test_the_relations_hold(run: ScoringRun) -> None:
    """Scores by hand from the values: what the attacker is told to know is what the run computed."""
    cells = RunCells(run)
    system = run_system(cells, RULES)
    rest = (system.relations @ system.truth).reshape(-1)
    local = dict(run.weights.select("node", "weight").iter_rows())
    teachers = [cells.indicators.index(i) for i in run.framework.children("teachers")]
    own = len(cells.indicators) + cells.nodes.index("teachers")
    for unit in (0, 20, 60, 100):
        x, free = cells.normalised[unit, teachers], ~cells.fixed[unit, teachers]
        w = np.where(np.isnan(x), 0.0, [local[i] for i in run.framework.children("teachers")])
        assert np.nansum(w * x) / w.sum() == pytest.approx(cells.all[unit, own], abs=1e-8)  # scores have ten decimals
        at = np.flatnonzero(system.relations[:, [unit * cells.width + own]].toarray().ravel() == -1.0)
        origins = np.array([cells.lines[i][0] for i in teachers])
        known = np.nansum(np.where(free, w * origins, w * x)) / w.sum()
        assert rest[at[0]] == pytest.approx(-known, abs=1e-6)


def test_every_small_count_is_hidden(run: ScoringRun) -> None:
    view = published(run)
    persons = kinds(run, RULES).filter(pl.col("kind") != "nobody")["indicator"].implode()
    few = (pl.col("n") > 0) & (pl.col("n") < 10) & pl.col("indicator").is_in(persons)
    assert run.values.filter(few).height > 100
    assert view.values.filter(few).height == 0
    small = run.values.filter(few & pl.col("value").is_not_null())
    kept = view.values.join(small, on=[*KEY, "indicator"], how="semi")
    assert set(kept["status"]) == {"suppressed"}
    assert kept.select("value", "se", "n").null_count().row(0) == (kept.height,) * 3


def test_no_hidden_value_can_be_placed_in_a_narrow_interval(run: ScoringRun) -> None:
    """Linear programming over everything that is published: values, roll-ups to groups, scores of every node."""
    cells = RunCells(run)
    system, gone = run_system(cells, RULES), hidden(run)
    first, _ = primary(cells, RULES, kinds(run, RULES))
    low, high = intervals(system, marks(run, gone))
    width = ((high - low) / system.scale)[first]
    assert first.sum() == gone.filter(reason="primary").height > 100
    assert (width >= system.needed[first] - 1e-5).all()  # ten times the tolerance of the search
    assert system.needed[first].min() >= RULES.interval - 1e-9


def test_without_complements_the_attacker_knows_hidden_values_to_the_digit(run: ScoringRun) -> None:
    """The attacker can find something: hiding the small ones alone would give a third of them away, and more nearly."""
    cells = RunCells(run)
    system = run_system(cells, RULES)
    first, _ = primary(cells, RULES, kinds(run, RULES))
    low, high = intervals(system, first)
    assert (((high - low) / system.scale)[first] < 1e-6).mean() > 0.3


def test_the_view_holds_nothing_of_a_hidden_cell(run: ScoringRun) -> None:
    view, gone = published(run), hidden(run)
    values = view.values.rename({"indicator": "node"}).join(gone, on=[*KEY, "node"], how="semi")
    assert values["value"].null_count() == values.height > 0
    normalised = view.normalised.rename({"indicator": "node"}).join(gone, on=[*KEY, "node"], how="semi")
    assert normalised.height == 0
    scores = view.scores.join(gone, on=[*KEY, "node"], how="semi")
    for column in ("score", "se", "lower", "upper", "rank", "rank_lower", "rank_upper"):
        assert scores[column].null_count() == scores.height
    flags = view.flags.join(gone, on=[*KEY, "node"], how="semi")
    flags = flags.filter(~pl.col("rule").is_in(["low_coverage", "insufficient_data"]))
    assert set(flags["outcome"]) == {"not_assessable"}
    assert flags.select("probability", "estimate", "se", "n").null_count().row(0) == (flags.height,) * 4
    assert not flags["reason"].str.contains(r"\d").any()


def test_what_is_not_hidden_stays_as_it_is(run: ScoringRun) -> None:
    view, gone = published(run), hidden(run)
    rest = run.values.rename({"indicator": "node"}).join(gone, on=[*KEY, "node"], how="anti")
    same = view.values.rename({"indicator": "node"}).join(gone, on=[*KEY, "node"], how="anti")
    assert rest.drop("n").equals(same.drop("n"))
    assert ((rest["n"] - same["n"]).abs().drop_nulls() <= 2).all()  # to multiples of 5
    assert view.fingerprint == run.fingerprint


def test_the_view_of_a_view_is_itself(run: ScoringRun) -> None:
    view = published(run)
    assert published(view) is view


def test_the_run_stays_as_it_is(run: ScoringRun) -> None:
    before = run.values.hash_rows().sum()
    published(run)
    assert run.values.hash_rows().sum() == before
    assert run.view == "full"


def test_scores_cost_most_and_stay(run: ScoringRun) -> None:
    gone = hidden(run)
    assert gone.filter(node=run.framework.root).height == 0
    assert gone.filter(level="group").filter(pl.col("node").is_in(run.framework.parents)).height == 0


def test_large_counts_hide_nothing(run: ScoringRun) -> None:
    assert hidden(run, Rules(pupils=1, staff=1, respondents=1)).height == 0


def test_stricter_minimums_hide_at_least_the_same_small_counts(run: ScoringRun) -> None:
    key = [*KEY, "node"]
    loose, strict = (hidden(run, Rules(staff=n)).filter(reason="primary").select(key) for n in (4, 10))
    assert loose.join(strict, on=key, how="anti").height == 0 < loose.height < strict.height


def test_the_order_of_the_values_changes_nothing(run: ScoringRun) -> None:
    from indicators.city import make_city
    from toolkit import Study

    tables = make_city(groups=16, members=90, periods=("2024-25", "2025-26"))
    shuffled = {name: frame.sample(fraction=1.0, shuffle=True, seed=1) for name, frame in tables.items()}
    assert hidden(Study().run(shuffled)).equals(hidden(run))


def test_a_mean_that_one_school_makes_up_is_hidden(run: ScoringRun) -> None:
    """Every school has a value of Q7, so that a group's largest contribution is the largest weight in it."""
    gone = hidden(run, Rules(dominance=(1, 30), pupils=1, staff=1, respondents=1))
    share = pl.col("weight").max() / pl.col("weight").sum()
    ruled = run.members.group_by("period", unit_id="group_id").agg(share=share).filter(pl.col("share") > 0.3)
    first = gone.filter(node="Q7", level="group", reason="primary", rule="dominance").select("period", "unit_id")
    assert sorted(first.rows()) == sorted(ruled.select("period", "unit_id").rows()) != []


def test_kinds_of_persons(run: ScoringRun) -> None:
    kind = dict(kinds(run, RULES).select("indicator", "kind").iter_rows())
    assert {kind[i] for i in ("T1", "T2", "T3", "T5", "T6")} == {"staff"}
    assert {kind[i] for i in ("C1", "C2", "C3", "C4")} == {"respondents"}
    assert {kind[i] for i in ("R4", "Q1", "S2", "S7", "C9")} == {"pupils"}
    assert {kind[i] for i in ("Q8", "Q9", "R9", "R10")} == {"nobody"}
