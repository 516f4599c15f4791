"""Second paths: where associates without a browser are rung, as rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.staff.models import Associate


class SecondPath(Base):
    """An associate's telephone; `kind` is phone (E.164) or sip. One each."""

    __tablename__ = "second_path"

    id: Mapped[int] = mapped_column(ForeignKey("associate.id"), primary_key=True)
    kind: Mapped[str]
    address_sealed: Mapped[bytes]
    address_index: Mapped[str]
    masked: Mapped[str]
    changed_at: Mapped[datetime]

    associate: Mapped[Associate] = relationship(lazy="joined")


def of(session: Session, associate_id: int) -> SecondPath | None:
    return session.get(SecondPath, associate_id)


def every(session: Session) -> list[SecondPath]:
    return list(session.scalars(select(SecondPath).order_by(SecondPath.id)))


def put(session: Session, path: SecondPath) -> None:
    """Set the associate's path; the one there was is forgotten."""
    session.merge(path)
    session.flush()


def drop(session: Session, associate_id: int) -> None:
    session.execute(delete(SecondPath).where(SecondPath.id == associate_id))
