"""Colours are told apart by every reader, and in grey print as well.

Colour blindness is simulated by the matrices of Machado, Oliveira & Fernandes (2009, doi:10.1109/TVCG.2009.113),
severity 1, applied to linear light; distances are Euclidean in CIE L*a*b* (D65, CIE 1976), where 2.3 is just noticeable.
"""

import itertools
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tests.charts.conftest import hostile_run
from toolkit.charts import CHARTS, _palette
from toolkit.charts.heatmap import CLASSES

VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])  # sRGB, IEC 61966-2-1
WHITE = TO_XYZ.sum(axis=1)
NAMED = ("BLUE", "SKY", "ORANGE", "VERMILLION", "GREEN", "INK")
APART = 10.0
"""Four times the just noticeable difference: seen side by side in a legend, also on small marks."""


def lab(colour: Any, vision: str = "full") -> np.ndarray:
    """Return L*, a*, b* of a colour as somebody sees it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / WHITE
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_the_simulation_gives_published_values() -> None:
    assert lab("white") == pytest.approx([100, 0, 0], abs=0.02)
    assert lab("red") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)  # sRGB red, D65 (Lindbloom's calculator)
    for vision in VISION:  # a grey stays a grey, as the rows sum to one
        assert lab("0.5", vision)[1:] == pytest.approx([0, 0], abs=0.1)


@pytest.mark.parametrize("vision", VISION)
def test_the_palette_is_told_apart_by_everybody(vision: str) -> None:
    for one, other in itertools.combinations(NAMED, 2):
        seen = [lab(getattr(_palette, name), vision) for name in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) >= APART, (one, other)


@pytest.mark.parametrize("vision", VISION)
def test_steps_of_a_scale_are_told_apart_and_rise_in_lightness(vision: str) -> None:
    shades = [matplotlib.colormaps[_palette.SEQUENCE](0.05 + 0.9 * i / (CLASSES - 1)) for i in range(CLASSES)]
    seen = [lab(shade, vision) for shade in shades]
    assert all(np.linalg.norm(b - a) >= APART for a, b in itertools.pairwise(seen))
    assert all(b[0] - a[0] >= APART for a, b in itertools.pairwise(seen))


def shape(handle: Any) -> tuple[Any, ...]:
    """Return what a mark of a legend looks like without its colour."""
    if isinstance(handle, Line2D):
        return ("line", handle.get_marker(), handle.get_linestyle(), handle.get_linewidth())
    if isinstance(handle, Patch):
        return ("patch", handle.get_hatch())
    if handle.get_paths() and len(handle.get_offsets()) and handle.get_sizes().size:
        hollow = not len(handle.get_facecolor()) or to_rgb(handle.get_facecolor()[0]) == (1, 1, 1)
        return ("mark", handle.get_paths()[0].vertices.tobytes(), hollow, handle.get_sizes()[0])
    return ("rule", handle.get_linewidth()[0])


def colour(handle: Any) -> Any:
    if isinstance(handle, Line2D):
        return handle.get_color()
    faces = handle.get_facecolor()
    if isinstance(handle, Patch):
        return faces
    return faces[0] if len(faces) else handle.get_edgecolor()[0]


@pytest.mark.parametrize("chart", CHARTS)
def test_entries_of_a_legend_differ_in_shape_or_in_lightness(chart: str) -> None:
    legend = CHARTS[chart](hostile_run(), lang="zh").get_legend()
    entries = [] if legend is None else list(zip(legend.legend_handles, legend.get_texts(), strict=True))
    for (one, text), (other, said) in itertools.combinations(entries, 2):
        told = (text.get_text(), said.get_text())
        if shape(one) != shape(other):
            continue
        for vision in VISION:
            seen = [lab(colour(handle), vision) for handle in (one, other)]
            assert np.linalg.norm(seen[0] - seen[1]) >= APART, told
        assert abs(lab(colour(one))[0] - lab(colour(other))[0]) >= APART, told
