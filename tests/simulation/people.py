"""Customers and associates of the simulation: what they do, and when they change their mind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from callcenter.appointments import booking
from callcenter.appointments.booking import Choice
from callcenter.contacts import drops
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import CONSENT_VERSION, Asker
from callcenter.contacts.service import Wish
from callcenter.errors import CallCenterError, Conflict
from callcenter.places import service as places
from routing.console.snapshots import console_view
from routing.offers import service as offers
from routing.presence import service as presence
from sandbox.inprocess.phones import Phone

if TYPE_CHECKING:
    from tests.simulation.scene import Scene

TURIN, ROME = "+390111234567", "Europe/Rome"
_PERSISTENT = 5
"""How often somebody asks for the same number, whatever became of the last time."""
_INSISTENCE = 0.3
"""How likely they are to ask once more."""
_SOON = timedelta(minutes=6)
"""How far ahead a customer picks a time: the run is over soon."""
_WISH = Wish("turin", "jewellery", "it", None)


@dataclass
class Console:
    """An associate's page and softphone."""

    scene: "Scene"
    slug: str
    associate_id: int
    phone: Phone
    handled: set[str] = field(default_factory=set)
    view: Mapping[str, Any] = field(default_factory=dict)

    def open(self) -> None:
        self.scene.pushes.listeners[f"associate:{self.associate_id}"] = self.see
        self._after(0, 2, self._available)
        self._after(5, 30, self._refresh)
        self._after(1, 10, self._beat)

    def see(self, view: Mapping[str, Any]) -> None:
        if view["version"] < self.view.get("version", 0):
            return
        self.view = view
        offer, contact, wrap_up = view["offer"], view["contact"], view["wrap_up"]
        if offer and self._first(offer["id"]):
            self._after(0.5, 4, lambda: self._decide(offer["id"]))
        if contact and contact["associate_leg"] == "ringing":
            self._after(0.3, 1.5, lambda: self._connect(contact["card"]["id"]))
        if wrap_up and self._first("wrap " + wrap_up["card"]["id"]):
            self._after(1, 5, lambda: self._dispose(wrap_up["card"]["id"]))
        if view["presence"]["state"] in {"unreachable", "offline"}:
            self._after(2, 5, self._available)

    def joined(self) -> None:
        """In a conversation: perhaps it is the associate who ends it."""
        if self.scene.dice.random() < 0.4:
            self._after(5, 25, self._hang_up)

    def _decide(self, offer_id: str) -> None:
        roll = self.scene.dice.random()
        if roll < 0.85:
            self._act(lambda: offers.accept(self.scene.services, offer_id, self.associate_id))
            self._after(0.1, 0.5, self._look)
        elif roll < 0.92:
            self._act(lambda: offers.decline(self.scene.services, offer_id, self.associate_id, ""))

    def _connect(self, contact_id: str) -> None:
        if self.phone.state == "idle" and self.scene.dice.random() > 0.04:
            app = self.scene.services.settings.twilio_twiml_app_sid
            self.phone.connect(app, contact=contact_id)

    def _dispose(self, contact_id: str) -> None:
        services = self.scene.services
        done = self._act(
            lambda: presence.dispose(services, self.associate_id, contact_id, "sold", "")
        )
        if not done:
            self.handled.discard("wrap " + contact_id)

    def _hang_up(self) -> None:
        contact = self.view.get("contact")
        if self.phone.state != "idle" and self.scene.dice.random() < 0.3:
            self.phone.hang_up()
        elif contact:
            public_id = contact["card"]["id"]
            services = self.scene.services
            self._act(lambda: contacts.hang_up(services, public_id, self.associate_id))

    def _available(self) -> None:
        services = self.scene.services
        self._act(lambda: presence.choose(services, self.associate_id, "available", ""))

    def _beat(self) -> None:
        self._after(18, 22, self._beat)
        if self.scene.dice.random() > 0.03:
            self._act(lambda: presence.beat(self.scene.services, self.associate_id))

    def _refresh(self) -> None:
        self._after(28, 35, self._refresh)
        self._look()

    def _look(self) -> None:
        def look() -> None:
            with self.scene.services.transaction() as tx:
                view = console_view(tx, presence.of(tx, self.associate_id))
            self.see(view)

        self._act(look)

    def _first(self, what: str) -> bool:
        if what in self.handled:
            return False
        self.handled.add(what)
        return True

    def _after(self, least: float, most: float, action: Callable[[], None]) -> None:
        self.scene.after(self.scene.dice.uniform(least, most), action)

    def _act(self, action: Callable[[], Any]) -> bool:
        return self.scene.act(action)


