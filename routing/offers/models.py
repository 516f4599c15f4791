"""Offers as rows: two for one associate, or for one contact, cannot be stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select, text, update
from sqlalchemy.orm import Mapped, Session, joinedload, lazyload, mapped_column, relationship

from callcenter.contacts.models import Contact
from callcenter.infra.database import Base, spelled
from callcenter.kernel.ids import public_id
from callcenter.staff.models import Associate
from routing.presence.models import Presence

_PENDING = "state = 'pending'"


class Offer(Base):
    """`notified_at` empty: committed, not yet pushed (the offer is its own outbox).

    `why`: {parts: [[name, cost]], free: how many could have served, others: [[associate, ring,
    cost]]}, as it was when the offer was made.
    """

    __tablename__ = "offer"
    __table_args__ = (
        Index(
            "uq_offer_pending_associate",
            "associate_id",
            unique=True,
            sqlite_where=text(_PENDING),
            postgresql_where=text(_PENDING),
        ),
        Index(
            "uq_offer_pending_contact",
            "contact_id",
            unique=True,
            sqlite_where=text(_PENDING),
            postgresql_where=text(_PENDING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    ring: Mapped[str] = mapped_column(default="", server_default="")
    cost: Mapped[float] = mapped_column(default=0.0, server_default="0")
    why: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    contact: Mapped[Contact] = relationship(lazy="joined")
    associate: Mapped[Associate] = relationship(lazy="joined")


IS_PENDING = Offer.state == spelled(["pending"])[0]
_SLIM = (lazyload(Offer.associate), joinedload(Offer.contact).lazyload(Contact.associate))
"""Its associate is known already where somebody looks at an offer; its contact has none yet."""


def by_public_id(session: Session, public: str) -> Offer | None:
    return session.scalar(select(Offer).where(Offer.public_id == public).options(*_SLIM))


def pending_of(session: Session, associate_id: int) -> Offer | None:
    """Find it by number first: that it rings at nobody's, as mostly, is cheap to see."""
    statement = select(Offer.id).where(Offer.associate_id == associate_id, IS_PENDING)
    found = session.scalar(statement)
    return to_show(session, found) if found else None


def to_show(session: Session, offer_id: int) -> Offer | None:
    return session.get(Offer, offer_id, options=_SLIM)


def pending_for(session: Session, contact_id: int) -> Offer | None:
    return session.scalar(select(Offer).where(Offer.contact_id == contact_id, IS_PENDING))


def pending_for_any(session: Session, contact_ids: Sequence[int]) -> list[Offer]:
    statement = select(Offer).where(Offer.contact_id.in_(contact_ids), IS_PENDING)
    return list(session.scalars(statement.order_by(Offer.id)))


def asked(session: Session, contact_id: int) -> int | None:
    """Return whom the contact is offered to right now."""
    return session.scalar(
        select(Offer.associate_id).where(Offer.contact_id == contact_id, IS_PENDING)
    )


def overdue(session: Session, now: datetime) -> list[Offer]:
    return list(session.scalars(select(Offer).where(IS_PENDING, Offer.expires_at <= now)))


def untold(session: Session, before: datetime) -> list[Offer]:
    statement = select(Offer).where(
        IS_PENDING, Offer.notified_at.is_(None), Offer.created_at <= before
    )
    return list(session.scalars(statement))


def mark_told(session: Session, offer_ids: Sequence[int], now: datetime) -> None:
    session.execute(
        update(Offer)
        .where(Offer.id.in_(offer_ids), Offer.notified_at.is_(None))
        .values(notified_at=now)
        .execution_options(synchronize_session=False)
    )


def of_contact(session: Session, contact_id: int) -> list[Offer]:
    statement = select(Offer).where(Offer.contact_id == contact_id).order_by(Offer.id)
    return list(session.scalars(statement))


def orphaned(session: Session) -> list[Offer]:
    """Pending offers whose associate is no longer being offered anything."""
    statement = (
        select(Offer)
        .join(Presence, Presence.id == Offer.associate_id)
        .where(IS_PENDING, Presence.state != "offered")
    )
    return list(session.scalars(statement))


def bereft(session: Session) -> list[Offer]:
    """Pending offers whose contact waits no longer."""
    statement = (
        select(Offer)
        .join(Contact, Contact.id == Offer.contact_id)
        .where(IS_PENDING, Contact.state != "queued")
    )
    return list(session.scalars(statement))
