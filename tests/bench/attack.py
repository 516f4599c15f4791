"""The attack: 1,000 addresses, 24 hours, default settings; what it costs us and a victim.

scripts/bench attack [--addresses N] [--hours H] [--seed S] [--json]
"""

import argparse
import json
import logging
import platform
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from callcenter.appointments import booking
from callcenter.carrier.port import CallOrder, TextOrder
from callcenter.cli import migrate
from callcenter.contacts import money
from callcenter.contacts.calls import LegReport
from callcenter.contacts.guards import CONSENT_VERSION
from callcenter.contacts.models import Leg
from callcenter.contacts.service import Wish
from callcenter.errors import CallCenterError
from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import iso
from callcenter.widget import proof
from ivr import reports
from ivr.reports import LineReport
from routing.offers import service as offers
from routing.presence import service as presence
from tests.cast import FakeCarrier, World
from tests.journeys.asking import solved

METHOD = (
    "The product on SQLite and a virtual clock, default settings. Each address asks about once an "
    "hour through the widget's own door (POST /widget/calls or /widget/appointments), a "
    "third of it for one victim, a third for ranges of sequential numbers, a third at random, "
    "and solves every puzzle it is given (made cheap for this). Six associates accept every "
    "offer at once. "
    "Nobody who is rung picks up; every ring is billed three minutes and every text once, at the "
    "prices in callcenter/contacts/prices.json."
)
STEP_S = 60
VICTIM = "+393471234567"
STAFF = ("ada", "dario", "ben", "greta", "iris", "hugo")


@dataclass
class Bill:
    """What left the house, to whom, when and for how much."""

    rings: list[tuple[float, str]] = field(default_factory=list)
    texts: list[tuple[float, str]] = field(default_factory=list)
    dollars: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)


class Meter(FakeCarrier):
    """Takes every order, and writes the bill."""

    def __init__(self, bill: Bill) -> None:
        super().__init__()
        self.bill = bill
        self.moment = 0.0

    def call(self, order: CallOrder) -> str:
        self.bill.rings.append((self.moment, order.to))
        self.bill.dollars += money.price(order.to, "call") * money.RESERVED_MINUTES / 10_000
        return super().call(order)

    def text(self, order: TextOrder) -> str:
        self.bill.texts.append((self.moment, order.to))
        self.bill.dollars += money.price(order.to, "text") / 10_000
        return super().text(order)


