"""A lane's resident on a real Redis: rung for, several errands at once, followed by itself."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from callcenter import crew, work
from callcenter.infra import leases
from callcenter.infra.jobs import LANES
from callcenter.infra.leases import Errand, Wanted
from callcenter.services import Services

LONG_S = 20.0


@pytest.fixture
def services(on_redis: Services) -> Services:
    return on_redis


def want(services: Services, name: str, *refs: int) -> None:
    wanted = [Wanted(name, ref, "urgent", 60) for ref in refs]
    with services.transaction() as tx:
        leases.want_all(tx.session, wanted, tx.now)
    services.jobs.enqueue("urgent", "errand", LANES.index("urgent"))


def left(services: Services) -> int:
    with services.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(Errand)) or 0


def shift(services: Services, table: work.Table, until: threading.Event) -> None:
    """Let the lane be served, shift after shift, until that has happened."""
    for _ in range(20):
        crew.serve(services, table, "urgent")
        if until.is_set():
            return
    pytest.fail("it did not happen in twenty shifts")


@pytest.fixture(autouse=True)
def _short_shifts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "SHIFT_S", 1.0)


def counting(most: int, over: threading.Event) -> tuple[list[int], Callable[[int], None]]:
    done: list[int] = []
    lock = threading.Lock()

    def count(ref: int) -> None:
        with lock:
            done.append(ref)
            if len(done) == most:
                over.set()

    return done, count


def test_as_many_errands_as_hands_are_done_at_once(services: Services) -> None:
    over = threading.Event()
    done, count = counting(crew.HANDS, over)
    together = threading.Barrier(crew.HANDS, timeout=LONG_S)

    def meet(_services: Services, ref: int) -> None:
        together.wait()
        count(ref)

    want(services, "meet", *range(crew.HANDS))
    shift(services, {"meet": meet}, over)
    assert sorted(done) == list(range(crew.HANDS))


def test_more_errands_than_hands_are_each_done_once(services: Services) -> None:
    over = threading.Event()
    done, count = counting(50, over)
    want(services, "count", *range(50))
    shift(services, {"count": lambda _services, ref: count(ref)}, over)
    assert sorted(done) == list(range(50))
    assert left(services) == 0


def test_a_hand_goes_on_until_nothing_is_due(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MOST_AT_ONCE", 2)
    over = threading.Event()
    done, count = counting(20, over)
    want(services, "count", *range(1, 21))
    crew.Crew().answer(services, {"count": lambda _services, ref: count(ref)}, "urgent")
    assert over.wait(LONG_S), "rung once, and never again"
    assert sorted(done) == list(range(1, 21))


def test_who_rings_during_a_shift_is_served_in_it(services: Services) -> None:
    over = threading.Event()

    def more(_services: Services, ref: int) -> None:
        want(services, "last", ref)

    want(services, "more", 1)
    shift(services, {"more": more, "last": lambda _services, _ref: over.set()}, over)
    with Redis.from_url(services.settings.redis_url) as redis:
        assert redis.llen("rq:queue:urgent") >= 1, "the next shift waits"


def test_a_ring_that_finds_no_hand_free_is_not_forgotten(services: Services) -> None:
    crowd = crew.Crew()
    over, busy = threading.Event(), threading.Barrier(crew.HANDS + 1, timeout=LONG_S)
    go = threading.Event()

    def hold(_services: Services, _ref: int) -> None:
        busy.wait()
        go.wait(LONG_S)

    table = {"hold": hold, "late": lambda _services, _ref: over.set()}
    want(services, "hold", *range(crew.HANDS))
    crowd.answer(services, table, "urgent")
    busy.wait()
    want(services, "late", 1)
    crowd.answer(services, table, "urgent")
    go.set()
    assert over.wait(LONG_S)


def test_what_is_held_is_renewed_until_it_is_done(services: Services) -> None:
    def lease() -> datetime | None:
        with services.reading() as tx:
            return tx.session.scalar(select(Errand.lease_until))

    def slow(_services: Services, _ref: int) -> None:
        first, never = lease(), threading.Event()
        for _ in range(100):
            if lease() != first:
                return
            never.wait(0.1)
        raise AssertionError("the lease was not renewed")

    want(services, "slow", 1)
    assert work.do_due(services, {"slow": slow}, "urgent") == 1
    assert left(services) == 0


def test_a_hand_that_falls_is_free_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd, over = crew.Crew(), threading.Event()
    fallen = threading.Semaphore(0)

    def falls(*_arguments: object) -> int:
        fallen.release()
        raise OperationalError("the database", {}, Exception("is gone"))

    with monkeypatch.context() as patch:
        patch.setattr(work, "work_off", falls)
        want(services, "any", *range(crew.HANDS))
        crowd.answer(services, {}, "urgent")
        for _ in range(crew.HANDS):
            assert fallen.acquire(timeout=LONG_S)
    want(services, "after", 1)
    for _ in range(100):
        crowd.answer(services, {"after": lambda _services, _ref: over.set()}, "urgent")
        if over.wait(0.1):
            return
    pytest.fail("no hand was free again")
