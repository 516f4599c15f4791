"""Lending between partitions: whom nobody at home can serve, another store group may.

It is a change of ownership, never a shared claim: `contact.partition` moves by compare-and-set,
both groups hear of it, and only the owner's pass claims. Whoever is not served there in time, or
was refused and is queued again, is at home again; their age goes with them, there and back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import exists, func, select, update

from callcenter.contacts.models import Contact
from callcenter.infra.database import rows as changed
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store
from routing import changes, partitions, promises, rows
from routing.matching import Candidate, Kept, Match, match
from routing.offers.models import Offer
from routing.router import Floor, Router

HOME_FIRST = timedelta(seconds=2)
"""So long a group keeps its own to itself; order across groups holds to about as much."""
LENT_FOR = timedelta(seconds=5)
_MOST = 200
_ASKED = exists().where(Offer.contact_id == Contact.id, Offer.state == "pending")


def lend(services: Services, router: Router, partition: int) -> None:
    """Send home who was lent here in vain; lend whom somebody idle elsewhere could serve."""
    with services.reading() as tx:
        if len(partitions.every(tx.session)) == 1:
            return
        guests = _unserved(tx, partition)
    floor = router.floor(partition)
    if not guests and not (floor and floor.index.floor.line.waiting):
        return
    with services.transaction(hasty=True) as tx:
        for contact_id, home in guests:
            _move(tx, contact_id, partition, home)
        idle = rows.idle_elsewhere(tx.session, floor.atlas, tx.now, _MOST) if floor else {}
        if floor and idle:
            for one in _matches(tx, partition, floor, idle):
                _move(tx, one.contact_id, partition, idle[one.associate_id][0], lent=True)


def _unserved(tx: Transaction, partition: int) -> list[tuple[int, int]]:
    """Return guests whose time here is over, and the group they are of."""
    statement = (
        select(Contact.id, func.coalesce(Store.partition, 0))
        .outerjoin(Store, Store.id == Contact.store_id)
        .where(Contact.partition == partition, Contact.state == "queued")
        .where(Contact.lent_until <= tx.now, ~_ASKED)
    )
    return [(contact, home) for contact, home in tx.session.execute(statement)]


def _matches(
    tx: Transaction, partition: int, floor: Floor, idle: Mapping[int, tuple[int, Candidate]]
) -> list[Match]:
    """Match those who linger by the rules of home, as if the idle of elsewhere were here."""
    people = [who for _, who in idle.values()]
    cells = {cell for who in people for cell in who.cells}
    since = tx.now.timestamp()
    lingering = floor.index.lingering(cells, since, HOME_FIRST.total_seconds(), len(people))
    ours = _own(tx, partition, [need.contact_id for need in lingering])
    needs = [need for need in lingering if need.contact_id in ours]
    kept = floor.index.floor.context.kept
    reserved = _reserved(tx, {home for home, _ in idle.values()})
    context = replace(floor.index.floor.context, kept=Kept(reserved, kept.first))
    return match(needs, people, rows.refused(tx.session, needs, tx.now), context)


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
