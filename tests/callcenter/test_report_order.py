"""Reports of machines: any order, any number of times, one final row."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from callcenter.contacts import calls
from callcenter.contacts.calls import LegReport
from callcenter.contacts.lifecycle import CONTACT, LEG
from callcenter.contacts.models import Contact, Leg, legs
from callcenter.infra.database import Report
from callcenter.infra.states import Transition
from ivr import reports
from ivr.reports import ConferenceReport, LineReport
from tests.callcenter.test_call_me_now import accept
from tests.cast import World

CALL = "CA" + "7" * 32
ROOM = "CF" + "7" * 32
LINE = (
    ("initiated", "dial", 0),
    ("ringing", "ring", 1),
    ("in-progress", "answer", 2),
    ("completed", "end", 3),
)
SEAT = (("participant-join", 1), ("participant-leave", 4))
EVERYTHING: tuple[Any, ...] = (*LINE, *SEAT)
FINAL = ("state", "end_reason", "joined", "sid", "heard", "conference_sid")


def ringing(world: World) -> Contact:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    return contact


def hear(world: World, contact: Contact, said: Any) -> None:
    if len(said) == 2:
        event, sequence = said
        heard = ConferenceReport(ROOM, event, sequence, CALL, "participant_hung_up")
        reports.conference(world.services, contact.public_id, heard)
        return
    status, event, sequence = said
    attempt = customer_leg(world, contact).attempt
    line = LineReport(attempt, LegReport(event, "", CALL), sequence, status)
    reports.line(world.services, line)


def customer_leg(world: World, contact: Contact) -> Leg:
    with world.services.transaction() as tx:
        return next(leg for leg in legs(tx.session, contact.id) if leg.role == "customer")


def forget(world: World, contact: Contact) -> None:
    """Set the line back to just placed, so that the next order of reports can be tried."""
    with world.services.transaction() as tx:
        tx.session.query(Report).delete()
        leg = next(leg for leg in legs(tx.session, contact.id) if leg.role == "customer")
        leg.state, leg.sid, leg.end_reason, leg.unwanted = "placed", CALL, "", False
        leg.joined, leg.heard, leg.conference_sid = False, -1, None
        row = tx.session.get_one(Contact, contact.id)
        row.state, row.outcome = "connecting", ""
        tx.session.query(Transition).delete()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=st.permutations(EVERYTHING), again=st.lists(st.sampled_from(EVERYTHING), max_size=6))
def test_any_order_with_doubles_gives_the_same_row(
    world: World, order: list[Any], again: list[Any]
) -> None:
    contact = ringing_once(world)
    forget(world, contact)
    for said in (*order, *again):
        hear(world, contact, said)
    leg = customer_leg(world, contact)
    assert [getattr(leg, name) for name in FINAL] == ["ended", "", False, CALL, 4, ROOM]
    with world.services.transaction() as tx:
        assert tx.session.get_one(Contact, contact.id).state in CONTACT.terminal


def ringing_once(world: World) -> Contact:
    """Return the one contact of this world, made at the first example."""
    with world.services.transaction() as tx:
        found = tx.session.query(Contact).first()
    return found or ringing(world)


RANK = {
    "planned": 0,
    "expected": 0,
    "sending": 1,
    "placed": 2,
    "dialling": 3,
    "ringing": 4,
    "in_call": 5,
    "ended": 6,
}


@given(st.sampled_from(sorted(LEG.table)))
def test_a_line_only_moves_forward_except_to_try_again(step: tuple[str, str]) -> None:
    state, event = step
    assert RANK[LEG.table[step]] > RANK[state] or event == "retry"


class ContactLife(RuleBasedStateMachine):
    """A contact and its events by the table alone: it always can come to an end."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "requested"
        self.met = False

    @rule(event=st.sampled_from(sorted(CONTACT.events)))
    def happens(self, event: str) -> None:
        after = CONTACT.after(self.state, event)
        if after:
            self.met = after == "connected" or (self.met and after != "queued")
            self.state = after

    @invariant()
    def an_end_is_in_reach(self) -> None:
        reach, before = {self.state}, set[str]()
        while reach != before:
            before = set(reach)
            reach |= {to for (was, _), to in CONTACT.table.items() if was in reach}
        assert reach & CONTACT.terminal

    @invariant()
    def who_met_is_done_in_the_end(self) -> None:
        """Unless they wait once more: for a colleague, they may give up like anybody."""
        if self.met and self.state in CONTACT.terminal:
            assert self.state == "done"


class LegLife(RuleBasedStateMachine):
    """A leg and its events: terminal is terminal, and only 429 leads back."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "planned"
        self.ended = False

    @rule(event=st.sampled_from(sorted(LEG.events)))
    def happens(self, event: str) -> None:
        after = LEG.after(self.state, event)
        if after:
            assert not self.ended
            assert event == "retry" or RANK[after] > RANK[self.state]
            self.state = after
            self.ended = after == "ended"

    @invariant()
    def unanswered_lines_are_known(self) -> None:
        assert self.state in {*calls.UNANSWERED, "in_call", "ended"}


TestContactLife = ContactLife.TestCase
TestLegLife = LegLife.TestCase
