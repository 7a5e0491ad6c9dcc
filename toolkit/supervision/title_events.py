"""The municipal title 市级优质教育集团: named, inspected in full every six years, revoked for a violation (M02, M47, M48)."""

from __future__ import annotations

from dataclasses import replace

from toolkit.supervision.events import Event
from toolkit.supervision.kind import Apply, Kind, demand, later
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import State, Title


def _candidate(state: State, event: Event, rules: Rules) -> None:
    demand(
        state.group(event.group).state == "formed",
        f"集团 {event.group} 尚未组建。",
        f"Group {event.group} is not formed.",
    )
    before = state.titles.get(event.group)
    if before is not None and before.state == "revoked" and before.ended is not None:
        first = later(rules.reapply_years, before.ended)
        demand(
            event.date >= first,
            f"称号已于 {before.ended} 撤销,{first} 起方可重新申报。",
            f"The title was revoked on {before.ended}: the group may be a candidate again from {first}.",
        )
    state.titles[event.group] = Title(event.group, "candidate")


def _name(state: State, event: Event, rules: Rules) -> None:
    due = later(rules.title_years, event.date)
    state.titles[event.group] = Title(event.group, "named", event.date, due)


def _renew(state: State, event: Event, rules: Rules) -> None:
    title = state.titles[event.group]
    state.titles[event.group] = replace(title, state="named", due=later(rules.title_years, event.date))


def _to(after: str, *, ends: bool = False) -> Apply:
    def apply(state: State, event: Event, rules: Rules) -> None:
        title = state.titles[event.group]
        state.titles[event.group] = replace(title, state=after, ended=event.date if ends else None)

    return apply


def _revoke(state: State, event: Event, rules: Rules) -> None:
    both = event.details["violation"], event.details["adverse_impact"]
    demand(
        all(isinstance(part, str) and part.strip() for part in both),
        "取消命名须同时说明违规事实(violation)与不良社会影响(adverse_impact);得分低不构成取消命名的理由。",
        "A title is revoked for a violation that also had an adverse social impact: describe both; a low score is no ground.",
    )
    state.titles[event.group] = replace(state.titles[event.group], state="revoked", ended=event.date)


_HELD = ("named", "reviewing", "conditional")
KINDS = {
    "title.candidate": Kind("申报", "candidate", ("none", "not_renewed", "revoked", "rejected"), _candidate),
    "title.name": Kind("命名", "named", ("candidate",), _name, needs=("document",)),
    "title.reject": Kind("未命名", "not named", ("candidate",), _to("rejected", ends=True)),
    "title.review": Kind("启动全方位督导", "full inspection begun", ("named", "conditional"), _to("reviewing")),
    "title.renew": Kind("保留称号", "renewed", ("reviewing",), _renew),
    "title.condition": Kind("附条件保留", "renewed on condition", ("reviewing",), _to("conditional"), needs=("order",)),
    "title.end": Kind("不再认定", "not renewed", ("reviewing",), _to("not_renewed", ends=True)),
    "title.revoke": Kind("取消命名", "revoked", _HELD, _revoke, needs=("violation", "adverse_impact")),
}
