"""Answering machine detection: what is heard at the far end, and when it is known.

Source: Twilio, "Answering Machine Detection": `Enable` decides as soon as it can,
`DetectMessageEnd` waits for the end of a machine's greeting.
"""

from dataclasses import dataclass

from sandbox.calls import choices
from sandbox.calls.records import Detection

UNKNOWN = "unknown"


@dataclass(frozen=True)
class FarEnd:
    """Who picked up: `human`, `machine`, `fax` or `silence`; a greeting ends in beep or silence."""

    kind: str = "human"
    greeting_s: float = 8.0
    ends: str = "beep"


def far_end(said: str) -> FarEnd:
    """Read `kind[:greeting seconds[:beep|silence|other]]`, as a telephone says who answers."""
    kind, _, rest = said.partition(":")
    seconds, _, ends = rest.partition(":")
    greeting = float(seconds) if seconds.replace(".", "", 1).isdigit() else 8.0
    return FarEnd(kind or "human", greeting, ends or "beep")


def detect(asked: Detection, found: FarEnd) -> tuple[str, float]:
    """Return AnsweredBy and the seconds it takes to know."""
    word, seconds = _decide(asked, found)
    return (word, seconds) if seconds <= asked.timeout_s else (UNKNOWN, asked.timeout_s)


def _decide(asked: Detection, found: FarEnd) -> tuple[str, float]:
    if found.kind == "machine":
        if asked.mode == "DetectMessageEnd":
            return f"machine_end_{found.ends}", found.greeting_s
        return "machine_start", choices.AMD_MACHINE_S
    if found.kind == "fax":
        return "fax", choices.AMD_FAX_S
    if found.kind == "silence":
        return UNKNOWN, asked.silence_s
    return "human", choices.AMD_HUMAN_S
