"""What we know of a number: that it said stop, or that a person answers for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.infra.database import Base, inserted
from callcenter.services import Transaction

PROOF_LASTS = timedelta(days=90)
"""Numbers get new owners: a proof older than this is none."""


class Suppression(Base):
    """A number that said stop: no call is placed to it and no text leaves, whatever is queued."""

    __tablename__ = "suppression"

    number_index: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    source: Mapped[str]


class Proof(Base):
    """A sign that whoever holds this number deals with us: a talk, a text, a press on a link."""

    __tablename__ = "proof"

    number_index: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    source: Mapped[str]


@dataclass(frozen=True)
class Standing:
    """`stopped`: never call or text it; `proven`: a person dealt with us there of late."""

    stopped: bool
    proven: bool


def of(tx: Transaction, number_index: str) -> Standing:
    """Return both by one look."""
    stopped, proven_at = tx.session.execute(_STANDING, {"number": number_index}).one()
    return Standing(stopped is not None, _is_fresh(proven_at, tx.now))


def _standing() -> Select[datetime, datetime]:
    stop = select(Suppression.at).where(Suppression.number_index == bindparam("number"))
    proof = select(Proof.at).where(Proof.number_index == bindparam("number"))
    return select(stop.scalar_subquery(), proof.scalar_subquery())


_STANDING = _standing()


def is_suppressed(session: Session, number_index: str) -> bool:
    return session.get(Suppression, number_index) is not None


def suppressed(session: Session, number_indexes: Collection[str]) -> frozenset[str]:
    """Which of these said stop."""
    column = Suppression.number_index
    return frozenset(session.scalars(select(column).where(column.in_(number_indexes))))


def suppress(tx: Transaction, number_index: str, source: str) -> None:
    """Never call or text this number again. `source`: text, keypad, console, page, carrier."""
    inserted(
        tx.session,
        Suppression,
        {"number_index": number_index, "at": tx.now, "source": source},
    )


def lift(tx: Transaction, number_index: str) -> None:
    """Lift a stop, as the number itself said start."""
    row = tx.session.get(Suppression, number_index)
    if row:
        tx.session.delete(row)
        tx.session.flush()


def prove(tx: Transaction, number_index: str, source: str) -> bool:
    """Note the sign; true if the number was unproven until now."""
    row = {"number_index": number_index, "at": tx.now, "source": source}
    if inserted(tx.session, Proof, row):
        return True
    known = tx.session.get_one(Proof, number_index)
    fresh = _is_fresh(known.at, tx.now)
    known.at = tx.now
    known.source = source
    return not fresh


def is_proven(session: Session, number_index: str, now: datetime) -> bool:
    known = session.get(Proof, number_index)
    return known is not None and _is_fresh(known.at, now)


def _is_fresh(proven_at: datetime | None, now: datetime) -> bool:
    return proven_at is not None and proven_at > now - PROOF_LASTS
