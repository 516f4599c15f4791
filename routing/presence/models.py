"""Presence as rows, one per associate."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Row, false, func, select, true
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.staff.models import Associate
from callcenter.stores.models import Store

AWAY = ("offline", "unreachable")
"""States in which nobody can be offered anybody."""


class Presence(Base):
    """`proof` is the last word of the page; `tab` the one page of the associate that rings.

    `by_phone`: no page is open; a telephone rings, and the shift says whether they are there.
    """

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
    by_phone: Mapped[bool] = mapped_column(default=False, server_default=false())
    wrapping_up_contact: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))

    associate: Mapped[Associate] = relationship(lazy="joined")


def newcomer(associate: Associate, now: datetime) -> Presence:
    """Return the presence of somebody who never came; whole, though nobody may keep it."""
    return Presence(
        id=associate.id,
        state="offline",
        reason="",
        since=now,
        notice="",
        next_state="",
        tab="",
        can_show=True,
        by_phone=False,
        associate=associate,
    )


def bare(session: Session, associate_id: int) -> Presence | None:
    """Return the row without the associate's skills: a beat needs none of them."""
    statement = select(Presence).where(Presence.id == associate_id)
    return session.scalar(statement.options(lazyload(Presence.associate)))


def by_phone(session: Session, associate_ids: Sequence[int]) -> list[int]:
    """Which of these have no page: their telephone rings."""
    statement = select(Presence.id).where(Presence.id.in_(associate_ids), Presence.by_phone)
    return list(session.scalars(statement.order_by(Presence.id)))


def there(session: Session) -> list[int]:
    """Return who has come and is not lost: with somebody, on a break or free."""
    return list(session.scalars(select(Presence.id).where(Presence.state.not_in(AWAY))))


def counts(session: Session) -> dict[str, int]:
    """How many are in each state."""
    statement = select(Presence.state, func.count()).group_by(Presence.state)
    return dict(session.execute(statement).all())


def board(session: Session, most: int) -> list[Row[str, str, str, datetime, str]]:
    """Name, store, state, since and reason of so many, who left longest ago last."""
    statement = (
        select(Associate.name, Store.name, Presence.state, Presence.since, Presence.reason)
        .join(Associate, Associate.id == Presence.id)
        .join(Store, Store.id == Associate.store_id)
        .order_by(Presence.state == "offline", Presence.id)
        .limit(most)
    )
    return list(session.execute(statement))


def silent(session: Session, before: datetime) -> list[Presence]:
    """Reachable by their word, but no beat since."""
    statement = select(Presence).where(
        Presence.state.in_(("available", "offered", "wrapping_up")),
        Presence.beat_at < before,
        Presence.by_phone.is_(False),
    )
    return list(session.scalars(statement))


def finished_wrap_ups(session: Session, now: datetime) -> list[Presence]:
    statement = select(Presence).where(Presence.state == "wrapping_up", Presence.until <= now)
    return list(session.scalars(statement))
