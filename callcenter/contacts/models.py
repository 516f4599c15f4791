"""Contacts, their legs and consents as rows."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, ForeignKey, Index, and_, false, inspect, select, text
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship

from callcenter.catalog.models import Product
from callcenter.contacts.lifecycle import CONTACT, LEG, SERVED
from callcenter.infra.database import Base, spelled
from callcenter.kernel.ids import attempt_token, public_id
from callcenter.staff.models import Associate
from callcenter.stores.models import Category, Store

_Row = TypeVar("_Row", bound=Base)
_GUEST = "state = 'queued' AND lent_until IS NOT NULL"
_LIVE_CONTACT = ", ".join(f"'{state}'" for state in sorted(CONTACT.live))
_SERVED = ", ".join(f"'{state}'" for state in SERVED)
_LIVE_LEG = ", ".join(f"'{state}'" for state in sorted(LEG.live))


class Contact(Base):
    """One customer's dealing with us. The customer's number is sealed; its index finds it.

    `from_store_id`: who asked there was passed on to `store_id`, as nobody became free in time.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_state", "state", "queued_at"),
        Index("ix_contact_number", "number_index", "ended_at"),
        Index("ix_contact_partition", "partition", "queued_at"),
        Index("ix_contact_queued", "queued_at"),
        Index("ix_contact_ended", "ended_at"),
        Index(
            "ix_contact_lent",
            "lent_until",
            sqlite_where=text(_GUEST),
            postgresql_where=text(_GUEST),
        ),
        Index(
            "uq_contact_live_number",
            "number_index",
            unique=True,
            sqlite_where=text(f"state IN ({_LIVE_CONTACT})"),
            postgresql_where=text(f"state IN ({_LIVE_CONTACT})"),
        ),
        Index(
            "uq_contact_live_associate",
            "associate_id",
            unique=True,
            sqlite_where=text(f"state IN ({_SERVED})"),
            postgresql_where=text(f"state IN ({_SERVED})"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    way: Mapped[str]
    state: Mapped[str]
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    language: Mapped[str]
    sku: Mapped[str | None] = mapped_column(ForeignKey("product.sku"))
    associate_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    number_sealed: Mapped[bytes]
    number_index: Mapped[str]
    number_masked: Mapped[str]
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    give_up_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    disposition: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    wait_estimate_s: Mapped[int | None]
    position: Mapped[int | None]
    wait_low_s: Mapped[int | None]
    wait_high_s: Mapped[int | None]
    wait_predicted_s: Mapped[float | None]
    told_low_s: Mapped[int | None]
    told_high_s: Mapped[int | None]
    tour_summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    partition: Mapped[int] = mapped_column(default=0, server_default="0")
    lent_until: Mapped[datetime | None]
    credit_s: Mapped[float] = mapped_column(default=0.0, server_default="0")
    min_level: Mapped[int] = mapped_column(default=1, server_default="1")
    needs_video: Mapped[bool] = mapped_column(default=False, server_default=false())
    preferred_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    preferred_until: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None] = mapped_column(index=True)
    redials: Mapped[int] = mapped_column(default=0, server_default="0")
    keeps_place: Mapped[bool] = mapped_column(default=False, server_default=false())
    place_digest: Mapped[str | None] = mapped_column(unique=True)
    from_store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))

    store: Mapped[Store | None] = relationship(lazy="joined", foreign_keys=[store_id])
    category: Mapped[Category | None] = relationship(lazy="joined")
    product: Mapped[Product | None] = relationship(lazy="joined")
    associate: Mapped[Associate | None] = relationship(lazy="joined", foreign_keys=[associate_id])

    @property
    def conference(self) -> str:
        """The carrier's friendly name of the conference in which this contact's legs meet."""
        return f"contact-{self.public_id}"


