"""Calls of softphones: each has one leg per page it rings on, until one page has it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.media.studio import Media
from sandbox.signalling.frames import Payload

_MOST_PAGES = 10
"""Devices of one identity that ring (Twilio, "Dial Client"); the oldest makes room."""


class Page(Protocol):
    """A connected Voice SDK device."""

    identity: str
    reconnect_s: int

    def send(self, kind: str, payload: Payload) -> None: ...

    def drop(self) -> None:
        """Close its socket, as a broken network would."""


@dataclass
class Fork:
    page: Page
    leg: Media


@dataclass
class Line:
    """One softphone call. `fork` is the page that has it; `forks` those that ring.

    An outgoing call is `accepted` when the carrier answered it and `rings` when the far end does;
    `announced` says what its page was last told: nothing, `ringing` or `answer`.
    """

    call_sid: str
    identity: str = ""
    temporary_sid: str = ""
    fork: Fork | None = None
    forks: list[Fork] = field(default_factory=list)
    answer: str = ""
    accepted: bool = False
    rings: bool = False
    announced: str = ""
    refusal: int = 0
    keys_free_at: float = 0.0
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def rings_on(self, page: Page) -> bool:
        return any(fork.page is page for fork in self.forks)


class Lines:
    """The books of the gateway: calls by SID, pages by identity."""

    def __init__(self) -> None:
        self.by_sid: dict[str, Line] = {}
        self.pages: dict[str, list[Page]] = {}

    def find(self, call_sid: str) -> Line | None:
        """Find a call by its SID or by the temporary one its page gave it."""
        known = self.by_sid.get(call_sid)
        if known or not call_sid:
            return known
        return next((line for line in self._all() if line.temporary_sid == call_sid), None)

    def owned(self, call_sid: str, page: Page) -> Line | None:
        """Find a call of this page's identity: another's is as good as none."""
        line = self.find(call_sid)
        return line if line and line.identity == page.identity else None

    def of_page(self, page: Page) -> list[Line]:
        return [line for line in self._all() if line.fork and line.fork.page is page]

    def ringing_on(self, page: Page) -> list[Line]:
        return [line for line in self._all() if line.rings_on(page)]

    def register(self, identity: str, page: Page) -> None:
        listed = self.pages.setdefault(identity, [])
        if page not in listed:
            listed.append(page)
            del listed[:-_MOST_PAGES]

    def unregister(self, identity: str, page: Page) -> None:
        listed = self.pages.get(identity, [])
        if page in listed:
            listed.remove(page)
        if not listed:
            self.pages.pop(identity, None)

    def _all(self) -> Iterator[Line]:
        return iter(list(self.by_sid.values()))
