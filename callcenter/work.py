"""Doing errands: claim, do, strike off; or put back, and after the deadline say so."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from callcenter import events
from callcenter.infra import leases
from callcenter.infra.leases import Claim
from callcenter.services import TELL, Services, Transaction

_LOG = logging.getLogger(__name__)
_LONGEST_WAIT_S = 30.0
MOST_AT_ONCE = 50

Job = Callable[[Services, int], float | None]
"""Takes the row's id; returns after how many seconds it wants to be asked again, or None."""
Table = Mapping[str, Job]


@dataclass(frozen=True)
class Outcome:
    """What became of an errand: done, or wanted again after so many seconds."""

    mine: Claim
    wait_s: float | None


def do_due(services: Services, table: Table, *lanes: str) -> int:
    """Do what is due and nobody does; enough alone when Redis is gone. Returns how many."""
    mine = take(services, lanes)
    return work_off(services, table, lanes, mine[0]) if mine else 0


def take(services: Services, lanes: tuple[str, ...], most: int = 1) -> list[Claim]:
    """Claim what has been due the longest."""
    with services.transaction(hasty=True) as tx:
        return leases.claim_due(tx.session, lanes, tx.now, most)


def work_off(services: Services, table: Table, lanes: tuple[str, ...], mine: Claim) -> int:
    """Do this errand, then the next that is due, until none is; returns how many, 50 at most.

    One transaction puts away the last and takes the next.
    """
    for number in range(1, MOST_AT_ONCE):
        outcome = _do(services, table, mine)
        with services.transaction(hasty=True) as tx:
            _put_away(tx, outcome)
            following = leases.claim_due(tx.session, lanes, tx.now)
        if not following:
            return number
        mine = following[0]
    outcome = _do(services, table, mine)
    with services.transaction(hasty=True) as tx:
        _put_away(tx, outcome)
    return MOST_AT_ONCE


def _do(services: Services, table: Table, mine: Claim) -> Outcome:
    """Run the job. What goes wrong in one is tried again later, and stops no other."""
    with services.keeper(services.sessions, services.clock, mine):
        try:
            if mine.name == TELL:
                tell(services, mine.payload or [])
                return Outcome(mine, None)
            return Outcome(mine, table[mine.name](services, mine.ref))
        except Exception:  # noqa: BLE001 - the outermost guard of a job
            _LOG.exception("errand put off", extra={"errand": mine.name, "ref": mine.ref})
            return Outcome(mine, min(2.0 ** (mine.tries - 1), _LONGEST_WAIT_S))


def _put_away(tx: Transaction, outcome: Outcome) -> None:
    mine = outcome.mine
    if outcome.wait_s is None:
        leases.done(tx.session, mine)
    elif tx.now >= mine.deadline_at:
        _LOG.error("errand given up", extra={"errand": mine.name, "ref": mine.ref})
        leases.give_up(tx.session, mine)
    else:
        leases.again(tx.session, mine, tx.now + timedelta(seconds=outcome.wait_s))


def tell(services: Services, said: list[Any]) -> None:
    """Tell facts that a process committed and did not live to tell; listeners may hear twice."""
    for name, values in said:
        services.tell(getattr(events, name)(**values))
