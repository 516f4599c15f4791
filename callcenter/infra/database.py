"""The database: engine, declarative base, the UTC column type, and reports seen once."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    UniqueConstraint,
    create_engine,
    inspect,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from callcenter.infra.sqlite import CONNECT, HASTY, READS, listen

READING: Mapping[str, bool] = {READS: True, "postgresql_readonly": True}
"""Execution options of a connection whose transaction only reads: a write is refused."""
_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


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


def spelled(states: Iterable[str]) -> list[ColumnElement[str]]:
    """Return states for a statement that is to find an index of only those, by its own words.

    What stands there as a parameter is no reason for SQLite to use a partial index, and the whole
    table is read (https://sqlite.org/partialindex.html). Never of what somebody typed.
    """
    return [literal_column(f"'{state}'", String) for state in states]


def rows(result: Any) -> int:
    """How many rows a statement changed."""
    return int(result.rowcount)


def connect(url: str, *, durable: bool = True) -> Engine:
    """Return an engine for SQLite in a file (WAL, `BEGIN IMMEDIATE`) or PostgreSQL.

    `durable`: what SQLite committed survives a power cut, at the price of a disk flush each time;
    what is not worth that (a test's database) is faster without.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args=dict(CONNECT))
    listen(engine, durable=durable)
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
