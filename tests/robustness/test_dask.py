"""Replicates on a real Dask cluster of two processes: the same bits as in this process."""

import joblib
import pytest

import toolkit as tk

distributed = pytest.importorskip("distributed")


def test_dask_gives_the_same_bits(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # workers keep their scratch here
    here = tk.robustness(run, draws=200, vary=("weights", "normaliser"), seed=3)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config("dask"),
    ):
        there = tk.robustness(run, draws=200, vary=("weights", "normaliser"), seed=3)
    assert there.scores.equals(here.scores)
    assert there.ranks.equals(here.ranks)
