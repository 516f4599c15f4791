"""Cameras as rows: what each reported last."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base, spelled
from callcenter.kernel.ids import public_id
from streaming.models import Tour

_REPORTS = "kind != 'encoder' AND state != 'gone'"


class Camera(Base):
    """One device that films. `kind` is console, phone or encoder; battery in per cent."""

    __tablename__ = "tour_camera"
    __table_args__ = (
        Index(
            "ix_tour_camera_seen",
            "seen_at",
            sqlite_where=text(_REPORTS),
            postgresql_where=text(_REPORTS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    tour_id: Mapped[int] = mapped_column(ForeignKey("tour.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="standby")
    battery: Mapped[int | None]
    charging: Mapped[bool] = mapped_column(default=False)
    up_kbps: Mapped[int | None]
    height: Mapped[int | None]
    seen_at: Mapped[datetime]

    tour: Mapped[Tour] = relationship(lazy="joined")

    @property
    def subject(self) -> str:
        """Name it to the media process: the tour's cameras share what stands before the dot."""
        return f"{self.tour.public_id}.{self.public_id}"


def by_public_id(session: Session, public: str) -> Camera | None:
    return session.scalar(select(Camera).where(Camera.public_id == public))


def of_tour(session: Session, tour_id: int) -> list[Camera]:
    statement = select(Camera).where(Camera.tour_id == tour_id).order_by(Camera.id)
    return list(session.scalars(statement))


def encoder_of(session: Session, tour_id: int) -> Camera | None:
    statement = select(Camera).where(Camera.tour_id == tour_id, Camera.kind == "encoder")
    return session.scalars(statement).first()


def silent(session: Session, before: datetime) -> list[Camera]:
    """Pages that film or stand by, and have not been heard of; encoders never report."""
    encoder, gone = spelled(("encoder", "gone"))
    statement = select(Camera).where(
        Camera.kind != encoder, Camera.state != gone, Camera.seen_at < before
    )
    return list(session.scalars(statement))
