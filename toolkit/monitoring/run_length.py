"""How often control charts give an alarm: by a given round, and how long on average until the first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import OptionError, unknown

Array = NDArray[np.float64]
NODES = 80
SIDES = ("low", "two")


def cusum_alarm(h: float, rounds: int, *, k: float = 0.5, shift: float = 0.0) -> Array:
    """Return P(alarm by round t), t = 1 … `rounds`, of C_t = max(0, C_t-1 - z_t - k) > h, z_t ~ N(-shift, 1) independent.

    The distribution of C_t without an alarm has an atom at 0 and a density on (0, h); both are carried from round to round
    on Gauss-Legendre nodes.

    References
    ----------
    Page (1954), Biometrika 41:100-115, doi:10.1093/biomet/41.1-2.100.
    Waldmann (1986), Technometrics 28:61-67.
    """
    nodes, weights, move, hold, start = _cusum_kernel(h, k, shift)
    atom: Array = np.ones(())
    density, alarm = np.zeros(nodes.size), np.empty(rounds)
    for t in range(rounds):
        mass = weights * density
        atom, density = np.asarray(atom * start[0] + mass @ hold), atom * start[1] + mass @ move
        alarm[t] = 1.0 - atom - weights @ density
    return np.clip(alarm, 0.0, 1.0)


def cusum_arl(h: float, *, k: float = 0.5, shift: float = 0.0) -> float:
    """Return the average number of rounds until the first alarm of the one-sided CUSUM that starts at 0.

    Examples
    --------
    >>> round(cusum_arl(4.0), 1), round(cusum_arl(5.0), 1)
    (335.4, 930.9)
    """
    nodes, weights, move, hold, start = _cusum_kernel(h, k, shift)
    size = nodes.size + 1
    system = np.eye(size)
    system[0, 0] -= start[0]
    system[0, 1:] -= weights * start[1]
    system[1:, 0] -= hold
    system[1:, 1:] -= move * weights
    return float(np.linalg.solve(system, np.ones(size))[0])


def cusum_limit(rounds: int, *, k: float = 0.5, false_alarm: float = 0.05) -> float:
    """Return the h with which a unit in order gives an alarm within `rounds` with probability `false_alarm`.

    Few rounds have no long run: the average run length of textbooks says nothing about five years.

    Examples
    --------
    >>> round(cusum_limit(1, false_alarm=0.025), 4)  # one round: z beyond 1.96, less k
    1.46
    """
    return _solve(lambda h: float(cusum_alarm(h, rounds, k=k)[-1]), rounds, false_alarm)


def ewma_alarm(limit: float, rounds: int, *, weight: float = 0.3, shift: float = 0.0, sided: str = "low") -> Array:
    """Return P(alarm by round t), t = 1 … `rounds`, of the EWMA S_t = w z_t + (1 - w) S_t-1, z_t ~ N(-shift, 1).

    An alarm is S_t < -limit sd_t (`low`), or abs(S_t) > limit sd_t (`two`), sd_t = sqrt(w / (2 - w) (1 - (1 - w)^(2t))).
    """
    _check(weight, sided)
    old, mass, alarm = np.zeros(1), np.ones(1), np.empty(rounds)
    for t in range(rounds):
        sd = float(ewma_sd(weight, t + 1))
        top = limit * sd if sided == "two" else 9.0 * float(ewma_sd(weight, 10**6)) + abs(shift)
        nodes, weights = _gauss(-limit * sd, top)
        density = mass @ _normal((nodes - (1 - weight) * old[:, None] + weight * shift) / weight) / weight
        old, mass = nodes, weights * density
        alarm[t] = 1.0 - mass.sum()
    return np.clip(alarm, 0.0, 1.0)


def ewma_arl(limit: float, *, weight: float = 0.3, shift: float = 0.0) -> float:
    """Return the average run length of the two-sided EWMA with the limits of a long run, limit sqrt(w / (2 - w)), from 0.

    References
    ----------
    Crowder (1987), Technometrics 29:401-407.
    Lucas & Saccucci (1990), Technometrics 32:1-12, doi:10.1080/00401706.1990.10484583.
    """
    _check(weight, "two")
    edge = limit * float(ewma_sd(weight, 10**6))
    nodes, weights = _gauss(-edge, edge)
    kernel = _normal((nodes - (1 - weight) * nodes[:, None] + weight * shift) / weight) / weight * weights
    inside = np.linalg.solve(np.eye(nodes.size) - kernel, np.ones(nodes.size))
    first = _normal((nodes + weight * shift) / weight) / weight * weights
    return float(1.0 + first @ inside)


def ewma_limit(rounds: int, *, weight: float = 0.3, false_alarm: float = 0.05, sided: str = "low") -> float:
    """Return the limit with which a unit in order gives an alarm within `rounds` with probability `false_alarm`."""
    return _solve(lambda at: float(ewma_alarm(at, rounds, weight=weight, sided=sided)[-1]), rounds, false_alarm)


def _cusum_kernel(h: float, k: float, shift: float) -> tuple[Array, Array, Array, Array, tuple[float, Array]]:
    """Nodes, weights, density of a move from node to node, P(fall to 0) from each node, and both from 0."""
    from scipy.special import ndtr

    if not h > 0 or k < 0:
        raise OptionError(f"h must be > 0 and k >= 0, not h={h!r}, k={k!r}.")
    nodes, weights = _gauss(0.0, h)
    drift = shift - k
    move = _normal(nodes - nodes[:, None] - drift)
    return nodes, weights, move, ndtr(-nodes - drift), (float(ndtr(-drift)), _normal(nodes - drift))


def _gauss(low: float, high: float) -> tuple[Array, Array]:
    nodes, weights = _standard_gauss()
    return low + (high - low) * (nodes + 1) / 2, weights * (high - low) / 2


@cache
def _standard_gauss() -> tuple[Array, Array]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights


def _normal(z: Array) -> Array:
    return np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)


def ewma_sd(weight: float, t: int | Array) -> Array:
    """Return the standard deviation of the EWMA after t rounds."""
    return np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2.0 * np.asarray(t))))


def _check(weight: float, sided: str) -> None:
    if not 0 < weight <= 1:
        raise OptionError(f"weight must lie between 0 and 1, 0 excluded, not {weight!r}.")
    if sided not in SIDES:
        raise unknown("side", sided, SIDES)


def _solve(alarm: Callable[[float], float], rounds: int, false_alarm: float) -> float:
    from scipy.optimize import brentq

    if rounds < 1 or not 0 < false_alarm < 0.5:
        raise OptionError(f"rounds must be >= 1 and false_alarm between 0 and 0.5, not {rounds!r} and {false_alarm!r}.")
    return float(brentq(lambda at: alarm(at) - false_alarm, 1e-3, 40.0, xtol=1e-10))
