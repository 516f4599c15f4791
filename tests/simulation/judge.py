"""The judge: compares what the carrier really did with what the database says."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from traceback import format_tb
from typing import Any

from sqlalchemy import select

from callcenter.appointments.models import Appointment
from callcenter.contacts.lifecycle import CONTACT, LEG, SERVED
from callcenter.contacts.models import Contact, Leg
from callcenter.contacts.standing import is_suppressed
from callcenter.infra.leases import Errand
from callcenter.infra.states import Transition
from callcenter.services import Services
from routing.offers.models import Offer
from routing.presence.models import Presence
from sandbox.calls.exchange import Exchange
from sandbox.inprocess.time import VirtualTime
from tests.simulation.witness import Limits, Order, Promises, Trouble

_SILENCE_S = 6.0
_OPEN = ("booked", "calling")


@dataclass
class Judge:
    """Collects violations as (invariant, sentence)."""

    time: VirtualTime
    violations: list[tuple[str, str]] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.trouble = Trouble()
        self.promises = Promises(self._say, self.trouble)
        self.limits = Limits(self._say)
        self._order: Order | None = None
        self._asked: Counter[str] = Counter()
        self._promised: Counter[str] = Counter()
        self._died: dict[int, float] = {}
        self._reports: Counter[str] = Counter()
        self._silent: dict[str, float] = {}
        self._calm_at = 0.0

    def watch(self, exchange: Exchange, services: Services, associates: int = 0) -> None:
        """`associates`: how many are able, where the order of waiting is to be judged."""
        self._exchange, self._services = exchange, services
        if associates:
            self._order = Order(self._say, associates)

    def accepted(self, number: str) -> None:
        self._asked[number] += 1

    def requests(self) -> int:
        """How many numbers were told that they will be called."""
        return len(self._asked)

    def accepted_promise(self, number: str) -> None:
        self._promised[number] += 1

    def dealt(self, number: str) -> None:
        """Note that whoever holds the number has dealt with us: they talked, pressed or called."""
        self.limits.known.add(number)

    def died(self, errand_id: int) -> None:
        self._died[errand_id] = self.time.now()

    def resumed(self, errand_id: int) -> None:
        since = self._died.pop(errand_id, None)
        if since is not None:
            self.recoveries.append(self.time.now() - since)

    def surprised(self, error: Exception) -> None:
        """Note an exception that only an outermost guard would have caught."""
        self._say(
            "X", f"{type(error).__name__}: {error} {''.join(format_tb(error.__traceback__)[-2:])}"
        )

    def calm(self) -> None:
        self._calm_at = self.time.now()

    def hear(self, fact: dict[str, Any]) -> None:
        """Judge one line of the carrier's ledger as it is written."""
        if fact["kind"] == "call" and fact["event"] == "queued":
            self._placed(self._exchange.calls[fact["call_sid"]])
        if fact["kind"] == "message" and fact["status"] == "queued":
            self._sent(fact["message_sid"])

    def look(self) -> None:
        """Look at the world once a second: promises, order, silence, two talks of one associate."""
        now = self.time.now()
        with self._services.sessions() as session:
            self.promises.look(session, now)
            if self._order:
                self._order.look(session, now)
        self._listen(now)

    def _listen(self, now: float) -> None:
        quiet: dict[str, float] = {}
        busy: Counter[str] = Counter()
        for sid, owner in self._exchange.core.owners.items():
            call = self._exchange.calls[sid]
            activity = getattr(owner, "_activity", True)
            busy[call.from_] += call.talking and call.from_.startswith("client:")
            if call.talking and activity is None and not call.from_.startswith("client:"):
                quiet[sid] = self._silent.get(sid, now)
                if now - quiet[sid] > _SILENCE_S:
                    self._say("I7", f"customer of {sid} hears nothing")
        self._silent = quiet
        for name in (name for name, talks in busy.items() if talks > 1):
            self._say("I3", f"{name} is in {busy[name]} talks")

    def is_quiet(self) -> bool:
        """Whether everything has come to its end."""
        with self._services.sessions() as session:
            open_contacts = session.scalars(
                select(Contact.id).where(Contact.state.in_(CONTACT.live)).limit(1)
            ).first()
            errands = session.scalars(select(Errand.id).limit(1)).first()
            lines = session.scalars(select(Leg.id).where(Leg.state.in_(LEG.live)).limit(1)).first()
            busy = session.scalars(
                select(Presence.id).where(Presence.state.in_(("on_contact", "offered"))).limit(1)
            ).first()
            promised = session.scalars(
                select(Appointment.id).where(Appointment.state.in_(_OPEN)).limit(1)
            ).first()
        left = open_contacts or errands or lines or busy or promised
        return not (left or self._exchange.core.owners)

    def close(self) -> None:
        """Judge the whole, when everything should have ended."""
        with self._services.sessions() as session:
            contacts = list(session.scalars(select(Contact)))
            legs = list(session.scalars(select(Leg)))
            self._ends(contacts, legs)
            self._history(session, {c.id: c.state for c in contacts}, "contact")
            self._history(session, {leg.id: leg.state for leg in legs}, "leg")
            self._leftovers(session)
        self._everybody_served(contacts)

    def _placed(self, call: Any) -> None:
        if call.direction != "outbound-api":
            return
        to_them = self._exchange.core.calls.newest(to=call.to)
        alive = sum(c.alive and c.direction == "outbound-api" for c in to_them)
        if alive > 1:
            self._say("I2", f"{alive} live lines to {call.to}")
        self.limits.rung(call.to)
        index = self._services.vault.index(call.to)
        with self._services.sessions() as session:
            served = session.scalars(
                select(Contact.id).where(
                    Contact.number_index == index,
                    Contact.state.in_(SERVED),
                    Contact.associate_id.is_not(None),
                )
            ).first()
            stopped = is_suppressed(session, index)
        if served is None:
            self._say("I4", f"{call.to} was rung although nobody had accepted")
        if stopped:
            self._say("I11", f"{call.to} was rung after a stop")

    def _sent(self, sid: str) -> None:
        message = self._exchange.messages.get(sid)
        if message is None or not message.report_url:
            return
        url = message.report_url
        self._reports[url] += 1
        if self._reports[url] > 1:
            self._say("I6", f"one text was sent {self._reports[url]} times")
        self.limits.texted(message.to)
        with self._services.sessions() as session:
            if is_suppressed(session, self._services.vault.index(message.to)):
                self._say("I11", f"{message.to} was texted after a stop")

    def _ends(self, contacts: list[Contact], legs: list[Leg]) -> None:
        self.states.update(contact.state for contact in contacts)
        self.outcomes.update(f"{contact.state}: {contact.outcome}" for contact in contacts)
        for contact in contacts:
            if contact.state not in CONTACT.terminal:
                self._say("I1", f"contact {contact.id} is still {contact.state}")
        for leg in legs:
            if leg.state in LEG.live:
                self._say("I13", f"leg {leg.id} is still {leg.state}")

    def _history(self, session: Any, states: dict[int, str], noun: str) -> None:
        last: dict[int, str | None] = defaultdict(lambda: None)
        rows = session.scalars(
            select(Transition).where(Transition.noun == noun).order_by(Transition.id)
        )
        for row in rows:
            is_mark = row.was is None and last[row.subject_id] is not None
            if not is_mark:
                if row.was != last[row.subject_id]:
                    self._say("I8", f"{noun} {row.subject_id} jumped to {row.state}")
                last[row.subject_id] = row.state
        for subject, state in states.items():
            if last[subject] != state:
                self._say("I8", f"{noun} {subject} is {state}, its history says {last[subject]}")

    def _leftovers(self, session: Any) -> None:
        for errand in session.scalars(select(Errand)):
            self._say("I13", f"errand {errand.name} is left {errand.state}")
        for offer in session.scalars(select(Offer).where(Offer.state == "pending")):
            self._say("I13", f"offer {offer.id} is left pending")
        for row in session.scalars(select(Presence)):
            if row.state in {"on_contact", "offered"}:
                self._say("I13", f"associate {row.id} is left {row.state}")
        for sid in self._exchange.core.owners:
            call = self._exchange.calls[sid]
            self._say("I13", f"the line {call.from_} to {call.to} is left {call.status}")

    def _everybody_served(self, contacts: list[Contact]) -> None:
        known = {contact.number_index for contact in contacts}
        for number in self._asked:
            if self._services.vault.index(number) not in known:
                self._say("I1", f"the request of {number} was accepted and is not there")
        with self._services.sessions() as session:
            promised = set(session.scalars(select(Appointment.number_index)))
        for number in self._promised:
            if self._services.vault.index(number) not in promised:
                self._say("I1", f"the promise to {number} is not there")

    def _say(self, invariant: str, words: str) -> None:
        self.violations.append((invariant, f"{words} (at {self.time.moment():%H:%M:%S})"))
