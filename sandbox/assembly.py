"""One carrier put together: the exchange between its ports, with faults and the ledger."""

from dataclasses import dataclass
from typing import cast

from sandbox.calls.core import Observer, Ports
from sandbox.calls.exchange import Exchange
from sandbox.calls.ports import Audio, Lines, Scheduler, Web
from sandbox.calls.records import Status
from sandbox.chaos.faults import Faults
from sandbox.chaos.lines import FaultyLines
from sandbox.chaos.rest import FaultyRest
from sandbox.chaos.scenario import Scenario
from sandbox.chaos.sound import Ears, FaultyAudio
from sandbox.chaos.web import FaultyWeb
from sandbox.config import Config
from sandbox.ledger.book import Book
from sandbox.ledger.judge import Judge
from sandbox.ledger.recorders import RecordedAudio, RecordedLines, RecordedRest, RecordedWeb
from sandbox.ledger.traffic import Traffic
from sandbox.phones.crowd import CrowdLines
from sandbox.rest.recordings import Encode
from sandbox.rest.service import Rest


@dataclass(frozen=True)
class World:
    """What is outside the carrier: time, sound, telephones, the application; how mp3 is made."""

    scheduler: Scheduler
    audio: Ears
    lines: Lines
    web: Web
    encode: Encode | None = None


class Assembly:
    """From the exchange outwards: faults first, the recorders last, so that they see the truth."""

    def __init__(
        self, config: Config, world: World, book: Book, observe: Observer | None = None
    ) -> None:
        self.book = book
        self.judge = Judge(book, world.scheduler.now)
        self.world = world
        self._observe = observe
        self.traffic = Traffic(world.scheduler, config.auth_token)
        self.faults = Faults(world.scheduler.now, self._note)
        self.crowd = CrowdLines(world.lines)
        self.web = RecordedWeb(world.web, book, self.traffic)
        self._sender = FaultyWeb(self.web, world.scheduler, self.faults)
        self.exchange = Exchange(config, self._ports(), self._observed)
        self.crowd.exchange = self.exchange
        self.api = RecordedRest(Rest(self.exchange, world.encode), book, world.scheduler)
        self.rest = FaultyRest(self.api, world.scheduler, self.faults)

    def play(self, scenario: Scenario) -> None:
        """Let a scenario begin now; moments are the caller's to arrange."""
        self.faults.load(scenario)
        self.crowd.play(scenario.crowd, scenario.arrivals, scenario.seed)

    def forget_calls(self) -> None:
        """Lose every live call, as a machine that dies: nobody is told by webhook."""
        self._sender.dead = True
        for call in list(self.exchange.calls.values()):
            if call.alive:
                self.exchange.legs.end(call, Status.FAILED)
        self._sender.dead = False

    def throttle(self, kind: str, identity: str) -> float:
        """Return for how many seconds a softphone's frame is one too many, by fault."""
        strikes = self.faults.strike("signal", kind=kind, identity=identity)
        return max((max(strike.seconds, 1.0) for strike in strikes), default=0.0)

    def _ports(self) -> Ports:
        world, scheduler = self.world, self.world.scheduler
        lines = RecordedLines(cast(Lines, self.crowd), self.book, scheduler)
        faulty = FaultyLines(cast(Lines, lines), scheduler, self.faults, self._cut)
        audio = FaultyAudio(
            cast(Ears, RecordedAudio(world.audio, self.book, scheduler)), self.faults
        )
        return Ports(scheduler, cast(Audio, audio), cast(Lines, faulty), self._sender)

    def _cut(self, call_sid: str) -> None:
        self.exchange.lost(call_sid)

    def _note(self, kind: str, **fields: str) -> None:
        self.exchange.core.note(kind, **fields)

    def _observed(self, event: dict[str, object]) -> None:
        self.book.observe(event)
        if self._observe:
            self._observe(event)
