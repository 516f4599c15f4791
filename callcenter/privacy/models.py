"""Erasures that the carrier has yet to confirm, as rows."""

from datetime import datetime

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.infra.database import Base


class Erasure(Base):
    """A number to be forgotten at the carrier too; its seal goes with the last of it."""

    __tablename__ = "erasure"
    __table_args__ = (
        Index(
            "ix_erasure_due",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number_sealed: Mapped[bytes]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]


def due(session: Session, now: datetime) -> list[Erasure]:
    statement = select(Erasure).where(Erasure.done_at.is_(None), Erasure.due_at <= now)
    return list(session.scalars(statement))
