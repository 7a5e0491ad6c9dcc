"""How a group comes to be (M07, M11, M13, M43)."""

from __future__ import annotations

from dataclasses import replace

from toolkit.supervision.events import Event
from toolkit.supervision.kind import Kind, demand
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import Group, State

GOVERNANCE = ("single_legal_person", "alliance", "chief_executive")
AUTHORITIES = ("city", "district")


def _form(state: State, event: Event, rules: Rules) -> None:
    authority, governance = str(event.details["authority"]), str(event.details["governance"])
    allowed = f"{', '.join(AUTHORITIES)} / {', '.join(GOVERNANCE)}"
    demand(
        authority in AUTHORITIES and governance in GOVERNANCE,
        f"主管部门或治理模式不在允许值内:{authority},{governance}。允许:{allowed}。",
        f"authority {authority!r} or governance {governance!r} is unknown. Allowed: {allowed}.",
    )
    origin = str(event.details.get("origin") or "")
    demand(
        not origin or origin in state.groups,
        f"来源集团 {origin} 没有记录。",
        f"The group {origin!r} that this one grew out of is not on record.",
    )
    state.groups[event.group] = Group(event.group, "formed", authority, governance, event.date, origin=origin)


def _agree(state: State, event: Event, rules: Rules) -> None:
    state.groups[event.group] = replace(state.group(event.group), agreement=str(event.details["version"]))


def _dissolve(state: State, event: Event, rules: Rules) -> None:
    members = state.members(event.group)
    demand(
        not members,
        f"集团仍有 {len(members)} 所在册学校,请先记录其退出。",
        f"The group still has {len(members)} schools: record their exit first.",
    )
    title = state.titles.get(event.group)
    demand(
        title is None or not title.held,
        "集团仍持有称号,请先记录撤销或不再认定。",
        "The group still holds a title: record its end first.",
    )
    state.groups[event.group] = replace(state.group(event.group), state="dissolved")


KINDS = {
    "group.form": Kind(
        "组建(主管部门同意)",
        "formed, with approval",
        ("none",),
        _form,
        needs=("authority", "governance", "approval"),
        allows=("origin",),
    ),
    "group.agree": Kind("订立或修订集团协议", "agreement adopted or revised", ("formed",), _agree, needs=("version",)),
    "group.dissolve": Kind("撤销集团", "dissolved", ("formed",), _dissolve),
}
