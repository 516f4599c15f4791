"""A whole carrier as one value, for tests."""

from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.assembly import Assembly, World
from sandbox.chaos.moments import arrange
from sandbox.chaos.scenario import Scenario
from sandbox.config import Config
from sandbox.inprocess.phones import Phone, VirtualLines
from sandbox.inprocess.sdk import InProcessHttp
from sandbox.inprocess.time import VirtualTime
from sandbox.inprocess.web import WsgiWeb
from sandbox.ledger.book import Book
from sandbox.ledger.judge import Judge

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Carrier:
    """Handsets of the configuration are there from the start; others are unreachable."""

    def __init__(
        self, config: Config, application: "WSGIApplication", base_url: str, start: datetime
    ) -> None:
        self.time = VirtualTime(start)
        self.lines = VirtualLines()
        self.web = WsgiWeb(self.time, config.auth_token, base_url, application)
        world = World(self.time, self.lines, self.lines, self.web)
        self.assembly = Assembly(config, world, Book())
        self.exchange = self.assembly.exchange
        self.rest = self.assembly.api
        for handset in config.handsets:
            self._install(handset.number)

    @property
    def judge(self) -> Judge:
        """Ask what really happened."""
        return self.assembly.judge

    def play(self, scenario: Scenario) -> None:
        """Let a scenario begin now. Of its moments only `restart` means anything here."""
        self.assembly.play(scenario)
        deeds = {"restart": lambda _to: self.assembly.forget_calls()}
        arrange(scenario, self.time, deeds)

    def phone(self, number: str) -> Phone:
        return self.lines.phones[number]

    def client(self, identity: str) -> Phone:
        """Return the softphone of that identity, made on first use."""
        address = f"client:{identity}"
        return self.lines.phones.get(address) or self._install(address)

    def http_client(self) -> InProcessHttp:
        return InProcessHttp(self.assembly.rest)

    def settle(self) -> None:
        self.time.settle()

    def advance(self, seconds: float) -> None:
        self.time.advance(seconds)

    def facts(self, kind: str) -> list[dict[str, str]]:
        """Return the exchange's facts of one kind, oldest first."""
        return [fact.fields for fact in self.exchange.core.ledger if fact.kind == kind]

    def _install(self, address: str) -> Phone:
        phone = self.lines.phones[address] = Phone(address, self.exchange)
        return phone
