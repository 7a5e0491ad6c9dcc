"""The laws of replicates: nothing varied is the run itself; any replicate is a run that one could have made by hand."""

from __future__ import annotations

import functools
import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import polars as pl
import pytest

import toolkit as tk
from tests.charts.runs import make_run
from toolkit.aggregate import AGGREGATORS
from toolkit.errors import DataError, OptionError, RunFolderError
from toolkit.robustness import KINDS
from toolkit.scoring_run import ScoringRun

NO_VARIATION: dict[str, Any] = {
    "weights": 0.0,
    "normaliser": ("goalposts",),
    "aggregator": ("arithmetic",),
    "imputation": ("none",),
    "treatment": ("none",),
    "goalposts": 0.0,
    "errors": 0.0,
    "excluded": 0,
}
"""Kind -> the setting that changes nothing."""


def own(run: ScoringRun, result: tk.Robustness, column: str = "score") -> np.ndarray:
    """Scores or ranks of a run at the place that the result looks at."""
    key = ["level", "unit_id", "period"]
    scores = run.scores.filter(pl.col("node") == result.plan.node).select(*key, column)
    joined = result.units.select(key).join(scores, on=key, how="left", maintain_order="left")
    return joined[column].cast(pl.Float64).fill_null(np.nan).to_numpy()


def same(a: Any, b: Any) -> bool:
    return np.array_equal(a, b, equal_nan=True)


@pytest.mark.parametrize("vary", [*({k: v} for k, v in NO_VARIATION.items()), NO_VARIATION, {}], ids=str)
def test_without_variation_every_replicate_is_the_run_bit_for_bit(run: ScoringRun, vary: dict[str, Any]) -> None:
    result = tk.robustness(run, 4, vary)
    assert all(same(scores, own(run, result)) for scores in result.score_draws)
    assert (result.ranks["shift"].drop_nulls() == 0).all()


def test_the_law_covers_every_kind() -> None:
    assert list(NO_VARIATION) == list(KINDS)


def check_replays(result: tk.Robustness, draws: list[int]) -> None:
    for draw in draws:
        again = result.replay(draw)
        assert same(own(again, result), result.score_draws[draw])
        assert same(np.nan_to_num(own(again, result, "rank")), result.rank_draws[draw])


@pytest.mark.parametrize("kind", KINDS)
def test_a_replicate_is_the_run_of_its_study_and_framework(run: ScoringRun, kind: str) -> None:
    result = tk.robustness(run, 40, (kind,), seed=3)
    moved = np.nan_to_num(result.score_draws - own(run, result))
    assert np.abs(moved).max() > 0
    check_replays(result, [0, 13, 39])


def test_replicates_of_all_kinds_at_once_and_of_another_place(run: ScoringRun) -> None:
    check_replays(tk.robustness(run, 12, tuple(KINDS), seed=1), [2, 11])
    there = tk.robustness(run, 30, ("weights", "excluded"), node="teaching", period="2024", level="group")
    assert there.units["level"].unique().to_list() == ["group"]
    check_replays(there, [7])


@pytest.mark.parametrize("setting", ["simplex", "dirichlet", {"dirichlet": 40}, 0.9])
def test_replays_of_every_way_to_draw_weights(run: ScoringRun, setting: Any) -> None:
    check_replays(tk.robustness(run, 20, {"weights": setting}), [5, 19])


@pytest.mark.parametrize("vary", [("normaliser", "aggregator"), ("excluded",), ("errors",), ("weights", "normaliser")])
def test_learned_weights_are_learned_again_unless_they_are_varied(
    framework: pl.DataFrame, values: pl.DataFrame, vary: tuple[str, ...]
) -> None:
    learned = tk.Study(framework=framework, weighting="sd", flags={"rules": ()}).score(values)
    check_replays(tk.robustness(learned, 40, vary), [0, 17, 38])


def test_five_kinds_replay_from_every_block_of_the_design(result: tk.Robustness) -> None:
    blocks = result.draws.group_by("block", maintain_order=True).first()
    assert blocks["block"].to_list() == ["A", "B", "weights", "normaliser", "aggregator", "imputation", "excluded"]
    check_replays(result, blocks["draw"].to_list())


def test_a_run_with_units_and_members_replays_and_so_does_one_from_its_folder(tmp_path: Path) -> None:
    groups = make_run(4, 3)
    result = tk.robustness(groups, 30, ("weights", "normaliser", "aggregator"))
    assert result.units["level"].unique().sort().to_list() == groups.levels
    check_replays(result, [4, 29])
    assert result.replay(4).bundled.height == groups.bundled.height
    loaded = tk.load_run(groups.save(tmp_path, charts=False))
    assert same(tk.robustness(loaded, 30, ("weights", "normaliser", "aggregator")).score_draws, result.score_draws)


