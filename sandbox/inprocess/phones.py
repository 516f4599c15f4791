"""Virtual telephones: handsets and softphones that answer, press keys and read their texts."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.calls.ports import Ring, Take
from sandbox.calls.records import new_sid
from sandbox.inprocess.sound import silent_wav
from sandbox.twiml import ssml

if TYPE_CHECKING:
    from sandbox.calls.exchange import Exchange

_WORDS_PER_S = 2.5


@dataclass(frozen=True)
class Text:
    from_: str
    body: str
    sid: str


@dataclass
class Phone:
    """One telephone. `habit` is what it does when it rings: answer, ignore, busy or decline."""

    address: str
    exchange: "Exchange"
    habit: str = "answer"
    after_s: float = 1.0
    reachable: bool = True
    answerer: str = "human"
    silent_s: float = 0.0
    keys: str = ""
    call_sid: str = ""
    state: str = "idle"
    heard: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    messages: list[tuple[str, object]] = field(default_factory=list)

    def dial(self, number: str) -> None:
        """Call a number, as a customer does."""
        self.call_sid = self.exchange.dial(self.address, number)
        self.state = "dialling"

    def connect(self, application_sid: str, **parameters: str) -> None:
        """Call out as a Voice SDK device does."""
        identity = self.address.removeprefix("client:")
        self.call_sid = self.exchange.connect(identity, application_sid, parameters)
        self.state = "dialling"

    def answer(self) -> None:
        if self.state == "ringing":
            self.state = "talking"
            self.exchange.answered(self.call_sid, self.answerer)

    def decline(self) -> None:
        if self.state == "ringing":
            self.exchange.rejected(self.call_sid)

    def press(self, digits: str) -> None:
        self.exchange.digits(self.call_sid, digits)

    def say(self, words: str, *, final: bool = True) -> None:
        """Speak to whatever gathers speech."""
        self.exchange.speech(self.call_sid, words, final=final)

    def tell(self, content: object) -> None:
        """Send a message beside the call, as a Voice SDK device does."""
        self.exchange.asides.said(self.call_sid, new_sid("KX"), content)

    def lose(self) -> None:
        """Go out of reach in mid-call: nobody hangs up."""
        if self.call_sid:
            self.exchange.lost(self.call_sid)

    def hang_up(self) -> None:
        if self.state != "idle":
            self.exchange.hung_up(self.call_sid)

    def text(self, number: str, body: str) -> None:
        self.exchange.text(self.address, number, body)


class VirtualLines:
    """Every telephone of the test, by address. Implements the exchange's lines and audio."""

    def __init__(self) -> None:
        self.phones: dict[str, Phone] = {}
        self.rooms: dict[str, str] = {}
        self.sounds: list[tuple[str, ...]] = []
        self.endings: dict[str, str] = {}
        self.deaf: set[str] = set()
        self.dumb: set[str] = set()
        self.coaches: dict[str, str] = {}
        self.takes: dict[str, Take] = {}

    def ring(self, ring: Ring) -> str:
        phone = self.phones.get(ring.to)
        if phone is None or not phone.reachable:
            return "unreachable"
        if phone.habit == "busy" or phone.state != "idle":
            return "busy"
        phone.state, phone.call_sid = "ringing", ring.call_sid
        phone.parameters, phone.reason = dict(ring.parameters), ring.reason
        if phone.habit == "answer":
            phone.exchange.core.later(phone.after_s, phone.answer)
        elif phone.habit == "decline":
            phone.exchange.core.later(phone.after_s, phone.decline)
        return "ringing"

    def accepted(self, call_sid: str) -> None:
        phone = self._of(call_sid)
        if phone:
            phone.state = "talking"

    def progress(self, call_sid: str) -> None:
        """Need no ringback: nobody listens."""

    def ended(self, call_sid: str, reason: str) -> None:
        self.endings[call_sid] = reason
        phone = self._of(call_sid)
        if phone:
            phone.state, phone.call_sid = "idle", ""
        self.rooms.pop(call_sid, None)

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        phone = self.phones.get(to)
        if phone is None or not phone.reachable:
            return "unreachable" if phone else "unknown"
        phone.texts.append(Text(from_, body, message_sid))
        return "delivered"

    def late_s(self, message_sid: str, to: str, from_: str) -> float:  # noqa: ARG002
        return 0.0

    def tell(self, call_sid: str, message_sid: str, content: object) -> bool:
        phone = self._of(call_sid)
        if phone is None or not phone.address.startswith("client:"):
            return False
        phone.messages.append((message_sid, content))
        return True

    def caption(self, call_sid: str, text: str) -> None:
        phone = self._of(call_sid)
        if phone:
            phone.heard.append(text)

    def speak(self, call_sid: str, text: str, language: str, voice: str) -> float:
        self.sounds.append(("say", call_sid, language, voice))
        return len(ssml.words(text).split()) / _WORDS_PER_S + ssml.pauses_s(text)

    def play(self, call_sid: str, content_type: str, body: bytes) -> float:
        self.sounds.append(("play", call_sid, content_type))
        return max(len(body) / 8000, 1.0)

    def tone(self, call_sid: str, kind: str) -> None:
        self.sounds.append(("tone", call_sid, kind))

    def quiet(self, call_sid: str) -> None:
        """Make no sound."""

    def join(self, call_sid: str, room: str) -> None:
        self.rooms[call_sid] = room

    def mute(self, call_sid: str, muted: bool) -> None:  # noqa: FBT001
        """Make no sound."""

    def leave(self, call_sid: str) -> None:
        self.rooms.pop(call_sid, None)

    def steady(self, call_sid: str, size: str) -> None:
        self.sounds.append(("steady", call_sid, size))

    def coach(self, call_sid: str, other: str) -> None:
        self.coaches[call_sid] = other

    def keys(self, call_sid: str, digits: str) -> float:
        phone = self._of(call_sid)
        if phone:
            phone.keys += digits
        return sum(0.5 if digit in "wW" else 0.2 for digit in digits)

    def record(self, recording_sid: str, take: Take) -> None:
        self.takes[recording_sid] = take

    def pause(self, recording_sid: str, how: str) -> None:
        """Make no sound."""

    def silent_s(self, recording_sid: str) -> float:
        phone = self._of(self.takes[recording_sid].leg)
        return phone.silent_s if phone else 0.0

    def hushed_s(self, recording_sid: str) -> float:
        """Take the silence a telephone ends with for what is cut off."""
        take = self.takes[recording_sid]
        phone = self._of(take.leg) if take.trims else None
        return phone.silent_s if phone else 0.0

    def cut(self, recording_sid: str) -> bytes:
        take = self.takes.pop(recording_sid, Take())
        return silent_wav(take.channels)

    def _of(self, call_sid: str) -> Phone | None:
        return next((p for p in self.phones.values() if p.call_sid == call_sid), None)
