"""`scripts/bench history`: what a house's past costs a contact of today, and its clock."""

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

import wsgi
from callcenter import work
from callcenter.contacts import guards
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import CONSENT_VERSION, Asker
from callcenter.contacts.models import Contact, Leg
from callcenter.contacts.service import Wish
from callcenter.infra.database import connect, make_sessions
from callcenter.infra.states import Transition
from callcenter.kernel.clock import SystemClock
from callcenter.messages.models import Message
from callcenter.services import Services
from routing import jobs as routing_jobs
from routing.offers import service as offers
from routing.offers.models import Offer
from routing.presence.models import Presence
from streaming.models import Tour
from tests.bench import report
from tests.bench.databases import fresh
from tests.routing import floor
from tests.routing.floor import LANGUAGES, Shape

METHOD = """
Two houses of 200 associates on SQLite or PostgreSQL, one new, one with so many contacts of the last
month (each with two lines, an offer, a text, eight steps, every fifth with a tour). In turns, one
process: a contact asks, is matched, is accepted, dialled and texted; then every sweep of the clock
that runs at least once a minute. CPU of this process (process time) and wall time, medians; with
PostgreSQL the server's CPU is not in it, its waiting is in the wall time.
"""
_SHAPE = Shape(200, stores=20, categories=10, languages=3)
_AT_ONCE = 1000
_OFTEN_S = 60.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench history")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--past", type=int, default=100_000, help="contacts of the past")
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--database", default="sqlite,postgresql")
    asked = parser.parse_args(arguments)
    sys.stdout.write(METHOD)
    for name in ("PER_PREFIX", "IN_ALL"):
        every = [replace(one, limit=10**9) for one in getattr(guards, name)]
        setattr(guards, name, tuple(every))
    figures: dict[str, Any] = {}
    for kind in asked.database.split(","):
        figures[kind] = _measure(kind, asked.past, asked.turns)
    report.close(figures, METHOD, as_json=asked.json)
    return 0


def _measure(kind: str, past: int, turns: int) -> dict[str, Any]:
    with ExitStack() as stack:
        houses = [_house(stack.enter_context(fresh(kind)), count) for count in (0, past)]
        numbers = iter(range(10_000_000, 99_999_999))
        spent: dict[tuple[int, str], list[tuple[float, float]]] = {}
        for turn in range(-3, turns):  # the first few compile their statements
            for place, services in enumerate(houses):
                for name, act in _acts(services, numbers):
                    took = _timed(act)
                    if turn >= 0:
                        spent.setdefault((place, name), []).append(took)
    rows = [_row(name, spent) for name in dict.fromkeys(name for _, name in spent)]
    heads = ["", "new: CPU ms", "wall ms", f"{past:,} past: CPU ms", "wall ms", "CPU x", "wall x"]
    report.table(f"what a past costs, {kind}", heads, rows)
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}


def _row(name: str, spent: dict[tuple[int, str], list[tuple[float, float]]]) -> list[Any]:
    new = [report.quantile([one[part] for one in spent[0, name]], 0.5) for part in (0, 1)]
    old = [report.quantile([one[part] for one in spent[1, name]], 0.5) for part in (0, 1)]
    ratios = [round(old[part] / new[part], 2) for part in (0, 1)]
    return [name, *(round(1e3 * one, 2) for one in (*new, *old)), *ratios]


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - cpu, time.perf_counter() - wall


def _acts(services: Services, numbers: Iterator[int]) -> list[tuple[str, Callable[[], object]]]:
    return [
        ("a contact", lambda: _contact(services, next(numbers))),
        ("the clock", lambda: _sweeps(services)),
    ]