def test_workers_change_no_bit(run: ScoringRun, result: tk.Robustness) -> None:
    vary = tuple(c.name for c in result.plan.choices)
    with joblib.parallel_config(backend="threading", n_jobs=3):
        other = tk.robustness(run, 700, vary, seed=5)
    assert same(other.score_draws, result.score_draws)
    assert not same(tk.robustness(run, 700, vary, seed=6).score_draws, result.score_draws)


def test_a_plan_travels_to_another_process(result: tk.Robustness) -> None:
    from toolkit.robustness._plan import score_chunk

    scores, _ = score_chunk(pickle.loads(pickle.dumps(result.plan)), 0)
    assert same(scores, result.score_draws[result.plan.span(0)])


def test_more_draws_keep_those_there_were_when_one_kind_varies(run: ScoringRun) -> None:
    few, many = (tk.robustness(run, n, ("weights",), seed=2).score_draws for n in (20, 50))
    assert same(few, many[:20])


def test_an_interrupted_run_goes_on(run: ScoringRun, tmp_path: Path) -> None:
    vary = ("weights", "excluded")
    whole = tk.robustness(run, 5_000, vary, checkpoint=tmp_path / "c")
    chunks = sorted((tmp_path / "c").glob("chunk-*.parquet"))
    assert len(chunks) == whole.plan.chunks > 2
    chunks[1].unlink()
    stamp = chunks[0].stat().st_mtime_ns
    again = tk.robustness(run, 5_000, vary, checkpoint=tmp_path / "c")
    assert same(again.score_draws, whole.score_draws)
    assert same(again.rank_draws, whole.rank_draws)
    assert chunks[1].is_file()
    assert chunks[0].stat().st_mtime_ns == stamp
    with pytest.raises(RunFolderError, match="another run, seed or choice"):
        tk.robustness(run, 5_000, vary, seed=1, checkpoint=tmp_path / "c")


def test_an_interrupted_run_with_a_function_of_the_users_goes_on(run: ScoringRun, tmp_path: Path) -> None:
    for mean in (AGGREGATORS["arithmetic"], lambda values, weights: AGGREGATORS["arithmetic"](values, weights)):
        tk.robustness(run, 30, {"aggregator": [mean, "mean_min"]}, checkpoint=tmp_path / mean.__name__)
        mean = functools.update_wrapper(functools.partial(mean), mean)  # the same by name, another object
        tk.robustness(run, 30, {"aggregator": [mean, "mean_min"]}, checkpoint=tmp_path / mean.__name__)


def test_a_run_with_the_parameters_of_another_data_set_is_refused(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    study = tk.Study(framework=framework, normaliser="minmax", flags={"rules": ()})
    base, following = (values.filter(pl.col("period") == p) for p in ("2024", "2025"))
    with pytest.raises(OptionError, match="can't be repeated from its own values"):
        tk.robustness(study.fit(base).score(following), 10, ("weights",))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"vary": ("weigths",)}, "Did you mean 'weights'"),
        ({"vary": {"weights": "simplx"}}, "Did you mean 'simplex'"),
        ({"vary": {"weights": 1.5}}, "at least 0 and below 1"),
        ({"vary": {"normaliser": ("minmx",)}}, "Did you mean 'minmax'"),
        ({"vary": {"excluded": 6}}, "from 0 to 5"),
        ({"draws": 1}, "draws must be at least 2"),
        ({"node": "teching"}, "Did you mean 'teaching'"),
        ({"period": "2026"}, "Allowed: 2024, 2025"),
        ({"level": "district"}, "Allowed: group, school"),
        ({"memory": 1e-6}, "more than memory"),
    ],
    ids=str,
)
def test_wrong_questions_are_refused_before_anything_is_drawn(
    run: ScoringRun, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(OptionError, match=said):
        tk.robustness(run, **{"draws": 100, "vary": ("weights",)} | options)


def test_methods_that_do_not_go_together_are_named_before_anything_is_drawn(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    with_geometric = framework.with_columns(aggregator=pl.col("aggregator").replace("mean_min", "geometric"))
    positive = tk.Study(framework=with_geometric, flags={"rules": ()}).score(values)
    with pytest.raises(DataError, match=r"With normaliser 'minmax': Node 'climate'.*values > 0"):
        tk.robustness(positive, 50, ("weights", "normaliser"))


def test_nothing_to_vary_is_said(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    exact = tk.Study(framework=framework, flags={"rules": ()}).score(values.drop("se"))
    with pytest.raises(OptionError, match="no errors to vary"):
        tk.robustness(exact, 10, ("errors",))
    bare = tk.Study(framework=framework.drop("low", "high"), normaliser="minmax", flags={"rules": ()}).score(values)
    with pytest.raises(OptionError, match="none to vary"):
        tk.robustness(bare, 10, ("goalposts",))


def test_the_input_is_not_modified(run: ScoringRun, values: pl.DataFrame) -> None:
    before = run.fingerprint, run.scores.hash_rows().sum(), values.hash_rows().sum()
    tk.robustness(run, 50, tuple(KINDS))
    assert (run.fingerprint, run.scores.hash_rows().sum(), values.hash_rows().sum()) == before
