"""A shop floor of any size written straight into the database, and its invariants by query."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session, lazyload, sessionmaker

import wsgi
from callcenter.contacts.models import Contact
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate, Skill, Tongue
from callcenter.stores.models import Category, Store
from routing import changes
from routing.offers import service as offers
from routing.offers.models import Offer
from routing.presence.models import Presence
from tests.cast import FakeCarrier, FrozenClock, Pump, Pushed, settings

_DECLINED = 1 / 50
_PHONE = "+4915112345678"
"""Of everybody: nobody looks for a customer by it, and an accept writes to it."""
LANGUAGES = ("en", "de", "it", "es", "fr")


@dataclass(frozen=True)
class Shape:
    """How large a house is; every associate knows a few categories and one or two languages."""

    associates: int
    stores: int = 20
    categories: int = 10
    languages: int = 3
    partitions: int = 1

    @property
    def name(self) -> str:
        return f"{self.stores}x{self.categories}x{self.languages}"


def furnish(sessions: sessionmaker[Session], shape: Shape, seed: int = 1) -> None:
    """Write stores, categories and associates; nobody is on shift yet."""
    random = Random(seed)
    with sessions.begin() as session:
        _stores(session, shape)
        _categories(session, shape)
        session.execute(insert(Associate), [_associate(n, shape) for n in _ids(shape.associates)])
        skills, tongues = [], []
        for person in _ids(shape.associates):
            for category in random.sample(
                range(1, shape.categories + 1), random.randint(1, min(5, shape.categories))
            ):
                level = random.randint(1, 5)
                skills.append({"associate_id": person, "category_id": category, "level": level})
            spoken = random.sample(
                LANGUAGES[: shape.languages], random.randint(1, min(2, shape.languages))
            )
            tongues += [{"associate_id": person, "language": language} for language in spoken]
        session.execute(insert(Skill), skills)
        session.execute(insert(Tongue), tongues)


def _ids(count: int) -> range:
    return range(1, count + 1)


def _stores(session: Session, shape: Shape) -> None:
    rows = [
        {
            "id": number,
            "slug": f"store-{number}",
            "name": f"Store {number}",
            "city": "Anywhere",
            "country": "DE",
            "timezone": "Europe/Berlin",
            "languages": ",".join(LANGUAGES[: shape.languages]),
            "hours": "24/7",
            "phone_number": f"+49301{number:06d}",
            "menu_digit": str(number),
            "partition": number % shape.partitions,
            "region": f"region-{number % 5}",
            "latitude": 45.0 + number % 10,
            "longitude": 7.0 + number // 10,
        }
        for number in _ids(shape.stores)
    ]
    session.execute(insert(Store), rows)


def _categories(session: Session, shape: Shape) -> None:
    rows = [
        {
            "id": number,
            "slug": f"category-{number}",
            "name": f"C {number}",
            "menu_digit": f"{number}",
        }
        for number in _ids(shape.categories)
    ]
    session.execute(insert(Category), rows)


def _associate(number: int, shape: Shape) -> dict[str, Any]:
    return {
        "id": number,
        "slug": f"associate-{number}",
        "name": f"Associate {number}",
        "role": "associate",
        "colour": "#000000",
        "store_id": number % shape.stores + 1,
    }


def on_shift(tx: Transaction, people: Sequence[int], state: str = "available") -> None:
    """Bring associates to the floor, as their pages would."""
    for person in people:
        tx.session.merge(Presence(id=person, state=state, since=tx.now, beat_at=tx.now))
    tx.session.flush()
    _note(tx, "associate", people)


def free(tx: Transaction, people: Sequence[int]) -> None:
    """Make known associates available again."""
    statement = (
        update(Presence).where(Presence.id.in_(people)).values(state="available", since=tx.now)
    )
    tx.session.execute(statement.execution_options(synchronize_session=False))
    _note(tx, "associate", people)


def wait(tx: Transaction, count: int, shape: Shape, random: Random, **fixed: Any) -> list[int]:
    """Queue that many contacts with random needs, or fixed ones; returns their ids."""
    sealed = tx.vault.seal(_PHONE)
    rows = [_contact(tx.now, sealed, shape, random, **fixed) for _ in range(count)]
    found = tx.session.connection().execute(insert(Contact).returning(Contact.id), rows)
    contacts = [contact for (contact,) in found]
    _note(tx, "contact", contacts)
    return contacts


def _contact(
    now: datetime,
    sealed: bytes,
    shape: Shape,
    random: Random,
    *,
    language: str = "",
    partition: int = -1,
) -> dict[str, Any]:
    homes = [n for n in _ids(shape.stores) if partition < 0 or n % shape.partitions == partition]
    store = random.choice(homes)
    return {
        "public_id": f"{random.getrandbits(96):x}",
        "way": "web",
        "state": "queued",
        "store_id": store,
        "category_id": random.randint(1, shape.categories),
        "language": language or LANGUAGES[random.randrange(shape.languages)],
        "number_sealed": sealed,
        "number_index": f"{random.getrandbits(96):x}",
        "number_masked": "+49 *** 01",
        "created_at": now,
        "queued_at": now,
        "give_up_at": now + timedelta(hours=1),
        "partition": store % shape.partitions,
        "outcome": "",
        "disposition": "",
        "note": "",
        "credit_s": 0.0,
        "min_level": 1,
        "needs_video": False,
    }


def _note(tx: Transaction, noun: str, refs: Sequence[int]) -> None:
    """Write the events, each in the partition of its store."""
    table = "contact" if noun == "contact" else "associate"
    statement = text(f'SELECT t.id, s."partition" FROM {table} t JOIN store s ON s.id = t.store_id')  # noqa: S608 - two names of ours
    home = dict(tx.session.execute(statement).all()) if _split(tx) else {}
    by_partition: dict[int, list[int]] = {}
    for ref in refs:
        by_partition.setdefault(home.get(ref, 0), []).append(ref)
    for partition, some in by_partition.items():
        changes.note(tx, partition, noun, some)


def _split(tx: Transaction) -> bool:
    return bool(tx.session.scalar(select(Store.id).where(Store.partition != 0).limit(1)))


def build(sessions: sessionmaker[Session], **parts: Any) -> Services:
    """Services with nothing outside the database but fakes."""
    known = {"clock": FrozenClock(), "carrier": FakeCarrier(), "jobs": Pump(), "push": Pushed()}
    return wsgi.build_services(settings(), sessions=sessions, **{**known, **parts})


_STRANDED = """
SELECT count(*) FROM contact c
WHERE c.state = 'queued' AND (:partition < 0 OR c."partition" = :partition)
  AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.contact_id = c.id AND o.state = 'pending')
  AND EXISTS (
    SELECT 1 FROM presence p
    JOIN associate a ON a.id = p.id
    JOIN store s ON s.id = a.store_id AND s."partition" = c."partition"
    JOIN associate_skill k ON k.associate_id = a.id AND k.category_id = c.category_id
    JOIN associate_language l ON l.associate_id = a.id AND l.language = c.language
    WHERE p.state = 'available'
      AND NOT EXISTS (SELECT 1 FROM offer r WHERE r.contact_id = c.id AND r.associate_id = a.id
                      AND r.state IN ('declined', 'expired', 'accepted')))
