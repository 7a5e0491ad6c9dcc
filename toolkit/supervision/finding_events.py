"""What inspectors found in a group or one of its schools, until it is mended (M45, M46)."""

from __future__ import annotations

from dataclasses import replace

from toolkit.supervision.events import Event
from toolkit.supervision.kind import Apply, Kind, demand
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import Finding, State

GRAVITIES = ("minor", "major")


def _record(state: State, event: Event, rules: Rules) -> None:
    group, gravity = state.group(event.group), str(event.details["gravity"])
    demand(group.state == "formed", f"集团 {event.group} 尚未组建。", f"Group {event.group} is not formed.")
    demand(
        gravity in GRAVITIES,
        f"程度 {gravity} 未知；允许：{'、'.join(GRAVITIES)}。",
        f"gravity {gravity!r} is unknown. Allowed: {', '.join(GRAVITIES)}.",
    )
    key = event.group, event.item
    state.findings[key] = Finding(*key, "open", event.date, str(event.details["area"]), gravity)


def _close(after: str) -> Apply:
    def apply(state: State, event: Event, rules: Rules) -> None:
        key = event.group, event.item
        state.findings[key] = replace(state.findings[key], state=after, closed=event.date)

    return apply


KINDS = {
    "finding.record": Kind(
        "督导发现问题",
        "finding recorded",
        ("none",),
        _record,
        needs=("area", "gravity"),
        allows=("at_school", "order"),
        item=True,
    ),
    "finding.mend": Kind("问题整改完成", "finding mended", ("open",), _close("mended"), item=True),
    "finding.withdraw": Kind("撤回问题", "finding withdrawn", ("open",), _close("withdrawn"), item=True),
}
