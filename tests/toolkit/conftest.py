"""Small frameworks and values that the tests of the spine share."""

from __future__ import annotations

import polars as pl
import pytest

FRAMEWORK = """node,parent,kind,direction,weight,low,high,standard,minimum_n,unit
total,,index,,,,,,,
teaching,total,dimension,,3,,,,,
climate,total,dimension,,1,,,,,
T1,teaching,indicator,1,1,0,100,60,10,%
T2,teaching,indicator,-1,1,0,20,,,days
C1,climate,indicator,1,1,0,100,85,10,%
"""


def as_frame(text: str) -> pl.DataFrame:
    """Read a CSV text with every cell as text."""
    return pl.read_csv(text.encode(), infer_schema=False)


@pytest.fixture
def framework() -> pl.DataFrame:
    """Two dimensions, three indicators, one of them better when low."""
    return as_frame(FRAMEWORK)


@pytest.fixture
def values() -> pl.DataFrame:
    """Three units in two periods: B lacks C1 in the second one, and C lacks T1 and T2."""
    rows = [
        ("A", "2024", "T1", 80.0, 2.0, 100),
        ("A", "2024", "T2", 5.0, 0.0, 100),
        ("A", "2024", "C1", 90.0, 3.0, 100),
        ("B", "2024", "T1", 60.0, 2.0, 100),
        ("B", "2024", "T2", 10.0, 0.0, 100),
        ("B", "2024", "C1", 80.0, 3.0, 100),
        ("C", "2024", "T1", None, None, 0),
        ("C", "2024", "T2", None, None, 0),
        ("C", "2024", "C1", 70.0, 3.0, 100),
        ("A", "2025", "T1", 60.0, 2.0, 100),
        ("A", "2025", "T2", 5.0, 0.0, 100),
        ("A", "2025", "C1", 90.0, 3.0, 100),
        ("B", "2025", "T1", 40.0, 2.0, 100),
        ("B", "2025", "T2", 10.0, 0.0, 100),
        ("B", "2025", "C1", None, None, 0),
        ("C", "2025", "T1", 90.0, 1.0, 5),
        ("C", "2025", "T2", 30.0, 0.0, 100),
        ("C", "2025", "C1", 85.0, 0.0, 100),
    ]
    columns = ["unit_id", "period", "indicator", "value", "se", "n"]
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
