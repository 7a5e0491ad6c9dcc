"""Colours: Okabe & Ito (2008), told apart with any colour vision; meaning is always carried by shape or lightness as well."""

from __future__ import annotations

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