"""
_TWICE = """
SELECT count(*) FROM (
  SELECT {side} FROM offer WHERE state = 'pending' GROUP BY {side} HAVING count(*) > 1) doubled
"""
_BROKEN = """
SELECT count(*) FROM offer o JOIN presence p ON p.id = o.associate_id
JOIN contact c ON c.id = o.contact_id
WHERE o.state = 'pending' AND (p.state <> 'offered' OR c.state <> 'queued')
"""
_IDLE_OFFERED = """
SELECT count(*) FROM presence p WHERE p.state = 'offered'
AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.associate_id = p.id AND o.state = 'pending')
"""


def faults(session: Session) -> dict[str, int]:
    """Count what must never be; empty in a house that is right."""
    asked = {
        "associates offered twice": _TWICE.format(side="associate_id"),
        "contacts offered twice": _TWICE.format(side="contact_id"),
        "offers without their sides": _BROKEN,
        "offered without an offer": _IDLE_OFFERED,
    }
    found = {name: session.scalar(text(statement)) or 0 for name, statement in asked.items()}
    found["stranded pairs"] = stranded(session)
    return {name: count for name, count in found.items() if count}


def stranded(session: Session, partition: int = -1) -> int:
    """Contacts who wait although somebody able is available; negative: of every partition."""
    return session.scalar(text(_STRANDED), {"partition": partition}) or 0


def finish(tx: Transaction, rings: Sequence[Offer]) -> list[int]:
    """Serve offered contacts to the end in one stroke; returns who is free again."""
    ids = [offer.id for offer in rings]
    contacts = [offer.contact_id for offer in rings]
    people = [offer.associate_id for offer in rings]
    tx.session.execute(
        _plain(update(Offer).where(Offer.id.in_(ids)).values(state="accepted", closed_at=tx.now))
    )
    tx.session.execute(_plain(update(Contact).where(Contact.id.in_(contacts)).values(state="done")))
    free(tx, people)
    return people


def _plain(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)


@contextmanager
def looking(services: Services) -> Iterator[Session]:
    with services.sessions.begin() as session:
        yield session


def answer(services: Services, random: Random) -> int:
    """Accept and serve most of what rings, decline some; returns how many were dealt with."""
    with services.transaction() as tx:
        rings = tx.session.scalars(
            select(Offer).options(lazyload("*")).where(Offer.state == "pending").limit(200)
        ).all()
        taken = [offer for offer in rings if random.random() > _DECLINED]
        if taken:
            finish(tx, taken)
        refused = [(o.public_id, o.associate_id) for o in rings if o not in taken]
    for name, who in refused:
        offers.decline(services, name, who, "wrong_skill")
    return len(rings)


class Deaf:
    """Nobody listens to what is pushed."""

    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        """Do nothing."""
