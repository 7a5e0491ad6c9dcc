"""The event store on a real PostgreSQL server, where one is installed."""

import pytest
import sqlalchemy as sa

from tests.intake._postgres import PASSWORD, programs, server
from tests.supervision.test_machines import START, D, at
from tests.supervision.test_store import WRITER, python
from toolkit.supervision import EventStore, IllegalEvent

pytestmark = pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")


@pytest.fixture(scope="module")
def address():
    with server() as place:
        host, port = place.split(":")
        url = sa.engine.URL.create("postgresql", "inspector", PASSWORD, host, int(port), "postgres")
        yield url.render_as_string(hide_password=False)


def test_two_inspectors_write_at_once_and_rows_stay(address):
    writers = [python(WRITER, address, letter, 8) for letter in "AB"]  # both make the table
    told = [word for writer in writers for word in writer.communicate(timeout=120)[0].split() if word != "ready"]
    store = EventStore(address)
    assert sorted(e.group for e in store.events()) == sorted(told)
    assert len(told) == 16
    for event in START:
        store.append(event)
    assert store.events()[16:] == START
    assert store.verify() == []
    with pytest.raises(IllegalEvent):
        store.append(at("membership.propose", D(2026, 1, 1), "S2", role="member"))
    store.close()
    engine = sa.create_engine(sa.engine.make_url(address).set(drivername="postgresql+psycopg"))
    with engine.connect() as plain, pytest.raises(sa.exc.DBAPIError, match="never changed"):
        plain.execute(sa.text("DELETE FROM duxue_events WHERE id = 2"))
    engine.dispose()
