"""What the exchange needs from the world: time, sound, telephones and web requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import uuid4


class Timer(Protocol):
    def cancel(self) -> None: ...


class Scheduler(Protocol):
    """Time. Live it is the event loop; in tests it is virtual and stepped by hand."""

    def now(self) -> float:
        """Seconds since the epoch, UTC."""

    def later(self, delay_s: float, action: Callable[[], None]) -> Timer: ...


@dataclass(frozen=True)
class Take:
    """What a recording hears: one leg, or everybody of a room."""

    leg: str = ""
    room: str = ""
    channels: int = 1
    track: str = "both"
    trims: bool = False


class Audio(Protocol):
    """The sound of legs, addressed by call SID. Every method returns at once.

    A leg that the audio side does not know (a virtual phone) is accepted and ignored.
    """

    def speak(self, call_sid: str, text: str, language: str, voice: str) -> float:
        """Start speaking to the leg, words or SSML; returns how many seconds it will take."""

    def play(self, call_sid: str, content_type: str, body: bytes) -> float:
        """Start a sound file (wav, mp3) on the leg; returns its length in seconds."""

    def tone(self, call_sid: str, kind: str) -> None:
        """Play `busy`, `beep`, `hold` or `ringback-xx` until `quiet` or other sound.

        `xx` is a country, in the letters of `ringTone`.
        """

    def quiet(self, call_sid: str) -> None:
        """Stop whatever prompt or tone the leg hears."""

    def join(self, call_sid: str, room: str) -> None:
        """Let the leg hear, and be heard by, every other leg of the room."""

    def mute(self, call_sid: str, muted: bool) -> None: ...  # noqa: FBT001

    def leave(self, call_sid: str) -> None: ...

    def steady(self, call_sid: str, size: str) -> None:
        """Buffer what the leg says: `off`, `small`, `medium`, `large`, or nothing said."""

    def coach(self, call_sid: str, other: str) -> None:
        """Let only `other` hear the leg; an empty `other` ends it."""

    def keys(self, call_sid: str, digits: str) -> float:
        """Send tones of keys to the leg; `w` is half a second. Returns the seconds it takes."""

    def record(self, recording_sid: str, take: Take) -> None:
        """Begin to record."""

    def pause(self, recording_sid: str, how: str) -> None:
        """Record `silence`, or leave time out by `skip`; an empty word goes on recording."""

    def silent_s(self, recording_sid: str) -> float:
        """Return how long the leg's own side has been silent."""

    def hushed_s(self, recording_sid: str) -> float:
        """Return how much silence at both ends of the recording will be cut off."""

    def cut(self, recording_sid: str) -> bytes:
        """End a recording; returns it as wav."""


@dataclass(frozen=True)
class Ring:
    """What a telephone is told when it rings. Numbers are E.164, clients `client:name`.

    `reason` is what the called side may read of why it is called (`CallReason`).
    """

    call_sid: str
    from_: str
    to: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


class Lines(Protocol):
    """Every telephone that the carrier can ring: handsets by number, clients by identity."""

    def ring(self, ring: Ring) -> str:
        """Start ringing; returns `ringing`, `busy` or `unreachable`."""

    def accepted(self, call_sid: str) -> None:
        """Tell an outgoing call of this telephone that the carrier answered it."""

    def progress(self, call_sid: str) -> None:
        """Tell an outgoing call of this telephone that it rings at the far end."""

    def ended(self, call_sid: str, reason: str) -> None:
        """End the leg (`cancelled`, `completed`, `failed`...): stop ringing or hang up."""

    def late_s(self, message_sid: str, to: str, from_: str) -> float:
        """Return how many seconds longer than usual a text will travel."""

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        """Deliver a text message; returns `delivered`, or why it could not be.

        `unreachable` is a handset that is off, `unknown` one that there is not; `landline`,
        `filtered` by its network, `undelivered` for no known reason.
        """

    def tell(self, call_sid: str, message_sid: str, content: object) -> bool:
        """Hand a message beside the call to its softphone; false when it has none."""

    def caption(self, call_sid: str, text: str) -> None:
        """Show what is being spoken or played to the leg."""


@dataclass(frozen=True)
class Speech:
    """Something said to a Gather; `final` is false for what is heard so far."""

    words: str
    confidence: float
    final: bool = True


@dataclass(frozen=True)
class WebhookRequest:
    """One request of the carrier to the application, before it is signed.

    `token` is its idempotency token: every try of it bears the same.
    """

    url: str
    method: str
    parameters: Mapping[str, str]
    kind: str
    call_sid: str | None = None
    token: str = field(default_factory=lambda: str(uuid4()))


@dataclass(frozen=True)
class WebhookAnswer:
    """What came back. `error` is a Twilio error code (11200, 11205 ...) or 0."""

    status: int
    content_type: str
    body: bytes
    error: int = 0


class Web(Protocol):
    """Sends signed requests to the application and fetches sound files."""

    def send(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None: ...
