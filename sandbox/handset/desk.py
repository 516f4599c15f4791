"""Handsets as telephones of the exchange: their rings, calls, captions and texts."""

import logging
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.calls.exchange import Exchange
from sandbox.calls.ports import Ring
from sandbox.config import Config, Handset
from sandbox.media.leg import Leg
from sandbox.media.studio import Studio
from sandbox.tasks import Tasks

_LOG = logging.getLogger(__name__)
_CAPTIONS_KEPT = 50
Json = dict[str, Any]


class Screen(Protocol):
    """A page that shows a handset."""

    def show(self, message: Json) -> None: ...


@dataclass
class Phone:
    """One handset. `state` is idle, ringing, dialling or talking."""

    handset: Handset
    state: str = "idle"
    call_sid: str = ""
    other: str = ""
    screens: list[Screen] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    texts: list[Json] = field(default_factory=list)
    leg: Leg | None = None

    def view(self) -> Json:
        return {
            "number": self.handset.number,
            "label": self.handset.label,
            "state": self.state,
            "call_sid": self.call_sid,
            "other": self.other,
            "captions": self.captions[-5:],
            "texts": self.texts,
        }


class Desk:
    """Implements what the exchange asks of lines, for numbers."""

    exchange: Exchange

    def __init__(self, config: Config, studio: Studio, tasks: Tasks) -> None:
        self._config = config
        self._studio = studio
        self._tasks = tasks
        self.phones = {handset.number: Phone(handset) for handset in config.handsets}

    # What the exchange asks

    def ring(self, ring: Ring) -> str:
        phone = self.phones.get(ring.to)
        if phone is None:
            return "unreachable"
        if phone.state != "idle":
            return "busy"
        phone.state, phone.call_sid = "ringing", ring.call_sid
        phone.other, phone.captions = ring.from_, []
        self._show(phone)
        return "ringing"

    def accepted(self, call_sid: str) -> None:
        phone = self._of(call_sid)
        if phone:
            phone.state = "talking"
            self._show(phone)

    def ended(self, call_sid: str, reason: str) -> None:
        phone = self._of(call_sid)
        self._studio.detach(call_sid)
        if phone is None:
            return
        phone.state, phone.call_sid = "idle", ""
        if phone.leg:
            self._tasks.start(phone.leg.close())
            phone.leg = None
        self._show(phone, ended=reason)

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        phone = self.phones.get(to)
        if phone is None:
            return "unreachable"
        if phone.handset.kind != "mobile":
            return "landline"
        self._note_text(phone, from_, body, mine=False)
        _LOG.info("text delivered", extra={"message_sid": message_sid})
        return "delivered"

    def caption(self, call_sid: str, text: str) -> None:
        phone = self._of(call_sid)
        if phone and text not in phone.captions[-1:]:
            phone.captions = [*phone.captions, text][-_CAPTIONS_KEPT:]
            self._show(phone)

    # What a page asks

    def open(self, number: str, screen: Screen) -> bool:
        phone = self.phones.get(number)
        if phone is None:
            return False
        phone.screens.append(screen)
        screen.show({"type": "phone", **phone.view()})
        return True

    def close(self, number: str, screen: Screen) -> None:
        """Note that a page went; the call it carried the sound of is hung up."""
        phone = self.phones[number]
        if screen in phone.screens:
            phone.screens.remove(screen)
        if not phone.screens and phone.state in {"talking", "dialling"}:
            self.exchange.hung_up(phone.call_sid)

    def dial(self, number: str, to: str, offer: str, screen: Screen) -> None:
        phone = self.phones[number]
        if phone.state != "idle":
            return
        phone.state, phone.other, phone.captions = "dialling", to, []
        phone.call_sid = self.exchange.dial(number, to)
        self._speak(phone, offer, screen)
        self._show(phone)

    def answer(self, number: str, offer: str, screen: Screen) -> None:
        phone = self.phones[number]
        if phone.state != "ringing":
            return
        phone.state = "talking"
        self._speak(phone, offer, screen)
        self._show(phone)
        self.exchange.answered(phone.call_sid)

    def decline(self, number: str) -> None:
        phone = self.phones[number]
        if phone.state == "ringing":
            self.exchange.rejected(phone.call_sid)

    def hang_up(self, number: str) -> None:
        phone = self.phones[number]
        if phone.call_sid:
            self.exchange.hung_up(phone.call_sid)

    def press(self, number: str, digits: str) -> None:
        phone = self.phones[number]
        if phone.state == "talking":
            self.exchange.digits(phone.call_sid, digits)

    def say(self, number: str, words: str) -> None:
        """Hand over what the customer says in writing: Gather takes it for speech."""
        phone = self.phones[number]
        if phone.state == "talking":
            self.exchange.speech(phone.call_sid, words)

    def send_text(self, number: str, to: str, body: str) -> None:
        phone = self.phones[number]
        self._note_text(phone, to, body, mine=True)
        self.exchange.text(number, to, body)

    def contacts(self) -> list[Json]:
        """Return the numbers a customer may know: the stores'."""
        return [{"number": own.number, "name": own.friendly_name} for own in self._config.numbers]

    def _speak(self, phone: Phone, offer: str, screen: Screen) -> None:
        """Carry the sound of the call by the page that answered or dialled."""
        leg = phone.leg = Leg()
        self._studio.attach(phone.call_sid, leg)
        self._tasks.start(self._negotiate(leg, offer, screen))

    async def _negotiate(self, leg: Leg, offer: str, screen: Screen) -> None:
        try:
            sdp = await leg.answer(offer)
        except ValueError:
            screen.show({"type": "problem", "words": "The sound could not be set up."})
            return
        screen.show({"type": "media", "sdp": sdp})

    def _note_text(self, phone: Phone, other: str, body: str, *, mine: bool) -> None:
        at = self.exchange.core.now()
        phone.texts.append({"other": other, "body": body, "mine": mine, "at": at})
        self._show(phone)

    def _show(self, phone: Phone, **more: str) -> None:
        for screen in list(phone.screens):
            screen.show({"type": "phone", **phone.view(), **more})

    def _of(self, call_sid: str) -> Phone | None:
        found = (p for p in self.phones.values() if call_sid and p.call_sid == call_sid)
        return next(found, None)
