"""Rectification by a deadline, for a group of poor effect (M41, M46)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from toolkit.supervision.events import Event
from toolkit.supervision.kind import Apply, Kind, demand
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import Order, State


def _issue(state: State, event: Event, rules: Rules) -> None:
    group = state.group(event.group)
    demand(group.state == "formed", f"集团 {event.group} 尚未组建。", f"Group {event.group} is not formed.")
    owner = str(event.details.get("owner") or group.authority)
    demand(
        owner == group.authority,
        f"该集团由 {group.authority} 督促指导,整改令不能由 {owner} 下达。",
        f"This group is supervised by the {group.authority}: the {owner} cannot issue the order.",
    )
    given = event.details.get("deadline")
    deadline = event.day("deadline") if given else event.date + dt.timedelta(days=rules.rectification_days)
    demand(deadline > event.date, "整改期限不晚于下达日期。", "The deadline is not after the date of the order.")
    state.orders[event.group, event.item] = Order(event.group, event.item, "issued", owner, event.date, deadline)


def _extend(state: State, event: Event, rules: Rules) -> None:
    order, deadline = state.orders[event.group, event.item], event.day("deadline")
    demand(
        order.extensions < rules.extensions,
        f"已延期 {order.extensions} 次,达到配置上限。",
        f"The order was extended {order.extensions} times: the rules allow no more.",
    )
    demand(
        deadline > order.deadline,
        f"新期限须晚于原期限 {order.deadline}。",
        f"The new deadline must be after the old one, {order.deadline}.",
    )
    _put(state, replace(order, deadline=deadline, extensions=order.extensions + 1))


def _close(after: str) -> Apply:
    def apply(state: State, event: Event, rules: Rules) -> None:
        _put(state, replace(state.orders[event.group, event.item], state=after, closed=event.date))

    return apply


def _submit(state: State, event: Event, rules: Rules) -> None:
    _put(state, replace(state.orders[event.group, event.item], state="submitted", submitted=event.date))


def _put(state: State, order: Order) -> None:
    state.orders[order.group, order.item] = order


KINDS = {
    "order.issue": Kind("下达限期整改", "order issued", ("none",), _issue, allows=("deadline", "owner"), item=True),
    "order.extend": Kind("延长期限", "deadline extended", ("issued",), _extend, needs=("deadline",), item=True),
    "order.submit": Kind("提交整改报告", "report submitted", ("issued",), _submit, needs=("document",), item=True),
    "order.verify": Kind("验收通过", "verified", ("submitted",), _close("verified"), item=True),
    "order.fail": Kind("验收未通过", "failed", ("issued", "submitted"), _close("failed"), item=True),
}
