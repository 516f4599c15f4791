"""Calls of softphones: each has one leg per page it rings on, until one page has it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.media.leg import Leg
from sandbox.signalling.frames import Payload


class Page(Protocol):
    """A connected Voice SDK device."""

    reconnect_s: int

    def send(self, kind: str, payload: Payload) -> None: ...


@dataclass
class Fork:
    page: Page
    leg: Leg


@dataclass
class Line:
    """One softphone call. `fork` is the page that has it; `forks` those that ring."""

    call_sid: str
    temporary_sid: str = ""
    fork: Fork | None = None
    forks: list[Fork] = field(default_factory=list)
    answer: str = ""
    accepted: bool = False
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def ringing(self) -> bool:
        return bool(self.forks)


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

    def of_page(self, page: Page) -> list[Line]:
        return [line for line in self._all() if line.fork and line.fork.page is page]

    def ringing_on(self, page: Page) -> list[Line]:
        return [line for line in self._all() if any(fork.page is page for fork in line.forks)]

    def register(self, identity: str, page: Page) -> None:
        listed = self.pages.setdefault(identity, [])
        if page not in listed:
            listed.append(page)

    def unregister(self, identity: str, page: Page) -> None:
        listed = self.pages.get(identity, [])
        if page in listed:
            listed.remove(page)

    def _all(self) -> Iterator[Line]:
        return iter(list(self.by_sid.values()))
