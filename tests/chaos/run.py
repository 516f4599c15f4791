"""One chaos run: start, load, strike, calm, judge."""

import argparse
import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy
from sqlalchemy.exc import DBAPIError

import wsgi
from callcenter.contacts.guards import CONSENT_VERSION
from callcenter.infra.database import connect, make_sessions
from callcenter.settings import Settings
from callcenter.staff.models import Associate, Skill, Tongue
from callcenter.stores.models import every_category, store_by_slug
from sandbox.config import Config
from tests.chaos.carrier import Carrier, RealTime
from tests.chaos.faults import Monkey
from tests.chaos.people import Console, Customer
from tests.chaos.product import Product
from tests.chaos.proxy import Proxy
from tests.simulation.judge import Judge

_NEWCOMER_EVERY_S = 1.5
_CALM_S = 240
_LOOK_S = 0.1
_AIM_S, _AIM_EVERY_S = 3.0, 0.004
_APART = 10_007
"""Between two numbers: no two share what budgets count as one range."""


@dataclass
class Run:
    asked: argparse.Namespace
    dice: random.Random
    folder: Path
    database: str
    restart: Callable[[str], None] | None
    disk: Path | None = None
    product: Product | None = None
    resumed: list[float] = field(default_factory=list)
    """After the kill of one process, its child or its group (s)."""
    resumed_after_all: list[float] = field(default_factory=list)
    """After the whole machine (s): everything has to start again first."""
    web_back: list[float] = field(default_factory=list)
    customers: int = 0
    _held: dict[int, tuple[int, float, str]] = field(default_factory=dict)

    async def play(self) -> tuple[dict[str, object], list[tuple[str, str]]]:
        product, proxy, judge = await self._prepared()
        carrier = await self._carrier(product, judge)
        people = [asyncio.create_task(one.work()) for one in self._consoles(product, carrier)]
        people.append(asyncio.create_task(self._watch()))
        await asyncio.sleep(3)
        monkey = self._monkey(product, proxy)
        people += await self._storm(monkey, product, carrier, judge)
        quiet_after = await self._calm(judge)
        await asyncio.to_thread(judge.close)
        for task in people:
            task.cancel()
        for ended in await asyncio.gather(*people, return_exceptions=True):
            if isinstance(ended, Exception):  # who fell over was no load any more
                raise ended
        await carrier.close()
        await proxy.stop()
        return self._figures(monkey, judge, quiet_after), judge.violations

    async def _prepared(self) -> tuple[Product, Proxy, Judge]:
        proxy = Proxy("")
        await proxy.start()
        product = Product.prepare(self.folder, self.database, proxy.port)
        if self.asked.without_redis:
            product.leave_out("valkey")
            proxy.mode = "refuse"
        proxy.target = str(product.redis_socket)
        self.product = product
        plain = sqlalchemy.create_engine(product.values["DATABASE_URL"])  # reads lock nothing
        self._reader = plain
        judge = Judge(RealTime())
        settings = Settings(_env_file=None, **_own(product.values))
        self._services = wsgi.build_services(settings, sessions=make_sessions(plain), carrier=None)
        self._hire(settings)
        product.run()
        return product, proxy, judge

    def _hire(self, settings: Settings) -> None:
        """Put more associates of Turin into the books."""
        engine = connect(settings.database_url)
        services = wsgi.build_services(settings, sessions=make_sessions(engine), carrier=None)
        with services.transaction() as tx:
            store = store_by_slug(tx.session, "turin")
            assert store is not None
            for number in range(self.asked.consoles):
                named = {"name": f"Sim {number}", "role": "associate", "colour": "#333"}
                who = Associate(slug=f"sim{number}", store_id=store.id, **named)
                tx.session.add(who)
                tx.session.flush()
                tx.session.add(Tongue(associate_id=who.id, language="it"))
                for category in every_category(tx.session):
                    tx.session.add(Skill(associate_id=who.id, category_id=category.id, level=3))
        engine.dispose()

    async def _carrier(self, product: Product, judge: Judge) -> Carrier:
        carrier = Carrier(Config.from_json(product.carrier_config()), judge.hear)
        judge.watch(carrier.exchange, self._services)
        await carrier.serve(product.ports.sandbox)
        return carrier

    def _consoles(self, product: Product, carrier: Carrier) -> list[Console]:
        base, app = product.values["PUBLIC_URL"], product.values["TWILIO_TWIML_APP_SID"]
        return [
            Console(base, slug, carrier.phone(f"client:{slug}"), app, self.dice)
            for slug in (f"sim{number}" for number in range(self.asked.consoles))
        ]

    def _monkey(self, product: Product, proxy: Proxy) -> Monkey:
        def restarted() -> None:
            if self.restart:
                self.restart(self.database)

        return Monkey(
            product.supervisor,
            proxy,
            self.dice,
            product.sqlite,
            self.disk,
            restarted if self.restart else None,
            self._aim,
        )

    async def _storm(
        self, monkey: Monkey, product: Product, carrier: Carrier, judge: Judge
    ) -> list[asyncio.Task[None]]:
        """Let customers come while things break; returns those who may still be on the phone."""
        until = time.monotonic() + self.asked.minutes * 60
        comers: list[asyncio.Task[None]] = []
        strikes = asyncio.create_task(self._strikes(monkey))
        while time.monotonic() < until:
            comer = asyncio.create_task(
                self._customer(product, carrier, judge).ask(CONSENT_VERSION)
            )
            comers.append(comer)
            await asyncio.sleep(self.dice.uniform(0.5, 1.5) * _NEWCOMER_EVERY_S)
        strikes.cancel()
        await asyncio.gather(strikes, return_exceptions=True)
        monkey.proxy.mode = "refuse" if self.asked.without_redis else "pass"
        return comers

    def _customer(self, product: Product, carrier: Carrier, judge: Judge) -> Customer:
        self.customers += 1
        number = self.customers
        phone = carrier.phone(f"+39{3_331_000_000 + number * _APART}")
        phone.habit = self.dice.choice(("answer",) * 8 + ("busy", "ignore"))
        address = f"127.{1 + number // 200}.{number % 200}.1"  # each a network of its own
        return Customer(product.values["PUBLIC_URL"], address, phone, judge, self.dice)

    async def _strikes(self, monkey: Monkey) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(0.6, 1.4) * self.asked.every)
            name = await monkey.strike()
            if name.startswith(("kill", "whole")):
                asyncio.get_running_loop().create_task(self._until_web_answers())

    async def _until_web_answers(self) -> None:
        begun = time.monotonic()
        url = f"{self._services.settings.public_url}/readyz"
        timeout = aiohttp.ClientTimeout(total=2)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while time.monotonic() - begun < 60:
                with suppress(aiohttp.ClientError, TimeoutError, OSError):
                    async with session.get(url) as answer:
                        if answer.status == 200:
                            self.web_back.append(time.monotonic() - begun)
                            return
                await asyncio.sleep(0.1)

    async def _aim(self, fault: str) -> None:
        """Wait for a moment in which errands are held; remember which, and by what fence."""
        until = time.monotonic() + _AIM_S
        while time.monotonic() < until:
            now = time.monotonic()
            held = {one: fence for one, fence, state in self._errands() if state == "leased"}
            self._held |= {one: (fence, now, fault) for one, fence in held.items()}
            if held:
                return
            await asyncio.sleep(_AIM_EVERY_S)

    async def _watch(self) -> None:
        """See when an errand that was held then is taken by somebody else."""
        while True:
            await asyncio.sleep(_LOOK_S)
            for one, fence, state in self._errands() if self._held else ():
                held = self._held.get(one)
                if held and fence == held[0] and state != "leased":
                    del self._held[one]  # its holder lives, and has put it back for later
                elif held and fence > held[0]:
                    machine = held[2] == "whole machine"
                    took = self.resumed_after_all if machine else self.resumed
                    took.append(time.monotonic() - held[1])
                    del self._held[one]

    def _errands(self) -> list[Any]:
        statement = sqlalchemy.text("SELECT id, fence, state FROM errand")
        with suppress(DBAPIError), self._reader.connect() as connection:
            return list(connection.execute(statement))
        return []

    async def _calm(self, judge: Judge) -> float:
        """Wait until everything has come to its end; returns how long that took."""
        begun = time.monotonic()
        judge.calm()
        while time.monotonic() - begun < _CALM_S:
            await asyncio.sleep(1)
            with suppress(DBAPIError):
                if await asyncio.to_thread(judge.is_quiet):
                    break
        return time.monotonic() - begun

    def _figures(self, monkey: Monkey, judge: Judge, quiet_after: float) -> dict[str, object]:
        resumed, web = sorted(self.resumed), sorted(self.web_back)
        after_all = sorted(self.resumed_after_all)
        return {
            "minutes": self.asked.minutes,
            "Redis": "never runs" if self.asked.without_redis else "runs",
            "database": self.asked.database,
            "disk that can be full": "yes" if self.disk else "no (no right to mount one)",
            "customers": self.customers,
            "requests accepted": judge.requests(),
            "faults": sum(monkey.done.values()),
            "violations": len(judge.violations),
            "faults by kind": dict(monkey.done.most_common()),
            "contacts by outcome": dict(judge.outcomes.most_common()),
            "errands resumed by another": len(resumed),
            "resumed after, p50 (s)": _at(resumed, 0.5),
            "resumed after, p99 (s)": _at(resumed, 0.99),
            "resumed after, max (s)": _at(resumed, 1.0),
            "errands resumed after the whole machine": len(after_all),
            "resumed after the whole machine, max (s)": _at(after_all, 1.0),
            "web ready after a kill, p50 (s)": _at(web, 0.5),
            "web ready after a kill, max (s)": _at(web, 1.0),
            "quiet after the last fault (s)": round(quiet_after, 1),
        }


def _own(values: dict[str, str]) -> dict[str, Any]:
    return {name: values[name.upper()] for name in Settings.model_fields if name.upper() in values}


def _at(values: list[float], share: float) -> float | None:
    return round(values[min(len(values) - 1, int(len(values) * share))], 2) if values else None
