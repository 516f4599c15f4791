"""Product and carrier in one process: the real SDK, real signatures, virtual time."""

from datetime import datetime
from typing import Any

from flask import Flask

import wsgi
from callcenter import seed
from callcenter.carrier.twilio import TwilioCarrier, connect
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.services import Services, Transaction
from callcenter.staff.models import by_slug
from routing.offers import service as offers
from routing.presence import service as presence
from sandbox.config import Config
from sandbox.inprocess.carrier import Carrier
from tests.cast import NOON, Pump, Pushed, settings

DIAZ = "+393123456789"
BO = "+390117654321"
TURIN = "+390111234567"


class CarrierClock:
    """The carrier's time is everybody's."""

    carrier: Carrier

    def now(self) -> datetime:
        return self.carrier.time.moment()


class Stage:
    """Steps both sides second by second: the carrier's doings, then the product's jobs."""

    def __init__(self, sessions: Any, **own: Any) -> None:
        """`own`: settings of this house."""
        self.jobs = Pump()
        self.pushed = Pushed()
        self.beating: set[str] = set()
        self.lost: tuple[str, ...] = ()
        known = settings(**own)
        clock = CarrierClock()
        config = self._config(known, sessions)
        self.carrier = clock.carrier = Carrier(config, self._answer, known.public_url, NOON)
        self.app: Flask = wsgi.create_app(
            known,
            sessions=sessions,
            clock=clock,
            carrier=TwilioCarrier(connect(known, self.carrier.http_client())),
            jobs=self.jobs,
            push=self.pushed,
        )
        self.services: Services = self.app.extensions["services"]
        seed.plant(self.services)
        self.diaz = self.carrier.phone(DIAZ)
        self.bo = self.carrier.phone(BO)
        self.web = self.app.test_client()

    def advance(self, seconds: int) -> None:
        for _ in range(seconds):
            self.carrier.advance(1)
            for slug in self.beating:
                presence.beat(self.services, self.person(slug))
            for _every, _name, sweep in wsgi.SCHEDULE:
                sweep(self.services)
            self.jobs.run(self.services)
            self.carrier.settle()

    def available(self, slug: str) -> None:
        self.beating.add(slug)
        presence.choose(self.services, self.person(slug), "available", "")
        self.jobs.run(self.services)

    def asks(self, **more: Any) -> dict[str, Any]:
        """Ask on the website for a call to Diaz; returns the answer's JSON."""
        wish = {
            "store": "turin",
            "category": "jewellery",
            "language": "it",
            "sku": "aurora-ring",
            "phone": "312 345 6789",
            "region": "IT",
            "sms_consent": False,
            "consent_version": self.web.get("/widget/config").get_json()["consent"]["version"],
        }
        found: dict[str, Any] = self.web.post("/widget/calls", json={**wish, **more}).get_json()
        self.advance(1)
        return found

    def accepts(self, slug: str) -> None:
        """Accept the offer, and connect the softphone as the console does."""
        offer = self.console(slug)["offer"]
        contact = offers.accept(self.services, offer["id"], self.person(slug))
        app_sid = self.services.settings.twilio_twiml_app_sid
        self.carrier.client(slug).connect(app_sid, contact=contact.public_id)
        self.jobs.run(self.services)
        self.advance(1)

    def talks(self) -> str:
        """Bring Ada and Diaz onto the phone; returns the contact's public id."""
        self.available("ada")
        public: str = self.asks()["contact"]["id"]
        self.accepts("ada")
        self.advance(12)
        assert self.contact(public).state == "connected"
        return public

    def dials(self, *keys: str) -> None:
        """Let Diaz dial the store in Turin and press keys, one after the other."""
        self.diaz.dial(TURIN)
        self.advance(1)
        for key in keys:
            self.diaz.press(key)
            self.advance(2)

    def room(self) -> set[str]:
        """Return whose sound flows in a conference now."""
        lines = self.carrier.lines
        return {one.address for one in lines.phones.values() if one.call_sid in lines.rooms}

    def wraps_up(self, slug: str, contact: str, code: str = "answered", note: str = "") -> None:
        """Note what came of it, and be done with it."""
        assert self.console(slug)["wrap_up"]["card"]["id"] == contact
        presence.dispose(self.services, self.person(slug), contact, code, note)
        assert self.console(slug)["wrap_up"] is None
        assert self.console(slug)["presence"]["state"] != "wrapping_up"

    def signed_in(self, slug: str) -> Any:
        """Return a browser in which this person is signed in, with its headers set."""
        web = self.app.test_client()
        with web.session_transaction() as session:
            session["associate_id"], session["csrf"] = self.person(slug), "token"
        web.environ_base["HTTP_X_CSRF_TOKEN"] = "token"
        return web

    def console(self, slug: str) -> Any:
        return self.pushed.last(f"associate:{self.person(slug)}")

    def customer(self, contact: str) -> Any:
        return self.pushed.last(f"contact:{contact}")

    def contact(self, public: str) -> Contact:
        with self.services.transaction() as tx:
            return contacts.find(tx, public)

    def person(self, slug: str) -> int:
        with self.services.transaction() as tx:
            return self.person_in(tx, slug)

    def person_in(self, tx: Transaction, slug: str) -> int:
        found = by_slug(tx.session, slug)
        assert found is not None
        return found.id

    def _answer(self, environ: Any, start: Any) -> Any:
        """Pass a request on, unless it is to be lost; the app is built after the carrier."""
        if self.lost and environ["PATH_INFO"].startswith(self.lost):
            start("503 Service Unavailable", [])
            return []
        return self.app(environ, start)

    def _config(self, known: Any, sessions: Any) -> Config:
        plain = wsgi.build_services(
            known, sessions=sessions, jobs=self.jobs, push=self.pushed, carrier=None
        )
        return Config.from_json(seed.sandbox_config(plain))
