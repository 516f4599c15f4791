"""Viewers as rows: what each page measured last, and whether it may still watch."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.kernel.ids import public_id
from streaming.lifecycle import TOUR
from streaming.models import Tour

PRESENT = ("opened", "watching", "hidden", "weak")


class Viewer(Base):
    """One page that watches. `kind` is customer or friend, `rung` what of the picture it gets.

    `delay_at_least`: the page cannot know when a frame was captured; the delay is a lower bound.

    `dropped_at`: the media process has ended the connections of a viewer that was sent away.
    """

    __tablename__ = "tour_viewer"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    tour_id: Mapped[int] = mapped_column(ForeignKey("tour.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="opened")
    rung: Mapped[str] = mapped_column(default="live")
    fps: Mapped[int | None]
    first_frame_ms: Mapped[int | None]
    delay_ms: Mapped[int | None]
    delay_at_least: Mapped[bool] = mapped_column(default=False)
    freezes: Mapped[int | None]
    lost_pct: Mapped[int | None]
    joined_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    tour: Mapped[Tour] = relationship(lazy="joined")


def by_public_id(session: Session, public: str) -> Viewer | None:
    return session.scalar(select(Viewer).where(Viewer.public_id == public))


def of_tour(session: Session, tour_id: int) -> list[Viewer]:
    """Return everybody who may watch, in order of arrival."""
    statement = select(Viewer).where(Viewer.tour_id == tour_id, Viewer.removed_at.is_(None))
    return list(session.scalars(statement.order_by(Viewer.id)))


def silent(session: Session, before: datetime) -> list[Viewer]:
    """Viewers of live tours who were there, and have not been heard of since."""
    statement = (
        select(Viewer)
        .join(Tour)
        .where(
            Tour.state.in_(TOUR.live),
            Viewer.removed_at.is_(None),
            Viewer.state.in_(PRESENT),
            Viewer.seen_at < before,
        )
    )
    return list(session.scalars(statement))
