"""A lane's resident: whoever rings for its errands finds a few hands that do them at once."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session, sessionmaker

from callcenter import work
from callcenter.infra.bell import Bell
from callcenter.infra.jobs import LANES, RESIDENT, connect_worker
from callcenter.infra.leases import Claim
from callcenter.services import Services

HANDS = 2
"""Errands that one process does at once: while one waits for the carrier, the other goes on.

With four, at 20 contacts/s, pages waited longer for SQLite's one writer (docs/scale.md).
"""
SHIFT_S = 5.0
"""A resident's job: short, so that a stop signal or a new version waits no longer."""
_BEAT_S = 1.0

_LOG = logging.getLogger(__name__)


class Crew:
    """The hands of this process, which outlive a shift.

    A hand goes on until nothing is due. A ring that finds no hand free is answered by the next
    that would rest.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(HANDS)
        self._lock = threading.Lock()
        self._busy = 0
        self._rung = False

    def answer(self, services: Services, table: work.Table, lane: str) -> None:
        """Give what is due to the hands that are free."""
        free = self._free()
        for mine in work.take(services, (lane,), free) if free else ():
            with self._lock:
                self._busy += 1
            self._pool.submit(self._hand, services, table, lane, mine)

    def _free(self) -> int:
        with self._lock:
            self._rung = self._busy == HANDS
            return HANDS - self._busy

    def _hand(self, services: Services, table: work.Table, lane: str, mine: Claim) -> None:
        try:
            done = work.work_off(services, table, (lane,), mine)
            while done == work.MOST_AT_ONCE or self._goes_on():
                done = work.do_due(services, table, lane)
        except Exception:  # noqa: BLE001 - the thread's outermost guard
            _LOG.exception("a hand fell; what it held is free again soon")
            with self._lock:
                self._busy -= 1

    def _goes_on(self) -> bool:
        """Whether somebody rang in vain meanwhile; else this hand is free from now on."""
        with self._lock:
            rung, self._rung = self._rung, False
            self._busy -= 0 if rung else 1
            return rung


_crews: "WeakKeyDictionary[sessionmaker[Session], Crew]" = WeakKeyDictionary()


def serve(services: Services, table: work.Table, lane: str) -> None:
    """Do the lane's errands for one shift: when rung, and every second."""
    crew = _crews.setdefault(services.sessions, Crew())
    bell, number = Bell(connect_worker(services.settings.redis_url), "errand"), LANES.index(lane)
    ends = services.clock.now() + timedelta(seconds=SHIFT_S)
    while (now := services.clock.now()) < ends:
        crew.answer(services, table, lane)
        bell.wait([number], min(_BEAT_S, (ends - now).total_seconds()))
    services.jobs.enqueue(lane, RESIDENT[lane], 0)


def sweep(services: Services, table: work.Table, lane: str) -> None:
    """Do what is due, by the clock; enough alone when nobody resides on the lane."""
    if work.do_due(services, table, lane):
        services.jobs.enqueue(lane, RESIDENT[lane], 0)
