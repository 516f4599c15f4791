"""Services: everything a use-case needs, as one value, and the transaction it runs in."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from callcenter.carrier.port import Carrier
from callcenter.events import Fact
from callcenter.infra import leases
from callcenter.infra.clocks import moment
from callcenter.infra.database import READING, hasten
from callcenter.infra.holding import Keeper, kept
from callcenter.infra.jobs import LANES, Jobs
from callcenter.infra.leases import Claim, Wanted
from callcenter.infra.rivals import goes_again
from callcenter.infra.vault import Vault
from callcenter.kernel.clock import Clock
from callcenter.live.channel import Push
from callcenter.settings import Settings

_LOG = logging.getLogger(__name__)

Listener = Callable[["Services", Any], None]
"""Takes the one kind of fact under which the switchboard lists it."""
Switchboard = Mapping[type[Fact], Sequence[Listener]]
Outbox = Mapping[type[Fact], Callable[[Any], Wanted]]
"""Facts that are an order to somebody: the errand is written in the fact's own transaction."""
TELL = "tell"
LATER: ContextVar[list[Callable[[], None]] | None] = ContextVar("later", default=None)
"""What may be told once the answer has left; None: it is told at once."""
_TELL_FOR_S = 3600


@dataclass
class Transaction:
    """One unit of work: read, decide, claim, write, emit. Facts leave after the commit.

    `reads`: it only looks, and its database refuses every write.
    """

    session: Session
    now: datetime
    settings: Settings
    vault: Vault
    reads: bool = False
    facts: list[Fact] = field(default_factory=list)

    def emit(self, fact: Fact) -> None:
        if fact not in self.facts:
            self.facts.append(fact)


Ledger = Mapping[type[Fact], Sequence[Callable[[Transaction, Any], None]]]
"""Who writes a row about a fact inside the very transaction that makes it true."""


@dataclass(frozen=True)
class Services:
    """The first argument of every use-case."""

    settings: Settings
    clock: Clock
    sessions: sessionmaker[Session]
    carrier: Carrier
    jobs: Jobs
    push: Push
    vault: Vault
    switchboard: Switchboard
    ledger: Ledger = field(default_factory=dict)
    outbox: Outbox = field(default_factory=dict)
    must_hear: frozenset[type[Fact]] = frozenset()
    keeper: Keeper = kept
    telling: Sequence[Fact] = ()
    """The facts of the commit that listeners are being told of: one snapshot serves them all."""

    @contextmanager
    def transaction(self, *, hasty: bool = False) -> Iterator[Transaction]:
        """Commit at the end, roll back on any exception, then tell the listeners.

        `hasty`: only of what is done again when a power cut undoes it (leases, turns, "told", the
        router's passes), or is found again (what the carrier has taken).

        What must follow stands in the same transaction: rows of the ledger, errands for workers,
        and one for telling the facts that must be heard, ours for a moment. If we die here,
        somebody else does both.
        """
        with self.sessions.begin() as session:
            if hasty:
                hasten(session)
            session.connection()  # SQLite waits for its turn here: `now` is after that
            now = moment(session, self.clock)
            tx = Transaction(session, now, self.settings, self.vault)
            yield tx
            self._write_ledger(tx)
            lanes = self._order(tx)
            telling = self._to_tell(tx)
        for lane in lanes:
            self.jobs.enqueue(lane, "errand", LANES.index(lane))
        later = None if any(fact.awaited for fact in tx.facts) else LATER.get()
        if later is None:
            self._tell_all(tx.facts, telling)
        else:
            later.append(partial(self._tell_all, tx.facts, telling))

    def _tell_all(self, facts: Sequence[Fact], telling: Claim | None) -> None:
        """Tell each. What was not heard for want of a database is told again, or swept up.

        Who asked for what is committed must never hear that nothing was changed.
        """
        told = replace(self, telling=facts)
        ordered = sorted(facts, key=lambda fact: not fact.hurries)
        heard = [told._heard(fact) for fact in ordered]
        if telling and all(heard):
            self._strike_off(telling)

    def _heard(self, fact: Fact) -> bool:
        try:
            goes_again(self.tell)(fact)
        except OperationalError:
            if fact.awaited:
                raise
            _LOG.exception("committed, but not told", extra={"fact": type(fact).__name__})
            return False
        return True

    def _strike_off(self, telling: Claim) -> None:
        try:
            with self.sessions.begin() as session:
                hasten(session)
                leases.done(session, telling)
        except OperationalError:
            _LOG.exception("told, and to be told again", extra={"errand": telling.id})

    def _write_ledger(self, tx: Transaction) -> None:
        for fact in tx.facts:
            for write in self.ledger.get(type(fact), ()):
                write(tx, fact)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read one consistent state, in nobody's way; the database refuses to write here."""
        with self.sessions() as session:
            session.connection(execution_options=READING)
            yield Transaction(session, self.clock.now(), self.settings, self.vault, reads=True)

    def tell(self, fact: Fact) -> None:
        for listener in self.switchboard.get(type(fact), ()):
            listener(self, fact)

    def _order(self, tx: Transaction) -> list[str]:
        """Write down what must be done; returns the lanes to ring for."""
        wanted = [self.outbox[type(fact)](fact) for fact in tx.facts if type(fact) in self.outbox]
        if wanted:
            leases.want_all(tx.session, wanted, tx.now)
        return list(dict.fromkeys(one.lane for one in wanted))

    def _to_tell(self, tx: Transaction) -> Claim | None:
        """Write down which facts must be heard; None where none must."""
        said = [[type(f).__name__, asdict(f)] for f in tx.facts if type(f) in self.must_hear]
        if not said:
            return None
        wanted = Wanted(TELL, leases.NO_ROW, "urgent", _TELL_FOR_S, said)
        errand = leases.want(tx.session, wanted, tx.now, ours=True)
        return Claim(errand.id, TELL, leases.NO_ROW, said, errand.fence, 1, errand.deadline_at)
