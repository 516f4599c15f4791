"""Appointments as rows; a seat of a slot can be taken once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.catalog.models import Product
from callcenter.infra.database import Base
from callcenter.kernel.ids import public_id
from callcenter.stores.models import Category, Store

_HELD = "state IN ('booked', 'calling')"


class Appointment(Base):
    """`starts_at` is the promise; `local` and `timezone` are what the customer was told."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "uq_appointment_seat",
            "store_id",
            "starts_at",
            "seat",
            unique=True,
            sqlite_where=text(_HELD),
            postgresql_where=text(_HELD),
        ),
        Index(
            "uq_appointment_number",
            "number_index",
            "starts_at",
            unique=True,
            sqlite_where=text(_HELD),
            postgresql_where=text(_HELD),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    state: Mapped[str]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    language: Mapped[str]
    sku: Mapped[str | None] = mapped_column(ForeignKey("product.sku"))
    number_sealed: Mapped[bytes]
    number_index: Mapped[str] = mapped_column(index=True)
    number_masked: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    seat: Mapped[int]
    local: Mapped[str]
    timezone: Mapped[str]
    link_digest: Mapped[str] = mapped_column(unique=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), unique=True)
    created_at: Mapped[datetime]

    store: Mapped[Store] = relationship(lazy="joined")
    category: Mapped[Category] = relationship(lazy="joined")
    product: Mapped[Product | None] = relationship(lazy="joined")


def by_link(session: Session, link_digest: str) -> Appointment | None:
    return session.scalar(select(Appointment).where(Appointment.link_digest == link_digest))


def by_contact(session: Session, contact_id: int) -> Appointment | None:
    return session.scalar(select(Appointment).where(Appointment.contact_id == contact_id))


def held(session: Session, store_id: int, start: datetime, end: datetime) -> dict[datetime, int]:
    """Seats taken per slot of the store in [start, end)."""
    statement = (
        select(Appointment.starts_at, func.count())
        .where(
            Appointment.store_id == store_id,
            Appointment.starts_at >= start,
            Appointment.starts_at < end,
            Appointment.state.in_(("booked", "calling")),
        )
        .group_by(Appointment.starts_at)
    )
    return {starts_at: int(taken) for starts_at, taken in session.execute(statement)}


def seats_taken(session: Session, store_id: int, starts_at: datetime) -> set[int]:
    statement = select(Appointment.seat).where(
        Appointment.store_id == store_id,
        Appointment.starts_at == starts_at,
        Appointment.state.in_(("booked", "calling")),
    )
    return set(session.scalars(statement))


def of_number(session: Session, number_index: str, starts_at: datetime) -> Appointment | None:
    statement = select(Appointment).where(
        Appointment.number_index == number_index,
        Appointment.starts_at == starts_at,
        Appointment.state.in_(("booked", "calling")),
    )
    return session.scalar(statement)


def due(session: Session, now: datetime) -> list[int]:
    statement = select(Appointment.id).where(
        Appointment.state == "booked", Appointment.starts_at <= now
    )
    return list(session.scalars(statement))


def coming(session: Session, store_id: int, after: datetime, most: int) -> list[Appointment]:
    statement = (
        select(Appointment)
        .where(
            Appointment.store_id == store_id,
            Appointment.starts_at >= after,
            Appointment.state.in_(("booked", "calling")),
        )
        .order_by(Appointment.starts_at)
        .limit(most)
    )
    return list(session.scalars(statement))
