"""What each route reads, and something true to put there. A route without an entry fails."""

from collections.abc import Mapping
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
from callcenter.widget.views import access
from ivr import reception
from ivr.reception import Caller
from routing.offers import service as offers
from routing.offers.models import Offer
from streaming import service as tours
from streaming.models import Tour
from tests.cast import World, asker
from tests.journeys.asking import wish

_WISH = {name: str(value) for name, value in wish().items()}
_ASK = {**_WISH, "website": "", "proof": "", "sms_consent": "true"}
_TIME = {
    "starts_at": "slot",
    "timezone": "Europe/Rome",
    "hold": "",
    "associate": "ada",
    "fold": "0",
}
_CALL = {
    "CallSid": "sid",
    "From": "+393123456789",
    "To": "+390111234567",
    "CallStatus": "in-progress",
    "SequenceNumber": "1",
    "Digits": "1",
}
_CONFERENCE = {
    "ConferenceSid": "CF" + "0" * 32,
    "StatusCallbackEvent": "participant-join",
    "SequenceNumber": "1",
    "CallSid": "sid",
    "ReasonParticipantLeft": "participant_hung_up",
}
_NOTHING: dict[str, str] = {}

ENTRIES: Mapping[str, Mapping[str, str]] = {
    "appointments.calendar": _NOTHING,
    "appointments.cancel": _NOTHING,
    "appointments.confirm": _NOTHING,
    "appointments.manage": _NOTHING,
    "appointments.never": _NOTHING,
    "appointments.ready": _NOTHING,
    "appointments.reschedule": {"starts_at": "slot"},
    "appointments.snooze": _NOTHING,
    "appointments.times": _NOTHING,
    "asset": _NOTHING,
    "call_desk.choices": _NOTHING,
    "call_desk.hand_over": {"associate": "ben", "store": "milan", "category": "audio"},
    "call_desk.hold": {"held": "true"},
    "call_desk.invite": {"phone": "011 765 4321"},
    "call_desk.leave": _NOTHING,
    "call_desk.let_go": _NOTHING,
    "call_desk.oversee": {"mode": "listen"},
    "camera.look": _NOTHING,
    "camera.page": _NOTHING,
    "camera.publish": {"take": "true"},
    "camera.report": {"state": "filming", "battery": "80", "up_kbps": "900", "height": "720"},
    "camera.sign_in": {"known": "key"},
    "camera.take_photo": _NOTHING,
    "console.accept": _NOTHING,
    "console.access": _NOTHING,
    "console.beat": {"tab": "Console", "visible": "true", "audio": "true", "microphone": "granted"},
    "console.choose": {"state": "available", "reason": "lunch"},
    "console.decline": {"reason": "technical"},
    "console.dispose": {"code": "sold", "note": "the ring"},
    "console.hang_up": _NOTHING,
    "console.live": _NOTHING,
    "console.never": _NOTHING,
    "console.page": _NOTHING,
    "console.sign_out": _NOTHING,
    "console.state": _NOTHING,
    "console.story": _NOTHING,
    "demo.choose": _NOTHING,
    "demo.enter": {"associate": "ada"},
    "health.alive": _NOTHING,
    "health.ready": _NOTHING,
    "media_reports.report": {"kind": "publisher-live", "tour": "public_id"},
    "messages.incoming": {"From": "+393123456789", "To": "+390111234567", "Body": "STOP"},
    "messages.status": {"MessageStatus": "delivered", "MessageSid": "sid", "ErrorCode": "21610"},
    "places.cancel": _NOTHING,
    "places.page": _NOTHING,
    "roster.add_shift": {"associate": "ada", "weekday": "1", "starts": "09:00", "ends": "17:00"},
    "roster.drop_shift": _NOTHING,
    "roster.drop_time_off": _NOTHING,
    "roster.page": _NOTHING,
    "roster.set_day": {"day": "2026-12-24", "hours": "10:00-14:00", "note": "Christmas"},
    "roster.take_time_off": {
        "associate": "ada",
        "starts": "2030-01-01T09:00",
        "ends": "2030-01-02T09:00",
        "reason": "rest",
    },
    "shop.home": _NOTHING,
    "shop.product": _NOTHING,
    "shop.shelf": _NOTHING,
    "sign_in.door": _NOTHING,
    "sign_in.enter": _NOTHING,
    "sign_in.knock": _NOTHING,
    "sounds.fallback": _NOTHING,
    "sounds.waiting_music": _NOTHING,
    "tour.enter_code": {"code": "123456"},
    "tour.friend_page": _NOTHING,
    "tour.friend_photo_after": _NOTHING,
    "tour.page": _NOTHING,
    "tour.photo_after": _NOTHING,
    "tour.show_friend": {"name": "Bo", "known": "key"},
    "tour.show_me": _NOTHING,
    "tour.type_code": _NOTHING,
    "tour_desk.camera": {"kind": "console"},
    "tour_desk.end": _NOTHING,
    "tour_desk.record": {"on": "true"},
    "tour_desk.remove": _NOTHING,
    "tour_desk.renew_link": _NOTHING,
    "tour_desk.switch": _NOTHING,
    "tour_desk.qr": _NOTHING,
    "tour_desk.start": {"contact": "public_id"},
    "viewer.call_again": _NOTHING,
    "viewer.from_website": _NOTHING,
    "viewer.invite": _NOTHING,
    "viewer.look": _NOTHING,
    "viewer.photo": _NOTHING,
    "viewer.remove": _NOTHING,
    "viewer.report": {"state": "watching", "rung": "live", "fps": "24", "first_frame_ms": "800"},
    "viewer.stop_recording": _NOTHING,
    "viewer.watch_again": _NOTHING,
    "voice.callback": _CALL,
    "voice.client": {**_CALL, "From": "client:ada"},
    "voice.customer": _CALL,
    "voice.hold": _CALL,
    "voice.incoming": _CALL,
    "voice.keep_place": _CALL,
    "voice.key": _CALL,
    "voice.menu": _CALL,
    "voice.place": _CALL,
    "voice.wait": _CALL,
    "voice_reports.conference": _CONFERENCE,
    "voice_reports.leg": _CALL,
    "voice_reports.line": _CALL,
    "wallboard.explained": _NOTHING,
    "wallboard.live": _NOTHING,
    "wallboard.page": _NOTHING,
    "wallboard.state": _NOTHING,
    "widget.book": {**_ASK, **_TIME},
    "widget.calendar": {"store": "turin", "starts_at": "slot", "timezone": "Europe/Rome"},
    "widget.call_again": _NOTHING,
    "widget.call_now": _ASK,
    "widget.cancel": _NOTHING,
    "widget.config": {"store": "turin", "sku": "aurora-ring"},
    "widget.free_slots": {**_WISH, "timezone": "Europe/Rome", "associate": "ada"},
    "widget.hold": {**_WISH, **_TIME},
    "widget.keep_place": _NOTHING,
    "widget.look": _NOTHING,
}


class Known:
    """A little life in the product, so that requests find something behind the door."""

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
                )
            }
        self.values["public_id"] = [*newest["contact"], *newest["offer"], *newest["tour"]]
        self.values["attempt"] = [*newest["leg"], *newest["message"]]
        self.values["sid"] = [sid for sid in newest["sid"] if sid] or ["CA" + "0" * 32]
        self.values["package"] = ["callcenter", "routing"]
        self.values["name"] = ["icon.svg", "dist/base.css"]
        self.values["sku"] = ["aurora-ring"]
