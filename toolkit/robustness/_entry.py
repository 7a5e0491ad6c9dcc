"""The entry: what is varied, checked before anything is drawn, then scored chunk by chunk."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import OptionError
from toolkit.robustness._execute import execute
from toolkit.robustness._result import Robustness
from toolkit.robustness._setup import Place, Vary, plan_of
from toolkit.scoring_run import ScoringRun

BYTES = 12
"""Kept for each replicate and unit: a score and a rank."""


def robustness(
    run: ScoringRun,
    draws: int = 10_000,
    vary: Vary = ("weights", "normaliser", "aggregator"),
    seed: int = 0,
    *,
    node: str | None = None,
    period: str | None = None,
    level: str | None = None,
    coverage: float = 0.95,
    worst_share: float = 0.2,
    n_jobs: int | None = None,
    progress: bool = True,
    checkpoint: str | Path | None = None,
    memory: float = 2.0,
) -> Robustness:
    """Score a run again under many other choices, and say what of the result stays.

    Parameters
    ----------
    run : ScoringRun
        From `Study.run`, `Study.score`, or a run folder. Tree, aggregators of nodes, directions, coverage rule, base period
        and everything that is not varied stay as they were.
    draws : int
        Replicates. With two choices or more they follow the Saltelli design, so that `.sobol` costs nothing on top.
    vary : sequence of str, or mapping name -> setting
        Keys of `toolkit.robustness.KINDS`: weights, normaliser, aggregator, imputation, treatment, goalposts, errors,
        excluded. A setting of None is the default of the kind; see its function for the others.
    seed : int
    node, period, level : str, optional
        What is looked at: by default the whole index, the latest period, every level.
    coverage : float
        Coverage of the intervals over the replicates.
    worst_share : float
        Without a standard of the node, the units in this last share of the ranking count as flagged.
    n_jobs : int, optional
        Workers of joblib; None takes those of an enclosing `joblib.parallel_config`, so that a distributed back end can
        take the chunks, and is one worker otherwise. The result has the same bits for any number.
    progress : bool
        Show a progress bar, on a terminal only.
    checkpoint : path, optional
        Folder for finished chunks. A run that was interrupted goes on from there; a folder of another run is refused.
    memory : float
        Most GiB that the results may take (12 bytes x draws x units); more is refused before anything is drawn. The work
        itself needs some 100 MB a worker, however many draws there are.

    Returns
    -------
    Robustness
        `.scores`, `.ranks`, `.sobol`, `.flags`, `.draws`, `.replay(i)`, …

    Raises
    ------
    OptionError
        Nothing to vary, an unknown kind or setting, or a run that can't be repeated from its own values (one that was
        scored with the parameters of another data set).

    References
    ----------
    Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality
    assessment of composite indicators, J. R. Stat. Soc. A 168:307-323, doi:10.1111/j.1467-985X.2005.00350.x.

    Examples
    --------
    >>> import polars as pl, toolkit as tk
    >>> framework = pl.DataFrame({"node": ["index", "a", "b"], "parent": [None, "index", "index"],
    ...                           "kind": ["index", "indicator", "indicator"]})
    >>> values = pl.DataFrame({"unit_id": ["x", "y", "z"] * 2, "period": "2025", "indicator": ["a"] * 3 + ["b"] * 3,
    ...                        "value": [1.0, 2.0, 9.0, 3.0, 2.0, 9.0]})
    >>> run = tk.Study(framework=framework, normaliser="minmax").score(values)
    >>> result = tk.robustness(run, draws=200, vary={"weights": 0.5})
    >>> result.ranks.select("unit_id", "rank", "lower", "upper").row(2)
    ('z', 1, 1, 1)
    """
    if draws < 2:
        raise OptionError(f"draws must be at least 2, not {draws!r}.")
    plan = plan_of(run, draws, vary, seed, Place(node, period, level))
    _check_memory(draws, int(plan.rows.sum()), memory)
    scores, ranks = execute(plan, run.fingerprint, n_jobs=n_jobs, progress=progress, checkpoint=checkpoint)
    return Robustness(run, plan, scores, ranks, coverage, worst_share)


def _check_memory(draws: int, units: int, memory: float) -> None:
    needed = BYTES * draws * units / 2**30
    if needed > memory:
        raise OptionError(
            f"{draws} draws of {units} units take {needed:.1f} GiB, more than memory={memory:g}: draw less, choose one level, "
            "or raise memory."
        )
