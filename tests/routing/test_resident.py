"""The resident on a real Redis: woken by a ring, keeps its lease, is followed by itself."""

from random import Random

import pytest
from redis import Redis
from sqlalchemy import select

from callcenter.infra.bell import Bell
from callcenter.infra.jobs import RqJobs
from callcenter.services import Services
from routing import jobs
from routing.offers.models import Offer
from routing.partitions import Partition
from tests.routing import floor
from tests.routing.floor import Shape

ONE = Shape(associates=1, stores=1, categories=1, languages=1)


def test_many_rings_before_an_answer_are_one(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        bell = Bell(redis, "match")
        for _ in range(9):
            bell.ring(3)
        assert bell.wait([2, 3], 1) == 3
        assert bell.wait([2, 3], 0.05) is None


def test_a_resident_serves_who_asks_during_its_shift(
    on_redis: Services, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SHIFT_S", 1.5)
    services = on_redis
    floor.furnish(services.sessions, ONE)
    with services.transaction() as tx:
        floor.on_shift(tx, [1])
        floor.wait(tx, 1, ONE, Random(1))
    jobs.reside(services, 0)
    with floor.looking(services) as session:
        offer = session.scalar(select(Offer))
        assert offer is not None
        assert offer.notified_at is not None
        assert session.get_one(Partition, 0).holder
    assert isinstance(services.jobs, RqJobs)
    with Redis.from_url(redis_url) as redis:
        assert redis.llen("rq:queue:routing") == 1, "the next shift waits"


def test_without_redis_a_ring_is_lost_and_nothing_else() -> None:
    with Redis.from_url("redis://127.0.0.1:1/0") as redis:
        Bell(redis, "match").ring(0)
