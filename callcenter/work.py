"""Doing errands: claim, do, strike off; or put back, and after the deadline say so."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from callcenter import events
from callcenter.infra import leases
from callcenter.infra.leases import Claim
from callcenter.services import TELL, Services

_LOG = logging.getLogger(__name__)
_LONGEST_WAIT_S = 30.0
_MOST_AT_ONCE = 50

Job = Callable[[Services, int], float | None]
"""Takes the row's id; returns after how many seconds it wants to be asked again, or None."""
Table = Mapping[str, Job]


def do(services: Services, table: Table, errand_id: int) -> None:
    """Do this errand, unless somebody else does or did."""
    with services.transaction(hasty=True) as tx:
        mine = leases.claim(tx.session, errand_id, tx.now)
    if mine:
        _do(services, table, mine)


def do_due(services: Services, table: Table, *lanes: str) -> int:
    """Do what is due and nobody does; enough alone when Redis is gone. Returns how many."""
    for number in range(_MOST_AT_ONCE):
        with services.transaction(hasty=True) as tx:
            mine = leases.claim_next(tx.session, lanes, tx.now)
        if mine is None:
            return number
        _do(services, table, mine)
    return _MOST_AT_ONCE


def _do(services: Services, table: Table, mine: Claim) -> None:
    with services.keeper(services.sessions, services.clock, mine):
        wait_s = _outcome(services, table, mine)
    with services.transaction(hasty=True) as tx:
        if wait_s is None:
            leases.done(tx.session, mine)
        elif tx.now >= mine.deadline_at:
            _LOG.error("errand given up", extra={"errand": mine.name, "ref": mine.ref})
            leases.give_up(tx.session, mine)
        else:
            leases.again(tx.session, mine, tx.now + timedelta(seconds=wait_s))


def _outcome(services: Services, table: Table, mine: Claim) -> float | None:
    """Run the job. What goes wrong in one is tried again later, and stops no other."""
    try:
        if mine.name == TELL:
            tell(services, mine.payload or [])
            return None
        return table[mine.name](services, mine.ref)
    except Exception:  # noqa: BLE001 - the outermost guard of a job
        _LOG.exception("errand put off", extra={"errand": mine.name, "ref": mine.ref})
        return min(2.0 ** (mine.tries - 1), _LONGEST_WAIT_S)


def tell(services: Services, said: list[Any]) -> None:
    """Tell facts that a process committed and did not live to tell; listeners may hear twice."""
    for name, values in said:
        services.tell(getattr(events, name)(**values))
