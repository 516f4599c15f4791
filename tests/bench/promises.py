"""Promises for one minute: thousands of them, a few hundred associates; none may be lost.

scripts/bench promises [--promises N] [--staff M] [--json]
"""

import argparse
import json
import logging
import platform
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from callcenter.appointments import keeping
from callcenter.appointments.models import Appointment
from callcenter.cli import migrate
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.events import ContactConnected, ContactEnded
from callcenter.infra.database import connect, make_sessions
from callcenter.messages.models import Message
from callcenter.staff.models import Associate, Skill, Tongue
from callcenter.stores.models import category_by_slug, store_by_slug
from routing import router
from routing.offers.models import Offer
from routing.presence.models import Presence
from tests.cast import World

METHOD = (
    "The product's use-cases on SQLite and a virtual clock: N promises due at the same minute, M "
    "able associates available. Calling, matching and giving up run at T, T+1, T+2, T+20, T+60, "
    "T+77 and T+85 s. Nobody accepts, so the M who were offered are as unkept as the rest: each "
    "promise must be offered or told missed, by a row and a text. Lateness is offer time minus "
    "promised time on the virtual clock; CPU is what beginning one promise costs. No page is "
    "open: nothing is pushed."
)
BEATS_S = (0, 1, 2, 20, 60, 77, 85)


def run(promises: int, staff: int) -> dict[str, Any]:
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'promises.db'}"
        migrate(url)
        engine = connect(url)
        world = World(make_sessions(engine), call_hours="00:00-24:00", unproven_budget=100_000)
        at = world.clock.now() + timedelta(minutes=30)
        _people(world, staff)
        _promise(world, promises, at)
        begun_s = _play(world, at)
        figures = _figures(world, at, promises)
        engine.dispose()
    return {**figures, "CPU ms to begin one": round(1000 * begun_s / promises, 2)}


def _people(world: World, staff: int) -> None:
    with world.services.transaction() as tx:
        store = store_by_slug(tx.session, "turin")
        category = category_by_slug(tx.session, "audio")
        assert store
        assert category
        for number in range(staff):
            name = f"Associate {number}"
            who = Associate(
                slug=f"a{number}", name=name, role="associate", colour="#111", store_id=store.id
            )
            tx.session.add(who)
            tx.session.flush()
            tx.session.add(Skill(associate_id=who.id, category_id=category.id, level=3))
            tx.session.add(Tongue(associate_id=who.id, language="it"))
            tx.session.add(Presence(id=who.id, state="available", since=tx.now))


def _promise(world: World, promises: int, at: Any) -> None:
    with world.services.transaction() as tx:
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
            }
            for number in range(promises)
        ]
        tx.session.execute(insert(Appointment), rows)


def _play(world: World, at: Any) -> float:
    """Let the minute come and pass; returns the CPU seconds of beginning every promise."""
    begun_s = 0.0
    heard = {ContactEnded: (keeping.settled,), ContactConnected: (keeping.kept,)}
    services = replace(world.services, switchboard=heard)
    for second in BEATS_S:
        world.clock.moment = at + timedelta(seconds=second)
        began = time.process_time()
        keeping.call_due(services)
        begun_s += time.process_time() - began
        router.run(services)
        contacts.give_up(services)
    return begun_s


def _figures(world: World, at: Any, promises: int) -> dict[str, Any]:
    with world.services.transaction() as tx:
        states = Counter(tx.session.scalars(select(Appointment.state)))
        offered = tx.session.scalars(
            select(Offer.created_at).join(Contact).where(Contact.way == "scheduled")
        ).all()
        told = Counter(tx.session.scalars(select(Message.kind)))
    late = sorted((moment - at).total_seconds() for moment in offered)
    open_still = states["booked"] + states["calling"]
    return {
        "promises": promises,
        "offers made": len(late),
        "lateness p50 s": late[len(late) // 2] if late else None,
        "lateness p99 s": late[int(len(late) * 0.99)] if late else None,
        "missed and recorded": states["missed"],
        "apology texts planned": told["missed"],
        "open after 85 s": open_still,
        "lost": promises - states["missed"] - states["kept"] - open_still,
    }


def main(arguments: list[str]) -> int:
    """Return 1 where a promise was lost or left open."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--promises", type=int, default=10_000)
    parser.add_argument("--staff", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    figures = run(chosen.promises, chosen.staff)
    print(METHOD)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    if chosen.json:
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        print(json.dumps({"figures": figures, "method": METHOD, "machine": machine}))
    return int(bool(figures["lost"] or figures["open after 85 s"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
