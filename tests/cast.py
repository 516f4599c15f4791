"""The cast and the world they live in: a real database, a fake carrier, a frozen clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

import wsgi
from callcenter import seed
from callcenter.carrier.port import CallOrder, Dialled, Seen, Tape, TextOrder, Tuning
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import CONSENT_VERSION, Asker
from callcenter.contacts.models import Contact
from callcenter.contacts.service import Wish
from callcenter.errors import CarrierError
from callcenter.infra.jobs import LANES, RESIDENT
from callcenter.infra.leases import Errand
from callcenter.services import Services
from callcenter.settings import Settings
from callcenter.staff.models import by_slug
from routing.presence import service as presence

DIAZ = "+393123456789"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class FrozenClock:
    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class FakeCarrier:
    """Notes every order; `failing` is raised instead where it is set.

    `books` is what a look-up finds, by SID; `met` is who is in every conference.
    """

    calls: list[CallOrder] = field(default_factory=list)
    texts: list[TextOrder] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    failing: CarrierError | None = None
    books: dict[str, Seen] = field(default_factory=dict)
    met: frozenset[str] = frozenset()
    tuned: list[tuple[str, str, Tuning]] = field(default_factory=list)
    redirected: list[tuple[str, str]] = field(default_factory=list)
    tapes: dict[str, list[Tape]] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    dialled: list[Dialled] = field(default_factory=list)

    def call(self, order: CallOrder) -> str:
        self.calls.append(order)
        return self._sid("CA", len(self.calls))

    def text(self, order: TextOrder) -> str:
        self.texts.append(order)
        return self._sid("SM", len(self.texts))

    def hang_up(self, call_sid: str) -> None:
        self.hung_up.append(call_sid)

    def redirect(self, call_sid: str, url: str) -> None:
        self.redirected.append((call_sid, url))

    def tapes_of(self, call_sid: str) -> list[Tape]:
        return self.tapes.get(call_sid, [])

    def sound(self, tape_sid: str) -> bytes:
        return f"RIFF {tape_sid}".encode()

    def erase_tape(self, tape_sid: str) -> None:
        if self.failing:
            raise self.failing
        self.erased.append(tape_sid)

    def tune(self, conference_sid: str, call_sid: str, tuning: Tuning) -> None:
        self.tuned.append((conference_sid, call_sid, tuning))

    def find_call(self, call_sid: str) -> Seen | None:
        return self.books.get(call_sid, Seen(call_sid, "ringing", NOON))

    def calls_to(self, _to: str, _from: str, since: datetime) -> list[Seen]:
        return [seen for seen in self.books.values() if seen.created_at >= since]

    def dialled_us(self, since: datetime) -> list[Dialled]:
        if self.failing:
            raise self.failing
        return [call for call in self.dialled if call.at >= since]

    def texts_to(self, _to: str, since: datetime) -> list[Seen]:
        return [seen for seen in self.books.values() if seen.created_at >= since]

    def inside(self, _conference: str) -> frozenset[str]:
        return self.met

    def forget(self, number: str) -> int:
        if self.failing:
            raise self.failing
        self.forgotten.append(number)
        return 1

    def _sid(self, prefix: str, number: int) -> str:
        if self.failing:
            raise self.failing
        return f"{prefix}{number:032x}"


@dataclass
class Pump:
    """Jobs that were asked for, run by hand: `run()` until none is left."""

    waiting: list[tuple[str, int]] = field(default_factory=list)

    def enqueue(self, lane: str, name: str, ref: int) -> None:
        assert lane in LANES
        if name == RESIDENT.get(lane):
            return  # nobody resides here: what the sweep does alone is enough
        if (name, ref) not in self.waiting:
            self.waiting.append((name, ref))

    def run(self, services: Services) -> None:
        while self.waiting:
            name, ref = self.waiting.pop(0)
            wsgi.JOBS[name](services, ref)


@dataclass
class Pushed:
    """Every snapshot that was pushed, newest last, by topic."""

    sent: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)

    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        self.sent.append((topic, event, data))

    def last(self, topic: str) -> Mapping[str, Any]:
        return next(data for to, _, data in reversed(self.sent) if to == topic)


def settings(**changes: Any) -> Settings:
    known: dict[str, Any] = {
        "secret_key": "a secret for tests only",
        "media_secret": "another secret for tests",
        "public_url": "http://localhost:8000",
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "test-token",
        "twilio_api_key": "SK" + "0" * 32,
        "twilio_api_secret": "a secret of an API key, for tests only",
        "twilio_twiml_app_sid": "AP" + "0" * 32,
        "twilio_api_base": "http://127.0.0.1:1",
        "demo": True,
        "redis_url": "redis://127.0.0.1:1/0",
    }
    return Settings(_env_file=None, **{**known, **changes})


class World:
    """The product with everything outside it replaced, and verbs to play a scene."""

    def __init__(
        self, sessions: Any, *, carrier: FakeCarrier | None = None, **changes: Any
    ) -> None:
        self.clock = FrozenClock()
        self.carrier = carrier or FakeCarrier()
        self.jobs = Pump()
        self.pushed = Pushed()
        self.app: Flask = wsgi.create_app(
            settings(**changes),
            sessions=sessions,
            clock=self.clock,
            carrier=self.carrier,
            jobs=self.jobs,
            push=self.pushed,
        )
        self.services: Services = self.app.extensions["services"]
        seed.plant(self.services)

    def run(self) -> None:
        """Let every waiting job run."""
        self.jobs.run(self.services)

    def pass_(self, seconds: float, *, beats: tuple[str, ...] = ()) -> None:
        """Let time go by, with consoles alive, then run every sweep and job."""
        self.clock.pass_(seconds)
        for slug in beats:
            presence.beat(self.services, self.person(slug))
        for _every, _name, sweep in wsgi.SCHEDULE:
            sweep(self.services)
        self.run()

    def errands(self) -> set[tuple[str, int]]:
        """Return what is written down to be done, whether or not anybody was woken for it."""
        with self.services.transaction() as tx:
            return {(one.name, one.ref) for one in tx.session.query(Errand)}

    def person(self, slug: str) -> int:
        with self.services.transaction() as tx:
            found = by_slug(tx.session, slug)
            assert found is not None
            return found.id

    def ready(self, *slugs: str) -> None:
        for slug in slugs:
            presence.choose(self.services, self.person(slug), "available", "")
        self.run()

    def asks(self, phone: str = DIAZ, **wish: Any) -> Contact:
        """Ask for a call about jewellery in Turin, in Italian."""
        wanted = {"store": "turin", "category": "jewellery", "language": "it", "sku": None}
        contact = contacts.request(self.services, Wish(**{**wanted, **wish}), asker(phone))
        self.run()
        return contact

    def contact(self, contact: Contact) -> Contact:
        """Look the contact up again."""
        with self.services.transaction() as tx:
            return contacts.find(tx, contact.public_id)

    def console(self, slug: str) -> Mapping[str, Any]:
        return self.pushed.last(f"associate:{self.person(slug)}")


def asker(phone: str = DIAZ, address: str = "192.0.2.1") -> Asker:
    return Asker(phone, "IT", address, sms_consent=False, consent_version=CONSENT_VERSION)