@dataclass
class Customer:
    """Somebody with a telephone, and perhaps a page."""

    scene: "Scene"
    phone: Phone
    way: str
    contact: str = ""
    pressed: set[str] = field(default_factory=set)
    tries: int = 0
    served: bool = False

    def come(self) -> None:
        if self.way == "web":
            self._ask()
        elif self.way == "booked":
            self._book()
        else:
            self.scene.judge.dealt(self.phone.address)
            self.phone.dial(TURIN)
            if self.scene.dice.random() < 0.15:
                self._after(10, 60, self._hang_up)

    def joined(self) -> None:
        """In a conversation: it ends by the customer, by the associate, or the line drops."""
        self.served = True
        roll = self.scene.dice.random()
        self._after(0, 0, lambda: self.scene.judge.dealt(self.phone.address))
        if roll < 0.08:
            self._after(4, 15, self._drop)
        else:
            self._after(5, 30, self._hang_up)

    def heard(self, text: str) -> None:
        """Press what the voice asks for; once per question and call."""
        wish = self.scene.keys(text)
        key = f"{self.phone.call_sid} {text[-20:]}"
        if wish and key not in self.pressed:
            self.pressed.add(key)
            sid = self.phone.call_sid
            self._after(1, 4, lambda: self._press(sid, wish))

    def _press(self, call_sid: str, digit: str) -> None:
        if self.phone.call_sid == call_sid and self.phone.state == "talking":
            self.scene.judge.dealt(self.phone.address)
            self.phone.press(digit)

    def _ask(self) -> None:
        number, address = self.phone.address, f"10.{self.tries}.{self.phone.address[-6:]}"
        asker = Asker(number, "IT", address, sms_consent=False, consent_version=CONSENT_VERSION)

        def ask() -> None:
            try:
                made = contacts.request(self.scene.services, _WISH, asker)
            except Conflict:
                self.scene.judge.accepted(number)
                return
            self.contact = made.public_id
            self.scene.judge.accepted(number)

        self.tries += 1
        if self.scene.act(ask):
            self._wait()
            if self.tries < _PERSISTENT and self.scene.dice.random() < _INSISTENCE:
                self._after(30, 90, self._ask)
        elif self.tries < 3:
            self._after(1, 3, self._ask)

    def _book(self) -> None:
        """Have a call promised for one of the next times; one that is taken is taken."""
        services, number = self.scene.services, self.phone.address
        address = f"10.{self.tries}.{number[-6:]}"
        asker = Asker(number, "IT", address, sms_consent=False, consent_version=CONSENT_VERSION)

        def book() -> None:
            with services.transaction() as tx:
                times = list(booking.grid(tx).starts(tx.now, tx.now + _SOON))
            choice = Choice(self.scene.dice.choice(times), ROME)
            booking.book(services, _WISH, asker, choice)
            self.scene.judge.accepted_promise(number)

        self.tries += 1
        if not self.scene.act(book) and self.tries < 3:
            self._after(1, 3, self._book)

    def _wait(self) -> None:
        roll = self.scene.dice.random()
        if roll < 0.08:
            self._after(1, 40, self._cancel)
        elif roll < 0.20:
            self._after(3, 25, self._keep_place)

    def _cancel(self) -> None:
        if self.contact:
            self.scene.act(lambda: contacts.cancel(self.scene.services, self.contact))

    def _keep_place(self) -> None:
        if self.contact:
            self.scene.act(lambda: places.keep_for_page(self.scene.services, self.contact))

    def _hang_up(self) -> None:
        self.phone.hang_up()

    def _drop(self) -> None:
        if self.phone.state == "talking":
            self.scene.web.dropped.add(self.phone.call_sid)
            self.phone.hang_up()
            self._after(5, 60, self._again)

    def _again(self) -> None:
        if self.contact and self.scene.dice.random() < 0.5:
            self.scene.act(lambda: drops.call_again(self.scene.services, self.contact))

    def _after(self, least: float, most: float, action: Callable[[], None]) -> None:
        self.scene.after(self.scene.dice.uniform(least, most), action)


REFUSALS = (CallCenterError,)
