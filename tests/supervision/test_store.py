"""The event store on a real database: nothing acknowledged is lost, two inspectors do not overwrite each other."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.supervision.test_machines import FORMED, START, D, at
from toolkit.errors import OptionError, UnreadableInputError
from toolkit.supervision import EventStore, IllegalEvent, replay

ROOT = Path(__file__).parents[2]
APPROVED = {"authority": "city", "governance": "alliance", "approval": "1"}


def python(code, *words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)


def test_events_come_back_as_they_were(tmp_path):
    store = EventStore(tmp_path / "督导.sqlite")
    for event in START:
        store.append(event)
    assert store.events() == START
    assert EventStore(tmp_path / "督导.sqlite").events(until=D(2025, 9, 2)) == START[:2]
    assert store.verify() == []
    assert replay(store.events()).members("G1", "lead")[0].school == "S1"


def test_what_is_refused_is_not_recorded(tmp_path):
    store = EventStore(tmp_path / "s.sqlite")
    store.append(FORMED)
    with pytest.raises(IllegalEvent):
        store.append(FORMED)
    with pytest.raises(OptionError):
        store.append(at("card.pink", D(2026, 1, 1), "S2"))
    assert len(store.events()) == 1


def test_an_event_that_would_undo_a_later_one_is_refused(tmp_path):
    store = EventStore(tmp_path / "s.sqlite")
    for event in [*START, at("card.yellow", D(2026, 1, 5), "S2", cause="breach")]:
        store.append(event)
    with pytest.raises(IllegalEvent, match="yellow"):
        store.append(at("membership.leave", D(2025, 12, 1), "S2", document="x"))


def test_rows_cannot_be_changed_and_a_forged_file_shows(tmp_path):
    store = EventStore(tmp_path / "s.sqlite")
    for event in START:
        store.append(event)
    store.close()
    with sqlite3.connect(tmp_path / "s.sqlite") as plain:
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            plain.execute("UPDATE duxue_events SET reason = 'x' WHERE id = 2")
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            plain.execute("DELETE FROM duxue_events WHERE id = 2")
        plain.execute("DROP TRIGGER duxue_events_UPDATE")
        plain.execute("UPDATE duxue_events SET reason = 'forged' WHERE id = 2")
    assert EventStore(tmp_path / "s.sqlite").verify() == [2]


WRITER = """
    import datetime as dt, sys
    from toolkit.supervision import Event, EventStore
    store = EventStore(sys.argv[1])
    print("ready", flush=True)
    for i in range(int(sys.argv[3])):
        name = f"{sys.argv[2]}{i:03d}"
        details = {"authority": "city", "governance": "alliance", "approval": "1"}
        store.append(Event("group.form", name, dt.date(2025, 9, 1), details=details))
        print(name, flush=True)
"""


def test_two_inspectors_who_write_at_once_lose_nothing(tmp_path):
    path = tmp_path / "s.sqlite"  # made by both at once
    writers = [python(WRITER, path, letter, 12) for letter in "AB"]
    told = [word for writer in writers for word in writer.communicate(timeout=120)[0].split() if word != "ready"]
    store = EventStore(path)
    assert sorted(e.group for e in store.events()) == sorted(told)
    assert len(told) == 24
    assert store.verify() == []


def test_two_inspectors_cannot_both_put_a_school_into_their_group(tmp_path):
    store = EventStore(tmp_path / "s.sqlite")
    for group in ("A", "B"):
        store.append(at("group.form", D(2025, 9, 1), group=group, **APPROVED))
    code = """
        import datetime as dt, sys
        from toolkit.supervision import Event, EventStore, IllegalEvent
        store = EventStore(sys.argv[1])
        try:
            day, role = dt.date(2025, 9, 2), {"role": "member"}
            store.append(Event("membership.propose", sys.argv[2], day, school="S1", details=role))
            print("taken")
        except IllegalEvent:
            print("refused")
    """
    processes = [python(code, tmp_path / "s.sqlite", group) for group in "AB"]
    assert sorted(p.communicate(timeout=120)[0].strip() for p in processes) == ["refused", "taken"]


@pytest.mark.skipif(os.name == "nt", reason="kills with a signal")
@pytest.mark.parametrize("after", [1, 4])
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path, after):
    path = tmp_path / "s.sqlite"
    writer = python(WRITER, path, "A", 1000)
    told = []
    while len(told) <= after:
        told.append(writer.stdout.readline().strip())
    time.sleep(0.003 * after)
    writer.send_signal(signal.SIGKILL)
    told += writer.stdout.read().split("\n")[:-1]
    writer.wait()
    store = EventStore(path)
    kept = [e.group for e in store.events()]
    acknowledged = [word for word in told if word and word != "ready"]
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1  # the one that was being confirmed
    assert store.verify() == []
    store.append(at("group.form", D(2025, 9, 1), group="after", **APPROVED))


def test_a_file_that_is_no_store_is_told_in_one_sentence(tmp_path):
    (tmp_path / "x.sqlite").write_text("这不是数据库" * 100, encoding="utf-8")
    with pytest.raises(UnreadableInputError, match=r"x\.sqlite cannot be used"):
        EventStore(tmp_path / "x.sqlite")
    with pytest.raises(OptionError, match="mysql"):
        EventStore("mysql://u:secret@h/d")
    with pytest.raises(UnreadableInputError) as caught:
        EventStore("postgresql://u:secret@127.0.0.1:1/d?connect_timeout=2")
    assert "secret" not in str(caught.value)
