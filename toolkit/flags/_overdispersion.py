"""How much more units differ than chance alone would let them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import OptionError, unknown

Array = NDArray[np.float64]
TRIMS = ("winsorise", "truncate", "none")


def dispersion(z: Array, trim: str = "winsorise", share: float = 0.1, *, consistent: bool = False) -> float:
    """Return phi, the mean of z^2 after the `share` lowest and highest z are pulled in (or left out).

    phi is 1 when only chance is at work. Trimming keeps the units that one is looking for from widening the limits; it
    also makes phi too small by a known factor, 0.68 for winsorising a tenth of normal z at each end. `consistent` divides
    by that factor; the published method does not.

    References
    ----------
    Spiegelhalter (2005), Handling over-dispersion of performance indicators, Qual. Saf. Health Care 14:347-351,
    doi:10.1136/qshc.2005.013755.

    Examples
    --------
    >>> dispersion(np.array([-1.0, -1.0, 1.0, 1.0]), trim="none")
    1.0
    """
    if trim not in TRIMS:
        raise unknown("trim", trim, TRIMS)
    if not 0 < share < 0.5:
        raise OptionError(f"share must lie between 0 and 0.5, not {share!r}.")
    z = z[~np.isnan(z)]
    if not z.size:
        return float("nan")
    if trim == "none":
        return float((z**2).mean())
    low, high = np.quantile(z, [share, 1 - share])
    kept = np.clip(z, low, high) if trim == "winsorise" else z[(z >= low) & (z <= high)]
    return float((kept**2).mean()) / (_of_normal(trim, share) if consistent else 1.0)


def additive(phi: float, s: Array) -> float:
    """Return tau^2 between units from phi and their standard errors: (J phi - (J - 1)) / (sum w - sum w^2 / sum w), w = 1/s^2.

    References
    ----------
    Spiegelhalter et al. (2012), J. R. Stat. Soc. A 175:1-47, doi:10.1111/j.1467-985X.2011.01010.x.
    """
    w = s[~np.isnan(s)] ** -2.0
    if w.size < 2:
        return 0.0
    return max(0.0, float((w.size * phi - (w.size - 1)) / (w.sum() - (w**2).sum() / w.sum())))


def between_peers(y: Array, s: Array, target: float) -> float:
    """Return tau^2 with which the winsorised z = (y - target) / sqrt(s^2 + tau^2) have a consistent phi of 1; s may be 0.

    The estimating equation of Paule and Mandel (1982, doi:10.6028/jres.087.022) with winsorised residuals, so that units
    far out do not hide themselves; phi falls as tau^2 grows, hence one solution, found by halving.
    """

    def phi(tau2: float) -> float:
        sd = np.sqrt(s**2 + tau2)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.where(sd == 0, np.where(y == target, 0.0, np.inf * np.sign(y - target)), (y - target) / sd)
        return dispersion(np.clip(z, -1e150, 1e150), consistent=True)

    if phi(0.0) <= 1:
        return 0.0
    low, high = 0.0, float(((y - target) ** 2).max()) / _of_normal("winsorise", 0.1) + 1e-300
    for _ in range(100):
        middle = (low + high) / 2
        if not low < middle < high:  # no number lies between
            break
        low, high = (middle, high) if phi(middle) > 1 else (low, middle)
    return high


def _of_normal(trim: str, share: float) -> float:
    """Mean of z^2 of a standard normal z after trimming."""
    from scipy.special import ndtri

    a = float(-ndtri(share))
    inner = (1 - 2 * share) - 2 * a * float(np.exp(-a * a / 2) / np.sqrt(2 * np.pi))
    return inner + 2 * share * a * a if trim == "winsorise" else inner / (1 - 2 * share)
