"""The queue's ways in: a resident that keeps partitions, a pass when asked, the clock's sweep."""

import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session, sessionmaker

from callcenter.events import PartitionChanged
from callcenter.infra.bell import Bell
from callcenter.infra.jobs import connect_worker
from callcenter.services import Services
from routing import partitions, waiting
from routing.console import live
from routing.lending import lend
from routing.offers import service as offers
from routing.offers.pairs import Made
from routing.phones import service as phones
from routing.presence import service as presence
from routing.router import Router

SHIFT_S = 5.0
"""A resident's job: short, so that a stop signal or a new version waits no longer."""
_BEAT_S = 1.0
_QUIET = timedelta(seconds=2)
_LATE = timedelta(seconds=1)
_NOBODYS = -1
_TOLD_AT_ONCE = 20
_RUNG_AT_ONCE = 4096
_NOTED_AT_ONCE = 64
_ME = f"{os.getpid()}-{secrets.token_hex(4)}"

_LANE = "routing"

_routers: "WeakKeyDictionary[sessionmaker[Session], Router]" = WeakKeyDictionary()


def router_of(services: Services) -> Router:
    """Return this process's router for the database: its indexes outlive a job."""
    return _routers.setdefault(services.sessions, Router(services))


def match(services: Services, partition: int) -> None:
    """Pass until nothing is left to drain; then ring, and tell who waits.

    A pass takes a few ms for hundreds, a ring a ms each: who came last is not to wait for rings.
    """
    router = router_of(services)
    more = True
    while more:
        made: list[Made] = []
        arrived: list[int] = []
        while more and len(made) < _RUNG_AT_ONCE:
            passed = router.run(partition)
            made, arrived, more = made + passed.made, arrived + passed.arrived, passed.more
        announce(services, made)
        some = router.outlooks(partition, arrived[:_TOLD_AT_ONCE])
        waiting.tell(services, partition, some)


def announce(services: Services, made: Sequence[Made]) -> None:
    """Push the ring to each console, or ring a telephone, then note it.

    A crash in between rings a console twice, not never; a telephone that rings is left alone.
    """
    for start in range(0, len(made), _NOTED_AT_ONCE):
        some = made[start : start + _NOTED_AT_ONCE]
        whom = [one.associate_id for one in some]
        live.push(services, *whom)
        phones.ring(services, whom)
        offers.told(services, [one.offer_id for one in some])


def poke(services: Services, fact: PartitionChanged) -> None:
    """Ring for the partition: its keeper passes at once."""
    services.jobs.enqueue(_LANE, "match", fact.partition)


def reside(services: Services, _ref: int) -> None:
    """Keep a fair share of the partitions for one shift: pass when rung, and every second."""
    bell = Bell(connect_worker(services.settings.redis_url), "match")
    ends = services.clock.now() + timedelta(seconds=SHIFT_S)
    passed: dict[int, datetime] = {}
    while (now := services.clock.now()) < ends:
        mine = _keep(services, passed, now)
        rung = bell.wait(mine or [_NOBODYS], _BEAT_S)
        now = services.clock.now()
        if rung in mine:
            match(services, rung)
        for partition in _unpassed(mine, passed, now):
            passed[partition] = now
            go_round(services, partition)
    services.jobs.enqueue(_LANE, "reside", 0)


def go_round(services: Services, partition: int) -> None:
    """Pass without being rung: what came due by time; lend; news for some of those who wait."""
    match(services, partition)
    router = router_of(services)
    lend(services, router, partition)
    some = router.outlooks(partition, router.next_told(partition, _TOLD_AT_ONCE))
    waiting.tell(services, partition, some)


def sweep(services: Services) -> None:
    """Every deadline of routing, by the clock; enough alone when no job arrives."""
    presence.sweep(services)
    offers.expire(services)
    offers.rescind_unheard(services)
    with services.transaction() as tx:
        quiet = partitions.quiet(tx.session, tx.now - _QUIET)
        late = offers.late(tx, tx.now - _LATE)
    announce(services, late)
    for partition in quiet:
        go_round(services, partition)
    if quiet:
        services.jobs.enqueue(_LANE, "reside", 0)


def _keep(services: Services, passed: dict[int, datetime], now: datetime) -> list[int]:
    """Renew my leases once a second; take one more, or give one back, until shares are fair."""
    if passed and not _unpassed(list(passed), passed, now):
        return list(passed)
    with services.transaction(hasty=True) as tx:
        shares = partitions.shares(tx.session, _ME, now)
        wanted = list(shares.mine)
        if len(wanted) < shares.fair:
            wanted += shares.free[: shares.fair - len(wanted)]
        elif len(wanted) > shares.fair:
            partitions.release(tx.session, wanted.pop(), _ME)
        mine = [one for one in wanted if partitions.take(tx.session, one, _ME, now)]
    for one in set(passed) - set(mine):
        del passed[one]
    for one in mine:
        passed.setdefault(one, now - timedelta(seconds=_BEAT_S))
    return mine


def _unpassed(mine: Sequence[int], passed: dict[int, datetime], now: datetime) -> list[int]:
    return [one for one in mine if now - passed[one] >= timedelta(seconds=_BEAT_S)]
