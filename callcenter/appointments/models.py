"""Appointments, holds and the seats both take, as rows; an associate's minute is given once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, delete, func, select, text
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship

from callcenter.catalog.models import Product
from callcenter.infra.database import Base
from callcenter.infra.states import Transition
from callcenter.kernel.ids import public_id
from callcenter.staff.models import Associate
from callcenter.stores.models import Category, Store

HELD = ("booked", "calling")
_HELD = "state IN ('booked', 'calling')"


class Appointment(Base):
    """A promise to call.

    `starts_at` (UTC) is computed from `wall`, `fold` and `timezone`, which are what the customer
    was told; `due_at` is when we ring next. `associate_id` holds the seat, `preferred_id` was
    asked for by name.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "uq_appointment_number",
            "number_index",
            "starts_at",
            unique=True,
            sqlite_where=text(_HELD),
            postgresql_where=text(_HELD),
        ),
        Index("ix_appointment_due", "state", "due_at"),
        Index("ix_appointment_settled", "settled_at"),
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
    ends_at: Mapped[datetime]
    due_at: Mapped[datetime]
    wall: Mapped[str]
    fold: Mapped[int]
    timezone: Mapped[str]
    associate_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    preferred_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    store: Mapped[Store] = relationship(lazy="joined")
    category: Mapped[Category] = relationship(lazy="joined")
    product: Mapped[Product | None] = relationship(lazy="joined")
    associate: Mapped[Associate | None] = relationship(lazy="joined", foreign_keys=[associate_id])


class Hold(Base):
    """A time kept for five minutes while somebody types their number."""

    __tablename__ = "hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    language: Mapped[str]
    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Seat(Base):
    """One minute of one associate, promised or held: the primary key is the capacity."""

    __tablename__ = "seat"

    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"), index=True)


class ManageLink(Base):
    """A texted link to one appointment; several may lead there, none is stored."""

    __tablename__ = "manage_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)


def by_link(session: Session, link_digest: str) -> Appointment | None:
    link = session.get(ManageLink, link_digest)
    return session.get(Appointment, link.appointment_id) if link else None


def by_contact(session: Session, contact_id: int) -> Appointment | None:
    return session.scalar(select(Appointment).where(Appointment.contact_id == contact_id))


def by_public_id(session: Session, public: str) -> Appointment | None:
    return session.scalar(select(Appointment).where(Appointment.public_id == public))


def held(session: Session, store_id: int, start: datetime, end: datetime) -> list[Appointment]:
    """Promises of the store that touch [start, end)."""
    statement = select(Appointment).where(
        Appointment.store_id == store_id,
        Appointment.starts_at < end,
        Appointment.ends_at > start,
        Appointment.state.in_(HELD),
    )
    return list(session.scalars(statement))


def holds(session: Session, store_id: int, now: datetime) -> list[Hold]:
    statement = select(Hold).where(Hold.store_id == store_id, Hold.expires_at > now)
    return list(session.scalars(statement))


def expired_holds(session: Session, now: datetime) -> list[int]:
    return list(session.scalars(select(Hold.id).where(Hold.expires_at <= now)))


def drop_holds(session: Session, hold_ids: Collection[int]) -> None:
    if hold_ids:
        session.execute(delete(Seat).where(Seat.hold_id.in_(hold_ids)))
        session.execute(delete(Hold).where(Hold.id.in_(hold_ids)))


def drop_seats(session: Session, appointment_ids: Collection[int]) -> None:
    session.execute(delete(Seat).where(Seat.appointment_id.in_(appointment_ids)))


def hold_by_token(session: Session, token_digest: str) -> Hold | None:
    return session.scalar(select(Hold).where(Hold.token_digest == token_digest))


def of_number(session: Session, number_index: str, starts_at: datetime) -> Appointment | None:
    statement = select(Appointment).where(
        Appointment.number_index == number_index,
        Appointment.starts_at == starts_at,
        Appointment.state.in_(HELD),
    )
    return session.scalar(statement)