class Attack:
    def __init__(self, world: World, meter: Meter, addresses: int, seed: int) -> None:
        self.world, self.meter, self.bill = world, meter, meter.bill
        self.random = Random(seed)
        self.addresses = [self._address(number) for number in range(addresses)]
        self.web = world.app.test_client()
        self.slots: list[str] = []
        self.staff = {slug: world.person(slug) for slug in STAFF}

    def run(self, hours: float) -> None:
        steps = int(hours * 3600 / STEP_S)
        asks = len(self.addresses) * STEP_S / 3600
        for step in range(steps):
            self.meter.moment = step * STEP_S
            if step % 240 == 0:
                self._look_at_slots()
            for _ in range(int(asks) + (self.random.random() < asks % 1)):
                self._ask()
            self._serve()

    def _look_at_slots(self) -> None:
        found = booking.free(
            self.world.services, Wish("turin", "phones", "it", None), "Europe/Rome"
        )
        self.slots = [iso(at) for at in found[:40]]

    def _ask(self) -> None:
        path = "/widget/calls"
        said: dict[str, Any] = {
            "store": "turin",
            "category": self.random.choice(("phones", "audio", "jewellery")),
            "language": "it",
            "phone": self._number(),
            "region": "IT",
            "consent_version": CONSENT_VERSION,
        }
        if self.slots and self.random.random() < 0.4:
            path = "/widget/appointments"
            said |= {"starts_at": self.random.choice(self.slots), "timezone": "Europe/Rome"}
        address = {"REMOTE_ADDR": self.random.choice(self.addresses)}
        answer = self.web.post(path, json=said, environ_base=address)
        if answer.status_code == 422 and answer.get_json().get("field") == "proof":
            answer = self.web.post(
                path, json={**said, "proof": self._solved()}, environ_base=address
            )
        self.bill.refused[str(answer.status_code)] += 1

    def _solved(self) -> str:
        """Solve the puzzle as the widget does: the other guards must be enough."""
        puzzle = self.web.get("/widget/config").get_json()["proof"]
        return solved(puzzle) if puzzle else ""

    def _number(self) -> str:
        which = self.random.random()
        if which < 1 / 3:
            return VICTIM
        if which < 2 / 3:
            return f"+3933312{self.random.randrange(50):02}{self.random.randrange(1000):03}"
        return f"+39320{self.random.randrange(10_000_000):07}"

    def _address(self, number: int) -> str:
        """Return one of a botnet: a few in one network, most alone in theirs."""
        network = self.random.randrange(700)
        return f"{11 + network // 250}.{network % 250}.7.{1 + number % 250}"

    def _serve(self) -> None:
        """Time goes by; associates accept what is offered; nobody they ring picks up."""
        world = self.world
        world.clock.moment += timedelta(seconds=STEP_S)
        for who in self.staff.values():
            presence.beat(world.services, who)
        world.pass_(0)
        for who in self.staff.values():
            self._accept(who)
        world.run()
        self._nobody_picks_up()
        world.run()
        del world.pushed.sent[:-400]

    def _accept(self, who: int) -> None:
        topic = f"associate:{who}"
        view = next((d for t, _, d in reversed(self.world.pushed.sent[-400:]) if t == topic), None)
        if view is None:
            return
        if view["presence"]["state"] in {"offline", "unreachable"}:
            presence.choose(self.world.services, who, "available", "")
        if view["offer"]:
            try:
                offers.accept(self.world.services, view["offer"]["id"], who)
            except CallCenterError:
                return

    def _nobody_picks_up(self) -> None:
        with self.world.services.transaction() as tx:
            ringing = tx.session.query(Leg).filter(Leg.role == "customer", Leg.state == "dialling")
            lines = [(leg.attempt, leg.sid or "") for leg in ringing]
        for attempt, sid in lines:
            said = LegReport("end", "no_answer", sid)
            reports.line(self.world.services, LineReport(attempt, said, 9, "no-answer"))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=1000)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    figures = run(chosen.addresses, chosen.hours, chosen.seed)
    print(METHOD)
    for name, value in figures.items():
        print(f"{name:40} {value}")
    if chosen.json:
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        print(json.dumps({"figures": figures, "method": METHOD, "machine": machine}))
    return 0


def run(addresses: int, hours: float, seed: int) -> dict[str, Any]:
    logging.disable(logging.CRITICAL)
    proof.COST = 1
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'attack.db'}"
        migrate(url)
        engine = connect(url)
        bill = Bill()
        meter = Meter(bill)
        world = World(make_sessions(engine), carrier=meter)
        world.ready(*STAFF)
        Attack(world, meter, addresses, seed).run(hours)
        engine.dispose()
    return _figures(bill, hours)


def _figures(bill: Bill, hours: float) -> dict[str, Any]:
    rung, texted = Counter(to for _, to in bill.rings), Counter(to for _, to in bill.texts)
    return {
        "hours": hours,
        "requests": sum(bill.refused.values()),
        "answers by status": dict(sorted(bill.refused.items())),
        "dollars spent": round(bill.dollars, 2),
        "rings": len(bill.rings),
        "texts": len(bill.texts),
        "rings of the one victim": rung[VICTIM],
        "texts to the one victim": texted[VICTIM],
        "most rings of anybody": max(rung.values(), default=0),
        "most texts to anybody": max(texted.values(), default=0),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
