"""Recordings of calls as rows; the sound itself stays at the carrier and is fetched to be heard."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship

from callcenter.contacts.models import Contact, Leg
from callcenter.infra.database import Base, spelled
from callcenter.kernel.ids import public_id
from callcenter.recordings.lifecycle import RUNS

_RUNS = f"state IN ({', '.join(repr(state) for state in sorted(RUNS))})"


class Recording(Base):
    """`sid` is the carrier's name of it; `asked_by` the associate who started it."""

    __tablename__ = "call_recording"
    __table_args__ = (
        Index(
            "uq_call_recording_runs",
            "contact_id",
            unique=True,
            sqlite_where=text(_RUNS),
            postgresql_where=text(_RUNS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    state: Mapped[str]
    sid: Mapped[str | None] = mapped_column(unique=True)
    seconds: Mapped[int | None]
    created_at: Mapped[datetime]

    contact: Mapped[Contact] = relationship(lazy="joined")
    line: Mapped[Leg] = relationship(lazy="joined")


_IS_RUNNING = Recording.state.in_(spelled(sorted(RUNS)))


def by_public_id(session: Session, public: str) -> Recording | None:
    return session.scalar(select(Recording).where(Recording.public_id == public))


def of_contact(session: Session, contact_id: int) -> list[Recording]:
    """Return a contact's recordings, oldest first, without the line and contact they refer to."""
    found = select(Recording).where(Recording.contact_id == contact_id).order_by(Recording.id)
    return list(session.scalars(found.options(lazyload("*"))))


def running(session: Session, contact_id: int) -> Recording | None:
    found = select(Recording).where(Recording.contact_id == contact_id, _IS_RUNNING)
    return session.scalar(found)


def known(session: Session, sids: list[str]) -> list[str]:
    found = session.scalars(select(Recording.sid).where(Recording.sid.in_(sids)))
    return [sid for sid in found if sid]


def every_running(session: Session) -> list[Recording]:
    return list(session.scalars(select(Recording).where(_IS_RUNNING)))
