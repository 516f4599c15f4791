"""Promises for one minute: thousands of them, some associates; none may be lost.

scripts/bench promises [--promises N] [--staff M] [--database sqlite|postgresql] [--json]
"""

import argparse
import json
import logging
import multiprocessing as mp
import platform
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

import wsgi
from callcenter import seed
from callcenter.appointments.models import Appointment
from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import SystemClock
from callcenter.messages.models import Message
from callcenter.services import Services
from callcenter.staff.models import Associate, Skill, Tongue
from callcenter.stores.models import category_by_slug, store_by_slug
from callcenter.ticker import Ticker
from routing import jobs as routing_jobs
from routing import partitions
from routing.offers.models import Offer
from routing.presence.models import Presence
from tests.bench.databases import fresh
from tests.bench.report import quantile
from tests.cast import FakeCarrier, settings

METHOD = (
    "Real processes on the real clock: two clocks (the sweeps of promises, contacts, patience and "
    "routing, as the product schedules them) and one router that passes all the time; no Redis, no "
    "pages. N promises fall due at one moment, each with its own associate reserved as the product "
    "seats them; M of these associates are there. Nobody accepts, so each promise must be offered "
    "or told missed, by a row and a text. Offered late: from the promised moment to the commit of "
    "the offer to the associate reserved, of the M promises whose associate is there; rung late: "
    "until their console was told (the customer is rung when they accept). Told after: to the "
    "missed promise and its apology as a text to be sent. How fast a carrier sends is no part."
)
_SWEEPS = ("appointments", "contacts", "patience", "routing")
_HEAD_START = timedelta(seconds=6)
_LONGEST_S = 240
_LATE_S = 2.0
_TOLD_S = 90.0


class Deaf:
    """Neither Redis nor pages: the sweeps must be enough."""

    def enqueue(self, _lane: str, _name: str, _ref: int) -> None:
        """Wake nobody."""

    def send(self, _topic: str, _event: str, _data: Mapping[str, Any]) -> None:
        """Tell nobody."""


def build(url: str) -> Services:
    logging.disable(logging.CRITICAL)
    known = settings(call_hours="00:00-24:00", unproven_budget=100_000)
    parts: dict[str, Any] = {"jobs": Deaf(), "push": Deaf(), "carrier": FakeCarrier()}
    sessions = make_sessions(connect(url))
    return wsgi.build_services(known, sessions=sessions, clock=SystemClock(), **parts)


def clock(url: str) -> None:
    """Run the product's own sweeps, each in its thread, until killed."""
    services = build(url)
    schedule = [entry for entry in wsgi.SCHEDULE if entry[1] in _SWEEPS]
    ticker = Ticker(services, schedule)
    for entry in schedule:
        threading.Thread(target=ticker._repeat, args=entry, daemon=True).start()
    threading.Event().wait()


def router(url: str) -> None:
    services = build(url)
    while True:
        with services.transaction() as tx:
            every = partitions.every(tx.session)
        for partition in every:
            routing_jobs.match(services, partition)
        time.sleep(0.05)


def run(promises: int, staff: int, url: str) -> dict[str, Any]:
    services = build(url)
    seed.plant(services)
    keepers = _people(services, promises, staff)
    at = datetime.now(UTC) + _HEAD_START + timedelta(seconds=promises / 2_000)
    _promise(services, keepers, at)
    spawn = mp.get_context("spawn")
    workers = [spawn.Process(target=work, args=(url,)) for work in (clock, clock, router)]
    for worker in workers:
        worker.start()
    open_until = _wait(services, at)
    for worker in workers:
        worker.kill()
        worker.join()
    return {**_figures(services, at, promises, staff), "nothing open after s": open_until}


def _wait(services: Services, at: datetime) -> float:
    """Wait until no promise is open; returns how long after its moment that was."""
    while True:
        time.sleep(1)
        late = (datetime.now(UTC) - at).total_seconds()
        with services.reading() as tx:
            still = select(func.count()).where(Appointment.state.in_(("booked", "calling")))
            left = tx.session.scalar(still)
        if not left or late > _LONGEST_S:
            return round(late, 1)


