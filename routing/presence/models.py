"""Presence as rows, one per associate."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select, true
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.staff.models import Associate


class Presence(Base):
    """`proof` is the last word of the page; `tab` the one page of the associate that rings."""

    __tablename__ = "presence"
    __table_args__ = (Index("ix_presence_state", "state"),)

    id: Mapped[int] = mapped_column(ForeignKey("associate.id"), primary_key=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    notice: Mapped[str] = mapped_column(default="")
    next_state: Mapped[str] = mapped_column(default="")
    tab: Mapped[str] = mapped_column(default="", server_default="")
    tab_at: Mapped[datetime | None]
    proof: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    can_show: Mapped[bool] = mapped_column(default=True, server_default=true())
    wrapping_up_contact: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))

    associate: Mapped[Associate] = relationship(lazy="joined")


def bare(session: Session, associate_id: int) -> Presence | None:
    """Return the row without the associate's skills: a beat needs none of them."""
    statement = select(Presence).where(Presence.id == associate_id)
    return session.scalar(statement.options(lazyload(Presence.associate)))


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
