"""What waits for the disk and what does not, and how writers of SQLite wait for each other."""

import gc
import sqlite3 as raw_sqlite
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from callcenter.infra import sqlite
from callcenter.infra.database import READING, connect, hasten, make_sessions

_NORMAL, _FULL = 1, 2


@pytest.fixture
def engine_of_file(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE number (value INTEGER)"))
        connection.execute(text("INSERT INTO number VALUES (0)"))
    return engine


def _level(sessions: sessionmaker[Session], *, hasty: bool) -> int:
    with sessions.begin() as session:
        if hasty:
            hasten(session)
        return int(session.scalar(text("PRAGMA synchronous")))


def test_only_a_hasty_commit_of_sqlite_goes_unflushed(engine_of_file: Engine) -> None:
    sessions = make_sessions(engine_of_file)
    levels = [_level(sessions, hasty=hasty) for hasty in (False, True, False, True, True, False)]
    assert levels == [_FULL, _NORMAL, _FULL, _NORMAL, _NORMAL, _FULL]


def test_haste_ends_with_its_transaction(sessions: sessionmaker[Session]) -> None:
    if sessions.kw["bind"].dialect.name != "postgresql":
        pytest.skip("SQLite's own way is tested above")
    said = text("SHOW synchronous_commit")
    with sessions.begin() as session:
        hasten(session)
        assert session.scalar(said) == "off"
    with sessions.begin() as session:
        assert session.scalar(said) == "on"


def test_a_writer_waits_for_the_one_before(engine_of_file: Engine) -> None:
    def add() -> None:
        for _ in range(25):
            with engine_of_file.begin() as connection:
                value = connection.scalar(text("SELECT value FROM number")) or 0
                connection.execute(text("UPDATE number SET value = :more"), {"more": value + 1})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine_of_file.connect().execution_options(**READING) as connection:
        assert connection.scalar(text("SELECT value FROM number")) == 25 * 4


def test_who_waited_too_long_hears_that_it_is_locked(
    engine_of_file: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE_MS", 50)
    with engine_of_file.begin():
        begun = time.monotonic()
        with pytest.raises(OperationalError, match="locked"), engine_of_file.begin():
            pass
        assert time.monotonic() - begun >= 50 / 1000
    with engine_of_file.begin() as connection:  # and the next one may write
        connection.execute(text("UPDATE number SET value = 7"))
        assert connection.scalar(text("PRAGMA busy_timeout")) == 50


def test_a_reader_cannot_write_even_where_nobody_else_does(
    sessions: sessionmaker[Session],
) -> None:
    write = text("UPDATE report SET sequence = 1")
    with sessions() as session:
        session.connection(execution_options=READING)
        assert session.scalar(text("SELECT count(*) FROM report")) == 0
        with pytest.raises(DBAPIError, match=r"read-?only"):
            session.execute(write)
    with sessions.begin() as session:  # on the same connection
        session.execute(write)


def _broken(engine: Engine) -> None:
    with pytest.raises(ValueError, match="on the way"), engine.begin():
        raise ValueError("on the way")


def _left_open(engine: Engine) -> None:
    connection = engine.connect()
    connection.begin()
    del connection
    gc.collect()


def _closed(engine: Engine) -> None:
    connection = engine.connect()
    connection.begin()
    connection.close()


def _lost(engine: Engine) -> None:
    connection = engine.connect()
    connection.begin()
    connection.invalidate()


def _refused(engine: Engine) -> None:
    """Fail to begin: another process has SQLite's lock."""
    other = raw_sqlite.connect(str(engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), engine.begin():
        pass
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("end", [_broken, _left_open, _closed, _lost, _refused])
def test_a_turn_ends_with_its_transaction_however_that_ends(
    engine_of_file: Engine, end: Callable[[Engine], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE_MS", 200)
    end(engine_of_file)
    with engine_of_file.begin() as connection:
        connection.execute(text("UPDATE number SET value = 7"))
    with engine_of_file.connect().execution_options(**READING) as connection:
        assert connection.scalar(text("SELECT value FROM number")) == 7
    turn = dict(sqlite._TURNS)[str(engine_of_file.url.database)]
    assert not turn.locked()
