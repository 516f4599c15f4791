"""What the carrier keeps: calls, conferences, participants, messages, recordings, the ledger."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EVERY_EVENT = frozenset({"initiated", "ringing", "answered", "completed"})


class Status(StrEnum):
    """Twilio, "Call resource: status values"; `initiated` exists in callbacks only."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


TERMINAL = frozenset(
    {Status.COMPLETED, Status.BUSY, Status.FAILED, Status.NO_ANSWER, Status.CANCELED}
)


def new_sid(kind: str) -> str:
    """Return an identifier as Twilio writes it: two letters and 32 hexadecimal digits."""
    return kind + secrets.token_hex(16)


@dataclass(frozen=True)
class Place:
    """An address to ask, and the one to ask when it fails."""

    url: str
    method: str = "POST"
    fallback: str = ""
    fallback_method: str = "POST"


@dataclass(frozen=True)
class Callback:
    """Who is told, how, and of which events."""

    url: str = ""
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class Detection:
    """Whether to tell a machine from a person at the far end (Twilio, "machine detection").

    `mode` is nothing, `Enable` or `DetectMessageEnd`; `waits` holds the call's document back.
    """

    mode: str = ""
    timeout_s: float = 30.0
    silence_s: float = 5.0
    waits: bool = True
    report: Callback = field(default_factory=Callback)
    speech_s: float = 2.4
    speech_end_s: float = 1.2


@dataclass(frozen=True)
class Taping:
    """How something is to be recorded, and who is told of it."""

    source: str
    channels: int = 1
    track: str = "both"
    trim: bool = False
    name: str = ""
    report: Callback = field(default_factory=Callback)


@dataclass
class Call:
    """One leg. Times are seconds since the epoch."""

    from_: str
    to: str
    direction: str
    created: float
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: Status = Status.QUEUED
    place: Place | None = None
    twiml: str = ""
    report: Callback = field(default_factory=Callback)
    ring_s: int = 60
    limit_s: int = 14400
    parent_sid: str | None = None
    application_sid: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    updated: float = 0.0
    placed: float | None = None
    answered: float | None = None
    ended: float | None = None
    sequence: int = 0
    detection: Detection = field(default_factory=Detection)
    answered_by: str = ""
    far_end: str = "human"
    digits: str = ""
    taping: Taping | None = None
    shown: str = ""
    reason: str = ""
    token: str = ""
    caller_name: str = ""
    lost: bool = False
    """The far end went out of reach in mid-call: nobody hung up."""

    @property
    def alive(self) -> bool:
        return self.status not in TERMINAL

    @property
    def talking(self) -> bool:
        return self.status is Status.IN_PROGRESS

    @property
    def duration_s(self) -> int:
        """Whole seconds between answer and end; 0 when nobody answered."""
        if self.answered is None or self.ended is None:
            return 0
        return round(self.ended - self.answered)


@dataclass
class Participant:
    call_sid: str
    created: float
    label: str = ""
    muted: bool = False
    hold: bool = False
    coaching: bool = False
    starts: bool = True
    ends: bool = False
    updated: float = 0.0
    coaches: str = ""
    beeps_out: bool = False
    early: bool = False


@dataclass
class Conference:
    name: str
    created: float
    report: Callback
    sid: str = field(default_factory=lambda: new_sid("CF"))
    status: str = "init"
    participants: dict[str, Participant] = field(default_factory=dict)
    sequence: int = 0
    updated: float = 0.0
    ended_by: str | None = None
    reason: str | None = None
    region: str = "us1"


@dataclass(frozen=True)
class Postage:
    """What a sender asked for besides (Twilio, "Message resource: create")."""

    valid_s: int = 36_000
    discards: bool = False
    masks: bool = False


@dataclass
class Message:
    from_: str
    to: str
    body: str
    direction: str
    created: float
    segments: int
    sid: str = field(default_factory=lambda: new_sid("SM"))
    status: str = "queued"
    report_url: str = ""
    service_sid: str | None = None
    error_code: int | None = None
    sent: float | None = None
    updated: float = 0.0
    media: tuple[str, ...] = ()
    send_at: float | None = None
    opt_out: str = ""
    postage: Postage = field(default_factory=Postage)
    chosen: bool = False
    feedback: str = ""


@dataclass
class Recording:
    """`call_sid` is the recorded leg, or the leg that began the conference's recording."""

    call_sid: str
    taping: Taping
    started: float
    conference_sid: str = ""
    sid: str = field(default_factory=lambda: new_sid("RE"))
    status: str = "in-progress"
    duration_s: int = 0
    paused: float | None = None
    paused_s: float = 0.0
    updated: float = 0.0
    sound: bytes = b""


@dataclass(frozen=True)
class Event:
    """A request about a call and how the application answered it; `body` is its beginning."""

    call_sid: str
    url: str
    method: str
    parameters: Mapping[str, str]
    at: float
    took_ms: int
    status: int
    content_type: str
    body: str
    sid: str = field(default_factory=lambda: new_sid("EV"))


@dataclass(frozen=True)
class Alert:
    """What Twilio's debugger shows: an error, or a warning the call or text went on with."""

    code: int
    words: str
    call_sid: str
    at: float
    sid: str = field(default_factory=lambda: new_sid("NO"))

    @property
    def is_warning(self) -> bool:
        """Whether nothing failed: the wrong values of documents; most others are errors."""
        return self.code // 1000 in {13, 14} or self.code in {12200, 21262, 32015, 32019, 32711}


@dataclass(frozen=True)
class Fact:
    """One line of the ledger: what really happened, in order."""

    at: float
    kind: str
    fields: dict[str, str]
