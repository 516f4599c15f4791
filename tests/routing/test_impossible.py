"""What the schema makes impossible, whatever a process does: two at once of what may be one."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from callcenter.contacts.models import Contact, Leg
from callcenter.infra.database import Base
from routing.offers.models import Offer
from tests.cast import World

OTHER = "+393123456790"
UNIQUE = r"(?i)unique constraint"


@pytest.fixture
def two(world: World) -> tuple[Contact, Contact]:
    """Two customers; the first is offered to Ada, the second waits."""
    world.ready("ada")
    return world.asks(), world.asks(OTHER)


def write_again(session: Session, row: Base, **changes: object) -> None:
    """Insert the row once more, with other keys of its own and these changes."""
    table = row.__table__
    own = {"id", "public_id", "attempt", "sid", "place_digest"}
    values = {c.name: getattr(row, c.name) for c in table.columns if c.name not in own}
    keys = {name: f"again-{name}" for name in ("public_id", "attempt") if name in table.columns}
    session.execute(insert(type(row)).values({**values, **keys, **changes}))


def test_nobody_is_offered_two_at_once(world: World, two: tuple[Contact, Contact]) -> None:
    with world.services.transaction() as tx:
        offer = tx.session.scalars(select(Offer)).one()
        with pytest.raises(IntegrityError, match=UNIQUE), tx.session.begin_nested():
            write_again(tx.session, offer, contact_id=two[1].id)


def test_nobody_rings_at_two_associates(world: World, two: tuple[Contact, Contact]) -> None:
    chiara = world.person("chiara")
    with world.services.transaction() as tx:
        offer = tx.session.scalars(select(Offer)).one()
        with pytest.raises(IntegrityError, match=UNIQUE), tx.session.begin_nested():
            write_again(tx.session, offer, associate_id=chiara)


@pytest.mark.parametrize("state", ["connecting", "connected", "interrupted", "detached"])
def test_nobody_is_in_two_talks(world: World, two: tuple[Contact, Contact], state: str) -> None:
    ada = world.person("ada")
    with world.services.transaction() as tx:
        first, second = (tx.session.get_one(Contact, one.id) for one in two)
        first.associate_id, first.state = ada, "connected"
        tx.session.flush()
        second.associate_id, second.state = ada, state
        with pytest.raises(IntegrityError, match=UNIQUE), tx.session.begin_nested():
            tx.session.flush()
        tx.session.expunge(second)


def test_a_number_has_one_live_contact_and_one_live_line(
    world: World, two: tuple[Contact, Contact]
) -> None:
    with world.services.transaction() as tx:
        contact = tx.session.get_one(Contact, two[0].id)
        with pytest.raises(IntegrityError, match=UNIQUE), tx.session.begin_nested():
            write_again(tx.session, contact)
        planned = {"role": "customer", "state": "planned", "number_index": contact.number_index}
        line = Leg(contact_id=contact.id, created_at=tx.now, moved_at=tx.now, **planned)
        tx.session.add(line)
        tx.session.flush()
        tx.session.refresh(line)
        with pytest.raises(IntegrityError, match=UNIQUE), tx.session.begin_nested():
            write_again(tx.session, line)
