"""Photos as rows, the picture itself included: they live as long as the tour's link."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.infra.database import Base, rows
from callcenter.kernel.ids import public_id
from streaming.models import Tour


class Photo(Base):
    """A still in full resolution, as JPEG; width and height in pixels."""

    __tablename__ = "tour_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    tour_id: Mapped[int] = mapped_column(ForeignKey("tour.id"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime]
    picture: Mapped[bytes] = mapped_column(deferred=True)


def of_tour(session: Session, tour_id: int) -> list[Photo]:
    return list(session.scalars(select(Photo).where(Photo.tour_id == tour_id).order_by(Photo.id)))


def count(session: Session, tour_id: int) -> int:
    statement = select(func.count()).select_from(Photo).where(Photo.tour_id == tour_id)
    return session.scalar(statement) or 0


def picture(session: Session, tour_id: int, public: str) -> bytes | None:
    return session.scalar(
        select(Photo.picture).where(Photo.tour_id == tour_id, Photo.public_id == public)
    )


def forget(session: Session, now: datetime) -> int:
    """Delete the photos of tours whose link has died; returns how many."""
    over = select(Tour.id).where(Tour.expires_at <= now)
    return rows(session.execute(delete(Photo).where(Photo.tour_id.in_(over))))
