import polars as pl
import pytest

from tests.charts.conftest import hostile_run
from tests.charts.runs import frame, make_run
from toolkit.scoring_run import ScoringRun

LEDGER = [
    ("measure", "member_without_size", 1979, 1976, "G025/S0184"),
    ("measure", "exact_copies", 4000, 3400, "staff"),
    ("measure", "a_reason_without_words", 7, 7, ""),
]
FINDINGS = [  # code, severity, file, sheet, row, column, cell, rule, count, value, then message and remedy in Chinese and English
    (
        "constraint-error",
        "warning",
        "a.xlsx",
        "schools",
        3,
        "stage",
        None,
        "isin",
        3,
        "x",
        "学段有误 <b>",
        "wrong stage <b>",
        "请更正",
        "correct it",
    ),
    (
        "constraint-error",
        "warning",
        "a.xlsx",
        "schools",
        9,
        "stage",
        None,
        "isin",
        20,
        "y",
        "学段有误",
        "wrong stage",
        "请更正",
        "correct it",
    ),
    (
        "type-error",
        "error",
        "a.xlsx",
        "staff",
        4,
        "name",
        None,
        "type",
        2,
        None,
        "教师张三有误",
        "teacher Zhang San is wrong",
        "请更正张三",
        "correct Zhang San",
    ),
    (
        "type-error",
        "warning",
        "a.xlsx",
        "Sheet9",
        4,
        "name",
        None,
        "type",
        2,
        None,
        "李四",
        "Li Si",
        "改李四",
        "correct Li Si",
    ),
]


@pytest.fixture(scope="session")
def run() -> ScoringRun:
    """Twelve groups, findings and ledger with small counts and with names of persons."""
    return make_run(
        findings=frame("findings", FINDINGS),
        ledger=frame("ledger", LEDGER),
        about={"synthetic": "true", "title_zh": "试<验>", "title_en": "A <trial>"},
    )


@pytest.fixture(scope="session")
def hostile() -> ScoringRun:
    return hostile_run()


@pytest.fixture(scope="session")
def generic() -> ScoringRun:
    """A composite indicator of countries: no groups, no districts, one period, no errors."""
    run = make_run(6, 2, periods=("2025",), missing=(), se=None)
    values = run.values.filter(pl.col("level") == "school").with_columns(level=pl.lit("unit"))
    return run.study.score(values)