def booked_between(
    session: Session, number_index: str, start: datetime, end: datetime
) -> Appointment | None:
    """Return the call that is promised to the number in that time, the earliest."""
    statement = (
        select(Appointment)
        .where(
            Appointment.number_index == number_index,
            Appointment.state == "booked",
            Appointment.starts_at.between(start, end),
        )
        .order_by(Appointment.starts_at)
    )
    return session.scalars(statement).first()


def due(session: Session, now: datetime) -> list[tuple[int, int | None]]:
    """Return each promise whose time has come, first come first, and who is to keep it."""
    statement = (
        select(Appointment.id, Appointment.associate_id)
        .where(Appointment.state == "booked", Appointment.due_at <= now)
        .order_by(Appointment.due_at, Appointment.id)
    )
    return [(one, keeper) for one, keeper in session.execute(statement)]


def take_due(
    session: Session, appointment_ids: Collection[int], now: datetime
) -> list[Appointment]:
    """Lock those of them that are due; whoever else is at one of them has that one."""
    which = (
        Appointment.id.in_(appointment_ids),
        Appointment.state == "booked",
        Appointment.due_at <= now,
    )
    return list(session.scalars(_slim().where(*which).with_for_update(skip_locked=True)))


def calling_for(session: Session, contact_ids: Collection[int]) -> list[Appointment]:
    """Lock the promises that these contacts keep."""
    which = (Appointment.contact_id.in_(contact_ids), Appointment.state == "calling")
    return list(session.scalars(_slim().where(*which).with_for_update()))


def _slim() -> Select[Appointment]:
    """Rows without what they refer to, first come first."""
    return select(Appointment).order_by(Appointment.due_at, Appointment.id).options(lazyload("*"))


def soon(session: Session, now: datetime, until: datetime) -> list[Appointment]:
    """Promises that are being kept, or fall due before `until`."""
    statement = select(Appointment).where(
        (Appointment.state == "calling")
        | ((Appointment.state == "booked") & (Appointment.due_at <= until))
    )
    statement = statement.where(Appointment.ends_at > now)
    return list(session.scalars(statement.order_by(Appointment.due_at, Appointment.id)))


def coming(session: Session, store_id: int, after: datetime, most: int) -> list[Appointment]:
    """Return a store's next promises; that there are none, as mostly, is cheap to see."""
    statement = (
        select(Appointment.id)
        .where(
            Appointment.store_id == store_id,
            Appointment.starts_at >= after,
            Appointment.state.in_(HELD),
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(most)
    )
    known = session.scalars(statement).all()
    order = (Appointment.starts_at, Appointment.id)
    found = select(Appointment).where(Appointment.id.in_(known)).order_by(*order)
    return list(session.scalars(found)) if known else []


def settled_since(session: Session, moment: datetime) -> dict[str, int]:
    """Count the promises kept and missed since then."""
    statement = select(Appointment.state, func.count()).where(_settled(moment))
    found = session.execute(statement.group_by(Appointment.state))
    return {state: count for state, count in found if state in {"kept", "missed"}}


def missed_since(session: Session, moment: datetime, most: int) -> list[Appointment]:
    """Promises missed since then, newest first."""
    which = select(Appointment).where(_settled(moment), Appointment.state == "missed")
    order = (Appointment.settled_at.desc(), Appointment.id.desc())
    return list(session.scalars(which.order_by(*order).limit(most)))


def _settled(moment: datetime) -> Any:
    return Appointment.settled_at >= moment


def missed_reason(session: Session, appointment_id: int) -> str:
    """Return why the promise was missed, the last time it was."""
    statement = (
        select(Transition.reason)
        .where(
            Transition.noun == "appointment",
            Transition.subject_id == appointment_id,
            Transition.state == "missed",
        )
        .order_by(Transition.id.desc())
    )
    return session.scalars(statement).first() or ""
