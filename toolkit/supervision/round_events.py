"""Evaluation rounds of a group, with its right of reply and of appeal (M39, M45)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from toolkit.supervision.events import Event
from toolkit.supervision.kind import Apply, Kind, demand
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import Round, State


def _plan(state: State, event: Event, rules: Rules) -> None:
    demand(
        state.group(event.group).state == "formed",
        f"集团 {event.group} 尚未组建。",
        f"Group {event.group} is not formed.",
    )
    state.rounds[event.group, event.item] = Round(event.group, event.item, "planned", event.date)


def _to(after: str) -> Apply:
    def apply(state: State, event: Event, rules: Rules) -> None:
        _put(state, replace(_round(state, event), state=after))

    return apply


def _draft(state: State, event: Event, rules: Rules) -> None:
    grade = str(event.details["grade"])
    _put(state, replace(_round(state, event), state="draft", drafted=event.date, grade=grade, replied=False))


def _reply(state: State, event: Event, rules: Rules) -> None:
    _put(state, replace(_round(state, event), replied=True))


def _finalise(state: State, event: Event, rules: Rules) -> None:
    current = _round(state, event)
    ends = (current.drafted or event.date) + dt.timedelta(days=rules.reply_days)
    demand(
        current.replied or event.date > ends,
        f"集团可在 {ends} 之前答复:尚未答复,期限未满。",
        f"The group may reply until {ends}: it has not replied yet, and the term has not passed.",
    )
    _put(state, replace(current, state="final"))


def _decide(state: State, event: Event, rules: Rules) -> None:
    upheld = event.details["upheld"]
    demand(isinstance(upheld, bool), "upheld 须为 true 或 false。", "upheld must be true or false.")
    current = _round(state, event)
    grade = str(event.details.get("grade") or current.grade)
    demand(
        bool(upheld) or grade == current.grade,
        "申诉未获支持时等级不变。",
        "An appeal that is not upheld leaves the grade as it is.",
    )
    _put(state, replace(current, state="final", grade=grade))


def _round(state: State, event: Event) -> Round:
    return state.rounds[event.group, event.item]


def _put(state: State, current: Round) -> None:
    state.rounds[current.group, current.item] = current


KINDS = {
    "round.plan": Kind("列入计划", "planned", ("none",), _plan, item=True),
    "round.self_evaluate": Kind("自评", "self-evaluation handed in", ("planned",), _to("self_evaluated"), item=True),
    "round.check": Kind("数据核查", "data checked", ("self_evaluated",), _to("checked"), item=True),
    "round.visit": Kind("实地督导", "visited", ("checked",), _to("visited"), item=True),
    "round.draft": Kind("形成初稿", "draft", ("visited",), _draft, needs=("grade",), item=True),
    "round.reply": Kind("集团答复", "reply of the group", ("draft",), _reply, needs=("document",), item=True),
    "round.finalise": Kind("定稿", "final", ("draft",), _finalise, item=True),
    "round.appeal": Kind("申诉", "appeal", ("final",), _to("appealed"), needs=("document",), item=True),
    "round.decide": Kind(
        "申诉决定", "appeal decided", ("appealed",), _decide, needs=("upheld",), allows=("grade",), item=True
    ),
    "round.publish": Kind("公布", "published", ("final",), _to("published"), item=True),
}
