"""What we ask of a telephone company."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class CallOrder:
    """Ring `to` from `from_` (E.164); when answered, fetch `answer_url` for what to do."""

    to: str
    from_: str
    answer_url: str
    report_url: str
    ring_s: int
    limit_s: int


@dataclass(frozen=True)
class TextOrder:
    to: str
    from_: str
    body: str
    report_url: str


@dataclass(frozen=True)
class Tuning:
    """How a line takes part in a conference; `coaches` is the call that alone hears it."""

    held: bool
    hold_url: str
    muted: bool
    coaches: str = ""


@dataclass(frozen=True)
class Seen:
    """A call or a text as the carrier's books have it; `status` is the carrier's own word."""

    sid: str
    status: str
    created_at: datetime
    body: str = ""


@dataclass(frozen=True)
class Dialled:
    """A finished call that somebody made to one of our numbers (both E.164)."""

    sid: str
    from_: str
    to: str
    at: datetime


@dataclass(frozen=True)
class Tape:
    """A finished recording in the carrier's keeping."""

    sid: str
    seconds: int


class Carrier(Protocol):
    """Every method raises CarrierError; `permanent` tells whether trying again may help."""

    def call(self, order: CallOrder) -> str:
        """Place a call; returns its SID at once, long before anybody answers."""

    def text(self, order: TextOrder) -> str:
        """Hand over a text message; returns its SID."""

    def hang_up(self, call_sid: str) -> None:
        """End a call in any state; an ended call is no error."""

    def redirect(self, call_sid: str, url: str) -> None:
        """Make a live call fetch new instructions; an ended call is no error."""

    def tune(self, conference_sid: str, call_sid: str, tuning: Tuning) -> None:
        """Set how a line takes part; one that has left the conference is no error."""

    def announce(self, conference_sid: str, url: str) -> None:
        """Play a document to everybody in the conference, once; one that is over is no error."""

    def record(self, call_sid: str) -> str:
        """Record a live call from now on; returns the recording's SID."""

    def tape(self, call_sid: str, sid: str, status: str) -> None:
        """Set a recording to `in-progress`, `paused` or `stopped`; one that is over is no error."""

    def taping(self, call_sid: str) -> list[str]:
        """List the recordings of a call that run or are paused."""

    def find_call(self, call_sid: str) -> Seen | None:
        """Look one call up; None where the carrier does not know it."""

    def calls_to(self, to: str, from_: str, since: datetime) -> list[Seen]:
        """List the calls we placed to a number since then, oldest first; may lag by seconds."""

    def dialled_us(self, since: datetime) -> list[Dialled]:
        """List the finished calls that telephones made to us since then, oldest first."""

    def texts_to(self, to: str, since: datetime) -> list[Seen]:
        """List the texts we sent to a number since then, oldest first; may lag by seconds."""

    def inside(self, conference: str) -> frozenset[str]:
        """Return the call SIDs that are in the conference of that name now."""

    def tapes_of(self, call_sid: str) -> list[Tape]:
        """List the finished recordings of a call, oldest first; may lag by seconds."""

    def sound(self, tape_sid: str) -> bytes:
        """Return a recording as WAV."""

    def erase_tape(self, tape_sid: str) -> None:
        """Delete a recording; one that is gone already is no error."""

    def forget(self, number: str) -> int:
        """Delete the carrier's own records of texts and calls with the number; how many."""
