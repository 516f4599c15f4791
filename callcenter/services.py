"""Services: everything a use-case needs, as one value, and the transaction it runs in."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from callcenter.carrier.port import Carrier
from callcenter.events import Fact
from callcenter.infra.database import READING
from callcenter.infra.jobs import Jobs
from callcenter.infra.vault import Vault
from callcenter.kernel.clock import Clock
from callcenter.live.channel import Push
from callcenter.settings import Settings

_LOG = logging.getLogger(__name__)

Listener = Callable[["Services", Any], None]
"""Takes the one kind of fact under which the switchboard lists it."""
Switchboard = Mapping[type[Fact], Sequence[Listener]]


@dataclass
class Transaction:
    """One unit of work: read, decide, claim, write, emit. Facts leave after the commit."""

    session: Session
    now: datetime
    settings: Settings
    vault: Vault
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

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write the ledger, commit, then tell the listeners; any exception rolls all back."""
        with self.sessions.begin() as session:
            tx = Transaction(session, self.clock.now(), self.settings, self.vault)
            yield tx
            for fact in tx.facts:
                for write in self.ledger.get(type(fact), ()):
                    write(tx, fact)
        for fact in tx.facts:
            self.tell(fact)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read one consistent state, in nobody's way; what is written or emitted here is lost."""
        with self.sessions() as session:
            session.connection(execution_options={READING: True})
            yield Transaction(session, self.clock.now(), self.settings, self.vault)

    def tell(self, fact: Fact) -> None:
        for listener in self.switchboard.get(type(fact), ()):
            listener(self, fact)
