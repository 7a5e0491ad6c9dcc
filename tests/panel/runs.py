"""A run with everything that a second implementation can get wrong: gaps, ties, costs, gates, parts of groups, standards."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tests.charts.runs import frame
from toolkit.run import Source, score_study
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study
from toolkit.tables import Tables

PERIODS = ("2024-25", "2025-26")
GROUPS, SCHOOLS = 40, 3
NAMES = {
    "G001": ("</script><script>alert(1)</script>", "</script><!-- & \"quotes\" 'single'"),
    "G002": ("价值$100的集团", "$x^2$ costs ${money}"),
    "G003": ("=1+1", "=HYPERLINK(1)"),
    "G004": ("换\n行\t集团", "Line\nbreak, comma"),
}
INDICATORS = ("A1", "A2", "A3", "B1", "B2", "B3", "B4", "C1", "C2")
COSTS = ("A2", "B3")


def framework(**cells: dict[str, Any]) -> pl.DataFrame:
    """Three dimensions, one of them with a level below it; `cells` change cells of a node."""
    parents = {"A": "total", "B": "total", "C": "total", "inner": "B"} | {i: i[0] for i in INDICATORS}
    parents |= {"B3": "inner", "B4": "inner"}
    rows: list[dict[str, Any]] = [{"node": "total", "label_zh": "总指数", "label_en": "Index", "standard": 55.0}]
    weights = {"A": 2.0, "B": 1.0, "C": 1.5, "A1": 3.0, "A2": 1.0, "A3": 2.0, "B1": 1.0, "B2": 0.0, "inner": 2.0}
    for node, parent in parents.items():
        row = {"node": node, "parent": parent, "label_zh": f"指标{node}", "label_en": f"Node {node}"}
        row |= {"weight": weights.get(node, 1.0), "standard": {"A": 60.0, "A1": 50.0}.get(node)}
        if node in INDICATORS:
            row |= {"low": -20.0, "high": 130.0, "direction": -1 if node in COSTS else 1, "minimum_n": 30, "unit": "%"}
        rows.append(row)
    rows = [row | cells.get(row["node"], {}) for row in rows]
    columns = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame([{c: None if row.get(c) is None else str(row[c]) for c in columns} for row in rows])


def hard_values(seed: int = 3, *, few: int | None = None) -> pl.DataFrame:
    """Values of groups and schools on a coarse grid, so that there are ties; G010 has no data, G011 and G012 are twins."""
    random = np.random.default_rng(seed)
    rows = []
    for g in range(1, GROUPS + 1):
        level = random.normal(60, 12)
        for period in PERIODS:
            for unit, kind in [(f"G{g:03}", "group"), *((f"S{g:03}{s}", "school") for s in range(SCHOOLS))]:
                for i in INDICATORS:
                    value: float | None = float(np.clip(np.round(random.normal(level, 15) / 5) * 5, 5, 110))
                    status, n = "value", int(random.choice([12, 45, 200], p=[0.15, 0.25, 0.6]))
                    if unit == "G010" or random.random() < 0.12:
                        value, status, n = None, "missing", 0
                    elif i == "C2" and random.random() < 0.1:
                        value, status, n = None, "not_applicable", 0
                    elif few is not None and kind == "group" and random.random() < 0.05:
                        n = few
                    se = None if value is None else 0.0 if i in ("A1", "B1") else float(random.uniform(1, 4))
                    rows.append((kind, unit, period, i, value, se, n, status))
    table = frame("values", rows)
    twin = table.filter(pl.col("unit_id") == "G011").with_columns(unit_id=pl.lit("G012"))
    return pl.concat([table.filter(pl.col("unit_id") != "G012"), twin])


def hard_run(*, values: pl.DataFrame | None = None, about: dict[str, str] | None = None, **study: Any) -> ScoringRun:
    units, members = [], []
    for g in range(1, GROUPS + 1):
        group = f"G{g:03}"
        units.append(("group", group, *NAMES.get(group, (f"第{g}集团", f"Group {g}")), None, None))
        for s in range(SCHOOLS):
            school = f"S{g:03}{s}"
            units.append(("school", school, f"学校{school}", f"School {school}", None, None))
            size = None if (g % 9 == 0 and s == 2) else 100.0 * (s + 1)  # a school without pupils has no weight
            members += [(p, group, school, "member" if s else "lead", 1.0, None, size) for p in PERIODS]
    tables = (
        Tables({"about": pl.DataFrame({"key": list(about or {}), "value": list((about or {}).values())})})
        if about
        else None
    )
    source = Source(units=frame("units", units), members=frame("members", members), tables=tables)
    rules = {"rules": ("below_standard", "low_coverage", "insufficient_data", "spread")}
    chosen = Study(**({"framework": framework()} | study | {"flags": rules | study.get("flags", {})}))
    return score_study(chosen, hard_values() if values is None else values, source=source)
