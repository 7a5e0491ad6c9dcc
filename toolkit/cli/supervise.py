"""`duxue supervise`: what is so, what is due, record an event, what happened."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.cli import DONE, FINDINGS, WRONG_USE
from toolkit.cli._output import Output
from toolkit.errors import OptionError, UnreadableInputError
from toolkit.words import word

if TYPE_CHECKING:
    from toolkit.supervision import EventStore


def status(store: str, on: str, group: str, rules: str, lang: str, form: str) -> int:
    """Show every group as of a day; exit code 1 when the store was altered."""
    out = Output("supervise status", lang, form)
    from toolkit.supervision import replay
    from toolkit.supervision import status as status_frame
    from toolkit.supervision.store import altered

    opened, day = open_store(store, rules), day_of(on)
    recorded = opened.recorded()
    wrong = altered(recorded)
    frame = status_frame(replay((r.event for r in recorded), day, opened.rules), day)
    frame = frame.filter(pl.col("group_id") == group) if group else frame
    out.say("supervise_head", day=day, n=frame.height)
    for row in frame.iter_rows(named=True):
        out.text(_line(row, out.lang))
    if wrong:
        out.say("supervise_altered", places=", ".join(map(str, wrong)))
    out.counts = {"on": str(day), "groups": _plain(frame), "altered": wrong}
    out.ok = not wrong
    return out.finish(FINDINGS if wrong else DONE)


def due(store: str, on: str, within: int, data: str, rules: str, lang: str, form: str) -> int:
    """Show what is due and overdue; exit code 1 when something is overdue."""
    out = Output("supervise due", lang, form)
    from toolkit.supervision import due as due_frame
    from toolkit.supervision import replay

    opened, day = open_store(store, rules), day_of(on)
    state = replay(opened.events(), day, opened.rules)
    owed = _owed(data, state, day, opened.rules, out) if data else None
    frame = due_frame(state, day, within=within, obligations=owed, rules=opened.rules)
    out.say("supervise_due_head", day=day, n=frame.height, within=within)
    for row in frame.iter_rows(named=True):
        who = " ".join(part for part in (row["group_id"], row["school_id"], row["item"]) if part)
        key = "supervise_overdue" if row["overdue"] else "supervise_in_days"
        owner = word(f"owner.{row['owner']}", out.lang)
        out.say(key, due=row["due"], what=row[out.lang], who=who, days=abs(row["days"]), owner=owner)
    late = frame.filter("overdue").height
    out.counts = {"on": str(day), "due": _plain(frame), "overdue": late}
    if owed is not None:
        out.counts["obligations"] = _plain(owed)
    out.ok = not late
    return out.finish(FINDINGS if late else DONE)


def record(
    store: str,
    kind: str,
    group: str,
    school: str,
    item: str,
    date: str,
    details: list[str],
    actor: str,
    reason: str,
    rules: str,
    lang: str,
    form: str,
) -> int:
    """Record one event, or say why it is not allowed; nothing is recorded then."""
    out = Output("supervise record", lang, form)
    from toolkit.supervision import KINDS, Event, IllegalEvent

    if not date:
        raise OptionError(
            "--date is needed: the day on which the event takes effect, such as 2026-06-30.",
            zh="须给出 --date：事件生效的日期，如 2026-06-30。",
        )
    event = Event(kind, group, day_of(date), school, item, dict(map(_detail, details)), actor, reason)
    try:
        recorded = open_store(store, rules, make=True).append(event)
    except IllegalEvent as error:
        out.say("supervise_refused", why=error.text(out.lang))
        out.ok = False
        return out.finish(WRONG_USE)
    name = KINDS[kind].zh if out.lang == "zh" else KINDS[kind].en
    out.say("supervise_recorded", place=recorded.id, name=name, stream=event.stream, day=event.date)
    out.counts = {"id": recorded.id, "stream": event.stream, "hash": recorded.hash}
    return out.finish(DONE)


def take_in(data: str, store: str, write: bool, rules: str, lang: str, form: str) -> int:
    """Import what raw tables tell; exit code 1 when rows have errors or are refused, and nothing is recorded then."""
    out = Output("supervise import", lang, form)
    from toolkit.checks.text import findings_text
    from toolkit.read import read_tables
    from toolkit.supervision import import_tables
    from toolkit.supervision.from_tables import SOURCES
    from toolkit.tables import Tables
    from toolkit.validate import validate

    tables = read_tables(data, lang=out.lang)
    kept = {name: frame for name, frame in tables.items() if name in (*SOURCES, "districts", "schools")}
    checked = validate(Tables(kept, tables.places, tables.reading), lang=out.lang)
    if not checked.ok:
        out.add_findings(checked.findings)
        out.text(checked.text())
        out.say("supervise_import_errors")
        out.ok = False
        return out.finish(FINDINGS)
    with _store_or_trial(store, rules, write) as opened:
        found = import_tables(opened, checked.tables, write=write, lang=out.lang)
    for name, n in found.events.group_by("name", maintain_order=True).len().iter_rows():
        out.text(f"  {name} {n}")
    if not found.ok:
        out.add_findings(found.refused)
        out.text(findings_text(found.refused, out.lang))
    key = "refused" if not found.ok else "done" if found.written else "trial"
    out.say(f"supervise_import_{key}", n=found.events.height, known=found.known, rows=found.refused.height)
    out.counts |= {"new": found.events.height, "known": found.known, "written": found.written}
    out.ok = found.ok
    return out.finish(DONE if found.ok else FINDINGS)


def history(store: str, group: str, school: str, lang: str, form: str) -> int:
    """Show what happened to a group or a school."""
    out = Output("supervise history", lang, form)
    from toolkit.supervision import history as history_frame

    frame = history_frame(open_store(store, "").events(), group, school, out.lang)
    for row in frame.iter_rows(named=True):
        who = "/".join(part for part in (row["group_id"], row["school_id"], row["item"]) if part)
        parts = [str(row["date"]), who, row["name"], row["details"].strip("{}"), row["actor"], row["reason"]]
        out.text("  ".join(part for part in parts if part))
    if not frame.height:
        out.say("supervise_nothing")
    out.counts = {"events": _plain(frame)}
    return out.finish(DONE)


def kinds(lang: str, form: str) -> int:
    """Show the kinds of event and what each needs."""
    out = Output("supervise kinds", lang, form)
    from toolkit.supervision import KINDS

    for key, kind in KINDS.items():
        words = [w for w, wanted in (("--school", kind.school), ("--item", kind.item)) if wanted]
        words += [f"--set {name}=…" for name in kind.needs] + [f"[--set {name}=…]" for name in kind.allows]
        out.text(f"{key:24}{kind.zh if out.lang == 'zh' else kind.en}  {' '.join(words)}")
    out.counts = {key: {"needs": kind.needs, "allows": kind.allows} for key, kind in KINDS.items()}
    return out.finish(DONE)


def open_store(store: str, rules: str, *, make: bool = False) -> EventStore:
    """Open a store; only what records may make one."""
    from toolkit.supervision import EventStore, Rules

    if not make and "://" not in store and not Path(store).is_file():
        texts = (
            f"没有登记簿“{store}”：登记第一件事（duxue supervise record）或导入（import --write）时建立。",
            f"There is no store {store!r}: `duxue supervise record` makes it with the first event, or `import --write`.",
        )
        raise UnreadableInputError(texts[1], texts)
    return EventStore(store, _rules(rules) if rules else Rules())


@contextmanager
def _store_or_trial(store: str, rules: str, write: bool) -> Iterator[EventStore]:
    """Open the store; a trial on one that is not there leaves none behind."""
    if write or "://" in store or Path(store).is_file():
        yield open_store(store, rules, make=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        trial = open_store(str(Path(folder) / "trial.sqlite"), rules, make=True)
        try:
            yield trial
        finally:
            trial.close()


def _rules(path: str) -> Any:
    import tomllib

    from pydantic import ValidationError

    from toolkit.supervision import Rules

    try:
        return Rules(**tomllib.loads(Path(path).read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        texts = (f"{Path(path).name} 不是 TOML 文件：{error}", f"{Path(path).name} is no TOML file: {error}")
        raise UnreadableInputError(texts[1], texts) from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        known = ", ".join(Rules.model_fields)
        raise OptionError(
            f"{Path(path).name}: {name}: {first['msg']}. Known: {known}.",
            zh=f"{Path(path).name}：{name} 有误（{first['msg']}）。可用：{known}。",
        ) from None


def _owed(data: str, state: Any, day: dt.date, rules: Any, out: Output) -> pl.DataFrame:
    from toolkit.read import read_tables

    tables = read_tables(data, lang=out.lang)
    if "activities" not in tables:
        raise OptionError(
            f"{Path(data).name} has no table 'activities': obligations are counted in it.",
            zh=f"{Path(data).name} 中没有“集团活动”表（activities），无法统计义务完成情况。",
        )
    return obligations_of(tables, state, day, rules)


def obligations_of(tables: Any, state: Any, day: dt.date, rules: Any) -> pl.DataFrame:
    """Return the obligations of the school year of a day."""
    from toolkit.supervision import obligations

    return obligations(tables["activities"], state, period_of(day), day, rules)


def period_of(day: dt.date) -> str:
    """Return the school year of a day."""
    from toolkit.periods import SCHOOL_YEAR_STARTS

    year = day.year if (day.month, day.day) >= SCHOOL_YEAR_STARTS else day.year - 1
    return f"{year}-{(year + 1) % 100:02d}"


def day_of(text: str) -> dt.date:
    """Return the day that was asked for, or today."""
    if not text:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise OptionError(
            f"{text!r} is no date: write it as 2026-06-30.", zh=f"“{text}”不是日期，请写作 2026-06-30。"
        ) from None


def _detail(text: str) -> tuple[str, str | bool]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise OptionError(f"--set {text!r}: write name=value.", zh=f"--set “{text}”：请写作 名称=值。")
    return name.strip(), {"true": True, "false": False}.get(value.strip(), value.strip())


def _line(row: dict[str, Any], lang: str) -> str:
    values = {**row, "round": row["round"] or "–", "title": row["title"] or "–", "lead_id": row["lead_id"] or "–"}
    due = f" ({row['title_due']})" if row["title_due"] else ""
    return word("supervise_group", lang, **{**values, "title": f"{values['title']}{due}"})


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.with_columns(pl.selectors.date().cast(pl.String)).to_dicts()
