"""Membership from entry to exit, and the cards under the group's agreement (M09, M10, M16, M17, M43)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from toolkit.supervision.events import Event
from toolkit.supervision.kind import Apply, Kind, demand
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import Spell, State

ROLES = ("lead", "member")
CAUSES = ("breach", "incident", "severe_incident")
OPEN = ("proposed", "active")


def _propose(state: State, event: Event, rules: Rules) -> None:
    role = str(event.details["role"])
    demand(role in ROLES, f"角色 {role} 未知;允许:lead、member。", f"role {role!r} is unknown. Allowed: lead, member.")
    elsewhere = [s for s in state.every_spell() if s.school == event.school and s.state in OPEN]
    demand(
        not elsewhere,
        f"学校 {event.school} 在集团 {elsewhere[0].group if elsewhere else ''} 的成员关系尚未结束。",
        f"School {event.school} still belongs to group {elsewhere[0].group if elsewhere else ''}: record its exit first.",
    )
    spells = state.spells.setdefault((event.group, event.school), [])
    spells.append(Spell(event.group, event.school, len(spells) + 1, "proposed", role))


def _approve(state: State, event: Event, rules: Rules) -> None:
    spell = _spell(state, event)
    leads = state.members(event.group, "lead")
    demand(
        spell.role != "lead" or not leads,
        f"集团已有总校 {leads[0].school if leads else ''}。",
        f"The group already has the lead school {leads[0].school if leads else ''}.",
    )
    _put(state, replace(spell, state="active", joined=event.date))


def _refuse(state: State, event: Event, rules: Rules) -> None:
    _put(state, replace(_spell(state, event), state="refused"))


def _leave(kind: str) -> Apply:
    def apply(state: State, event: Event, rules: Rules) -> None:
        spell = _spell(state, event)
        demand(
            kind != "spillover" or spell.role == "member",
            "溢出只适用于成员校。",
            "Only a member school can spill over.",
        )
        demand(
            kind != "spillover" or spell.card == "none",
            "持有黄牌的成员校不能溢出,请先解除黄牌。",
            "A school with a yellow card cannot spill over: clear the card first.",
        )
        _end(state, spell, event.date, kind)

    return apply


def _yellow(state: State, event: Event, rules: Rules) -> None:
    spell = _carded(state, event, rules)
    demand(spell.card == "none", "该校已持有黄牌。", "The school already has a yellow card.")
    given = event.details.get("deadline")
    deadline = event.day("deadline") if given else event.date + dt.timedelta(days=rules.yellow_days)
    demand(deadline > event.date, "整改期限不晚于黄牌日期。", "The deadline is not after the date of the card.")
    _put(state, replace(spell, card="yellow", card_deadline=deadline))


def _clear(state: State, event: Event, rules: Rules) -> None:
    spell = _spell(state, event)
    demand(spell.card == "yellow", "该校没有黄牌。", "The school has no yellow card.")
    _put(state, replace(spell, card="none", card_deadline=None))


def _red(state: State, event: Event, rules: Rules) -> None:
    spell = _carded(state, event, rules)
    direct = rules.direct_red and event.details["cause"] == "severe_incident"
    demand(
        spell.card == "yellow" or direct,
        "红牌须先有黄牌;只有重大事件可按配置直接红牌。",
        "A red card needs a yellow one before it; only a severe incident allows it at once, where the rules say so.",
    )
    _end(state, replace(spell, card="red", card_deadline=None), event.date, "expelled")


def _carded(state: State, event: Event, rules: Rules) -> Spell:
    spell, cause = _spell(state, event), str(event.details["cause"])
    demand(
        cause in CAUSES,
        f"事由 {cause} 未知;允许:{'、'.join(CAUSES)}。",
        f"cause {cause!r} is unknown. Allowed: {', '.join(CAUSES)}.",
    )
    demand(spell.role == "member", "牌只给成员校。", "Cards are for member schools.")
    demand(
        bool(state.group(event.group).agreement) or not rules.agreement_before_cards,
        "集团尚无协议:牌须按集团协议作出。",
        "The group has no agreement: cards are given under it.",
    )
    return spell


def _spell(state: State, event: Event) -> Spell:
    spell = state.spell(event.group, event.school)
    assert spell is not None  # `before` has been checked
    return spell


def _put(state: State, spell: Spell) -> None:
    state.spells[spell.group, spell.school][-1] = spell


def _end(state: State, spell: Spell, date: dt.date, kind: str) -> None:
    joined = spell.joined or date
    demand(date > joined, "退出日期不晚于加入日期。", "The date of leaving is not after the date of joining.")
    _put(state, replace(spell, state="ended", left=date, exit_kind=kind))


KINDS = {
    "membership.propose": Kind(
        "申请加入", "entry proposed", ("none", "ended", "refused"), _propose, needs=("role",), school=True
    ),
    "membership.approve": Kind("批准加入", "entry approved", ("proposed",), _approve, needs=("document",), school=True),
    "membership.refuse": Kind("不予批准", "entry refused", ("proposed",), _refuse, school=True),
    "membership.spill_over": Kind(
        "溢出", "spilled over", ("active",), _leave("spillover"), needs=("document",), school=True
    ),
    "membership.leave": Kind(
        "协议退出", "left by agreement", ("active",), _leave("agreed"), needs=("document",), school=True
    ),
    "membership.merge": Kind("合并", "merged", ("active",), _leave("merged"), school=True),
    "membership.close": Kind("撤销", "closed", ("active",), _leave("closed"), school=True),
    "card.yellow": Kind(
        "黄牌预警", "yellow card", ("active",), _yellow, needs=("cause",), allows=("deadline",), school=True
    ),
    "card.clear": Kind("解除黄牌", "yellow card cleared", ("active",), _clear, school=True),
    "card.red": Kind("红牌淘汰", "red card, expelled", ("active",), _red, needs=("cause",), school=True),
}
