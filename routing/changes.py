"""What changed and may matter to the matching pass: written in the transaction that changed it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Index, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.contacts.models import Contact, Regular, last_served_by
from callcenter.events import (
    AssociateChanged,
    ContactEnded,
    ContactQueued,
    ContactsEnded,
    ContactsQueued,
    ContactWithdrawn,
    PartitionChanged,
    RulesChanged,
)
from callcenter.infra.database import Base
from callcenter.rules import service as rules
from callcenter.services import Transaction
from callcenter.staff.models import Associate
from callcenter.stores.models import Store

_REMEMBERED = timedelta(days=30)
_MOST = 512
_LEARNT = "skills"


class RoutingEvent(Base):
    """A contact or an associate of the partition that is to be looked at again."""

    __tablename__ = "routing_event"
    __table_args__ = (Index("ix_routing_event_partition", "partition", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partition: Mapped[int]
    noun: Mapped[str]
    ref: Mapped[int]


_OLDEST = (
    select(RoutingEvent.id)
    .where(RoutingEvent.partition == bindparam("one"))
    .order_by(RoutingEvent.id)
    .limit(_MOST)
)
_DRAIN = (
    delete(RoutingEvent)
    .where(RoutingEvent.id.in_(_OLDEST))
    .returning(RoutingEvent.noun, RoutingEvent.ref)
)


@dataclass(frozen=True)
class Touched:
    """Whom the drained events name; `full` where there may be more.

    `anew`: what everybody is matched by has changed; read the partition as if for the first time.
    `learnt`: associates, named among the others, who can do something else than before.
    """

    contacts: frozenset[int]
    associates: frozenset[int]
    full: bool
    anew: bool = False
    learnt: frozenset[int] = frozenset()


def contact_queued(tx: Transaction, fact: ContactQueued) -> None:
    """Send the contact to its store's partition, with what we know of the customer."""
    contact = tx.session.get_one(Contact, fact.contact_id)
    was, contact.partition = contact.partition, _partition_of_store(tx.session, contact.store_id)
    contact.lent_until = None
    if was != contact.partition:
        note(tx, was, "contact", [contact.id])
    if contact.preferred_until is None:
        _greet_regular(tx, contact)
    note(tx, contact.partition, "contact", [contact.id])


def contact_ended(tx: Transaction, fact: ContactEnded | ContactWithdrawn) -> None:
    contact = tx.session.get_one(Contact, fact.contact_id)
    note(tx, contact.partition, "contact", [contact.id])


def contacts_queued(tx: Transaction, fact: ContactsQueued) -> None:
    """Send many new contacts to the partitions of their stores."""
    ids = Contact.id.in_(fact.contact_ids)
    home = select(Store.partition).where(Store.id == Contact.store_id).scalar_subquery()
    moved = update(Contact).where(ids).values(partition=func.coalesce(home, 0))
    tx.session.execute(moved.execution_options(synchronize_session=False))
    strangers = select(Contact).where(ids, Contact.preferred_until.is_(None))
    for contact in tx.session.scalars(strangers).all():
        _greet_regular(tx, contact)
    _note_all(tx, fact.contact_ids)


def contacts_ended(tx: Transaction, fact: ContactsEnded) -> None:
    _note_all(tx, fact.contact_ids)


def _note_all(tx: Transaction, contact_ids: Sequence[int]) -> None:
    found = select(Contact.partition, Contact.id).where(Contact.id.in_(contact_ids))
    homes: dict[int, list[int]] = {}
    for partition, contact_id in tx.session.execute(found.order_by(Contact.id)):
        homes.setdefault(partition, []).append(contact_id)
    for partition, ids in homes.items():
        note(tx, partition, "contact", ids)


def associate_changed(tx: Transaction, fact: AssociateChanged) -> None:
    statement = select(Store.partition).join(Associate, Associate.store_id == Store.id)
    partition = tx.session.scalar(statement.where(Associate.id == fact.associate_id))
    note(tx, partition or 0, "associate", [fact.associate_id])


def skills_changed(tx: Transaction, associate_id: int, partitions: Iterable[int]) -> None:
    """Let the routers look anew at what somebody can do, and at whose associate they are."""
    for partition in sorted(set(partitions)):
        note(tx, partition, _LEARNT, [associate_id])


def rules_changed(tx: Transaction, fact: RulesChanged) -> None:
    """Let every router concerned read its partition anew: rules, and who is near whom."""
    statement = select(Store.partition).distinct()
    if fact.store_id:
        statement = statement.where(Store.id == fact.store_id)
    for partition in sorted({*tx.session.scalars(statement), *(() if fact.store_id else (0,))}):
        note(tx, partition, "rules", [0])


def note(tx: Transaction, partition: int, noun: str, refs: Iterable[int]) -> None:
    """Write the events; the caller's transaction carries them, and rings when it is committed."""
    rows = [{"partition": partition, "noun": noun, "ref": ref} for ref in refs]
    if rows:
        tx.session.execute(insert(RoutingEvent), rows)
        tx.emit(PartitionChanged(partition))


def drain(session: Session, partition: int) -> Touched:
    """Take the partition's oldest events out; whoever rolls back puts them back."""
    found = session.connection().execute(_DRAIN, {"one": partition}).all()
    learnt = frozenset(ref for noun, ref in found if noun == _LEARNT)
    return Touched(
        frozenset(ref for noun, ref in found if noun == "contact"),
        frozenset(ref for noun, ref in found if noun == "associate") | learnt,
        full=len(found) == _MOST,
        anew=any(noun == "rules" for noun, _ in found),
        learnt=learnt,
    )


def _partition_of_store(session: Session, store_id: int | None) -> int:
    store = session.get(Store, store_id) if store_id else None
    return store.partition if store else 0


def _greet_regular(tx: Transaction, contact: Contact) -> None:
    """Prefer whom the customer named, else whoever served them last, for a bounded time."""
    known = tx.session.get(Regular, contact.number_index)
    if known:
        contact.credit_s = max(contact.credit_s, known.credit_s)
    last = last_served_by(tx.session, contact.number_index, tx.now - _REMEMBERED)
    contact.preferred_id = (known.associate_id if known else None) or last
    if contact.preferred_id:
        hold = timedelta(seconds=rules.of(tx, contact.store_id).hold_s)
        contact.preferred_until = tx.now + hold
