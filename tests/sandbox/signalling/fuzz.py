"""Malformed frames by the thousand: `python -m tests.sandbox.signalling.fuzz --count 1000000`.

Each frame goes to a session that listens, registers, rings and talks like any other. It must
answer with well-formed frames, refuse with a code of the table, and never raise.
"""

import argparse
import json
import random
import time
from collections import Counter
from typing import Any

from sandbox.signalling import codes
from tests.sandbox.signalling.stage import GOOD_SDP, Page, Stage, token

KINDS = [
    "listen",
    "register",
    "invite",
    "answer",
    "reject",
    "hangup",
    "dtmf",
    "reinvite",
    "message",
    "publish",
    "presence",
    "close",
]
FIELDS = [
    "token",
    "reconnectTimeout",
    "media",
    "callsid",
    "sdp",
    "twilio",
    "reconnect",
    "dtmf",
    "content",
    "messagetype",
]
SAID = frozenset(
    [
        "connected",
        "ready",
        "offline",
        "invite",
        "ringing",
        "answer",
        "cancel",
        "hangup",
        "error",
        "ack",
        "message",
        "close",
    ]
)
LETTERS = '{}[]",:\\ \n\t\0abcTJSCA0129w#*éß\ud800\udfff🙂'
_FRESH_EVERY = 5_000


class Fuzzer:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.codes: Counter[int] = Counter()
        self.kinds: Counter[str] = Counter()
        self._renew()

    def run(self, count: int) -> None:
        """Send so many frames; raises AssertionError, or whatever the session raised."""
        for n in range(count):
            if n % _FRESH_EVERY == 0:
                self._renew()
            page = self.dice.choice(self.pages)
            page.session.handle(self.frame(page))
            if n % 50 == 0:
                self.stage.time.advance(self.dice.choice((0.1, 1, 30)))
                self._check()
                self.stage.invites(self.dice.choice(("ada", "ben")))

    def frame(self, page: Page) -> str:
        luck = self.dice.random()
        if luck < 0.15:
            return self._noise(self.dice.randrange(60))
        text = json.dumps({"type": self._kind(), "version": "1.6", "payload": self._payload(page)})
        if luck < 0.35:
            at = self.dice.randrange(len(text))
            return text[:at] + self._noise(self.dice.randrange(4)) + text[at + 1 :]
        return text

    def _renew(self) -> None:
        self.stage = Stage()
        self._good = token(self.stage.time.now())
        self.stage.says("/client", "<Pause length='5'/>")
        self.pages = [Page(self.stage, name).register() for name in ("ada", "ada", "ben")]
        self.pages.append(Page(self.stage, "eve", secret="another secret, long enough for it"))

    def _kind(self) -> Any:
        return self.dice.choice(KINDS) if self.dice.random() < 0.95 else self._value(0)

    def _payload(self, page: Page) -> Any:
        luck = self.dice.random()
        if luck < 0.05:
            return self._value(0)
        if luck < 0.3:
            return {name: self._known(name, page) for name in FIELDS}
        names = self.dice.sample(FIELDS, self.dice.randrange(len(FIELDS)))
        return {name: self._field(name, page) for name in names}

    def _field(self, name: str, page: Page) -> Any:
        return self._value(0) if self.dice.random() < 0.4 else self._known(name, page)

    def _known(self, name: str, page: Page) -> Any:
        """Return what a device might send."""
        known: dict[str, Any] = {
            "token": self._good,
            "reconnectTimeout": self.dice.choice((0, 30, -5, 10**9, 1.5, True)),
            "media": {"audio": self.dice.choice((True, False, None))},
            "callsid": self._sid(page),
            "sdp": GOOD_SDP,
            "twilio": {"params": self._noise(30)},
            "reconnect": self._token(page),
            "dtmf": self.dice.choice(("1", "12ww3", "w" * 999)),
        }
        return known.get(name, "user-defined-message")

    def _sid(self, page: Page) -> str:
        rung = [payload["callsid"] for kind, payload in page.frames[-20:] if "callsid" in payload]
        return self.dice.choice([*rung, "CA0", f"TJS{self.dice.randrange(50)}"])

    def _token(self, page: Page) -> str:
        given = [str(payload.get("reconnect", "")) for _, payload in page.frames[-20:]]
        return self.dice.choice([*given, "wrong"])

    def _value(self, depth: int) -> Any:
        kind = self.dice.randrange(8 if depth < 3 else 6)
        if kind == 6:
            return [self._value(depth + 1) for _ in range(self.dice.randrange(4))]
        if kind == 7:
            return {self._noise(4): self._value(depth + 1) for _ in range(self.dice.randrange(4))}
        plain = (None, True, self.dice.randrange(-(10**12), 10**12), 1e308, "", self._noise(20))
        return plain[kind]

    def _noise(self, length: int) -> str:
        return "".join(self.dice.choice(LETTERS) for _ in range(length))

    def _check(self) -> None:
        """Look through what was answered since the last look."""
        for page in self.pages:
            for kind, payload in page.frames:
                assert kind in SAID, kind
                self.kinds[kind] += 1
                error = payload.get("error")
                if error is not None:
                    assert error == codes.error(error["code"])
                    self.codes[error["code"]] += 1
            del page.frames[:-20]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    fuzzer = Fuzzer(asked.seed)
    fuzzer.run(asked.count)
    took = time.monotonic() - began
    print(f"{asked.count} frames, seed {asked.seed}, {took:.0f} s: no exception")
    print(f"answered by: {dict(fuzzer.kinds.most_common())}")
    print(f"refused with: {sorted(fuzzer.codes)}")


if __name__ == "__main__":
    main()
