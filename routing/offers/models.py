"""Offers as rows: two for one associate, or for one contact, cannot be stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.contacts.models import Contact
from callcenter.infra.database import Base
from callcenter.kernel.ids import public_id
from callcenter.staff.models import Associate
from routing.presence.models import Presence

_PENDING = "state = 'pending'"


class Offer(Base):
    """`notified_at` empty: committed, not yet pushed (the offer is its own outbox).

    `considered` holds who was compared: [associate, ring, level, idle seconds], the chosen first.
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
    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    ring: Mapped[str] = mapped_column(default="", server_default="")
    cost: Mapped[float] = mapped_column(default=0.0, server_default="0")
    considered: Mapped[list[list[Any]] | None] = mapped_column(JSON)

    contact: Mapped[Contact] = relationship(lazy="joined")
    associate: Mapped[Associate] = relationship(lazy="joined")


def by_public_id(session: Session, public: str) -> Offer | None:
    return session.scalar(select(Offer).where(Offer.public_id == public))


def pending_of(session: Session, associate_id: int) -> Offer | None:
    statement = select(Offer).where(Offer.associate_id == associate_id, Offer.state == "pending")
    return session.scalar(statement)


def pending_for(session: Session, contact_id: int) -> Offer | None:
    return session.scalar(
        select(Offer).where(Offer.contact_id == contact_id, Offer.state == "pending")
    )


def overdue(session: Session, now: datetime) -> list[Offer]:
    return list(
        session.scalars(select(Offer).where(Offer.state == "pending", Offer.expires_at <= now))
    )


def unannounced(session: Session) -> list[Offer]:
    return list(
        session.scalars(select(Offer).where(Offer.state == "pending", Offer.notified_at.is_(None)))
    )


def refused_since(session: Session, moment: datetime) -> set[tuple[int, int]]:
    """(contact, associate) pairs whose offer was declined or missed since then."""
    statement = select(Offer.contact_id, Offer.associate_id).where(
        Offer.state.in_(("declined", "expired", "accepted")), Offer.closed_at >= moment
    )
    return {(contact, associate) for contact, associate in session.execute(statement)}


def of_contact(session: Session, contact_id: int) -> list[Offer]:
    return list(session.scalars(select(Offer).where(Offer.contact_id == contact_id)))


def orphaned(session: Session) -> list[Offer]:
    """Pending offers whose associate is no longer being offered anything."""
    statement = (
        select(Offer)
        .join(Presence, Presence.id == Offer.associate_id)
        .where(Offer.state == "pending", Presence.state != "offered")
    )
    return list(session.scalars(statement))
