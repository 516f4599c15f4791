"""A tour in the tests' world: a connected contact, its links, its pages' keys."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact
from callcenter.events import ContactChanged
from callcenter.infra.states import Move, move
from streaming import service as tours
from streaming.links import signature
from streaming.models import Tour, live_of
from tests.cast import World

_LONG, _RESERVED = timedelta(hours=3), timedelta(seconds=90)


@dataclass
class Page:
    """A page that entered: its key, and what the server said."""

    said: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.said['key']}"}


class Scene:
    """Ada serves Diaz on the phone, and has begun a tour."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.web = world.app.test_client()
        world.ready("ada")
        self.contact = world.asks(sku="aurora-ring")
        self._meet()
        world.carrier.texts.clear()
        self.tour = tours.start(world.services, self.contact.public_id, world.person("ada"))
        world.run()

    def _meet(self) -> None:
        """Shorten the way to a conversation: what leads there has its own tests."""
        ada = self.world.person("ada")
        with self.world.services.transaction() as tx:
            contact = contacts.find(tx, self.contact.public_id)
            contact.associate_id = ada
            move(tx.session, CONTACT, contact, Move("accept", tx.now))
            talk = {"connected_at": tx.now, "deadline_at": tx.now + _LONG}
            move(tx.session, CONTACT, contact, Move("meet", tx.now), **talk)

    @property
    def link(self) -> str:
        """The path of the newest texted link."""
        return self.world.carrier.texts[-1].body.rpartition("http://localhost:8000")[2]

    def row(self) -> Tour:
        with self.world.services.transaction() as tx:
            return tours.find(tx, self.tour.public_id)

    def taps(self, known: str = "") -> Page:
        """Tap "Show me" as the customer."""
        return Page(self._json(self.web.post(self.link, json={"known": known})))

    def invites(self, page: Page) -> str:
        answer = self.web.post(self.path("friends"), json={}, headers=page.headers)
        return str(self._json(answer)["link"]).removeprefix("http://localhost:8000")

    def joins(self, link: str, name: str) -> Page:
        return Page(self._json(self.web.post(link, json={"name": name})))

    def scans(self) -> Page:
        """Open the camera page on the associate's phone."""
        sealed = self.row().camera_sealed
        link = f"/c/{self.world.services.vault.open(sealed)}"
        return Page(self._json(self.web.post(link, json={})))

    def signs_in(self, kind: str) -> Page:
        return Page(self.asks("cameras", kind=kind))

    def asks(self, rest: str, **sent: Any) -> dict[str, Any]:
        """Post as the associate, from the console."""
        ada = self.world.person("ada")
        with self.web.session_transaction() as session:
            session["associate_id"], session["csrf"] = ada, "token"
        header = {"X-CSRF-Token": "token"}
        return self._json(self.web.post(self.path(rest), json=sent, headers=header))

    def publishes(self, camera: Page) -> dict[str, Any]:
        path = f"/cameras/{camera.said['camera']}/publish"
        return self._json(self.web.post(path, json={"take": True}, headers=camera.headers))

    def says(self, page: Page, state: str, **more: Any) -> TestResponse:
        sent = {"state": state, "rung": "live", **more}
        return self.web.post(self.path("viewer"), json=sent, headers=page.headers)

    def path(self, rest: str) -> str:
        return f"/tours/{self.tour.public_id}/{rest}"

    def media_says(self, kind: str, camera: str = "") -> TestResponse:
        subject = f"{self.tour.public_id}.{camera}"
        said = {"tour": self.tour.public_id, "kind": kind, "data": {"subject": subject}}
        return self.media_posts(json.dumps(said).encode())

    def media_tells(self, kind: str, tour: str = "", **data: str) -> TestResponse:
        return self.media_posts(json.dumps({"tour": tour, "kind": kind, "data": data}).encode())

    def films(self, seconds: int, camera: str) -> None:
        """Let time go by while this camera's picture arrives, as the media process says it."""
        for _ in range(seconds // 10):
            on = {self.tour.public_id: f"{self.tour.public_id}.{camera}"}
            self.media_tells("on-air", **on)
            self.world.pass_(10, beats=("ada",))

    def media_posts(self, raw: bytes) -> TestResponse:
        """Post as the media process, signed."""
        secret = self.world.services.settings.media_secret
        return self.web.post(
            "/media/reports", data=raw, headers={"X-Signature": signature(secret, raw)}
        )

    def drops_the_call(self, *, back: bool = False) -> None:
        """Let the line break, as a contact that is dialled again says it; or be there again."""
        with self.world.services.transaction() as tx:
            contact: Contact = contacts.find(tx, self.contact.public_id)
            contact.state = "connected" if back else "interrupted"
            contact.deadline_at = tx.now + (_LONG if back else _RESERVED)
            tx.emit(ContactChanged(contact.id))

    def page_view(self) -> Any:
        return self.world.pushed.last(f"tour:{self.tour.public_id}")

    def console(self) -> Any:
        """Return the tour as the console has it."""
        with self.world.services.transaction() as tx:
            return contacts.find(tx, self.contact.public_id).tour_summary

    def running(self) -> bool:
        with self.world.services.transaction() as tx:
            return live_of(tx.session, self.contact.id) is not None

    def _json(self, answer: TestResponse) -> dict[str, Any]:
        assert answer.status_code < 300, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()
        return found