class Leg(Base):
    """One line of a contact, and the intention to have it.

    `attempt` stands in the carrier's callback URLs, so a report finds its leg even when the
    process died between sending the order and noting the SID.
    """

    __tablename__ = "leg"
    __table_args__ = (
        Index("ix_leg_state", "state", "moved_at"),
        Index(
            "uq_leg_live_number",
            "number_index",
            unique=True,
            sqlite_where=text(f"role IN ('customer', 'guest') AND state IN ({_LIVE_LEG})"),
            postgresql_where=text(f"role IN ('customer', 'guest') AND state IN ({_LIVE_LEG})"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    associate_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    role: Mapped[str]
    state: Mapped[str]
    number_index: Mapped[str | None]
    attempt: Mapped[str] = mapped_column(unique=True, default=attempt_token)
    sid: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    joined: Mapped[bool] = mapped_column(default=False)
    unwanted: Mapped[bool] = mapped_column(default=False)
    end_reason: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    conference_sid: Mapped[str | None]
    number_sealed: Mapped[bytes | None]
    number_masked: Mapped[str | None]
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    muted: Mapped[bool] = mapped_column(default=False, server_default=false())
    coaching: Mapped[bool] = mapped_column(default=False, server_default=false())
    leaves_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    dismissed_at: Mapped[datetime | None]
    heard: Mapped[int] = mapped_column(default=-1, server_default="-1")
    told: Mapped[str] = mapped_column(default="", server_default="")

    contact: Mapped[Contact] = relationship(lazy="joined")


class Regular(Base):
    """A customer we know by number: how much sooner they are served, and by whom they wish."""

    __tablename__ = "regular"

    number_index: Mapped[str] = mapped_column(primary_key=True)
    credit_s: Mapped[float] = mapped_column(default=0.0)
    associate_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))


class Consent(Base):
    """What the customer was told and agreed to, word by word version, when and from where."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_index: Mapped[str] = mapped_column(index=True)
    purpose: Mapped[str]
    wording_version: Mapped[str]
    wording: Mapped[str]
    given: Mapped[bool]
    address_index: Mapped[str]
    at: Mapped[datetime]


IS_SERVED = Contact.state.in_(spelled(SERVED))
_IS_THEIRS = and_(
    Leg.role.in_(spelled(("customer", "guest"))), Leg.state.in_(spelled(sorted(LEG.live)))
)


def by_public_id(session: Session, public: str) -> Contact | None:
    return session.scalar(select(Contact).where(Contact.public_id == public))


def state_of(session: Session, contact_id: int) -> str | None:
    return session.scalar(select(Contact.state).where(Contact.id == contact_id))


def lock(session: Session, contact: Contact) -> None:
    """Take the row's lock and read it again; SQLite's writers have locked everything already."""
    if session.get_bind().dialect.name == "postgresql":
        columns = [one.key for one in inspect(Contact).column_attrs]
        session.refresh(contact, columns, with_for_update={"key_share": True})
        session.expire(contact, ["associate"])


def live_by_number(session: Session, number_index: str) -> Contact | None:
    which = (Contact.number_index == number_index, Contact.state.in_(CONTACT.live))
    return _one(session, Contact, *which)


def live_of_associate(session: Session, associate_id: int) -> Contact | None:
    return _one(session, Contact, Contact.associate_id == associate_id, IS_SERVED)


def last_served_by(session: Session, number_index: str, since: datetime) -> int | None:
    """Who last spoke with this customer, since that moment."""
    statement = (
        select(Contact.associate_id)
        .where(
            Contact.number_index == number_index,
            Contact.state == "done",
            Contact.ended_at >= since,
            Contact.associate_id.is_not(None),
        )
        .order_by(Contact.ended_at.desc())
        .limit(1)
    )
    return session.scalar(statement)


def legs(session: Session, contact_id: int) -> list[Leg]:
    """Return a contact's lines, oldest first; whoever asks has the contact at hand."""
    statement = select(Leg).where(Leg.contact_id == contact_id).order_by(Leg.id)
    return list(session.scalars(statement.options(lazyload(Leg.contact))))


def live_legs(session: Session, contact_id: int) -> list[Leg]:
    return [leg for leg in legs(session, contact_id) if leg.state in LEG.live]


def live_line(session: Session, number_index: str) -> Leg | None:
    """Return the one line to or from this number that is not over."""
    return _one(session, Leg, Leg.number_index == number_index, _IS_THEIRS)


def supervisors_line(session: Session, supervisor_id: int) -> Leg | None:
    """Return the line with which this supervisor takes part in a conversation."""
    theirs = (Leg.role == "supervisor", Leg.associate_id == supervisor_id)
    return _one(session, Leg, *theirs, Leg.state.in_(LEG.live))


def leg_by_attempt(session: Session, attempt: str) -> Leg | None:
    return session.scalar(select(Leg).where(Leg.attempt == attempt))


def leg_by_sid(session: Session, sid: str) -> Leg | None:
    return session.scalar(select(Leg).where(Leg.sid == sid))


def legs_in(session: Session, state: str, before: datetime) -> list[Leg]:
    """Legs that have been in the state since before that moment."""
    return list(session.scalars(select(Leg).where(Leg.state == state, Leg.moved_at < before)))


def known_sids(session: Session, sids: list[str]) -> set[str]:
    """Which of these calls are lines of ours already."""
    return {sid for sid in session.scalars(select(Leg.sid).where(Leg.sid.in_(sids))) if sid}


def overdue(session: Session, now: datetime) -> list[Contact]:
    """Open contacts that should have come to an end by now."""
    statement = select(Contact).where(
        Contact.deadline_at <= now, Contact.state.in_(CONTACT.live - {"queued"})
    )
    return list(session.scalars(statement))


def without_guest(session: Session) -> list[Contact]:
    """Return who was left to a guest of whom no line lives any more."""
    guests = select(Leg.id).where(
        Leg.contact_id == Contact.id, Leg.role == "guest", Leg.state.in_(LEG.live)
    )
    return list(
        session.scalars(select(Contact).where(Contact.state == "handed_out", ~guests.exists()))
    )


def tired(session: Session, now: datetime) -> list[Contact]:
    """Return waiting contacts whose patience, or ours, is over; promised calls are not for us."""
    over = (Contact.state == "queued", Contact.give_up_at <= now)
    return list(session.scalars(select(Contact).where(*over, Contact.way != "scheduled")))


def _one(session: Session, model: type[_Row], *which: Any) -> _Row | None:
    """Find it by number first: that there is none, as mostly, is cheap to see."""
    known = session.scalar(select(inspect(model).primary_key[0]).where(*which))
    return session.get(model, known) if known else None
