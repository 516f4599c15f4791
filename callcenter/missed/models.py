"""Calls that nobody answered for, as rows; and how far back we have looked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.contacts.models import Contact
from callcenter.infra.database import Base
from callcenter.stores.models import Store

ONLY = 1


class MissedCall(Base):
    """One call of the carrier's books that never reached us. `reason`: why nobody is texted."""

    __tablename__ = "missed_call"
    __table_args__ = (Index("ix_missed_call_found", "state", "found_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    number_sealed: Mapped[bytes]
    number_index: Mapped[str] = mapped_column(index=True)
    number_masked: Mapped[str]
    link_digest: Mapped[str | None] = mapped_column(unique=True)
    called_at: Mapped[datetime]
    found_at: Mapped[datetime]

    store: Mapped[Store | None] = relationship(lazy="joined")


class Lookout(Base):
    """Until when the carrier's books were read; one row."""

    __tablename__ = "lookout"

    id: Mapped[int] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime]


def by_sid(session: Session, call_sid: str) -> MissedCall | None:
    return session.scalar(select(MissedCall).where(MissedCall.call_sid == call_sid))


def known_sids(session: Session, sids: Sequence[str]) -> set[str]:
    return set(session.scalars(select(MissedCall.call_sid).where(MissedCall.call_sid.in_(sids))))


def by_link(session: Session, link_digest: str) -> MissedCall | None:
    return session.scalar(select(MissedCall).where(MissedCall.link_digest == link_digest))


def offered_to(session: Session, number_index: str, since: datetime) -> bool:
    """Whether this number was offered a callback since then."""
    statement = select(MissedCall.id).where(
        MissedCall.number_index == number_index,
        MissedCall.state != "passed_over",
        MissedCall.found_at >= since,
    )
    return session.scalars(statement).first() is not None


def lapsed(session: Session, before: datetime) -> list[MissedCall]:
    statement = select(MissedCall).where(
        MissedCall.state == "offered", MissedCall.found_at < before
    )
    return list(session.scalars(statement))


def dealt_since(session: Session, number_index: str, moment: datetime) -> bool:
    """Whether the number has dealt with us since then, in whatever way."""
    statement = select(Contact.id).where(
        Contact.number_index == number_index, Contact.created_at >= moment
    )
    return session.scalars(statement).first() is not None
