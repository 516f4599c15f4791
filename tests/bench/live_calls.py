"""A house in full swing for a bench: associates, customers, and their lines in conferences."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from callcenter import seed
from callcenter.contacts.models import Contact, Leg
from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import SystemClock
from callcenter.services import Services
from callcenter.staff.models import Associate, Skill, Tongue
from routing.presence.models import Presence
from tests.routing import floor

FIRST = 1000


def furnish(url: str, count: int) -> None:
    """Let `count` associates talk with a customer each, as rows of a migrated database."""
    services = floor.build(make_sessions(connect(url)), clock=SystemClock())
    seed.plant(services)
    with services.transaction() as tx:
        now, later = tx.now, tx.now + timedelta(hours=2)
        numbers = range(FIRST, FIRST + count)
        people = [_person(n) for n in numbers]
        tx.session.execute(insert(Associate), people)
        tx.session.execute(insert(Skill), [_of(n, category_id=1, level=3) for n in numbers])
        tx.session.execute(insert(Tongue), [_of(n, language="it") for n in numbers])
        on = {"state": "on_contact", "since": now, "beat_at": later}
        tx.session.execute(insert(Presence), [{"id": n, **on} for n in numbers])
        tx.session.execute(insert(Contact), [_contact(services, n, now, later) for n in numbers])
        tx.session.execute(insert(Leg), [_leg(n, role, now) for n in numbers for role in ROLES])


ROLES = ("associate", "customer")


def sid(number: int, role: str) -> str:
    return f"CA{number:030d}{ROLES.index(role):02d}"


def public_id(number: int) -> str:
    return f"bench{number:011d}"


def conference(number: int) -> str:
    return f"CF{number:032d}"


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "slug": f"bench-{number}",
        "name": f"Person {number}",
        "role": "associate",
        "colour": "#000000",
        "store_id": 1,
    }


def _of(number: int, **values: Any) -> dict[str, Any]:
    return {"associate_id": number, **values}


def _contact(services: Services, number: int, now: Any, later: Any) -> dict[str, Any]:
    phone = f"+39312{number:07d}"
    return {
        "id": number,
        "public_id": public_id(number),
        "way": "web",
        "state": "connected",
        "store_id": 1,
        "category_id": 1,
        "language": "it",
        "associate_id": number,
        "number_sealed": services.vault.seal(phone),
        "number_index": services.vault.index(phone),
        "number_masked": "+39 •••",
        "created_at": now,
        "queued_at": now,
        "connected_at": now,
        "deadline_at": later,
    }


def _leg(number: int, role: str, now: Any) -> dict[str, Any]:
    return {
        "contact_id": number,
        "associate_id": number if role == "associate" else None,
        "role": role,
        "state": "in_call",
        "attempt": f"attempt-{number}-{role}",
        "number_index": f"index-{number}" if role == "customer" else None,
        "sid": sid(number, role),
        "conference_sid": conference(number),
        "created_at": now,
        "moved_at": now,
        "joined": True,
        "heard": 10,
    }
