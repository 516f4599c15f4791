"""Handsets as telephones of the exchange: their rings, calls, captions and texts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.calls.exchange import Exchange
from sandbox.calls.ports import Ring
from sandbox.config import Config, Handset
from sandbox.media.studio import Media, Studio
from sandbox.tasks import Tasks

_LOG = logging.getLogger(__name__)
_CAPTIONS_KEPT = 50
_CALLS_KEPT = 50
_TEXTS_KEPT = 200
Json = dict[str, Any]


class Screen(Protocol):
    """A page that shows a handset."""

    def show(self, message: Json) -> None: ...


@dataclass
class PastCall:
    """A call of a handset as its list of calls has it. Times are seconds since the epoch."""

    other: str
    incoming: bool
    at: float
    answered: float | None = None
    ended: float | None = None
    outcome: str = ""

    def view(self) -> Json:
        talked = self.ended - self.answered if self.ended and self.answered else 0
        return {
            "other": self.other,
            "incoming": self.incoming,
            "at": self.at,
            "talked_s": round(talked),
            "outcome": self.outcome,
        }


@dataclass
class Phone:
    """One handset. `state` is idle, ringing, dialling or talking."""

    handset: Handset
    state: str = "idle"
    call_sid: str = ""
    other: str = ""
    reason: str = ""
    screens: list[Screen] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    texts: list[Json] = field(default_factory=list)
    calls: list[PastCall] = field(default_factory=list)
    leg: Media | None = None

    def view(self) -> Json:
        return {
            "number": self.handset.number,
            "label": self.handset.label,
            "state": self.state,
            "call_sid": self.call_sid,
            "other": self.other,
            "reason": self.reason,
            "captions": self.captions[-5:],
            "texts": self.texts,
            "calls": [one.view() for one in self.calls if one.ended],
        }

    def began(self, at: float, *, incoming: bool) -> None:
        """Put the call that begins on the list of calls."""
        self.calls = [*self.calls, PastCall(self.other, incoming, at)][-_CALLS_KEPT:]


class Desk:
    """Implements what the exchange asks of lines, for numbers."""

    exchange: Exchange

    def __init__(
        self, config: Config, studio: Studio, tasks: Tasks, legs: Callable[[], Media]
    ) -> None:
        self._legs = legs
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
        phone.other, phone.reason, phone.captions = ring.from_, ring.reason, []
        phone.began(self.exchange.core.now(), incoming=True)
        self._show(phone)
        return "ringing"

    def accepted(self, call_sid: str) -> None:
        phone = self._of(call_sid)
        if phone:
            self._talks(phone)
            self._show(phone)

    def ended(self, call_sid: str, reason: str) -> None:
        phone = self._of(call_sid)
        self._studio.detach(call_sid)
        if phone is None:
            return
        phone.state, phone.call_sid = "idle", ""
        phone.calls[-1].ended, phone.calls[-1].outcome = self.exchange.core.now(), reason
        if phone.leg:
            self._tasks.start(phone.leg.close())
            phone.leg = None
        self._show(phone, ended=reason)

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        phone = self.phones.get(to)
        if phone is None:
            return "unknown"
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
        phone.state, phone.other, phone.reason, phone.captions = "dialling", to, "", []
        phone.began(self.exchange.core.now(), incoming=False)
        phone.call_sid = self.exchange.dial(number, to)
        self._speak(phone, offer, screen)
        self._show(phone)

    def answer(self, number: str, offer: str, screen: Screen) -> None:
        phone = self.phones[number]
        if phone.state != "ringing":
            return
        self._talks(phone)
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

    def lose(self, number: str) -> None:
        """Go out of reach in mid-call, as in a lift: nobody hangs up."""
        phone = self.phones[number]
        if phone.state == "talking":
            self.exchange.lost(phone.call_sid)

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

    def _talks(self, phone: Phone) -> None:
        phone.state = "talking"
        phone.calls[-1].answered = self.exchange.core.now()

    def _speak(self, phone: Phone, offer: str, screen: Screen) -> None:
        """Carry the sound of the call by the page that answered or dialled."""
        leg = phone.leg = self._legs()
        self._studio.attach(phone.call_sid, leg)
        self._tasks.start(self._negotiate(leg, offer, screen))

    async def _negotiate(self, leg: Media, offer: str, screen: Screen) -> None:
        try:
            sdp = await leg.answer(offer)
        except ValueError:
            screen.show({"type": "problem", "words": "The sound could not be set up."})
            return
        screen.show({"type": "media", "sdp": sdp})

    def _note_text(self, phone: Phone, other: str, body: str, *, mine: bool) -> None:
        at = self.exchange.core.now()
        text = {"other": other, "body": body, "mine": mine, "at": at}
        phone.texts = [*phone.texts, text][-_TEXTS_KEPT:]
        self._show(phone)

    def _show(self, phone: Phone, **more: str) -> None:
        for screen in list(phone.screens):
            screen.show({"type": "phone", **phone.view(), **more})

    def _of(self, call_sid: str) -> Phone | None:
        found = (p for p in self.phones.values() if call_sid and p.call_sid == call_sid)
        return next(found, None)
