"""What happened is read as it was lived, and changes what the next are told."""

from datetime import timedelta
from typing import Any

from callcenter.contacts.models import Contact
from routing import history, waiting
from routing.estimate import Errors, Past
from routing.offers import service as offers
from routing.offers.models import Offer
from tests.cast import World


def past(world: World, partition: int = 0) -> list[Past]:
    with world.services.transaction() as tx:
        return list(history._waits(tx.session, partition, tx.now))


def wait_and_be_served(world: World, seconds: int) -> Contact:
    """Ada is busy with one, and takes the next when she is back."""
    world.ready("ada")
    world.asks()
    offers.accept(world.services, world.console("ada")["offer"]["id"], world.person("ada"))
    world.run()
    contact = world.asks(phone="+393123456780")
    world.clock.pass_(seconds)
    ada = world.person("ada")
    with world.services.transaction() as tx:
        offer = Offer(
            contact_id=contact.id,
            associate_id=ada,
            state="accepted",
            created_at=tx.now,
            expires_at=tx.now,
            closed_at=tx.now,
        )
        tx.session.add(offer)
    return contact


def test_a_wait_ends_when_somebody_takes_it_not_when_they_talk(world: World) -> None:
    wait_and_be_served(world, 42)
    [one] = past(world)
    assert (one.waited_s, one.served) == (42.0, True)
    assert one.predicted_s == 255.0
    with world.services.transaction() as tx:
        jewellery = tx.session.query(Contact).first()
        assert jewellery is not None
        assert one.kind == (jewellery.category_id, 13)  # noon UTC is one o'clock in Turin


def test_who_gave_up_waited_at_least_so_long(world: World) -> None:
    world.ready("ada")
    world.asks()
    offers.accept(world.services, world.console("ada")["offer"]["id"], world.person("ada"))
    world.run()
    world.asks(phone="+393123456780")
    world.pass_(91, beats=("ada",))
    assert [(one.waited_s, one.served) for one in past(world)] == [(91.0, False)]


def test_who_still_waits_teaches_nothing_yet(world: World) -> None:
    world.ready("ada")
    world.asks()
    world.asks(phone="+393123456780")
    assert past(world) == []


def test_another_groups_past_teaches_nothing(world: World) -> None:
    wait_and_be_served(world, 1)
    assert past(world, partition=9) == []


def test_the_first_range_told_is_kept_and_judged(world: World) -> None:
    contact = wait_and_be_served(world, 300)
    found = world.contact(contact)
    assert (found.told_low_s, found.told_high_s) == (26, 510)
    with world.services.transaction() as tx:
        told = history.told_and_true(tx.session, tx.now - timedelta(days=1))
    assert told == [(300.0, True, 26, 510)]


def test_a_process_learns_anew_every_ten_minutes(world: World) -> None:
    assert waiting.errors_of(world.services, 0) == Errors()
    shop = world.asks().store_id
    with world.services.transaction() as tx:
        tx.session.add_all(_lived(tx.now, shop, number) for number in range(120))
    assert waiting.errors_of(world.services, 0) == Errors()
    world.clock.pass_(601)
    assert waiting.errors_of(world.services, 0) != Errors()


def _lived(now: Any, store_id: int | None, number: int) -> Contact:
    return Contact(
        way="web",
        state="abandoned",
        store_id=store_id,
        language="it",
        number_sealed=b"",
        number_index=f"n{number}",
        number_masked="",
        created_at=now,
        queued_at=now - timedelta(hours=1),
        ended_at=now - timedelta(hours=1) + timedelta(seconds=30 + number),
        wait_predicted_s=60.0,
    )
