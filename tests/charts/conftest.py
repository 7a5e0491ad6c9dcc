import functools

import pytest

from tests.charts.runs import make_run
from toolkit.scoring_run import ScoringRun

LONG = (
    "天津市和平区第一高级中学与河西区实验学校紧密型联合教育集团(总校)",
    "The Very Long Name Of A School Group And Its Friends In The First District",
)
HOSTILE = {
    "G001": ("$x^2$ <script>alert(1)</script> & 集团", "$x_1$ <b>bold</b> {0} %s \\alpha"),
    "G002": LONG,
    "G004": ("换\n行\t集团\x07", "Line\nbreak \u202e turned"),
    "G005": LONG,
    "G006": ("同名集团", "Same Name"),
    "G007": ("同名集团", "Same Name"),
}


@pytest.fixture(scope="session")
def run() -> ScoringRun:
    """Twelve groups of four schools, three periods; G003 has no data."""
    return make_run(about={"synthetic": "true"})


@functools.cache
def hostile_run() -> ScoringRun:
    """Forty-five groups (a tall chart) with names that break careless programs."""
    return make_run(45, names=HOSTILE, districts=16, about={"synthetic": "true"}, missing=("G003", "G008"))


@pytest.fixture
def hostile() -> ScoringRun:
    return hostile_run()
