"""P1 集团协议要件完备率. Parts of the agreement that govern the group, in percent."""

from __future__ import annotations

import polars as pl

from indicators._agreement import PARTS_EN, PARTS_ZH, share_of_parts
from toolkit.indicator import indicator

PARTS = (
    "philosophy",
    "goals",
    "tasks",
    "management",
    "rights_and_duties",
    "exit_rules",
    "responsible_person",
    "party_led",
)


@indicator(
    "P1",
    zh="集团协议要件完备率",
    en="agreement parts in place",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"清单:办学理念、发展目标、方向和任务、管理体制、成员校权利义务、溢出与退出程序、责任人、党组织领导的校长负责制。{PARTS_ZH}",
    definition_en=f"Checklist: philosophy, goals, direction and tasks, management, rights and duties, rules of leaving, person responsible, Party leadership of the principals. {PARTS_EN}",
    source="agreements",
    authority="cfg",
    level="group",
)
def agreement_parts(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Parts of the agreement that govern the group, in percent."""
    return share_of_parts(agreements, calendar, PARTS)
