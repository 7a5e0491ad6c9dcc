"""Small runs for the tests of charts and reports: the real engine on indicator values drawn from a seed."""

from __future__ import annotations

import numpy as np
import polars as pl

from schemas import Framework as FrameworkModel
from toolkit.run import Source, score_study
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study
from toolkit.tables import Tables

PERIODS = ("2023-24", "2024-25", "2025-26")
DIMENSIONS = (
    ("resources", "资源优化配置", "Allocation of resources"),
    ("teaching", "学校教学质量", "Teaching quality"),
    ("satisfaction", "社会满意度", "Satisfaction of society"),
)


def framework() -> pl.DataFrame:
    rows: list[dict[str, object]] = [
        {"node": "total", "parent": None, "label_zh": "总分", "label_en": "Total", "kind": "index"}
    ]
    for (node, zh, en), weight in zip(DIMENSIONS, (0.3, 0.5, 0.2), strict=True):
        rows.append(
            {"node": node, "parent": "total", "label_zh": zh, "label_en": en, "kind": "dimension", "weight": weight}
        )
        for i in (1, 2):
            rows.append(
                {
                    "node": f"{node[0].upper()}{i}",
                    "parent": node,
                    "label_zh": f"{zh}指标 {i}",
                    "label_en": f"{en} {i}",
                    "kind": "indicator",
                    "weight": 0.5,
                    "low": 0.0,
                    "high": 100.0,
                    "standard": 45.0 if i == 1 else None,
                    "authority": "nat" if i == 1 else "cfg",
                    "unit": "%",
                }
            )
    columns = {name: spec.dtype.type for name, spec in FrameworkModel.to_schema().columns.items()}
    return pl.DataFrame([dict.fromkeys(columns) | {"direction": 1} | row for row in rows], schema=columns)


def make_run(
    groups: int = 12,
    schools: int = 4,
    *,
    seed: int = 0,
    periods: tuple[str, ...] = PERIODS,
    districts: int = 5,
    names: dict[str, tuple[str, str]] | None = None,
    about: dict[str, str] | None = None,
    findings: pl.DataFrame | None = None,
    ledger: pl.DataFrame | None = None,
    se: float | None = 3.0,
    missing: tuple[str, ...] = ("G003",),
    study: Study | None = None,
    shift: float = 0.0,
) -> ScoringRun:
    """Score `groups` groups of `schools` schools; those in `missing` have no value at all, `shift` is added to all values."""
    random = np.random.default_rng(seed)
    study = study or Study(framework=framework())
    tree = study.load_framework()
    units, members, values = [], [], []
    for d in range(1, districts + 1):
        units.append(("district", f"D{d:02}", f"第{d}区", f"District {d}", f"D{d:02}", None))
    for g in range(1, groups + 1):
        group = f"G{g:03}"
        zh, en = (names or {}).get(group, (f"第{g}教育集团", f"School Group {g}"))
        home = f"D{(g - 1) % districts + 1:02}"
        units.append(("group", group, zh, en, home, "primary"))
        ids = [f"S{g:03}{s}" for s in range(schools)]
        units += [("school", s, f"{s}学校", f"School {s}", home, "primary") for s in ids]
        level = random.normal(60, 9)
        for p, period in enumerate(periods):
            members += [
                (period, group, s, "member" if i else "lead", 1.0 + p, 500, 500.0 * (1 + p)) for i, s in enumerate(ids)
            ]
            for unit, kind in [*((s, "school") for s in ids), (group, "group")]:
                for indicator in tree.indicators:
                    known = group not in missing
                    value = float(
                        np.clip(level + p * random.normal(1, 2) + random.normal(0, 9 if kind == "school" else 3), 1, 99)
                    )
                    values.append(
                        (
                            kind,
                            unit,
                            period,
                            indicator,
                            value + shift if known else None,
                            se if known else None,
                            120 if known else 0,
                            "value" if known else "missing",
                        )
                    )
    source = Source(
        units=frame("units", units),
        members=frame("members", members),
        findings=findings,
        ledger=ledger,
        tables=Tables({"about": pl.DataFrame({"key": list(about), "value": list(about.values())})}) if about else None,
    )
    return score_study(study, frame("values", values), tree, source)


def frame(name: str, rows: list[tuple[object, ...]]) -> pl.DataFrame:
    from schemas import DERIVED

    columns = DERIVED[name].to_schema().columns
    return pl.DataFrame(rows, schema={c: spec.dtype.type for c, spec in columns.items()}, orient="row")
