"""Pace: so many a second for the whole house, and whose turn a sweep is. One row each."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.infra.database import Base, inserted, rows


class Pace(Base):
    """When the next one of this kind may happen."""

    __tablename__ = "pace"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]


def take(session: Session, name: str, every: timedelta, now: datetime) -> timedelta | None:
    """Take the turn: None if it is ours, else how long until there may be another.

    A token bucket that holds one token: `next_at` moves on by `every` with each that is taken.
    One that lies further ahead than that was written by a clock that has been set back since.
    """
    statement = (
        update(Pace)
        .where(Pace.name == name, or_(Pace.next_at <= now, Pace.next_at > now + every))
        .values(next_at=now + every)
        .execution_options(synchronize_session=False)
    )
    if rows(session.execute(statement)) == 1:
        return None
    if inserted(session, Pace, {"name": name, "next_at": now + every}):
        return None
    row = session.get_one(Pace, name, populate_existing=True)
    return max(row.next_at - now, timedelta(milliseconds=10))
