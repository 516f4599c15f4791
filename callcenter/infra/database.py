"""The database: engine, declarative base, the UTC column type, and reports seen once."""

import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

READING: Mapping[str, bool] = {"reading": True, "postgresql_readonly": True}
"""Execution options of a connection whose transaction only reads: a write is refused."""
HASTY = "hasty"
"""Execution option of a connection whose commit need not wait for the disk."""
_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


_PATIENCE_MS, _GLANCE_MS = 15000, 8
_PRIMARY = 0xFF
"""The error itself; what is above it says why (SQLITE_BUSY_RECOVERY). https://sqlite.org/rescode"""
_NO_FLUSH = text("SET LOCAL synchronous_commit TO off")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes only; stored as naive UTC so that SQLite compares them as text."""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 - SQLAlchemy's own hook


class Report(Base):
    """A report of a machine outside, taken in once: unique by (sid, event, sequence)."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("sid", "event", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str]
    event: Mapped[str]
    sequence: Mapped[int]
    at: Mapped[datetime]


def first_time(session: Session, sid: str, event_name: str, sequence: int, now: datetime) -> bool:
    """Note the report; false if it was noted before."""
    row = {"sid": sid, "event": event_name, "sequence": sequence, "at": now}
    return inserted(session, Report, row)


def inserted(session: Session, model: type[Base], row: Mapping[str, Any]) -> bool:
    """`INSERT ... ON CONFLICT DO NOTHING`: true iff the row is new."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    key = inspect(model).primary_key
    statement = insert(model).values(**row).on_conflict_do_nothing().returning(*key)
    return session.execute(statement).first() is not None


def rows(result: Any) -> int:
    """How many rows a statement changed."""
    return int(result.rowcount)


def connect(url: str, *, durable: bool = True) -> Engine:
    """Return an engine for SQLite (WAL, `BEGIN IMMEDIATE`) or PostgreSQL.

    `durable`: what SQLite committed survives a power cut, at the price of a disk flush each time;
    what is not worth that (a test's database) is faster without.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": 15})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _write_or_not)
    if durable:  # before it begins: inside a transaction SQLite refuses to be told
        event.listen(engine, "begin", _flush_or_not)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def hasten(session: Session) -> None:
    """Begin a transaction whose commit returns before the disk has it; a crash may undo it.

    A later commit that is flushed brings it along: what was built on it is never there alone.
    """
    session.connection(execution_options={HASTY: True})
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_NO_FLUSH)


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False, autoflush=False)


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={_PATIENCE_MS}",
        "temp_store=MEMORY",
        "cache_size=-32768",
        "wal_autocheckpoint=4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_or_not(connection: Any) -> None:
    """Let who only reads only read; a write there would fail whenever another one writes."""
    reads = _reads(connection)
    if connection.info.get("reads", False) != reads:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
        connection.info["reads"] = reads


def _reads(connection: Any) -> bool:
    return bool(connection.get_execution_options().get("reading"))


def _flush_or_not(connection: Any) -> None:
    """Flush this transaction's commit, unless it is hasty; SQLite is told before it begins."""
    wanted = "NORMAL" if connection.get_execution_options().get(HASTY) else "FULL"
    if connection.info.get(HASTY) != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info[HASTY] = wanted


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at once: a read-then-write transaction needs it from its first word.

    The default loses updates without an error (24-90 % under contention, measured). Who only
    reads must not keep writers waiting.
    """
    if _reads(connection):
        connection.exec_driver_sql("BEGIN")
        return
    raw = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA busy_timeout={_GLANCE_MS}")
    try:
        if not _soon_begun(raw):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # whose error everybody knows
    finally:
        raw.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")


def _soon_begun(raw: sqlite3.Connection) -> bool:
    """Begin to write as soon as the one who writes now is done; false where it is not to be.

    SQLite's own waiting sleeps longer and longer, up to 100 ms between two looks, so that who
    came first is served last. Short waits, over and over, look every few milliseconds.
    """
    until = time.monotonic() + _PATIENCE_MS / 1000
    while time.monotonic() < until:
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                return False
        else:
            return True
    return False
