"""The lives of promises and texts under any order of events: Hypothesis looks for a wrong one."""

import contextlib
import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from callcenter.appointments import service as appointments
from callcenter.appointments.lifecycle import APPOINTMENT
from callcenter.appointments.models import HELD, Appointment, Hold, Seat
from callcenter.contacts.models import Contact
from callcenter.errors import CallCenterError, CarrierError
from callcenter.infra.database import Base
from callcenter.infra.states import Transition
from callcenter.messages import jobs as message_jobs
from callcenter.messages import service as messages
from callcenter.messages.lifecycle import MESSAGE
from callcenter.messages.models import Message
from routing.offers import service as offers
from tests.callcenter.promises import DIAZ, THIRD, books, link, times
from tests.cast import World

EXAMPLES = int(os.environ.get("LIFE_EXAMPLES", "3"))  # more on demand
FEW = settings(
    max_examples=EXAMPLES,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


class Promises(RuleBasedStateMachine):
    """Customers book, move, snooze, cancel and ask for now; time passes; Ada comes and goes."""

    make_world: Any = None

    @initialize()
    def begin(self) -> None:
        self.world: World = self.make_world()
        self.tokens: list[str] = []

    def attempt(self, act: Any) -> None:
        """Do it; a refusal in words is an answer, anything else is a fault."""
        with contextlib.suppress(CallCenterError):
            act()
        self.world.run()

    @rule(which=st.integers(0, 6), phone=st.sampled_from([DIAZ, THIRD]))
    def book(self, which: int, phone: str) -> None:
        def act() -> None:
            made = books(self.world, times(self.world)[which], phone)
            self.tokens.append(link(self.world, made))

        self.attempt(act)

    @precondition(lambda self: self.tokens)
    @rule(which=st.integers(0, 9), data=st.data())
    def move(self, which: int, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(self.tokens))
        self.attempt(
            lambda: appointments.reschedule(self.world.services, token, times(self.world)[which])
        )

    @precondition(lambda self: self.tokens)
    @rule(
        act=st.sampled_from(["snooze", "ready", "cancel", "confirm"]),
        data=st.data(),
    )
    def press(self, act: str, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(self.tokens))
        self.attempt(lambda: getattr(appointments, act)(self.world.services, token))

    @rule(minutes=st.sampled_from([1, 2, 7, 25, 60, 600]))
    def time_passes(self, minutes: int) -> None:
        self.world.pass_(minutes * 60)

    @rule()
    def ada_comes_and_accepts(self) -> None:
        def act() -> None:
            self.world.ready("ada")
            self.world.pass_(1, beats=("ada",))
            offer = self.world.console("ada")["offer"]
            if offer:
                offers.accept(self.world.services, offer["id"], self.world.person("ada"))

        self.attempt(act)

    @invariant()
    def seats_are_given_once_and_only_to_what_lives(self) -> None:
        """Give every seat its living owner; the primary key forbids two for one minute."""
        if not hasattr(self, "world"):
            return
        with self.world.services.transaction() as tx:
            promises = {one.id: one for one in tx.session.scalars(select(Appointment))}
            holds = set(tx.session.scalars(select(Hold.id)))
            minutes: dict[int, int] = {}
            for seat in tx.session.scalars(select(Seat)):
                if seat.hold_id:
                    assert seat.hold_id in holds
                    continue
                owner = promises[seat.appointment_id or 0]
                assert owner.associate_id == seat.associate_id
                assert owner.starts_at <= seat.minute < owner.ends_at
                minutes[owner.id] = minutes.get(owner.id, 0) + 1
            for one in promises.values():
                if one.state in HELD and one.associate_id:
                    assert minutes.get(one.id) == 25, one.state
                assert one.state in APPOINTMENT.states

    @invariant()
    def nothing_due_is_left_lying(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.services.transaction() as tx:
            late = tx.now - timedelta(seconds=90)
            statement = select(Appointment).where(
                Appointment.state == "booked", Appointment.due_at < late
            )
            assert list(tx.session.scalars(statement)) == []

    @invariant()
    def at_most_one_live_contact_a_number(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.services.transaction() as tx:
            live = tx.session.scalars(
                select(Contact.number_index).where(Contact.state.in_(("queued", "connecting")))
            ).all()
            assert len(live) == len(set(live))


class Texts(RuleBasedStateMachine):
    """Texts are planned, sent, refused, reported in any order and number, stopped and started."""

    make_world: Any = None

    @initialize()
    def begin(self) -> None:
        self.world: World = self.make_world()
        self.texts: list[int] = []
        self.stopped = False

    @rule(kind=st.sampled_from(["booked", "cancelled", "missed"]))
    def plan(self, kind: str) -> None:
        with self.world.services.transaction() as tx:
            message = Message(
                kind=kind,
                number_sealed=tx.vault.seal(DIAZ),
                number_index=tx.vault.index(DIAZ),
                body_sealed=tx.vault.seal("text"),
                sender="+390111234567",
                about="thing",
            )
            self.texts.append(messages.plan(tx, message).id)

    @precondition(lambda self: self.texts)
    @rule(trouble=st.sampled_from([0, 0, 20429, 21610, -1]), data=st.data())
    def send(self, trouble: int, data: st.DataObject) -> None:
        failing = CarrierError("no", code=max(trouble, 0), permanent=trouble == 21610)
        self.world.carrier.failing = failing if trouble else None
        before = len(self.world.carrier.texts)
        message_jobs.send(self.world.services, data.draw(st.sampled_from(self.texts)))
        if self.stopped:
            assert len(self.world.carrier.texts) == before, "a stopped number was texted"
        self.stopped = self.stopped or (trouble == 21610 and len(self.world.carrier.texts) > before)

    @precondition(lambda self: self.texts)
    @rule(event=st.sampled_from(["hand_over", "deliver", "fail"]), data=st.data())
    def report(self, event: str, data: st.DataObject) -> None:
        with self.world.services.transaction() as tx:
            message = tx.session.get_one(Message, data.draw(st.sampled_from(self.texts)))
            messages.report(tx, message, event)

    @rule(word=st.sampled_from(["STOP", "start", "hello"]))
    def hear(self, word: str) -> None:
        with self.world.services.transaction() as tx:
            messages.heard(tx, DIAZ, word)
        self.stopped = {"STOP": True, "start": False}.get(word, self.stopped)

    @rule()
    def withdraw(self) -> None:
        with self.world.services.transaction() as tx:
            messages.withdraw(tx, "thing")

    @rule(hours=st.sampled_from([1, 11, 24]))
    def time_passes(self, hours: int) -> None:
        self.world.clock.pass_(3600 * hours)

    @invariant()
    def every_step_is_in_the_table_and_nothing_is_sent_twice(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.services.transaction() as tx:
            sends: dict[int, int] = {}
            rows = tx.session.scalars(select(Transition).where(Transition.noun == "message"))
            for step in rows:
                legal = {after for (was, _), after in MESSAGE.table.items() if was == step.was}
                assert step.state in (legal if step.was else MESSAGE.first)
                if (step.was, step.state) == ("sending", "sent"):
                    sends[step.subject_id] = sends.get(step.subject_id, 0) + 1
            assert all(count == 1 for count in sends.values())


@pytest.fixture
def fresh(sessions: sessionmaker[Session], engine: Any) -> Any:
    """Return a maker of empty worlds on this engine."""

    def make() -> World:
        with engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        return World(sessions)

    return make


@pytest.mark.parametrize("machine", [Promises, Texts])
def test_no_order_of_events_breaks_a_life(machine: Any, fresh: Any) -> None:
    machine.make_world = staticmethod(fresh)
    run_state_machine_as_test(machine, settings=FEW)
