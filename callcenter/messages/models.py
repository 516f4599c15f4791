"""Text messages as rows."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.infra.database import Base
from callcenter.kernel.ids import attempt_token


class Message(Base):
    """One text and the intention to send it. `body_sealed` may hold a link: never logged.

    `about` names what it speaks of (`appointment:7`); after `expires_at` it says nothing new.
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    number_sealed: Mapped[bytes]
    number_index: Mapped[str] = mapped_column(index=True)
    body_sealed: Mapped[bytes]
    sender: Mapped[str]
    attempt: Mapped[str] = mapped_column(unique=True, default=attempt_token)
    sid: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    about: Mapped[str] = mapped_column(default="", index=True)
    expires_at: Mapped[datetime | None]


def by_attempt(session: Session, attempt: str) -> Message | None:
    return session.scalar(select(Message).where(Message.attempt == attempt))


def latest(session: Session, contact_id: int, kind: str) -> Message | None:
    statement = (
        select(Message)
        .where(Message.contact_id == contact_id, Message.kind == kind)
        .order_by(Message.id.desc())
    )
    return session.scalars(statement).first()


def due(session: Session, now: datetime) -> list[int]:
    statement = select(Message.id).where(Message.state == "pending", Message.due_at <= now)
    return list(session.scalars(statement.order_by(Message.due_at, Message.id)))


def waiting(session: Session, about: Collection[str]) -> list[Message]:
    """Return what is planned about these things and has not left."""
    statement = select(Message).where(Message.about.in_(about), Message.state == "pending")
    return list(session.scalars(statement))


def states_of(session: Session, kind: str, about: Collection[str]) -> dict[str, str]:
    """Return what became of the latest text of that kind about each of these things."""
    which = select(Message.about, Message.state).where(
        Message.about.in_(about), Message.kind == kind
    )
    return dict(session.execute(which.order_by(Message.id)).all())


def known_sids(session: Session, sids: list[str]) -> set[str]:
    """Which of these texts are ours already."""
    found = session.scalars(select(Message.sid).where(Message.sid.in_(sids)))
    return {sid for sid in found if sid}
