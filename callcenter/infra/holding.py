"""Holding leases: one thread of a process renews all that it holds; a dead one renews nothing."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session, sessionmaker

from callcenter.infra import leases
from callcenter.infra.clocks import moment
from callcenter.infra.database import hasten
from callcenter.infra.leases import Claim
from callcenter.kernel.clock import Clock

RENEW_S = 1.0

_LOG = logging.getLogger(__name__)

Sessions = sessionmaker[Session]
Keeper = Callable[[Sessions, Clock, Claim], AbstractContextManager[None]]


class Holding:
    """The errands of one database that this process does now; its thread renews their leases."""

    def __init__(self) -> None:
        self._held: dict[int, Claim] = {}
        self._change = threading.Condition()
        self._renews = False

    def add(self, sessions: Sessions, clock: Clock, mine: Claim) -> None:
        with self._change:
            self._held[mine.id] = mine
            begins, self._renews = not self._renews, True
        if begins:
            threading.Thread(target=self._renewing, args=(sessions, clock), daemon=True).start()

    def drop(self, mine: Claim) -> None:
        with self._change:
            if self._held.get(mine.id) == mine:
                del self._held[mine.id]

    def _renewing(self, sessions: Sessions, clock: Clock) -> None:
        """Renew every second, until there is nothing to renew.

        A database that is away for a moment costs the leases at most, never the work.
        """
        while held := self._after(RENEW_S):
            try:
                with sessions.begin() as session:
                    hasten(session)
                    leases.renew(session, held, moment(session, clock))
            except Exception:  # noqa: BLE001 - the thread's outermost guard
                _LOG.exception("leases not renewed", extra={"held": len(held)})

    def _after(self, seconds: float) -> list[Claim]:
        with self._change:
            self._change.wait(seconds)
            self._renews = bool(self._held)
            return list(self._held.values())


_holdings: "WeakKeyDictionary[Sessions, Holding]" = WeakKeyDictionary()
_known = threading.Lock()


@contextmanager
def kept(sessions: Sessions, clock: Clock, mine: Claim) -> Iterator[None]:
    """Hold the errand while the body runs."""
    with _known:
        holding = _holdings.setdefault(sessions, Holding())
    holding.add(sessions, clock, mine)
    try:
        yield
    finally:
        holding.drop(mine)
