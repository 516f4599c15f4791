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


@pytest.fixture
def engine_of_file(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE number (value INTEGER)"))
        connection.execute(text("INSERT INTO number VALUES (0)"))
    return engine


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of what is flushed from now on."""
    names: list[str] = []
    synced = sqlite._synced

    def note(path: Path, how: int) -> int:
        names.append(path.name)
        return synced(path, how)

    monkeypatch.setattr(sqlite, "_synced", note)
    return names


def _commits(sessions: sessionmaker[Session], *, hasty: bool, changes: bool = True) -> None:
    with sessions.begin() as session:
        if hasty:
            hasten(session)
        session.execute(text("UPDATE number SET value = value + 1" if changes else "SELECT 1"))


def test_only_a_hasty_commit_of_sqlite_goes_unflushed(
    engine_of_file: Engine, flushed: list[str]
) -> None:
    sessions = make_sessions(engine_of_file)
    counts = []
    for hasty in (False, True, False, True, True, False):
        _commits(sessions, hasty=hasty)
        counts.append(flushed.count("a.db-wal"))
    assert counts == [1, 1, 2, 2, 2, 3]


def test_what_changed_nothing_waits_for_no_disk(engine_of_file: Engine, flushed: list[str]) -> None:
    _commits(make_sessions(engine_of_file), hasty=False, changes=False)
    assert flushed == []


def test_a_new_log_is_found_by_its_name_after_a_power_cut(
    tmp_path: Path, flushed: list[str]
) -> None:
    engine = connect(f"sqlite:///{tmp_path}/b.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE number (value INTEGER)"))
        connection.execute(text("INSERT INTO number VALUES (0)"))
    assert flushed == ["b.db-wal", tmp_path.name]
    _commits(make_sessions(engine), hasty=False)
    assert flushed == ["b.db-wal", tmp_path.name, "b.db-wal"]


def test_the_next_one_writes_while_the_disk_is_waited_for(
    engine_of_file: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_disk, done = threading.Event(), threading.Event()

    def slow(_path: Path, _how: int) -> int:
        at_the_disk.set()
        assert done.wait(10)
        return 0

    sessions = make_sessions(engine_of_file)
    monkeypatch.setattr(sqlite, "_synced", slow)
    first = threading.Thread(target=_commits, args=(sessions,), kwargs={"hasty": False})
    first.start()
    assert at_the_disk.wait(10)
    _commits(sessions, hasty=True)
    assert first.is_alive()
    done.set()
    first.join()
    with engine_of_file.connect().execution_options(**READING) as connection:
        assert connection.scalar(text("SELECT value FROM number")) == 2


def test_a_disk_that_fails_is_told_as_a_fault_of_the_database(
    engine_of_file: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_path: Path, _how: int) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sqlite, "_synced", fails)
    with pytest.raises(OperationalError, match="disk I/O error"):
        _commits(make_sessions(engine_of_file), hasty=False)


def test_a_place_without_a_write_ahead_log_is_refused_in_words() -> None:
    with (
        pytest.raises(OperationalError, match="a file on a local disk"),
        connect("sqlite://").connect(),
    ):
        pass


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
