"""Rows that the tables of a group's life take, and one row for each rule that they refuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from schemas import RAW
from toolkit.validate import validate

D = dt.date(2025, 10, 1)
GOOD: dict[str, dict[str, Any]] = {
    "lesson_observations": {"observation_id": "L1", "school_id": "S1", "period": "2025-26", "observed": D, "rating": 85.0},
    "activities": {"activity_id": "A1", "group_id": "G1", "period": "2025-26", "activity": "meeting", "held": D, "schools": 4},
    "sharing": {"school_id": "S1", "period": "2025-26", "resource": "venue", "hours_offered": 100.0, "hours_used": 40.0},
    "supervision_visits": {"visit_id": "V1", "school_id": "S1", "period": "2025-26", "visited": D, "visitor": "group"},
    "school_year": {"school_id": "S1", "period": "2025-26", "pupils": 900, "myopia_at_risk": 500, "myopia_new": 40, "practice_hours_required": 525,
                    "practice_hours_met": 525, "junior_entrants": 300, "junior_retained": 300},
    "students": {"student_id": "P1", "period": "2025-26", "school_id": "S1", "sex": "female", "migrant": True},
    "incidents": {"incident_id": "E1", "school_id": "S1", "incident": "complaint", "occurred": D, "closed": D, "upheld": True},
    "agreements": {"group_id": "G1", "version": 1, "signed": D, "valid_until": dt.date(2028, 8, 31), "goals": False},
    "cards": {"group_id": "G1", "school_id": "S2", "card": "yellow", "shown": D, "cause": "breach", "cleared": D},
    "inspection_findings": {"finding_id": "F1", "group_id": "G1", "found": D, "visitor": "city", "area": "teaching", "gravity": "major", "mended": D},
    "orders": {"order_id": "O1", "group_id": "G1", "owner": "city", "issued": D, "deadline": dt.date(2026, 3, 1), "submitted": D, "report": "1", "closed": D, "outcome": "verified"},
    "titles": {"group_id": "G1", "step": "revoked", "decided": D, "violation": "乱收费", "adverse_impact": "媒体曝光"},
}  # fmt: skip
BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("lesson_observations", {"rating": 100.5}, "in_range", "rating"),
    ("lesson_observations", {"observed": dt.date(2025, 8, 31)}, "observed-outside-period", "observed"),
    ("activities", {"activity": "party"}, "isin", "activity"),
    ("activities", {"schools": 0}, "somebody_took_part", "schools"),
    ("activities", {"held": dt.date(2026, 9, 1)}, "held-outside-period", "held"),
    ("sharing", {"hours_used": 100.5}, "used_within_offered", "hours_used"),
    ("sharing", {"hours_offered": -1.0, "hours_used": None}, "greater_than_or_equal_to", "hours_offered"),
    ("supervision_visits", {"visitor": None}, "required", "visitor"),
    ("supervision_visits", {"visited": dt.date(2026, 9, 1)}, "visited-outside-period", "visited"),
    ("school_year", {"myopia_at_risk": 901}, "myopia_at_risk_within_pupils", "myopia_at_risk"),
    ("school_year", {"myopia_new": 501}, "myopia_new_within_myopia_at_risk", "myopia_new"),
    (
        "school_year",
        {"practice_hours_met": 526},
        "practice_hours_met_within_practice_hours_required",
        "practice_hours_met",
    ),
    ("school_year", {"junior_retained": 301}, "junior_retained_within_junior_entrants", "junior_retained"),
    ("students", {"sex": "f"}, "isin", "sex"),
    ("students", {"school_id": None}, "required", "school_id"),
    ("incidents", {"closed": dt.date(2025, 9, 30)}, "occurred_before_closed", "closed"),
    ("incidents", {"gravity": "huge"}, "isin", "gravity"),
    ("agreements", {"valid_until": D}, "signed_before_end", "valid_until"),
    ("agreements", {"version": None}, "required", "version"),
    ("cards", {"deadline": D}, "shown_before_deadline", "deadline"),
    ("cards", {"cleared": dt.date(2025, 9, 30)}, "shown_before_cleared", "cleared"),
    ("cards", {"card": "red"}, "red_is_final", "cleared"),
    ("inspection_findings", {"mended": dt.date(2025, 9, 30)}, "found_before_mended", "mended"),
    ("orders", {"deadline": D}, "issued_before_deadline", "deadline"),
    ("orders", {"extended": D, "extended_to": None}, "extension_is_whole", "extended_to"),
    ("orders", {"extended": D, "extended_to": dt.date(2026, 3, 1)}, "extended_beyond_deadline", "extended_to"),
    ("orders", {"submitted": dt.date(2025, 9, 30)}, "issued_before_submitted", "submitted"),
    ("orders", {"report": None}, "report_has_a_number", "report"),
    ("orders", {"closed": None}, "closed_with_an_outcome", "outcome"),
    ("orders", {"submitted": None, "report": None}, "verified_after_report", "outcome"),
    ("titles", {"step": "named", "document": None}, "named_by_document", "document"),
    ("titles", {"step": "conditional", "order_id": None}, "condition_has_an_order", "order_id"),
    ("titles", {"adverse_impact": None}, "revoked_for_violation_and_impact", "violation"),
]


def said(table: str, row: dict[str, Any]) -> list[tuple[str, str]]:
    columns = RAW[table].to_schema().columns
    data = pl.DataFrame([row], schema_overrides={name: columns[name].dtype.type for name in row})
    findings = validate({table: data}, models={table: RAW[table]}).findings
    return findings.filter(pl.col("code") != "missing-column").select("rule", "column").rows()


@pytest.mark.parametrize("table", GOOD)
def test_a_good_row_passes(table: str) -> None:
    assert said(table, GOOD[table]) == []


@pytest.mark.parametrize(("table", "change", "rule", "column"), BAD)
def test_a_rule_refuses(table: str, change: dict[str, Any], rule: str, column: str) -> None:
    assert said(table, GOOD[table] | change) == [(rule, column)]
