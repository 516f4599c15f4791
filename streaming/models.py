"""Tours as rows. A link is found by its digest; sealed, it can be shown again."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.contacts.models import Contact
from callcenter.infra.database import Base, spelled
from callcenter.kernel.ids import public_id
from streaming.lifecycle import TOUR

_LIVE = "state IN (" + ", ".join(f"'{state}'" for state in sorted(TOUR.live)) + ")"


class Tour(Base):
    """`on_air` is the camera that is to film, `live_camera` the one whose picture arrives.

    `picture_at`: when a media process last said so.
    """

    __tablename__ = "tour"
    __table_args__ = (
        Index("ix_tour_state", "state"),
        Index(
            "uq_tour_live_contact",
            "contact_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "uq_tour_live_code",
            "code",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    state: Mapped[str]
    code: Mapped[str]
    viewer_digest: Mapped[str] = mapped_column(unique=True)
    camera_digest: Mapped[str] = mapped_column(unique=True)
    camera_sealed: Mapped[bytes]
    viewer_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    first_frame_ms: Mapped[int | None]
    friend_digest: Mapped[str | None] = mapped_column(unique=True)
    friend_sealed: Mapped[bytes | None]
    on_air: Mapped[str | None]
    live_camera: Mapped[str | None]
    first_live_at: Mapped[datetime | None]
    picture_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    recording: Mapped[bool] = mapped_column(default=False)
    recording_told: Mapped[bool] = mapped_column(default=False)
    recording_refused: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime | None]
    recording_erased_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="joined")


_IS_LIVE = Tour.state.in_(spelled(sorted(TOUR.live)))


def by_public_id(session: Session, public: str) -> Tour | None:
    return session.scalar(select(Tour).where(Tour.public_id == public))


def by_viewer(session: Session, digest: str) -> Tour | None:
    return session.scalar(select(Tour).where(Tour.viewer_digest == digest))


def by_friend(session: Session, digest: str) -> Tour | None:
    return session.scalar(select(Tour).where(Tour.friend_digest == digest))


def by_camera(session: Session, digest: str) -> Tour | None:
    return session.scalar(select(Tour).where(Tour.camera_digest == digest))


def by_code(session: Session, code: str) -> Tour | None:
    return session.scalar(select(Tour).where(Tour.code == code, _IS_LIVE))


def lock(session: Session, tour_id: int) -> None:
    """Let nobody else count this tour's viewers until the transaction ends."""
    session.execute(select(Tour.id).where(Tour.id == tour_id).with_for_update())


def live_of(session: Session, contact_id: int) -> Tour | None:
    return session.scalar(select(Tour).where(Tour.contact_id == contact_id, _IS_LIVE))


def has_tour(session: Session, contact_id: int) -> bool:
    return session.scalar(select(Tour.id).where(Tour.contact_id == contact_id).limit(1)) is not None


def latest_of(session: Session, contact_id: int) -> Tour | None:
    statement = select(Tour).where(Tour.contact_id == contact_id).order_by(Tour.id.desc())
    return session.scalars(statement).first()


def overdue(session: Session, now: datetime) -> list[Tour]:
    statement = select(Tour).where(Tour.state.in_(("invited", "waiting")), Tour.expires_at <= now)
    return list(session.scalars(statement))


def filmed(session: Session) -> list[Tour]:
    return list(session.scalars(select(Tour).where(Tour.state == "live")))


def named(session: Session, public_ids: list[str]) -> list[Tour]:
    """Return those of these tours that are not over."""
    wanted = Tour.public_id.in_(public_ids)
    return list(session.scalars(select(Tour).where(wanted, Tour.state.in_(TOUR.live))))


def unheard(session: Session, before: datetime) -> list[Tour]:
    """Tours that count as filmed, and of whose picture nothing was heard since."""
    silent = or_(Tour.picture_at.is_(None), Tour.picture_at < before)
    return list(session.scalars(select(Tour).where(Tour.state == "live", silent)))


def abandoned(session: Session, now: datetime) -> list[Tour]:
    """Tours whose dropped call did not come back in time."""
    statement = select(Tour).where(Tour.state.in_(TOUR.live), Tour.held_until <= now)
    return list(session.scalars(statement))


def expire_erased(session: Session, now: datetime) -> None:
    """Let the links of tours die whose customer's number was erased."""
    erased = select(Contact.id).where(Contact.number_index == "")
    alive = Tour.contact_id.in_(erased), Tour.expires_at > now, Tour.state.not_in(TOUR.live)
    session.execute(update(Tour).where(*alive).values(expires_at=now))


def outlived(session: Session, before: datetime) -> list[Tour]:
    """Tours that are over, with a recording from before then, or of an erased number."""
    kept = Tour.recorded_at.is_not(None), Tour.recording_erased_at.is_(None)
    due = or_(Tour.recorded_at < before, Contact.number_index == "")
    over = Tour.state.not_in(TOUR.live)
    return list(session.scalars(select(Tour).join(Tour.contact).where(*kept, over, due)))
