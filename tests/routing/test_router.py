"""The pass: indexes kept by several routers, crashes between claim and push, who goes first."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts import guards
from callcenter.contacts.models import Regular
from callcenter.infra.states import Transition
from callcenter.staff.models import by_slug
from callcenter.stores.models import store_by_slug
from routing import jobs, partitions
from routing.changes import RoutingEvent
from routing.offers import service as offers
from routing.offers.models import Offer
from routing.partitions import Partition
from routing.presence import service as presence
from routing.presence.models import Presence
from routing.router import Router
from tests.cast import DIAZ, FrozenClock, World
from tests.routing import floor
from tests.routing.floor import Shape

ONE_KIND = Shape(associates=3, stores=1, categories=1, languages=1)


def test_an_index_that_missed_a_pass_is_read_anew(sessions: sessionmaker[Session]) -> None:
    """The second router drained the event that names the customer; the first must not miss it."""
    floor.furnish(sessions, ONE_KIND)
    services = floor.build(sessions)
    first, second = Router(services), Router(services)
    first.run(0)
    with services.transaction() as tx:
        floor.wait(tx, 1, ONE_KIND, _random())
    second.run(0)
    with services.transaction() as tx:
        floor.on_shift(tx, [1])
    assert [one.associate_id for one in first.run(0).made] == [1]


def test_a_pass_that_a_power_cut_undid_is_made_again(sessions: sessionmaker[Session]) -> None:
    """Another router passed since: by their number alone, the first would have missed none."""
    floor.furnish(sessions, ONE_KIND)
    clock = FrozenClock()
    services = floor.build(sessions, clock=clock)
    first, second = Router(services), Router(services)
    random = _random()
    first.run(0)
    with services.transaction() as tx:
        floor.on_shift(tx, [1])
        floor.wait(tx, 1, ONE_KIND, random)
    clock.pass_(1)
    with undone(sessions):
        assert len(first.run(0).made) == 1
    with services.transaction() as tx:
        floor.wait(tx, 1, ONE_KIND, random)
    clock.pass_(1)
    assert [one.associate_id for one in second.run(0).made] == [1]
    with services.transaction() as tx:
        floor.on_shift(tx, [2])
    clock.pass_(1)
    assert [one.associate_id for one in first.run(0).made] == [2]


@contextmanager
def undone(sessions: sessionmaker[Session]) -> Iterator[None]:
    """Take back what passes write meanwhile, as if it had never reached the disk."""
    written: list[Any] = [Offer, Transition, Presence, Partition, RoutingEvent]
    with sessions.begin() as session:
        found = [session.execute(select(model.__table__)).mappings().all() for model in written]
    yield
    with sessions.begin() as session:
        for model, rows in zip(written, found, strict=True):
            session.execute(delete(model))
            if rows:
                session.execute(insert(model), [dict(row) for row in rows])


def test_two_routers_never_claim_the_same_side(sessions: sessionmaker[Session]) -> None:
    floor.furnish(sessions, ONE_KIND)
    services = floor.build(sessions)
    first, second = Router(services), Router(services)
    with services.transaction() as tx:
        floor.on_shift(tx, [1, 2, 3])
        floor.wait(tx, 2, ONE_KIND, _random())
    made = first.run(0).made + second.run(0).made
    assert len({one.contact_id for one in made}) == len({one.associate_id for one in made}) == 2


def test_a_claim_whose_router_died_is_published_by_the_sweep(world: World) -> None:
    world.ready("ada")
    world.jobs.waiting.clear()
    wish = {"store": "turin", "category": "jewellery", "language": "it"}
    world.jobs.enqueue = lambda *_: None  # type: ignore[method-assign]
    world.asks(**wish)
    Router(world.services).run(0)
    assert world.console("ada")["offer"] is None
    world.clock.pass_(2)
    presence.beat(world.services, world.person("ada"))
    jobs.sweep(world.services)
    assert world.console("ada")["offer"] is not None
    with world.services.transaction() as tx:
        assert tx.session.scalar(select(Offer).where(Offer.notified_at.is_(None))) is None


def test_the_sweep_alone_matches_where_no_job_arrives(world: World) -> None:
    world.ready("ada")
    world.jobs.enqueue = lambda *_: None  # type: ignore[method-assign]
    world.asks()
    world.clock.pass_(3)
    presence.beat(world.services, world.person("ada"))
    jobs.sweep(world.services)
    assert world.console("ada")["offer"] is not None


def test_a_declined_contact_keeps_its_place_before_younger_ones(world: World) -> None:
    world.ready("ada")
    older = world.asks()
    offer = world.console("ada")["offer"]
    world.clock.pass_(1)
    world.asks(phone="+393123456790")
    offers.decline(world.services, offer["id"], world.person("ada"), "wrong_skill")
    world.run()
    world.pass_(1, beats=("ada",))
    presence.choose(world.services, world.person("iris"), "available", "")
    world.run()
    with world.services.transaction() as tx:
        asked = tx.session.scalars(select(Offer.contact_id).order_by(Offer.id)).all()
    assert asked[0] == older.id
    assert older.id in asked


def test_who_is_known_comes_sooner_and_meets_whom_they_know(world: World) -> None:
    with world.services.transaction() as tx:
        chiara = by_slug(tx.session, "chiara")
        assert chiara is not None
        index = guards.reachable(tx, DIAZ).index
        tx.session.add(Regular(number_index=index, credit_s=60, associate_id=chiara.id))
    world.ready("ada", "chiara")
    contact = world.asks(category="phones")
    again = world.contact(contact)
    assert (again.credit_s, again.preferred_id) == (60, chiara.id)
    assert world.console("chiara")["offer"] is not None
    assert world.console("chiara")["offer"]["why"] == "This customer knows you."


def test_each_store_group_is_matched_by_itself(world: World) -> None:
    with world.services.transaction() as tx:
        berlin = store_by_slug(tx.session, "berlin")
        assert berlin is not None
        berlin.partition = 7
    world.ready("ada", "greta")
    contact = world.asks(store="berlin", language="en")
    assert world.contact(contact).partition == 7
    assert world.console("greta")["offer"] is not None
    assert world.console("ada")["offer"] is None


def test_those_who_wait_hear_their_place_and_an_honest_range(world: World) -> None:
    world.ready("ada")
    world.asks()
    second = world.asks(phone="+393123456790")
    again = world.contact(second)
    assert again.position == 1
    low, likely, high = again.wait_low_s, again.wait_estimate_s, again.wait_high_s
    assert low is not None
    assert likely is not None
    assert high is not None
    assert low < likely < high


def test_leases_are_shared_and_fall_to_whoever_lives(sessions: sessionmaker[Session]) -> None:
    services = floor.build(sessions)
    floor.furnish(sessions, Shape(associates=1, stores=4, partitions=4))
    now = services.clock.now()
    with services.transaction() as tx:
        assert [partitions.take(tx.session, one, "a", now) for one in (0, 1)] == [True, True]
        assert not partitions.take(tx.session, 0, "b", now)
        shares = partitions.shares(tx.session, "b", now)
        assert (shares.free, shares.fair) == ((2, 3), 2)
        assert partitions.take(tx.session, 0, "b", now + timedelta(seconds=5))


def _random() -> floor.Random:
    return floor.Random(1)
