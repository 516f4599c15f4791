"""Lending between partitions: whom nobody at home can serve, another store group may.

It is a change of ownership, never a shared claim: `contact.partition` moves by compare-and-set,
both groups hear of it, and only the owner's pass claims. Whoever is not served there in time, or
was refused and is queued again, is at home again; their age goes with them, there and back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import exists, func, literal_column, select, update

from callcenter.contacts.models import Contact
from callcenter.infra.database import rows as changed
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store
from routing import changes, partitions, promises, rows
from routing.index import Index
from routing.matching import Candidate, Cell, Kept, Match, match
from routing.offers.models import Offer
from routing.router import Known, Router

HOME_FIRST = timedelta(seconds=2)
"""So long a group keeps its own to itself; order across groups holds to about as much."""
LENT_FOR = timedelta(seconds=5)
_MOST = 200
_QUEUED = Contact.state == literal_column("'queued'")
"""Written out: the index of guests is of those alone, and a planner has to see it."""
_ASKED = exists().where(Offer.contact_id == Contact.id, Offer.state == "pending")


def lend(services: Services, router: Router, partition: int) -> None:
    """Send home who was lent here in vain; lend whom somebody idle elsewhere could serve."""
    with services.reading() as tx:
        if len(partitions.every(tx.session)) == 1:
            return
        guests = _unserved(tx, partition)
    known = router.known(partition)
    cells = known.index.floor.line.cells() if known else set()
    if not guests and not cells:
        return
    with services.transaction(hasty=True) as tx:
        for contact_id, home in guests:
            _move(tx, contact_id, partition, home)
        if known and cells:
            _lend_from(tx, partition, known, cells)


def _lend_from(tx: Transaction, partition: int, known: Known, cells: Collection[Cell]) -> None:
    idle = rows.idle_elsewhere(tx.session, known.atlas, cells, tx.now, _MOST)
    for one in _matches(tx, partition, known.index, idle) if idle else ():
        _move(tx, one.contact_id, partition, idle[one.associate_id][0], lent=True)


def _unserved(tx: Transaction, partition: int) -> list[tuple[int, int]]:
    """Return guests whose time here is over, and the group they are of."""
    statement = (
        select(Contact.id, func.coalesce(Store.partition, 0))
        .outerjoin(Store, Store.id == Contact.store_id)
        .where(Contact.partition == partition, _QUEUED)
        .where(Contact.lent_until <= tx.now, ~_ASKED)
    )
    return [(contact, home) for contact, home in tx.session.execute(statement)]


def _matches(
    tx: Transaction, partition: int, index: Index, idle: Mapping[int, tuple[int, Candidate]]
) -> list[Match]:
    """Match those who linger by the rules of home, as if the idle of elsewhere were here."""
    people = [who for _, who in idle.values()]
    able = {cell for who in people for cell in who.cells}
    lingering = index.lingering(able, tx.now.timestamp(), HOME_FIRST.total_seconds(), len(people))
    ours = _own(tx, partition, [need.contact_id for need in lingering])
    needs = [need for need in lingering if need.contact_id in ours]
    at_home = index.floor.context
    kept = Kept(_reserved(tx, {group for group, _ in idle.values()}), at_home.kept.first)
    refused = rows.refused(tx.session, needs, tx.now)
    return match(needs, people, refused, replace(at_home, kept=kept))


def _own(tx: Transaction, partition: int, contact_ids: Collection[int]) -> frozenset[int]:
    """Who of these still waits here and is no guest."""
    statement = select(Contact.id).where(Contact.id.in_(contact_ids), Contact.state == "queued")
    here = (Contact.partition == partition, Contact.lent_until.is_(None), ~_ASKED)
    return frozenset(tx.session.scalars(statement.where(*here)))


def _reserved(tx: Transaction, groups: Iterable[int]) -> dict[int, int]:
    """Who of those groups is kept for a promise."""
    found: dict[int, int] = {}
    for group in sorted(groups):
        found |= promises.kept(tx.session, group, tx.now).reserved
    return found


def _move(tx: Transaction, contact_id: int, here: int, there: int, *, lent: bool = False) -> None:
    until = tx.now + LENT_FOR if lent else None
    statement = (
        update(Contact)
        .where(Contact.id == contact_id, Contact.state == "queued", Contact.partition == here)
        .values(partition=there, lent_until=until)
        .execution_options(synchronize_session=False)
    )
    if changed(tx.session.execute(statement)):
        for group in sorted({here, there}):
            changes.note(tx, group, "contact", [contact_id])
