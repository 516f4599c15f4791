"""What we ask of a telephone company."""

from dataclasses import dataclass
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

    def forget(self, number: str) -> int:
        """Delete the carrier's own records of texts and calls with the number; how many."""
