"""From events to what is so at a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from toolkit.errors import DataError, OptionError, did_you_mean
from toolkit.supervision import (
    finding_events,
    group_events,
    membership_events,
    order_events,
    round_events,
    title_events,
)
from toolkit.supervision.events import Event, IllegalEvent
from toolkit.supervision.kind import Kind
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import State

KINDS: dict[str, Kind] = {
    **group_events.KINDS,
    **membership_events.KINDS,
    **round_events.KINDS,
    **finding_events.KINDS,
    **order_events.KINDS,
    **title_events.KINDS,
}


def replay(events: Iterable[Event], on: dt.date | None = None, rules: Rules | None = None) -> State:
    """Return the state at the end of a day.

    Events take effect in the order of their dates, those of one day in the order in which they were recorded; an event
    recorded late is thus put where it belongs.

    Parameters
    ----------
    events : iterable of Event
        In the order in which they were recorded.
    on : datetime.date, optional
        Later events are left out; by default none is.
    rules : Rules, optional
        Configuration.

    Raises
    ------
    IllegalEvent
        An event that is not allowed where it stands, with the reason.

    Examples
    --------
    >>> formed = Event("group.form", "G1", dt.date(2025, 9, 1), details={"authority": "city", "governance": "alliance", "approval": "12"})
    >>> replay([formed]).group("G1").state, replay([formed], dt.date(2025, 8, 31)).group("G1").state
    ('formed', 'none')
    """
    chosen = rules or Rules()
    state = State()
    for event in sorted((e for e in events if on is None or e.date <= on), key=lambda e: e.date):  # stable
        take(state, event, chosen)
    return state


def take(state: State, event: Event, rules: Rules) -> None:
    """Let one event take effect, or say why it cannot."""
    kind = check(event)
    before = current(state, event)
    if before not in kind.before:
        allowed = ", ".join(kind.before)
        raise IllegalEvent(
            f"{event.stream} 在 {event.date} 的状态是 {before},不能“{kind.zh}”;允许的状态:{allowed}。",
            f"{event.stream} is {before!r} on {event.date}: {kind.en!r} is not possible. Allowed states: {allowed}.",
        )
    if event.machine != "group" and state.group(event.group).state == "dissolved":
        raise IllegalEvent(f"集团 {event.group} 已撤销。", f"Group {event.group} was dissolved.")
    if event.machine == "membership" and state.group(event.group).state != "formed":
        raise IllegalEvent(
            f"集团 {event.group} 尚未经主管部门同意组建。",
            f"Group {event.group} is not formed with the authority's approval.",
        )
    kind.apply(state, event, rules)


def current(state: State, event: Event) -> str:
    """Return the state of the event's subject."""
    if event.machine == "group":
        return state.group(event.group).state
    if event.machine == "membership":
        spell = state.spell(event.group, event.school)
        return spell.state if spell else "none"
    found = {
        "round": state.rounds.get((event.group, event.item)),
        "finding": state.findings.get((event.group, event.item)),
        "order": state.orders.get((event.group, event.item)),
        "title": state.titles.get(event.group),
    }[event.machine]
    return found.state if found else "none"


def check(event: Event) -> Kind:
    """Return the kind of an event whose form is right; what it says is another matter."""
    if event.kind not in KINDS:
        names = ", ".join(KINDS)
        raise OptionError(
            f"Unknown kind {event.kind!r}.{did_you_mean(event.kind, KINDS)} Allowed: {names}.",
            zh=f"没有事件类型“{event.kind}”。{did_you_mean(event.kind, KINDS, 'zh')}允许：{names}。",
        )
    kind = KINDS[event.kind]
    for name, wanted, given in (("school", kind.school, event.school), ("item", kind.item, event.item)):
        if wanted != bool(given):
            raise DataError(
                f"{event.kind}: {name} must be {'given' if wanted else 'left out'}.",
                zh=f"{event.kind}：{'必须' if wanted else '不能'}给出 {name}。",
            )
    if not event.group or "/" in event.group + event.school + event.item:
        raise DataError(
            f"{event.kind}: a group id is needed, and ids hold no '/'.",
            zh=f"{event.kind}：须有集团编号，编号中不能有“/”。",
        )
    for name in kind.needs:
        if event.details.get(name) in (None, ""):
            takes = ", ".join((*kind.needs, *kind.allows))
            raise DataError(
                f"{event.kind} needs {name!r}. It takes: {takes}.", zh=f"{event.kind} 须有 {name}。可用：{takes}。"
            )
    for name, value in event.details.items():
        if name not in (*kind.needs, *kind.allows):
            hints = [did_you_mean(name, (*kind.needs, *kind.allows), lang) for lang in ("en", "zh")]
            raise DataError(
                f"{event.kind} does not take {name!r}.{hints[0]}", zh=f"{event.kind} 没有“{name}”。{hints[1]}"
            )
        if name.endswith(("deadline", "date")) and value is not None:
            _date(event.kind, name, value)
    return kind


def _date(kind: str, name: str, value: object) -> None:
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        raise DataError(
            f"{kind}: {name}={value!r} is no date; write it as 2026-06-30.",
            zh=f"{kind}：{name} 的值“{value}”不是日期，请写作 2026-06-30。",
        ) from None
