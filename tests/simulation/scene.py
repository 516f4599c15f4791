"""One batch: a fresh product and carrier on virtual time, people who use them, and a judge."""

import contextlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

import wsgi
from callcenter import seed as seeds
from callcenter.carrier.twilio import TwilioCarrier, connect
from callcenter.infra.jobs import RESIDENT
from callcenter.infra.leases import Claim
from callcenter.kernel.clock import Clock
from callcenter.services import Services, Switchboard
from callcenter.staff.models import Associate, Skill, Tongue
from callcenter.stores.models import every_category, store_by_slug
from ivr.prompts import LANGUAGES
from routing.console import live
from sandbox.calls.core import Ports
from sandbox.calls.exchange import Exchange
from sandbox.config import Config
from sandbox.inprocess.phones import Phone
from sandbox.inprocess.time import VirtualTime
from sandbox.rest.service import Rest
from tests.cast import NOON, settings
from tests.simulation.faults import Crash, Faults
from tests.simulation.instruments import Clocks, Lines
from tests.simulation.judge import Judge
from tests.simulation.people import REFUSALS, Console, Customer
from tests.simulation.seams import FaultyHttp, FaultyWeb, Hints, Pushes

_ASKED = {
    "called_back": ("1", "1", "1", "1", "1", "1", "2", "2", "3", ""),
    "keep_place": ("1", "1", "2", ""),
    "press_star": ("*", "", "", "", ""),
    "who_calls": ("", "", "", "", "1", "9"),
    "which_category": ("4", "4", "4", "4", "4", "9", ""),
    "which_store": ("1", "1", "1", "1", "1", "9", ""),
}
_WAYS = ("web",) * 15 + ("booked",) * 2 + ("inbound",) * 3
_HABITS = ("answer",) * 16 + ("ignore", "busy", "decline", "answer")
CALM_S = 1200
"""Virtual seconds in which everything must come to its end after the last fault."""
_PACE = 20.0
_PLENTY = 1e9
_APART = 10_007
"""Between two customers' numbers: no two share what budgets count as one range."""


def _switchboard() -> Switchboard:
    """Wire everything but pages that nobody looks at here: they are most of the work.

    Consoles still get their pushes when an associate's state changes, and look by themselves.
    """
    unseen = (live.contact_changed,)
    return {
        fact: tuple(one for one in listeners if one not in unseen)
        for fact, listeners in wsgi.SWITCHBOARD.items()
    }


_OUTAGES = (
    "clock_jumped",
    "redis_flushed",
    "redis_away",
    "database_restarted",
    "machine_down",
)


