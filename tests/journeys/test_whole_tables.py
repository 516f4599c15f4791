"""A year of calls makes no call dearer: nothing is found by reading a table from end to end."""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

import wsgi
from callcenter.infra.database import Base
from tests.journeys.stage import Stage

_SELDOM_S = 60.0
"""What runs less often may read what it must."""
_HOUSE = frozenset(
    {"store", "category", "ruling", "associate", "presence", "second_path", "menu", "menu_trial"}
    | {"routing_partition"}
)
"""What a house has, however many call it."""
_SCAN = re.compile(r"SCAN (\w+?)(_\d+)?( AS \w+)?$")
"""An index that is read from end to end is named behind it: one that holds only what is alive."""


@pytest.fixture
def statements(engine: Engine) -> Iterator[set[str]]:
    """Return every statement from now on."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by how much is there: only SQLite's plans stand fast")
    found: set[str] = set()

    def note(*said: object) -> None:
        found.add(str(said[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def _whole(engine: Engine, statement: str) -> set[str]:
    """Return the growing tables that SQLite would read whole, whatever the parameters."""
    with sqlite3.connect(str(engine.url.database)) as file:
        try:
            plan = file.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?"))
        except sqlite3.OperationalError:  # a pragma, or the beginning of a transaction
            return set()
        steps = [str(step[3]) for step in plan]
    read = {found[1] for step in steps if (found := _SCAN.match(step))} & set(Base.metadata.tables)
    return read - _HOUSE


def test_no_call_and_no_sweep_reads_a_table_that_grows(
    sessions: object, engine: Engine, statements: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    often = tuple(one for one in wsgi.SCHEDULE if one[0] < _SELDOM_S)
    monkeypatch.setattr(wsgi, "SCHEDULE", often)
    stage = Stage(sessions)
    statements.clear()
    stage.talks()
    stage.diaz.hang_up()
    stage.advance(3)
    stage.dials("1")
    stage.advance(30)
    read = {one: tables for one in statements if (tables := _whole(engine, one))}
    assert read == {}
    assert _whole(engine, "SELECT * FROM contact WHERE note = ?") == {"contact"}
    assert len(statements) > 100
