"""A Voice SDK device in a real browser, as a test drives it."""

import time
from dataclasses import dataclass
from typing import Any

import jwt
from playwright.sync_api import Page

from tests.browser.softphones.carrier import KEY, SECRET, Running
from tests.sandbox.scene import ACCOUNT, APP


@dataclass
class Device:
    page: Page
    carrier: Running
    external: list[str]

    def start(self, identity: str, *, signal: str = "", **options: Any) -> Any:
        """Register; returns what the device then says of itself."""
        host = signal or self.carrier.pages.signal
        made = token(identity)
        return self.js("([t, s, o]) => start(t, s, o)", [made, host, options])

    def begin(self, made: str, **options: Any) -> None:
        """Start without waiting: for tokens that do not work."""
        self.js("([t, s, o]) => begin(t, s, o)", [made, self.carrier.pages.signal, options])

    def js(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def events(self, what: str = "") -> list[Any]:
        found = self.js("() => events")
        return [event for event in found if what in {"", event["what"]}]

    def wait(self, what: str, count: int = 1, seconds: float = 15) -> Any:
        """Wait for the n-th event of a name; returns what came with it."""
        end = time.monotonic() + seconds
        while len(self.events(what)) < count:
            assert time.monotonic() < end, f"no {what} #{count} in {self.events()}"
            self.page.wait_for_timeout(50)
        return self.events(what)[count - 1]["extra"]

    def incoming(self, call_sid: str) -> None:
        """Wait until this call rings here."""
        end = time.monotonic() + 10
        while self.js("() => call && call.parameters.CallSid") != call_sid:
            assert time.monotonic() < end, f"{call_sid} does not ring: {self.events()}"
            self.page.wait_for_timeout(50)

    def takes(self, call_sid: str, accepted: int = 1) -> None:
        self.incoming(call_sid)
        self.js("accept()")
        self.wait("call.accept", accepted)
        self.carrier.until(call_sid, "in-progress")

    def hears(self) -> float:
        """Return the strongest frequency of the other side's sound, in Hz."""
        for _ in range(8):
            found = float(self.js("hears()"))
            if found:
                return found
        return 0.0

    def sid(self) -> str:
        return str(self.js("() => call.parameters.CallSid"))


def token(identity: str, *, secret: str = SECRET, ttl: int = 3600) -> str:
    now = int(time.time())
    grants = {
        "identity": identity,
        "voice": {"incoming": {"allow": True}, "outgoing": {"application_sid": APP}},
    }
    body = {"jti": "one", "iss": KEY, "sub": ACCOUNT, "nbf": now - 10, "exp": now + ttl}
    header = {"cty": "twilio-fpa;v=1"}
    return jwt.encode({**body, "grants": grants}, secret, "HS256", header)
