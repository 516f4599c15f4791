"""A little life in the product, so that requests find something behind the door."""

from typing import Any

from sqlalchemy import select

from callcenter.appointments import booking, notes
from callcenter.appointments import models as appointment_rows
from callcenter.appointments.booking import Choice
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, Leg
from callcenter.contacts.service import Wish
from callcenter.errors import CallCenterError
from callcenter.kernel.clock import iso
from callcenter.messages.models import Message
from callcenter.voicemails.models import Voicemail
from callcenter.widget.views import access
from ivr import reception
from ivr.reception import Caller
from routing.offers import service as offers
from routing.offers.models import Offer
from streaming import service as tours
from streaming.models import Tour
from tests.cast import World, asker


class Known:
    """Contacts, promises, offers and tours, ever new; `values` names them for the routes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = 0
        enqueue = world.jobs.enqueue

        def without_media(lane: str, name: str, ref: int) -> None:
            if name != "close_tour":  # it would talk to a media process, and there is none
                enqueue(lane, name, ref)

        world.jobs.enqueue = without_media  # type: ignore[method-assign]
        self.values: dict[str, list[Any]] = {}
        self.keys: list[str] = []

    def refresh(self) -> None:
        """Let time go by, and make a new contact, promise, offer and tour."""
        world = self._world
        self._turn += 1
        world.pass_(700)
        world.ready("ada", "ben", "iris")
        number = f"+39312{self._turn % 9_000_000:07d}"
        for act in (self._talk, self._ask, self._call, self._book):
            try:
                act(number)
            except CallCenterError:
                continue
        world.run()
        self._collect()

    def _ask(self, number: str) -> None:
        self._world.asks(f"{number[:-1]}{(int(number[-1]) + 5) % 10}", category="audio")

    def _talk(self, number: str) -> None:
        world = self._world
        contact = world.asks(number)
        offer = world.console("ada")["offer"]
        if not offer:
            return
        offers.accept(world.services, offer["id"], world.person("ada"))
        with world.services.transaction() as tx:
            contacts.meet(tx, contacts.find(tx, contact.public_id))
        tours.start(world.services, contact.public_id, world.person("ada"))
        with world.app.test_request_context():
            self.keys = [access(contact.public_id)["key"]]

    def _call(self, number: str) -> None:
        sid = f"CA{self._turn:032x}"
        reception.greet(self._world.services, Caller(sid, f"{number}9", "+390111234567"))

    def _book(self, number: str) -> None:
        services = self._world.services
        asked = Wish("turin", "phones", "it", None)
        free = booking.free(services, asked, "Europe/Rome")
        self.values["slot"] = [iso(at) for at in free[::7]]
        choice = Choice(free[self._turn % len(free)], "Europe/Rome")
        made = booking.book(services, asked, asker(number, f"203.0.{self._turn % 250}.9"), choice)
        with services.transaction() as tx:
            row = appointment_rows.by_public_id(tx.session, made.public_id)
            if row:
                token = notes.new_link(tx, row).rpartition("/")[2]
                self.values["token"] = [*self.values.get("token", [])[-5:], token]

    def _collect(self) -> None:
        with self._world.services.transaction() as tx:
            newest = {
                kind: tx.session.scalars(select(column).order_by(order.desc()).limit(6)).all()
                for kind, column, order in (
                    ("contact", Contact.public_id, Contact.id),
                    ("offer", Offer.public_id, Offer.id),
                    ("tour", Tour.public_id, Tour.id),
                    ("leg", Leg.attempt, Leg.id),
                    ("message", Message.attempt, Message.id),
                    ("sid", Leg.sid, Leg.id),
                    ("voicemail", Voicemail.public_id, Voicemail.id),
                )
            }
        kinds = ("contact", "offer", "tour", "voicemail")
        self.values["public_id"] = [one for kind in kinds for one in newest[kind]]
        self.values["attempt"] = [*newest["leg"], *newest["message"]]
        self.values["sid"] = [sid for sid in newest["sid"] if sid] or ["CA" + "0" * 32]
        self.values["package"] = ["callcenter", "routing"]
        self.values["name"] = ["icon.svg", "dist/base.css"]
        self.values["sku"] = ["aurora-ring"]
        self.values["slug"] = ["house", "turin", "phones"]
