"""Presence as rows, one per associate."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.staff.models import Associate


class Presence(Base):
    __tablename__ = "presence"

    id: Mapped[int] = mapped_column(ForeignKey("associate.id"), primary_key=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    notice: Mapped[str] = mapped_column(default="")
    next_state: Mapped[str] = mapped_column(default="")
    wrapping_up_contact: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))

    associate: Mapped[Associate] = relationship(lazy="joined")


def available(session: Session) -> list[Presence]:
    statement = select(Presence).where(Presence.state == "available").order_by(Presence.since)
    return list(session.scalars(statement))


def every(session: Session) -> list[Presence]:
    return list(session.scalars(select(Presence).order_by(Presence.id)))


def silent(session: Session, before: datetime) -> list[Presence]:
    """Reachable by their word, but no beat since."""
    statement = select(Presence).where(
        Presence.state.in_(("available", "offered", "wrapping_up")), Presence.beat_at < before
    )
    return list(session.scalars(statement))


def finished_wrap_ups(session: Session, now: datetime) -> list[Presence]:
    statement = select(Presence).where(Presence.state == "wrapping_up", Presence.until <= now)
    return list(session.scalars(statement))
