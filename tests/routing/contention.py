"""Contended assignments by real processes: several routers, customers, servers, and kill -9.

`python -m tests.routing.contention --count 100000 [--routers 2] [--partitions 1] [--kill-every 1]
[--minutes 10] [--postgres]` ends with the faults found: all noughts, or exit code 1. With
`--minutes` it goes on for so long, with `--count` until so many contacts were served.
"""

import argparse
import json
import multiprocessing as mp
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from random import Random
from threading import Event as ThreadEvent
from threading import Thread
from typing import Any

from sqlalchemy import func, select

from callcenter.contacts.models import Contact
from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import SystemClock
from callcenter.services import Services
from routing import jobs, partitions
from routing.lending import lend
from routing.offers import service as offers
from routing.offers.models import Offer
from routing.router import Router
from tests.bench.databases import fresh
from tests.routing import floor
from tests.routing.floor import Shape

HOUSE = Shape(associates=200, stores=10, categories=5, languages=2)
_BATCH = 128
_BACKLOG = 400


@dataclass(frozen=True)
class Plan:
    """How many contacts, by how many routers, and how often one of these is killed."""

    url: str
    count: int = 2000
    minutes: float = 0.0
    routers: int = 2
    kill_every_s: float = 0.0
    most_s: float = 3600.0
    shape: Shape = field(default=HOUSE)


Crew = tuple[Callable[..., Any], Callable[[], Any]]
"""What makes a worker and an event: processes, or threads where starting must be cheap."""
THREADS: Crew = (Thread, ThreadEvent)


def play(plan: Plan, crew: Crew | None = None) -> dict[str, Any]:
    """Run the whole scene; returns what was done and every fault found at its end."""
    services = _services(plan.url)
    floor.furnish(services.sessions, plan.shape)
    with services.transaction() as tx:
        floor.on_shift(tx, range(1, plan.shape.associates + 1))
    fork = mp.get_context("fork")  # a new router within a second, however busy the machine
    worker, event = crew or (fork.Process, fork.Event)
    _close(services)
    over, started = event(), time.monotonic()
    until = over if crew else None
    routers = [_start(worker, route, plan.url, until) for _ in range(plan.routers)]
    people = [
        _start(worker, customers, plan, over),
        _start(worker, servers, plan.url, over),
    ]
    kills = _until_done(worker, plan, services, over, routers)
    over.set()
    for router in () if crew else routers:
        router.kill()
    for each in [*people, *routers]:
        each.join()
    took = time.monotonic() - started
    found = {**_settled(services, plan), "kills": kills, "seconds": round(took, 1)}
    _close(services)
    return found


def route(url: str, over: Event | None) -> None:
    """Pass over every partition, as a resident that is rung all the time; lend once a second.

    A process is not given the event: killed inside it, it would take its lock along.
    """
    services = _services(url)
    router = Router(services)
    with services.transaction() as tx:
        mine = partitions.every(tx.session)
    lent_at = time.monotonic()
    while over is None or not over.is_set():
        if time.monotonic() - lent_at > 1:
            lent_at = time.monotonic()
            for partition in mine:
                lend(services, router, partition)
        made = [one for partition in mine for one in router.run(partition).made]
        if made:
            offers.told(services, [one.offer_id for one in made])
        else:
            time.sleep(0.005)
    _close(services)


def customers(plan: Plan, over: Event) -> None:
    """Ask in bursts as long as the house keeps up; now and then somebody hangs up."""
    services, random, asked = _services(plan.url), Random(os.getpid()), 0
    while not over.is_set() and (plan.minutes or asked < plan.count):
        with services.transaction() as tx:
            queue = tx.session.scalar(
                select(func.count()).where(Contact.state == "queued").select_from(Contact)
            )
            burst = random.randint(1, _BATCH) if (queue or 0) < _BACKLOG else 0
            burst = burst if plan.minutes else min(burst, plan.count - asked)
            if burst:
                floor.wait(tx, burst, plan.shape, random)
        asked += burst
        over.wait(random.uniform(0, 0.02) if burst else 0.02)
    _close(services)


def servers(url: str, over: Event) -> None:
    """Take what was offered to its end; turn one in fifty down as the product does."""
    services, random = _services(url), Random(os.getpid())
    while not over.is_set():
        floor.answer(services, random)
        over.wait(random.uniform(0, 0.005))
    _close(services)


def _start(worker: Any, work: Callable[..., None], *args: Any) -> Any:
    started = worker(target=work, args=args, daemon=True)
    started.start()
    return started


def _until_done(
    worker: Any, plan: Plan, services: Services, over: Event, routers: list[Any]
) -> int:
    """Watch, and kill a router now and then; a killed one is started again."""
    kills, random = 0, Random(1)
    until = time.monotonic() + (60 * plan.minutes or plan.most_s)
    while time.monotonic() < until and (plan.minutes or _unfinished(services, plan)):
        over.wait(plan.kill_every_s or 0.5)
        if plan.kill_every_s:
            number = random.randrange(len(routers))
            os.kill(routers[number].pid, signal.SIGKILL)
            routers[number].join()
            routers[number] = _start(worker, route, plan.url, None)
            kills += 1
    return kills


def _unfinished(services: Services, plan: Plan) -> bool:
    with floor.looking(services) as session:
        done = session.scalar(
            select(func.count()).where(Contact.state == "done").select_from(Contact)
        )
    return (done or 0) < plan.count


def _settled(services: Services, plan: Plan) -> dict[str, Any]:
    """Let everything that is left happen once, as the clock would, then count."""
    jobs.sweep(services)
    for _ in range(3):
        with services.transaction() as tx:
            known = partitions.every(tx.session)
        for partition in known:
            jobs.match(services, partition)
    time.sleep(1.1)
    jobs.sweep(services)
    with floor.looking(services) as session:
        faults = floor.faults(session)
        silent = session.scalar(
            select(func.count())
            .select_from(Offer)
            .where(Offer.state == "pending", Offer.notified_at.is_(None))
        )
        states = dict(
            session.execute(select(Contact.state, func.count()).group_by(Contact.state)).all()
        )
        offers = session.scalar(select(func.count()).select_from(Offer))
    lost = sum(states.values()) - states.get("done", 0) - states.get("queued", 0)
    return {
        "assignments": states.get("done", 0),
        "offers": offers,
        "still waiting": states.get("queued", 0),
        "faults": faults
        | ({"lost": lost} if lost else {})
        | ({"unpublished": silent} if silent else {}),
    }


def _services(url: str) -> Services:
    return floor.build(make_sessions(connect(url)), clock=SystemClock(), push=floor.Deaf())


def _close(services: Services) -> None:
    services.sessions.kw["bind"].dispose()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--most-minutes", type=float, default=60.0, help="end a --count earlier")
    parser.add_argument("--routers", type=int, default=2)
    parser.add_argument("--partitions", type=int, default=1)
    parser.add_argument("--kill-every", type=float, default=0.0)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args(arguments)
    shape = Shape(200, stores=10, categories=5, languages=2, partitions=asked.partitions)
    with fresh("postgresql" if asked.postgres else "sqlite") as url:
        plan = Plan(
            url,
            asked.count,
            asked.minutes,
            asked.routers,
            asked.kill_every,
            60 * asked.most_minutes,
            shape,
        )
        found = play(plan)
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
