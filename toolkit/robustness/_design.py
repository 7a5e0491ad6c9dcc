"""Which source each replicate takes for each choice: plain Monte Carlo, or the Saltelli design for Sobol indices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.robustness._choice import Numbers

FEWEST = 16
"""Base rows below which Sobol indices say nothing and are not laid out."""


@dataclass(frozen=True)
class Design:
    """Sources of all replicates.

    With two choices or more, the rows are A, B and, for each choice i, AB_i (A with the source of i from B), `base` rows
    each; what is left of the draws is independent of these. Each block by itself is a fair sample of all choices.
    """

    sources: Numbers
    """Shape (draws, choices)."""
    base: int

    def block(self, row: int, names: tuple[str, ...]) -> str:
        """Name the block of a row: A, B, the choice that is taken from B, or free."""
        if not self.base or row >= self.base * (len(names) + 2):
            return "free"
        return ("A", "B", *names)[row // self.base]


def design(draws: int, choices: int) -> Design:
    """Lay out the draws; sources below `draws` belong to A and the free rows, those from `draws` on to B."""
    base = draws // (choices + 2) if choices > 1 else 0
    if base < FEWEST:
        return Design(np.repeat(np.arange(draws)[:, None], choices, axis=1), 0)
    sources = np.repeat(np.arange(draws)[:, None], choices, axis=1)
    first, second = np.arange(base), draws + np.arange(base)
    sources[base : 2 * base] = second[:, None]
    for i in range(choices):
        rows = slice((2 + i) * base, (3 + i) * base)
        sources[rows] = first[:, None]
        sources[rows, i] = second
    return Design(sources, base)