def _people(services: Services, promises: int, staff: int) -> list[int]:
    """Hire one associate a promise; `staff` of them, evenly spread, are there."""
    with services.transaction() as tx:
        store = store_by_slug(tx.session, "turin")
        category = category_by_slug(tx.session, "audio")
        assert store
        assert category
        people = [
            Associate(
                slug=f"a{number}",
                name=f"Associate {number}",
                role="associate",
                colour="#111",
                store_id=store.id,
            )
            for number in range(promises)
        ]
        tx.session.add_all(people)
        tx.session.flush()
        keys = [who.id for who in people]
        there = [keys[number * promises // staff] for number in range(staff)]
        skill = {"category_id": category.id, "level": 3}
        tx.session.execute(insert(Skill), [{"associate_id": key, **skill} for key in keys])
        tx.session.execute(
            insert(Tongue), [{"associate_id": key, "language": "it"} for key in keys]
        )
        free = {"state": "available", "since": tx.now}
        tx.session.execute(insert(Presence), [{"id": key, **free} for key in there])
    return keys


def _promise(services: Services, keepers: list[int], at: datetime) -> None:
    with services.transaction() as tx:
        store = store_by_slug(tx.session, "turin")
        category = category_by_slug(tx.session, "audio")
        assert store
        assert category
        rows = [
            {
                "public_id": f"p{number:015}",
                "state": "booked",
                "store_id": store.id,
                "category_id": category.id,
                "language": "it",
                "number_sealed": tx.vault.seal(f"+39320{number:07}"),
                "number_index": tx.vault.index(f"+39320{number:07}"),
                "number_masked": "+39",
                "starts_at": at,
                "ends_at": at + timedelta(minutes=25),
                "due_at": at,
                "wall": "2026-11-24T13:30",
                "fold": 0,
                "timezone": "Europe/Rome",
                "attempts": 0,
                "sequence": 0,
                "created_at": tx.now,
                "associate_id": keeper,
            }
            for number, keeper in enumerate(keepers)
        ]
        tx.session.execute(insert(Appointment), rows)


def _figures(services: Services, at: datetime, promises: int, staff: int) -> dict[str, Any]:
    with services.transaction() as tx:
        states = Counter(tx.session.scalars(select(Appointment.state)))
        own = (Offer.contact_id == Appointment.contact_id) & (
            Offer.associate_id == Appointment.associate_id
        )
        first = select(func.min(Offer.created_at), func.min(Offer.notified_at))
        each = tx.session.execute(first.join(Appointment, own).group_by(Appointment.id)).all()
        told = tx.session.scalars(select(Message.created_at).where(Message.kind == "missed")).all()
    late = sorted((offered - at).total_seconds() for offered, _ in each)
    rung = sorted((told - at).total_seconds() for _, told in each if told)
    after = sorted((moment - at).total_seconds() for moment in told)
    open_still = states["booked"] + states["calling"]
    return {
        "promises": promises,
        "associates there": staff,
        "offered to the one reserved": len(late),
        **_spread("offered late", late),
        "rung": len(rung),
        **_spread("rung late", rung),
        "missed and recorded": states["missed"],
        "apologies written": len(told),
        **_spread("told after", after),
        "open in the end": open_still,
        "lost": promises - states["missed"] - states["kept"] - open_still,
        f"late by more than {_LATE_S:.0f} s": sum(one > _LATE_S for one in rung),
        f"told after more than {_TOLD_S:.0f} s": sum(one > _TOLD_S for one in after),
    }


def _spread(name: str, values: list[float]) -> dict[str, float | None]:
    shares = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {
        f"{name}, {word} s": round(quantile(values, share), 2) if values else None
        for word, share in shares.items()
    }


def main(arguments: list[str]) -> int:
    """Return 1 where a promise was lost or left open."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--promises", type=int, default=10_000)
    parser.add_argument("--staff", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    with fresh(chosen.database) as url:
        figures = run(chosen.promises, chosen.staff, url)
    print(METHOD)
    for name, value in {"database": chosen.database, **figures}.items():
        print(f"{name:28} {value}")
    if chosen.json:
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        print(json.dumps({"figures": figures, "method": METHOD, "machine": machine}))
    return int(bool(figures["lost"] or figures["open in the end"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
