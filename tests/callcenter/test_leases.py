"""Errands: one process at a time, resumed by another, given up in the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from callcenter import work
from callcenter.events import ContactEnded
from callcenter.infra import leases, pace
from callcenter.infra.leases import LEASE, Claim, Errand, Wanted
from callcenter.services import Services
from tests.cast import World


def wanted(world: World, name: str = "job", lasts_s: int = 60, ref: int = 7) -> int:
    with world.services.transaction() as tx:
        return leases.want(tx.session, Wanted(name, ref, "urgent", lasts_s), tx.now).id


def taken(world: World) -> Claim | None:
    with world.services.transaction() as tx:
        return next(iter(leases.claim_due(tx.session, ["urgent"], tx.now)), None)


def left(world: World) -> list[str]:
    with world.services.transaction() as tx:
        return [errand.state for errand in tx.session.query(Errand)]


def test_an_errand_is_had_by_one_at_a_time(world: World) -> None:
    wanted(world)
    assert taken(world) is not None
    assert taken(world) is None


def test_a_dead_process_loses_its_errand_after_the_lease(world: World) -> None:
    wanted(world)
    dead = taken(world)
    world.clock.pass_(LEASE.total_seconds())
    heir = taken(world)
    assert dead
    assert heir
    assert heir.fence > dead.fence


def test_who_wakes_up_late_cannot_strike_off_what_another_does(world: World) -> None:
    wanted(world)
    sleeper = taken(world)
    world.clock.pass_(LEASE.total_seconds())
    taken(world)
    assert sleeper
    with world.services.transaction() as tx:
        assert not leases.done(tx.session, sleeper)
        assert not leases.again(tx.session, sleeper, tx.now)
    assert left(world) == ["leased"]


def test_who_slept_cannot_strike_off_a_later_errand(world: World) -> None:
    wanted(world)
    sleeper = taken(world)
    assert sleeper
    world.clock.pass_(LEASE.total_seconds())
    heir = taken(world)
    assert heir
    with world.services.transaction() as tx:
        leases.done(tx.session, heir)
    wanted(world)
    assert taken(world) is not None
    with world.services.transaction() as tx:
        assert not leases.done(tx.session, sleeper)
    assert left(world) == ["leased"]


def test_a_kept_lease_is_renewed(world: World) -> None:
    wanted(world)
    mine = taken(world)
    assert mine
    world.clock.pass_(2)
    with world.services.transaction() as tx:
        assert leases.renew(tx.session, [mine], tx.now) == 1
    world.clock.pass_(2)
    assert taken(world) is None


def test_what_was_taken_from_us_is_not_renewed(world: World) -> None:
    wanted(world)
    sleeper = taken(world)
    world.clock.pass_(LEASE.total_seconds())
    heir = taken(world)
    assert sleeper
    assert heir
    with world.services.transaction() as tx:
        assert leases.renew(tx.session, [sleeper, heir], tx.now) == 1


def test_of_many_those_are_taken_that_were_due_first(world: World) -> None:
    first = [wanted(world, ref=ref) for ref in (3, 2, 1)]
    world.clock.pass_(1)
    wanted(world, ref=4)
    with world.services.transaction() as tx:
        some = leases.claim_due(tx.session, ["urgent"], tx.now, 3)
    assert [mine.id for mine in some] == first


def test_claims_that_cross_never_meet(world: World) -> None:
    with world.services.transaction() as tx:
        many = [Wanted("job", ref, "urgent", 60) for ref in range(1, 401)]
        leases.want_all(tx.session, many, tx.now)
    start = Barrier(6)

    def take_all() -> list[int]:
        start.wait()
        had: list[int] = []
        while True:
            with world.services.transaction() as tx:
                some = leases.claim_due(tx.session, ["urgent"], tx.now, 2)
            if not some:
                return had
            had += [mine.id for mine in some]

    with ThreadPoolExecutor(6) as pool:
        taken = [pool.submit(take_all) for _ in range(6)]
    had = [one for part in taken for one in part.result()]
    assert len(had) == len(set(had)) == len(many)


def test_of_two_about_one_row_the_later_waits_for_the_first(world: World) -> None:
    first, then = wanted(world), wanted(world)
    with world.services.transaction() as tx:
        some = leases.claim_due(tx.session, ["urgent"], tx.now, 5)
    assert [mine.id for mine in some] == [first]
    assert taken(world) is None
    with world.services.transaction() as tx:
        leases.done(tx.session, some[0])
    following = taken(world)
    assert following
    assert following.id == then


def test_who_waits_for_another_try_keeps_nobody_waiting(world: World) -> None:
    wanted(world)
    then = wanted(world)
    first = taken(world)
    assert first
    with world.services.transaction() as tx:
        leases.again(tx.session, first, tx.now + timedelta(seconds=30))
    following = taken(world)
    assert following
    assert following.id == then
    assert taken(world) is None
    world.clock.pass_(LEASE.total_seconds())
    heir = taken(world)
    assert heir
    assert heir.id == then


def test_what_is_about_no_row_waits_for_nobody(world: World) -> None:
    for _ in range(2):
        wanted(world, ref=leases.NO_ROW)
    assert taken(world) is not None
    assert taken(world) is not None


def test_what_is_done_is_gone(world: World) -> None:
    wanted(world)
    work.do_due(world.services, {"job": lambda _services, _ref: None}, "urgent")
    assert left(world) == []


def test_what_fails_is_tried_again_and_stops_nobody_else(world: World) -> None:
    done: list[int] = []

    def fails(_services: Services, _ref: int) -> float | None:
        raise ValueError("broken")

    wanted(world, "broken")
    wanted(world, "works")
    work.do_due(
        world.services,
        {"broken": fails, "works": lambda _services, ref: done.append(ref)},
        "urgent",
    )
    assert done == [7]
    assert left(world) == ["waiting"]


def test_after_its_deadline_an_errand_is_left_for_a_person(world: World) -> None:
    wanted(world, lasts_s=10)
    for _ in range(4):
        work.do_due(world.services, {"job": lambda _services, _ref: 4.0}, "urgent")
        world.clock.pass_(4)
    assert left(world) == ["failed"]


def test_a_clock_set_back_delays_nothing_for_long(world: World) -> None:
    wanted(world)
    world.clock.pass_(-3600)
    assert taken(world) is not None


def test_facts_that_a_dead_process_did_not_tell_are_told_by_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ready("ada")
    contact = world.asks()

    def dies(_services: Services, _fact: Any) -> None:
        raise SystemExit

    services = world.services
    with monkeypatch.context() as patch:
        patch.setattr(type(services), "tell", dies)
        with pytest.raises(SystemExit), services.transaction() as tx:
            tx.emit(ContactEnded(contact.id, None, "cancelled"))
    before = world.console("ada")["offer"]["id"]
    world.pass_(LEASE.total_seconds() + 1, beats=("ada",))
    assert (world.console("ada")["offer"] or {}).get("id") != before


def test_a_pace_lets_one_through_per_interval(world: World) -> None:
    second = timedelta(seconds=1)
    waits = []
    for _ in range(3):
        with world.services.transaction() as tx:
            waits.append(pace.take(tx.session, "calls", second, tx.now))
    assert waits == [None, second, second]
    world.clock.pass_(1)
    with world.services.transaction() as tx:
        assert pace.take(tx.session, "calls", second, tx.now) is None


def test_a_pace_survives_a_clock_set_back(world: World) -> None:
    second = timedelta(seconds=1)
    with world.services.transaction() as tx:
        pace.take(tx.session, "calls", second, tx.now)
    world.clock.pass_(-3600)
    with world.services.transaction() as tx:
        assert pace.take(tx.session, "calls", second, tx.now) is None