class Scene:
    def __init__(self, sessions: sessionmaker[Session], faults: Faults, associates: int) -> None:
        self.faults = faults
        self.dice = random.Random(f"people {faults.seed}")
        self.time = VirtualTime(NOON)
        self.clocks = Clocks(self.time)
        self.hints = Hints(faults, self.time, self._run_hint)
        self.pushes = Pushes(faults, self.time)
        self.judge = Judge(self.time)
        self._sessions = sessions
        self._build()
        self._staff(associates)
        self._calm_s = CALM_S
        self._keys = self._prompts()

    def _build(self) -> None:
        known = settings(
            calls_per_s=_PACE,
            beat_s=20,
            wrap_up_s=20,
            log_level="ERROR",
            daily_budget=_PLENTY,
            unproven_budget=_PLENTY,
            call_hours="00:00-24:00",
            slot_minutes=2,
            slot_buffer_minutes=0,
            slot_lead_minutes=1,
        )
        parts = {"sessions": self._sessions, "jobs": self.hints, "push": self.pushes}
        plain = wsgi.build_services(known, carrier=None, **parts)
        told = seeds.sandbox_config(plain) | {"calls_per_second": _PACE}
        config = Config.from_json(told | {"handsets": []})
        self.lines = Lines()
        self.web = FaultyWeb(
            self.faults, self.time, config.auth_token, known.public_url, self._answer
        )
        ports = Ports(self.time, self.lines, self.lines, self.web)
        self.exchange = Exchange(config, ports, self.judge.hear)
        self.lines.calls = self.exchange.calls
        http = FaultyHttp(Rest(self.exchange), self.faults, self.time)
        self.app: Flask = wsgi.create_app(
            known,
            clock=self.clocks,
            carrier=TwilioCarrier(connect(known, http)),
            keeper=self._keep,
            switchboard=_switchboard(),
            **parts,
        )
        self.services: Services = self.app.extensions["services"]
        seeds.plant(self.services)

    def run(self, contacts: int, every_s: float, reader: sessionmaker[Session]) -> float:
        """Let them all come, then let everything end. Returns the virtual seconds it took.

        `reader`: the judge's own way into the database; no fault of ours may strike it.
        """
        seen = replace(self.services, sessions=reader)
        self.judge.watch(self.exchange, seen, self._associates)
        begun = self.time.now()
        for number in range(contacts):
            self.after(5 + number * every_s * self.dice.uniform(0.8, 1.2), self._newcomer(number))
        self._schedule()
        until = begun + 5 + contacts * every_s * 1.2 + 30
        while self.time.now() < until:
            self._second()
        self.faults.rolling = self.faults.database_gone = self.faults.machine_gone = False
        self.hints.away = self.pushes.away = False
        self.clocks.skew_s = 0.0
        self.judge.calm()
        for _ in range(self._calm_s):
            self._second()
            if int(self.time.now()) % 5 == 0 and self.judge.is_quiet():
                break
        self.judge.close()
        return self.time.now() - begun

    def act(self, action: Callable[[], Any]) -> bool:
        """Do what a person's request does; false where it failed before their eyes."""
        try:
            with self.faults.process():
                action()
        except REFUSALS:
            return True
        except (Crash, DBAPIError):
            return False
        return True

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self.time.later(seconds, action)

    def keys(self, text: str) -> str:
        """Return what a customer presses after hearing this; often nothing."""
        for words, choices in self._keys:
            if words in text:
                return str(self.dice.choice(choices))
        return "1" if "premi" in text or "press" in text else ""

    def _second(self) -> None:
        if self.faults.rolls("outage"):
            what = self.dice.choice(_OUTAGES)
            self.faults.done[what] += 1
            getattr(self, f"_{what}")()
        self.time.advance(1)
        self.judge.look()

    def _clock_jumped(self) -> None:
        seconds, self.clocks.skew_s = self.dice.uniform(1, 20), self.dice.uniform(-30, 30)
        self.judge.trouble.note(self.time.now(), seconds, self.clocks.skew_s)
        self.after(seconds, lambda: setattr(self.clocks, "skew_s", 0.0))

    def _redis_flushed(self) -> None:
        self.hints.flush()

    def _redis_away(self) -> None:
        self.hints.away = self.pushes.away = True
        self.after(self.dice.uniform(5, 30), self._redis_back)

    def _database_restarted(self) -> None:
        self._gone("database_gone", self.dice.uniform(0.5, 6))

    def _machine_down(self) -> None:
        """Lose everything of ours at once: what runs, and what Redis remembered."""
        self.hints.flush()
        self._gone("machine_gone", self.dice.uniform(2, 8))

    def _gone(self, what: str, seconds: float) -> None:
        setattr(self.faults, what, True)
        self.judge.trouble.note(self.time.now(), seconds)
        self.after(seconds, lambda: setattr(self.faults, what, False))

    def _redis_back(self) -> None:
        self.hints.away = self.pushes.away = False

    def _run_hint(self, name: str, ref: int) -> None:
        """Do a job at once; a resident would wait for bells on a real Redis: the sweep passes."""
        if name in RESIDENT.values():
            return
        self._process(lambda: wsgi.JOBS[name](self.services, ref))

    def _schedule(self) -> None:
        """Every sweep at its interval; one that died begins again after a restart."""
        for every_s, _name, sweep in wsgi.SCHEDULE:
            self._repeat(every_s, sweep)

    def _repeat(self, every_s: float, sweep: Callable[[Services], None]) -> None:
        def again() -> None:
            alive = self._process(lambda: sweep(self.services))
            self.after(every_s if alive else self.dice.uniform(0.5, 2.0), again)

        self.after(self.dice.uniform(0, every_s), again)

    def _process(self, work: Callable[[], None]) -> bool:
        try:
            with self.faults.process():
                work()
        except Crash:
            return False
        except DBAPIError:
            return True
        except Exception as error:  # noqa: BLE001 - a sweep's guard swallows it; the judge does not
            self.judge.surprised(error)
        return True

    @contextlib.contextmanager
    def _keep(self, _sessions: Any, _clock: Clock, mine: Claim) -> Iterator[None]:
        self.judge.resumed(mine.id)
        try:
            yield
        except Crash:
            self.judge.died(mine.id)
            raise

    def _newcomer(self, number: int) -> Callable[[], None]:
        def come() -> None:
            phone = Phone(f"+39{3_331_000_000 + number * _APART}", self.exchange)
            phone.habit = self.dice.choice(_HABITS)
            phone.after_s = self.dice.uniform(1, 8)
            phone.reachable = self.dice.random() > 0.02
            customer = Customer(self, phone, self.dice.choice(_WAYS))
            self.lines.phones[phone.address] = phone
            self.lines.owners[phone.address] = customer
            customer.come()

        return come

    def _staff(self, associates: int) -> None:
        self._associates = associates
        with self.services.transaction() as tx:
            store = store_by_slug(tx.session, "turin")
            assert store is not None
            for number in range(associates):
                slug = f"sim{number}"
                who = Associate(
                    slug=slug,
                    name=f"Sim {number}",
                    role="associate",
                    colour="#333",
                    store_id=store.id,
                )
                tx.session.add(who)
                tx.session.flush()
                tx.session.add(Tongue(associate_id=who.id, language="it"))
                for category in every_category(tx.session):
                    tx.session.add(Skill(associate_id=who.id, category_id=category.id, level=3))
                self._console(slug, who.id)

    def _console(self, slug: str, associate_id: int) -> None:
        phone = Phone(f"client:{slug}", self.exchange)
        self.lines.phones[phone.address] = phone
        console = Console(self, slug, associate_id, phone)
        self.lines.owners[phone.address] = console
        console.open()

    def _prompts(self) -> list[tuple[str, tuple[str, ...]]]:
        return [
            (LANGUAGES[language].prompts[name].rpartition("}")[2], choices)
            for name, choices in _ASKED.items()
            for language in LANGUAGES
        ]

    def _answer(self, environ: Any, start: Any) -> Any:
        return self.app(environ, start)
