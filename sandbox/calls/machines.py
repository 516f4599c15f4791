"""Answering machine detection: what is heard at the far end, and when it is known.

Source: Twilio, "Answering Machine Detection": `Enable` decides as soon as it can,
`DetectMessageEnd` waits for the end of a machine's greeting. "MachineDetectionSpeechThreshold:
the number of milliseconds that is used as the measuring stick for the length of the speech
activity. Durations lower than this value will be interpreted as a human, longer than this value as
a machine."
"""

from dataclasses import dataclass

from sandbox.calls import choices
from sandbox.calls.records import Detection

UNKNOWN = "unknown"


@dataclass(frozen=True)
class FarEnd:
    """Who picked up: `human`, `machine`, `fax` or `silence`, and how long it greets.

    A machine's greeting ends in `beep`, `silence` or `other`.
    """

    kind: str = "human"
    greeting_s: float = choices.AMD_HELLO_S
    ends: str = "beep"


def far_end(said: str) -> FarEnd:
    """Read `kind[:greeting seconds[:beep|silence|other]]`, as a telephone says who answers."""
    kind, _, rest = said.partition(":")
    seconds, _, ends = rest.partition(":")
    usual = choices.AMD_GREETING_S if kind == "machine" else choices.AMD_HELLO_S
    greeting = float(seconds) if seconds.replace(".", "", 1).isdigit() else usual
    return FarEnd(kind or "human", greeting, ends or "beep")


def detect(asked: Detection, found: FarEnd) -> tuple[str, float]:
    """Return AnsweredBy and the seconds it takes to know."""
    word, seconds = _decide(asked, found)
    return (word, seconds) if seconds <= asked.timeout_s else (UNKNOWN, asked.timeout_s)


def _decide(asked: Detection, found: FarEnd) -> tuple[str, float]:
    """Measure the greeting: a short one is a person's, a long one a machine's."""
    if found.kind == "fax":
        return "fax", choices.AMD_FAX_S
    if found.kind == "silence":
        return UNKNOWN, asked.silence_s
    begins = choices.AMD_BEGINS_S if found.kind == "machine" else 0.0
    if found.greeting_s < asked.speech_s:
        return "human", begins + found.greeting_s + asked.speech_end_s
    if asked.mode == "DetectMessageEnd":
        return f"machine_end_{found.ends}", found.greeting_s
    return "machine_start", begins + asked.speech_s
