"""Rules as the router takes them: rings, deadlines, and a change taken up at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from callcenter.rules import service as rules
from callcenter.rules.values import StoreRules, merge
from callcenter.stores.models import store_by_slug
from routing import partitions, rulebook
from routing.matching import ANY, NEAR, OWN, REGION, Ring, Rules
from routing.matching.rules import EVERYWHERE
from routing.offers.models import Offer
from tests.cast import World

LADDER = {"near_after_s": "20", "near_km": "30", "region_after_s": "never", "any_after_s": "60"}


def ruled(world: World, typed: dict[str, str], seen: int = 0) -> None:
    assert rules.save(world.services, world.person("carla"), "turin", typed, seen) == []
    world.run()


def offered(world: World) -> list[str]:
    """Return the stores whose associates are offered somebody now."""
    with world.services.transaction() as tx:
        rings = tx.session.scalars(select(Offer).where(Offer.state == "pending"))
        return [offer.associate.store.slug for offer in rings]


@pytest.mark.parametrize(
    ("own", "rings"),
    [
        ({}, EVERYWHERE),
        (
            {"near_after_s": 20, "region_after_s": None, "any_after_s": 60},
            (Ring(OWN, 20.0), Ring(NEAR, 40.0), Ring(ANY)),
        ),
        (
            {"near_after_s": 0, "region_after_s": 30, "any_after_s": None},
            (Ring(NEAR, 30.0), Ring(REGION)),
        ),
        ({"near_after_s": None, "region_after_s": None, "any_after_s": None}, (Ring(OWN),)),
    ],
)
def test_ages_become_rings(own: dict[str, int | None], rings: tuple[Ring, ...]) -> None:
    assert rulebook.rings(merge(StoreRules(), own)) == rings


def test_no_delay_is_the_very_everywhere_that_costs_nothing() -> None:
    assert rulebook.taken(StoreRules(), Rules()).rings is EVERYWHERE


def test_only_the_own_store_is_asked_until_the_ring_opens(world: World) -> None:
    ruled(world, {**LADDER, "skip_unstaffed": "no"})
    world.ready("iris")  # of New York, speaks English, knows jewellery
    world.asks(language="en")
    assert offered(world) == []
    world.pass_(59, beats=("iris",))
    assert offered(world) == []
    world.pass_(2, beats=("iris",))  # nobody rings: the clock passes every two seconds
    assert offered(world) == ["new-york"]


def test_a_ring_with_nobody_on_shift_takes_no_time(world: World) -> None:
    ruled(world, LADDER)
    world.ready("iris")
    world.asks(language="en")
    assert offered(world) == ["new-york"]


def test_the_last_of_the_own_store_goes_and_the_next_ring_is_asked_at_once(world: World) -> None:
    ruled(world, LADDER)
    world.ready("ada", "iris")
    world.asks()  # ada has an offer, and is on shift
    world.asks(phone="+393123456780", language="en")
    assert offered(world) == ["turin"]
    world.pass_(5, beats=("iris",))
    world.pass_(8, beats=("iris",))  # two beats of ada are missed
    assert "new-york" in offered(world)


def test_a_change_is_taken_up_by_the_next_pass_of_a_running_router(world: World) -> None:
    """The clock passes every second for a partition with news: no longer than that."""
    ruled(world, {**LADDER, "skip_unstaffed": "no"})
    world.ready("iris")
    world.asks(language="en")
    assert offered(world) == []
    ruled(world, {}, seen=1)
    assert offered(world) == ["new-york"]


def test_a_house_rule_reaches_every_partition(world: World) -> None:
    with world.services.transaction() as tx:
        berlin = store_by_slug(tx.session, "berlin")
        assert berlin is not None
        berlin.partition = 7
    world.pass_(1)
    with world.services.transaction() as tx:
        before = partitions.every(tx.session)
        assert before == [0, 7]
    rules.save(world.services, world.person("carla"), "house", {"wrap_up_s": "5"}, 0)
    assert {ref for name, ref in world.jobs.waiting if name == "match"} == {0, 7}


def test_an_offer_rings_as_long_as_the_customers_store_wants(world: World) -> None:
    ruled(world, {"offer_rings_s": "12"})
    world.ready("ada")
    world.asks()
    with world.services.transaction() as tx:
        offer = tx.session.scalars(select(Offer)).one()
        assert offer.expires_at - offer.created_at == timedelta(seconds=12)
    assert world.console("ada")["offer"]["rings_s"] == 12


def test_who_was_passed_on_to_another_partition_is_matched_there(world: World) -> None:
    with world.services.transaction() as tx:
        berlin = store_by_slug(tx.session, "berlin")
        assert berlin is not None
        berlin.partition = 7
    ruled(world, {"at_last": "other_store", "other_store": "berlin", "web_wait_s": "20"})
    world.ready("greta", "iris")  # greta: Berlin; iris shares Turin's partition, busy elsewhere
    world.asks(phone="+393123456780", language="en")
    contact = world.asks(language="en")
    assert offered(world) == ["new-york"]
    world.pass_(21, beats=("greta", "iris"))
    assert "berlin" in offered(world)
    assert world.contact(contact).partition == 7
