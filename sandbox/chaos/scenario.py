"""A scenario: faults, moments and telephones, as a JSON file that can be played again.

{"name": "a bad evening", "seed": 7,
 "faults": [{"at": "webhook", "what": "duplicate", "share": 0.2, "match": {"kind": "callback"}}],
 "moments": [{"at_s": 60, "do": "restart"}],
 "crowd": [{"numbers": "+39320*", "habits": [{"does": "answer", "talk_s": [20, 60]}]}],
 "arrivals": [{"from": "+39320*", "to": "+390111234567", "count": 50, "per_minute": 30}]}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any, Self

from sandbox.chaos.reading import ScenarioError, build, items
from sandbox.phones.habits import Arrivals, Crowd, Habit

KINDS: Mapping[str, Mapping[str, str]] = {
    "webhook": {
        "drop": "lost on the way; the carrier waits in vain for its answer",
        "refuse": "the connection is refused",
        "delay": "sent `seconds` late",
        "duplicate": "sent again `seconds` later",
        "reorder": "held back until the next one has left, at most `seconds`",
        "lose-answer": "delivered, but its answer is lost",
    },
    "rest": {
        "slow": "answered `seconds` late",
        "429": "refused with 20429: too many requests",
        "500": "refused with 20500 and not done",
        "500-done": "done, and answered with 20500",
        "timeout": "no answer, not done",
        "timeout-done": "done, and never answered",
        "list-lag": "lists do not show what is younger than `seconds`",
    },
    "call": {
        "busy": "the far end is busy",
        "unreachable": "the far end cannot be reached",
        "silent": "the carrier hears ringing, the telephone stays silent",
        "cut": "the far end is out of reach `seconds` after it was rung",
    },
    "text": {
        "late": "the text is delivered `seconds` late",
        "unreachable": "the handset is off (30003)",
        "unknown": "there is no such handset (30005)",
        "landline": "the number is a landline (30006)",
        "filtered": "the handset's network filters the text out (30007)",
        "undelivered": "the text is not delivered, nobody knows why (30008)",
    },
    "signal": {
        "rate": "a softphone's frame is refused with 31206, to be tried again in `seconds`",
    },
    "sound": {
        "deaf": "the leg hears nobody",
        "dumb": "nobody hears the leg",
    },
}
DEEDS = {
    "restart": "every live call is gone without a word, every socket breaks",
    "drop-sockets": "every softphone's socket breaks",
    "silence": "heartbeats stop",
    "speak": "heartbeats go on",
}


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. `match` holds words that the thing's own must contain."""

    at: str
    what: str
    share: float = 1.0
    times: int = 0
    match: Mapping[str, str] = field(default_factory=dict)
    seconds: tuple[float, float] = (0.0, 0.0)
    from_s: float = 0.0
    until_s: float = inf

    def __post_init__(self) -> None:
        if self.what not in KINDS.get(self.at, {}):
            words = f"no fault {self.at}/{self.what}"
            raise ScenarioError(words)


@dataclass(frozen=True)
class Moment:
    """Something done once, `at_s` seconds after the start; `to` is an identity or nothing."""

    at_s: float
    do: str
    to: str = ""

    def __post_init__(self) -> None:
        if self.do not in DEEDS:
            words = f"nobody can do {self.do}"
            raise ScenarioError(words)


@dataclass(frozen=True)
class Scenario:
    name: str = "calm"
    seed: int = 1
    faults: tuple[Fault, ...] = ()
    moments: tuple[Moment, ...] = ()
    crowd: tuple[Crowd, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file; raises ScenarioError."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            words = f"{path.name} cannot be read: {error}"
            raise ScenarioError(words) from error
        return cls.from_json(data)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Build from parsed JSON; raises ScenarioError, which says what is wrong and where."""
        if not isinstance(data, Mapping):
            raise ScenarioError("A scenario is an object.")
        known = dict(data)
        known["faults"] = items(known, "faults", Fault)
        known["moments"] = items(known, "moments", Moment)
        known["crowd"] = items(known, "crowd", Crowd, habits=Habit)
        known["arrivals"] = items(known, "arrivals", Arrivals)
        made: Self = build(cls, known, "scenario")
        return made
