"""Durable assignments: whole passes (drain, read, decide, claim, commit) in batches of a size."""

import multiprocessing as mp
import os
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload
from typing_extensions import override

from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import SystemClock
from callcenter.services import Services, Transaction
from routing.offers.models import Offer
from routing.router import Router
from tests.bench.report import quantile
from tests.routing import floor
from tests.routing.floor import Shape


@dataclass(frozen=True)
class Order:
    """What one router measures: its partition of the house, the batch, for how long."""

    url: str
    shape: Shape
    batch: int
    seconds: float
    partition: int = 0
    flushed: bool = True


def furnish(url: str, shape: Shape, waiting: int) -> None:
    """Fill the house; those who wait need a language nobody speaks."""
    services = _services(url)
    floor.furnish(services.sessions, shape)
    people = range(1, shape.associates + 1)
    with services.transaction() as tx:
        floor.on_shift(tx, people)
        if waiting:
            floor.wait(tx, waiting, shape, Random(3), language="rare")
    for partition in range(shape.partitions):
        router = Router(services)
        while router.run(partition).more:
            pass


def passes(order: Order) -> dict[str, Any]:
    """Measure passes of one router; arrivals and endings between them are not counted."""
    services = _services(order.url, flushed=order.flushed)
    router, random = Router(services), Random(os.getpid())
    while router.run(order.partition).more:
        pass
    made, walls, cpu = 0, [], 0.0
    until = time.monotonic() + order.seconds
    while time.monotonic() < until:
        with services.transaction() as tx:
            floor.wait(tx, order.batch, order.shape, random, partition=order.partition)
        begun, spent = time.perf_counter(), time.process_time()
        made += len(router.run(order.partition).made)
        cpu += time.process_time() - spent
        walls.append(time.perf_counter() - begun)
        _end_all(services, order)
    wall = sum(walls)
    return {
        "claims": made,
        "per_s": made / wall,
        "cpu_us": cpu / max(1, made) * 1e6,
        "p50_ms": quantile(walls, 0.5) * 1e3,
        "p99_ms": quantile(walls, 0.99) * 1e3,
        "wall_s": wall,
    }


def together(orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Run several routers at once, a process each."""
    if len(orders) == 1:
        return [passes(orders[0])]
    with mp.get_context("spawn").Pool(len(orders)) as pool:
        return pool.map(passes, orders)


def server_cpu_s() -> float:
    """Return CPU seconds of child processes that have ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def _end_all(services: Services, order: Order) -> None:
    with services.transaction() as tx:
        statement = select(Offer).options(lazyload("*")).where(Offer.state == "pending")
        rings = tx.session.scalars(statement).all()
        mine = [offer for offer in rings if _home(offer, order) == order.partition]
        floor.finish(tx, mine)


def _home(offer: Offer, order: Order) -> int:
    return (offer.associate_id % order.shape.stores + 1) % order.shape.partitions


class Flushed(Services):
    """Waits for the disk after every pass, which the product leaves to the accept that follows."""

    @override
    @contextmanager
    def transaction(self, *, hasty: bool = False) -> Iterator[Transaction]:
        with super().transaction() as tx:
            yield tx


def _services(url: str, *, flushed: bool = False) -> Services:
    sessions = make_sessions(connect(url))
    services = floor.build(sessions, clock=SystemClock(), push=floor.Deaf())
    if not flushed:
        return services
    return Flushed(**{field.name: getattr(services, field.name) for field in fields(services)})
