"""How far weights from verdicts can be trusted: cross-validation, bootstrap, permutation test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.weigh._verdict_input import Grades, Index, Pairs
from toolkit.weigh._verdict_model import Fit, concordance, fit, graded, paired, simplex


@dataclass(frozen=True)
class Learner:
    """Values of the units (rows of judgements point into them), judgements, penalty."""

    x: Array
    judged: Grades | Pairs
    penalty: float

    @property
    def clusters(self) -> Index:
        """What is drawn or held out together: all judgements of a unit, or a pair."""
        return self.judged.unit if isinstance(self.judged, Grades) else np.arange(self.judged.better.size)

    def learn(self, rows: NDArray[np.int64] | None = None, x: Array | None = None) -> Fit | None:
        """Fit the chosen judgements; None where they hold a single grade."""
        x = self.x if x is None else x
        if isinstance(self.judged, Pairs):
            better, worse, tie = self.judged.better, self.judged.worse, self.judged.tie
            if rows is not None:
                better, worse, tie = better[rows], worse[rows], tie[rows]
            return fit(paired(x[better], x[worse], tie), self.penalty)
        unit, grade = self.judged.unit, self.judged.grade
        if rows is not None:
            unit, grade = unit[rows], grade[rows]
        used, grade = np.unique(grade, return_inverse=True)
        return fit(graded(x[unit], grade.astype(np.int64)), self.penalty) if used.size > 1 else None

    def agreement(self, weights: Array, rows: NDArray[np.int64] | None = None) -> float:
        """Share of ordered pairs that the index orders like the verdicts; 0.5 is chance."""
        index = self.x @ weights
        if isinstance(self.judged, Grades):
            rows = np.arange(self.judged.grade.size) if rows is None else rows
            return concordance(index[self.judged.unit[rows]], self.judged.grade[rows])
        rows = np.arange(self.judged.better.size) if rows is None else rows
        said = rows[~self.judged.tie[rows]]
        ahead = index[self.judged.better[said]] - index[self.judged.worse[said]]
        return float(((ahead > 0) + 0.5 * (ahead == 0)).mean()) if said.size else float("nan")


def cross_validated(learner: Learner, folds: int, rng: np.random.Generator) -> float:
    """Agreement on judgements that the weights have not seen: every fold is ordered by an index learned without it."""
    clusters = np.unique(learner.clusters)
    fold = rng.permutation(np.arange(clusters.size) % min(folds, clusters.size))
    mine = fold[np.searchsorted(clusters, learner.clusters)]
    scores, sizes = [], []
    for k in range(int(fold.max()) + 1):
        found = learner.learn(np.flatnonzero(mine != k))
        rows = np.flatnonzero(mine == k)
        weights = (
            simplex(found.coefficients) if found is not None else np.full(learner.x.shape[1], 1 / learner.x.shape[1])
        )
        score = _against_all(learner, weights, rows)
        if not np.isnan(score):
            scores.append(score)
            sizes.append(rows.size)
    return float(np.average(scores, weights=sizes)) if scores else float("nan")


def _against_all(learner: Learner, weights: Array, rows: NDArray[np.int64]) -> float:
    """Agreement over the pairs with at least one member among `rows`: small folds have too few pairs of their own."""
    if isinstance(learner.judged, Pairs):
        return learner.agreement(weights, rows)
    index, grade, unit = learner.x @ weights, learner.judged.grade, learner.judged.unit
    own, all_index = index[unit[rows]], index[unit]
    order = np.sign(grade[rows, None] - grade)
    agree = order * np.sign(own[:, None] - all_index)
    pairs = np.count_nonzero(order)
    return (
        float((np.count_nonzero(agree > 0) + 0.5 * np.count_nonzero((agree == 0) & (order != 0))) / pairs)
        if pairs
        else float("nan")
    )


def bootstrap(learner: Learner, replicates: int, rng: np.random.Generator) -> Array:
    """Weights learned from units (or pairs) drawn with replacement, shape (replicates, indicators)."""
    clusters = np.unique(learner.clusters)
    members = [np.flatnonzero(learner.clusters == c) for c in clusters]
    drawn = []
    for _ in range(replicates):
        chosen = rng.integers(0, clusters.size, clusters.size)
        found = learner.learn(np.concatenate([members[c] for c in chosen]))
        if found is not None:
            drawn.append(simplex(found.coefficients))
    return np.array(drawn).reshape(-1, learner.x.shape[1])


def permutation_p(learner: Learner, observed: float, permutations: int, rng: np.random.Generator) -> float:
    """Share of reassignments of values to the judged units that fit as well: (1 + as good) / (1 + permutations).

    Whole rows of values move among the judged units, so that indicators stay correlated and judgements of one unit stay together.
    """
    judged = learner.judged
    units = np.unique(judged.unit if isinstance(judged, Grades) else np.append(judged.better, judged.worse))
    as_good = 0
    for _ in range(permutations):
        moved = learner.x.copy()
        moved[units] = learner.x[rng.permutation(units)]
        found = learner.learn(x=moved)
        as_good += found is not None and found.objective >= observed - 1e-9 * abs(observed)
    return (1 + as_good) / (1 + permutations)
