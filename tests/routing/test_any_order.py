"""Many routers, any order of events, a crash between any two statements: the floor stays right."""

from functools import partial
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.errors import CallCenterError
from callcenter.infra.database import Base, make_sessions
from routing import jobs
from routing.offers import service as offers
from routing.offers.models import Offer
from routing.presence import service as presence
from routing.router import Router
from tests.routing import floor
from tests.routing.crash import dies
from tests.routing.floor import Shape

SHAPE = Shape(associates=4, stores=2, categories=2, languages=1)
PEOPLE = st.integers(1, SHAPE.associates)
ROUTERS = 2
HOME = 0
_ANSWER = 45
"""Statements of an accept, with what it tells others; it dies before any of them, or not."""


class House(RuleBasedStateMachine):
    """A small house with scarce people, two routers and a clock that may stand still."""

    engine: Engine

    @initialize(seed=st.integers(0, 5))
    def open(self, seed: int) -> None:
        sessions = make_sessions(self.engine)
        with self.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        floor.furnish(sessions, SHAPE, seed)
        self.services = floor.build(sessions)
        self.clock: Any = self.services.clock
        self.random = Random(seed)
        self.routers = [Router(self.services) for _ in range(ROUTERS)]
        self.created = 0

    @rule(count=st.integers(1, 3))
    def customers_ask(self, count: int) -> None:
        with self.services.transaction() as tx:
            floor.wait(tx, count, SHAPE, self.random)
        self.created += count

    @rule(person=PEOPLE, wanted=st.sampled_from(["available", "available", "on_break", "offline"]))
    def chooses(self, person: int, wanted: str) -> None:
        self._try(lambda: presence.choose(self.services, person, wanted, ""))

    @rule(router=st.integers(0, ROUTERS - 1))
    def passes(self, router: int) -> None:
        while (passed := self.routers[router].run(HOME)).more:
            self._announce(passed.made)
        self._announce(passed.made)
        self._no_pair_is_stranded()

    @rule(
        router=st.integers(0, ROUTERS - 1),
        at=st.integers(1, 16),
        restarts=st.booleans(),
    )
    def dies_in_a_pass(self, router: int, at: int, *, restarts: bool) -> None:
        one = self.routers[router]
        if dies(self.engine, at, lambda: self._announce(one.run(HOME).made)) and restarts:
            self.routers[router] = Router(self.services)

    @rule(accepts=st.booleans(), at=st.one_of(st.just(0), st.integers(1, _ANSWER)))
    def answers(self, at: int, *, accepts: bool) -> None:
        offer = self._any_offer()
        if offer is None:
            return
        who, name = offer.associate_id, offer.public_id
        answer: Any
        if accepts:
            answer = partial(offers.accept, self.services, name, who)
        else:
            answer = partial(offers.decline, self.services, name, who, "wrong_skill")
        dies(self.engine, at, lambda: self._try(answer))

    @rule()
    def hangs_up(self) -> None:
        with self.services.transaction() as tx:
            talking = tx.session.scalars(select(Contact).where(Contact.state == "connecting")).all()
            for contact in talking[:1]:
                contacts.end(tx, contact, "miss", "no_answer")

    @rule()
    def cancels(self) -> None:
        with self.services.transaction() as tx:
            waiting = tx.session.scalars(select(Contact).where(Contact.state == "queued")).all()
            names = [contact.public_id for contact in waiting]
        if names:
            self._try(lambda: contacts.cancel(self.services, self.random.choice(names)))

    @rule(seconds=st.sampled_from([0.5, 5, 21, 61]), alive=st.booleans())
    def time_goes_by(self, seconds: float, *, alive: bool) -> None:
        self.clock.pass_(seconds)
        for person in range(1, SHAPE.associates + 1) if alive else ():
            presence.beat(self.services, person, {})
        jobs.sweep(self.services)
        with floor.looking(self.services) as session:
            late = session.scalars(
                select(Offer.id).where(Offer.state == "pending", Offer.notified_at.is_(None))
            ).all()
        assert not late or seconds < 1, "a claim was never published"

    @invariant()
    def nobody_is_twice_in_an_offer(self) -> None:
        if hasattr(self, "services"):
            with floor.looking(self.services) as session:
                found = floor.faults(session)
            assert {name for name in found if "twice" in name or "without" in name} == set()

    @invariant()
    def nobody_is_lost(self) -> None:
        if hasattr(self, "services"):
            with floor.looking(self.services) as session:
                assert len(session.scalars(select(Contact.id)).all()) == self.created

    def _no_pair_is_stranded(self) -> None:
        with floor.looking(self.services) as session:
            assert floor.stranded(session) == 0

    def _announce(self, made: Any) -> None:
        jobs.announce(self.services, made)

    def _any_offer(self) -> Offer | None:
        with floor.looking(self.services) as session:
            return session.scalar(select(Offer).where(Offer.state == "pending").limit(1))

    def _try(self, act: Any) -> None:
        """Do what a person does; to be told no is fine."""
        try:
            act()
        except CallCenterError:
            return


def test_any_order_and_any_crash_leave_the_floor_right(engine: Engine) -> None:
    machine = type("HouseOnThisDatabase", (House,), {"engine": engine})
    few = settings(
        max_examples=12,
        stateful_step_count=30,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=few)
