"""SQLite beneath the engine: who reads, who writes, and when the disk has what was committed."""

import os
import sqlite3
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event
from typing_extensions import override

READS = "reading"
"""Execution option of a connection whose transaction only reads: a write is refused."""
HASTY = "hasty"
"""Execution option of a connection whose commit need not wait for the disk."""
_PATIENCE_MS, _GLANCE_MS = 15000, 8
_PRIMARY = 0xFF
"""The error itself; what is above it says why (SQLITE_BUSY_RECOVERY). https://sqlite.org/rescode"""
_PRAGMAS = (
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-32768",
    "wal_autocheckpoint=4000",
)
_TURNS: defaultdict[str, Lock] = defaultdict(Lock)
"""Of each file, whose turn it is to write among our own threads: they wait asleep."""
_BORN: dict[Path, int] = {}
"""Of each write-ahead log, the inode of which the disk knows by what name it is found."""


class Pair(sqlite3.Connection):
    """Writes, and has beside it a connection that can only read; `reads` says which is meant.

    One connection told `query_only` on and off would forget every statement it has prepared each
    time, as with any flag (https://sqlite.org/pragma.html): half of the database's work.
    """

    reads = False
    flushes = False
    """Whether who commits waits until the disk has it."""

    def __init__(self, *where: Any, **how: Any) -> None:
        super().__init__(*where, **how)
        self._where, self._how = where, how
        self._reader: sqlite3.Connection | None = None
        self._turn, self._has_turn = _TURNS[str(where[0])], False
        self._log, self._changes = Path(f"{where[0]}-wal"), 0
        _prepare(self)

    @property
    def reader(self) -> sqlite3.Connection:
        """The one that only reads, opened when it is first wanted."""
        if self._reader is None:
            self._reader = sqlite3.Connection(*self._where, **self._how)
            _prepare(self._reader)
            self._reader.execute("PRAGMA query_only=ON")
        return self._reader

    def take_turn(self, until: float) -> None:
        """Wait until none of our threads writes, or in vain until then (monotonic seconds)."""
        self._has_turn = self._turn.acquire(timeout=max(0.0, until - time.monotonic()))
        self._changes = self.total_changes

    def end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._turn.release()

    @override
    def cursor(self, *kind: Any) -> Any:
        return self.reader.cursor(*kind) if self.reads else super().cursor(*kind)

    @override
    def commit(self) -> None:
        if self.reads:
            self.reader.commit()
            return
        super().commit()
        self.end_turn()
        if self.flushes and self.total_changes != self._changes:
            _flush(self._log)

    @override
    def rollback(self) -> None:
        if self.reads:
            self.reader.rollback()
            return
        super().rollback()
        self.end_turn()

    @override
    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        super().close()
        self.end_turn()


CONNECT: Mapping[str, Any] = {"timeout": 15, "cached_statements": 1024, "factory": Pair}
"""Arguments of `sqlite3.connect`: what is said to a database is a few hundred statements."""


def listen(engine: Engine, *, durable: bool) -> None:
    """Begin the engine's transactions as their options say."""
    event.listen(engine, "begin", _write_or_not)
    if durable:
        event.listen(engine, "begin", _flush_or_not)
    event.listen(engine, "begin", _begin)


def _prepare(one: sqlite3.Connection) -> None:
    """Set it up; SQLite itself flushes its log only before it empties it (`NORMAL`)."""
    one.isolation_level = None  # we send BEGIN ourselves
    if one.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
        message = "SQLite has no write-ahead log here: use a file on a local disk, or PostgreSQL"
        raise sqlite3.OperationalError(message)
    for pragma in (*_PRAGMAS, f"busy_timeout={_PATIENCE_MS}"):
        one.execute(f"PRAGMA {pragma}")


def _pair(connection: Any) -> Pair:
    pair: Pair = connection.connection.dbapi_connection
    return pair


def _write_or_not(connection: Any) -> None:
    """Let who only reads only read; a write there would fail whenever another one writes."""
    _pair(connection).reads = bool(connection.get_execution_options().get(READS))


def _flush_or_not(connection: Any) -> None:
    """Flush this transaction's commit, unless it is hasty."""
    _pair(connection).flushes = not connection.get_execution_options().get(HASTY)


def _begin(connection: Any) -> None:
    """Take the write lock at once: a read-then-write transaction needs it from its first word.

    The default loses updates without an error (24-90 % under contention, measured). Who only
    reads must not keep writers waiting.
    """
    pair = _pair(connection)
    if pair.reads:
        pair.reader.execute("BEGIN")  # takes no lock yet: there is nothing to wait for
        return
    until = time.monotonic() + _PATIENCE_MS / 1000
    pair.take_turn(until)
    pair.execute(f"PRAGMA busy_timeout={_GLANCE_MS}")
    try:
        if not _soon_begun(pair, until):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # whose error everybody knows
    except BaseException:
        pair.end_turn()
        raise
    finally:
        pair.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")


def _flush(log: Path) -> None:
    """Wait until the disk has what was committed. Raises sqlite3.OperationalError.

    As `synchronous=FULL` does (https://sqlite.org/pragma.html#pragma_synchronous), but after the
    turn to write: the next one writes meanwhile, and one flush brings along whatever lies before
    it in the log. Nobody is answered, and no order leaves, before this returns.
    """
    try:
        born = _synced(log, os.O_RDWR)
        if _BORN.get(log) != born:
            _synced(log.parent, os.O_RDONLY)
            _BORN[log] = born
    except OSError as error:
        message = f"disk I/O error: {error.strerror}"
        raise sqlite3.OperationalError(message) from error


def _synced(path: Path, how: int) -> int:
    """Flush a file or a folder's names; returns its inode."""
    descriptor = os.open(path, how)
    try:
        os.fdatasync(descriptor)
        return os.fstat(descriptor).st_ino
    finally:
        os.close(descriptor)


def _soon_begun(writer: sqlite3.Connection, until: float) -> bool:
    """Begin to write as soon as the process that writes now is done; false where it is not to be.

    SQLite's own waiting sleeps longer and longer, up to 100 ms between two looks, so that who
    came first is served last. Short waits, over and over, look every few milliseconds.
    """
    while time.monotonic() < until:
        try:
            writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                return False
        else:
            return True
    return False
