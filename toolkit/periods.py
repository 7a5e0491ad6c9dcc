"""School years: '2025-26' runs from 1 September 2025 to 31 August 2026; '2025' is a calendar year."""

from __future__ import annotations

import datetime as dt

import polars as pl

from toolkit.errors import DataError

SCHOOL_YEAR_STARTS = (9, 1)


def is_standard(period: str) -> bool:
    """Tell whether a period is a school year that ends in the next year, or a calendar year. Only these sort as text.

    Examples
    --------
    >>> [is_standard(p) for p in ("2025-26", "1999-00", "2025", "2025-27", "2025-9", "9")]
    [True, True, True, False, False, False]
    """
    year, dash, ends = period[:4], period[4:5], period[5:]
    if not (period.isascii() and year.isdigit() and len(year) == 4 and int(year) > 0):
        return False
    return len(period) == 4 or (dash == "-" and ends == f"{(int(year) + 1) % 100:02d}")


def start(period: str) -> dt.date:
    """Return the first day of a period.

    Examples
    --------
    >>> start("2025-26")
    datetime.date(2025, 9, 1)
    """
    year = int(period[:4])
    return dt.date(year, *SCHOOL_YEAR_STARTS) if "-" in period else dt.date(year, 1, 1)


def end(period: str) -> dt.date:
    """Return the last day of a period.

    Examples
    --------
    >>> end("2025-26")
    datetime.date(2026, 8, 31)
    """
    year = int(period[:4])
    after = dt.date(year + 1, *SCHOOL_YEAR_STARTS) if "-" in period else dt.date(year + 1, 1, 1)
    return after - dt.timedelta(days=1)


def calendar(periods: list[str]) -> pl.DataFrame:
    """Return the periods in order with their first and last day: period, starts, ends."""
    ordered = sorted(set(periods))
    return pl.DataFrame(
        {"period": ordered, "starts": [start(p) for p in ordered], "ends": [end(p) for p in ordered]},
        schema={"period": pl.String, "starts": pl.Date, "ends": pl.Date},
    )


def previous(period: str) -> str:
    """Return the period one year before.

    Examples
    --------
    >>> previous("2025-26"), previous("2000-01"), previous("2025")
    ('2024-25', '1999-00', '2024')
    """
    year = int(period[:4]) - 1
    return f"{year:04d}-{(year + 1) % 100:02d}" if "-" in period else f"{year:04d}"


def places(periods: list[str]) -> dict[str, int]:
    """Return the number of each period, in years from the first one: a year that was left out leaves a gap.

    Examples
    --------
    >>> places(["2022-23", "2023-24", "2025-26"])
    {'2022-23': 0, '2023-24': 1, '2025-26': 3}
    """
    ordered = sorted(set(periods))
    years = [int(p[:4]) for p in ordered]
    if len(set(years)) < len(years):
        raise DataError(
            f"Two periods begin in the same year: {', '.join(ordered)}. Use school years, or calendar years."
        )
    return {p: year - years[0] for p, year in zip(ordered, years, strict=True)}
