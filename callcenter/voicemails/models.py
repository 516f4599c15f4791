"""Messages that callers leave, as rows."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, and_, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.contacts.models import Contact
from callcenter.infra.database import Base
from callcenter.kernel.ids import public_id
from callcenter.staff.models import Associate

_LEFT = "wiped_at IS NOT NULL AND recording_sid IS NOT NULL"


class Voicemail(Base):
    """What a caller said; the sound stays at the carrier, under `recording_sid`, until `wiped_at`.

    `transcript_sealed`: the words, where somebody wrote them down. `callback_id`: the contact of
    way `message` that called back.
    """

    __tablename__ = "voicemail"
    __table_args__ = (
        Index("ix_voicemail_state", "state", "created_at"),
        Index(
            "ix_voicemail_left",
            "id",
            sqlite_where=text(_LEFT),
            postgresql_where=text(_LEFT),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    state: Mapped[str]
    call_sid: Mapped[str]
    recording_sid: Mapped[str | None] = mapped_column(unique=True)
    duration_s: Mapped[int] = mapped_column(default=0)
    transcript_sealed: Mapped[bytes] = mapped_column(default=b"")
    associate_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    outcome: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    wiped_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="joined", foreign_keys=[contact_id])
    associate: Mapped[Associate | None] = relationship(lazy="joined", foreign_keys=[associate_id])


def by_public_id(session: Session, public: str) -> Voicemail | None:
    return session.scalar(select(Voicemail).where(Voicemail.public_id == public))


def of_contact(session: Session, contact_id: int) -> Voicemail | None:
    return session.scalar(select(Voicemail).where(Voicemail.contact_id == contact_id))


def open_for(session: Session, associate: Associate, most: int) -> list[Voicemail]:
    """Messages to the associate's store, or to none, that are theirs or nobody's yet."""
    theirs = and_(Voicemail.state == "taken", Voicemail.associate_id == associate.id)
    store = or_(Contact.store_id == associate.store_id, Contact.store_id.is_(None))
    statement = (
        select(Voicemail)
        .join(Contact, Contact.id == Voicemail.contact_id)
        .where(or_(theirs, and_(Voicemail.state == "waiting", store)))
        .order_by(Voicemail.state, Voicemail.left_at, Voicemail.id)
        .limit(most)
    )
    return list(session.scalars(statement))


def unheard(session: Session, before: datetime, most: int) -> list[Voicemail]:
    """Messages of which no report said what became of the recording; longest ago first."""
    quiet = or_(Voicemail.looked_at.is_(None), Voicemail.looked_at < before)
    statement = (
        select(Voicemail)
        .where(Voicemail.state == "recording", Voicemail.created_at < before, quiet)
        .order_by(Voicemail.id)
        .limit(most)
    )
    return list(session.scalars(statement))


def of_ended(session: Session, before: datetime) -> list[Voicemail]:
    """Messages whose contact was over by then and whose sound is still there."""
    statement = (
        select(Voicemail)
        .join(Contact, Contact.id == Voicemail.contact_id)
        .where(Voicemail.wiped_at.is_(None), Contact.ended_at < before)
    )
    return list(session.scalars(statement))


def of_contacts(session: Session, contact_ids: Iterable[int]) -> list[Voicemail]:
    wanted = list(contact_ids)
    return list(session.scalars(select(Voicemail).where(Voicemail.contact_id.in_(wanted))))


def left_at_carrier(session: Session, most: int) -> list[tuple[int, str]]:
    """Return wiped messages and their recordings that the carrier still has."""
    statement = (
        select(Voicemail.id, Voicemail.recording_sid)
        .where(Voicemail.wiped_at.is_not(None), Voicemail.recording_sid.is_not(None))
        .order_by(Voicemail.id)
        .limit(most)
    )
    return [(one, sid) for one, sid in session.execute(statement) if sid]
