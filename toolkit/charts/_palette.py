"""Colours: Okabe & Ito (2008), told apart with any colour vision; meaning is always carried by shape or lightness as well."""

from __future__ import annotations

from collections.abc import Sequence

BLUE = "#0072B2"
SKY = "#56B4E9"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREEN = "#009E73"
INK = "#222222"
QUIET = "#5C5C5C"
"""Small print: contrast 6.6 to 1 on white."""
GRID = "#DDDDDD"
BAND = "#D5E5EF"
FAINT = "#B8B8B8"
SEQUENCE = "cividis"
"""Rises in lightness from end to end, so that it prints in grey, and is alike for colour-blind readers."""


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the contrast of two colours (red, green, blue, 0 to 1), 1 to 21, as WCAG 2 defines it; text needs 4.5.

    >>> round(contrast((0, 0, 0), (1, 1, 1)), 3)
    21.0
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: Sequence[float]) -> str:
    """Return black or white, whichever reads better on a colour: never less than 4.5 to 1."""
    return "black" if contrast(colour, (0, 0, 0)) >= contrast(colour, (1, 1, 1)) else "white"