def _contact(services: Services, number: int) -> None:
    wish = Wish(
        f"store-{number % _SHAPE.stores + 1}",
        f"category-{number % _SHAPE.categories + 1}",
        LANGUAGES[number % _SHAPE.languages],
        None,
    )
    asker = Asker(f"+49151{number}", "DE", "192.0.2.1", False, CONSENT_VERSION)
    contact = contacts.request(services, wish, asker)
    routing_jobs.match(services, 0)
    with services.reading() as tx:
        offer = select(Offer).where(Offer.contact_id == contact.id, Offer.state == "pending")
        made = tx.session.scalars(offer).one()
    offers.accept(services, made.public_id, made.associate_id)
    for lane in ("urgent", "normal"):
        while work.do_due(services, wsgi.ERRANDS, lane):
            pass
    contacts.cancel(services, contact.public_id)
    while work.do_due(services, wsgi.ERRANDS, "urgent", "normal"):
        pass


def _sweeps(services: Services) -> None:
    for every_s, _name, sweep in wsgi.SCHEDULE:
        if every_s <= _OFTEN_S:
            sweep(services)


def _house(url: str, past: int) -> Services:
    services = floor.build(make_sessions(connect(url)), clock=SystemClock())
    plenty = {"calls_per_s": 10**6, "daily_budget": 10**6, "unproven_budget": 10**6}
    services = replace(services, settings=services.settings.model_copy(update=plenty))
    floor.furnish(services.sessions, _SHAPE)
    with services.transaction() as tx:
        people = range(1, _SHAPE.associates + 1)
        floor.on_shift(tx, people)
        later = tx.now + timedelta(hours=1)
        tx.session.execute(update(Presence).values(beat_at=later))
    for first in range(1, past + 1, _AT_ONCE):
        _past(services, range(first, min(past, first + _AT_ONCE - 1) + 1), past)
    return services


def _past(services: Services, ids: Sequence[int], past: int) -> None:
    """Write contacts that were served in the last month, and all they left behind."""
    with services.transaction(hasty=True) as tx:
        sealed = tx.vault.seal("+4915112345678")
        rows: dict[type[Any], list[dict[str, Any]]] = {}
        for number in ids:
            at = tx.now - timedelta(days=30) * (1 - number / past) - timedelta(hours=1)
            for model, row in _left_behind(number, at, sealed):
                rows.setdefault(model, []).append(row)
        for model, some in rows.items():
            tx.session.execute(insert(model), some)


def _left_behind(
    number: int, at: datetime, sealed: bytes
) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    index, person = secrets.token_hex(16), number % _SHAPE.associates + 1
    then = at + timedelta(minutes=5)
    theirs = {"number_sealed": sealed, "number_index": index}
    yield (
        Contact,
        {
            "way": "web",
            "state": "done",
            "store_id": number % _SHAPE.stores + 1,
            "category_id": number % _SHAPE.categories + 1,
            "language": LANGUAGES[number % _SHAPE.languages],
            "associate_id": person,
            "number_masked": "+49 *** 78",
            "created_at": at,
            "queued_at": at,
            "connected_at": at,
            "ended_at": then,
            "outcome": "customer_hung_up",
            **theirs,
        },
    )
    lines = {"contact_id": number, "state": "ended", "created_at": at, "moved_at": then}
    ends = {"end_reason": "customer_hung_up", "sid": None}
    yield Leg, {"role": "customer", "number_index": index, **lines, **ends}
    yield Leg, {"role": "associate", "number_index": None, **lines, **ends}
    told = {"created_at": at, "expires_at": at, "notified_at": at, "closed_at": at}
    yield Offer, {"contact_id": number, "associate_id": person, "state": "accepted", **told}
    text = {"kind": "announce", "state": "delivered", "body_sealed": sealed, "sender": "+49301"}
    yield Message, {"contact_id": number, "created_at": at, "due_at": at, **text, **theirs}
    step = {"noun": "contact", "subject_id": number, "contact_id": number, "was": "", "at": at}
    for state in ("requested", "queued", "connecting", "connected", "done", "a", "b", "c"):
        yield Transition, {**step, "state": state}
    if number % 5 == 0:
        digests = {f"{of}_digest": secrets.token_hex(16) for of in ("viewer", "camera")}
        links = {"camera_sealed": sealed, "viewer_sealed": sealed, "code": secrets.token_hex(4)}
        times = {"created_at": at, "expires_at": then, "ended_at": then, "closed_at": then}
        yield Tour, {"contact_id": number, "state": "ended", **digests, **links, **times}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
