"""Needs and candidates read from the database, in few statements however many they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from callcenter.catalog.models import Product
from callcenter.contacts.models import Contact
from callcenter.infra.database import UtcDateTime
from callcenter.infra.many import Among, Then
from callcenter.staff.models import Associate, Line, Skill, Tongue
from callcenter.stores.models import Category, Store
from routing.changes import Touched
from routing.geography import Geography, Place, survey
from routing.index import News, Pair, Person
from routing.matching import Candidate, Cell, Requirement
from routing.offers.models import Offer
from routing.presence.models import AWAY, Presence
from routing.skills import spread, upwards

PROMISE_CREDIT_S = 600.0
AGAIN_AFTER = timedelta(seconds=60)
_NOWHERE: dict[int, int] = {}
_NO_REGION: frozenset[int] = frozenset()
_HOUR = timedelta(hours=1)
_ENOUGH = 60
Statement: TypeAlias = Select[*tuple[Any, ...]]
_REFUSALS = ("declined", "expired", "accepted")
_ANYTHING = 0
"""The category of who asked for a person, whoever it is: everybody can help."""
_FEW = 1024
"""Up to so many ids stand in a statement; beyond, the whole table is read."""


@dataclass(frozen=True, slots=True)
class Profile:
    languages: frozenset[str]
    levels: Mapping[int, int]
    lines: frozenset[str]


@dataclass(frozen=True)
class Atlas:
    """What seldom changes: where stores lie, how categories descend, what people can do."""

    geography: Geography
    children: dict[int, tuple[int, ...]]
    partition: int = 0
    profiles: dict[int, Profile] = field(default_factory=dict)


def atlas(session: Session, partition: int, near_km: Mapping[int, float | None]) -> Atlas:
    """Read the map; `near_km` says of each store, 0 of any other, how far away is near."""
    stores = session.execute(select(Store.id, Store.region, Store.latitude, Store.longitude))
    children: dict[int, tuple[int, ...]] = {}
    for child, parent in session.execute(select(Category.id, Category.parent_id)):
        if parent is not None:
            children[parent] = (*children.get(parent, ()), child)
    usual = near_km.get(0)
    places = (Place(*store, near_km.get(store[0], usual)) for store in stores)
    return Atlas(survey(places), children, partition)


def everything(session: Session, partition: int, known: Atlas, now: datetime) -> News:
    """Read the whole partition."""
    needs = _needs(session, known, now, _waiting().where(Contact.partition == partition))
    people = _people(session, known, now, _on_shift().where(Store.partition == partition))
    return News(needs, people=people, refused=refused(session, needs, now))


def touched(session: Session, named: Touched, known: Atlas, now: datetime) -> News:
    """Read those who were touched; whoever is not found waiting or on shift here is gone."""
    for one in named.learnt:
        known.profiles.pop(one, None)
    needs: list[Requirement] = []
    people: list[Person] = []
    if named.contacts:
        needs = _needs(
            session, known, now, _WAITING, ids=list(named.contacts), partition=known.partition
        )
    if named.associates:
        people = _people(session, known, now, _ON_SHIFT, ids=list(named.associates))
    return News(
        needs,
        named.contacts - {need.contact_id for need in needs},
        people,
        named.associates - {person.who.associate_id for person in people},
        refused(session, needs, now),
    )


def demand(session: Session, partition: int, now: datetime, work_s: float) -> dict[Cell, float]:
    """Erlangs asked for within the last hour, by cell; empty where that is too little to go by."""
    statement = (
        select(Contact.category_id, Contact.language, func.count())
        .where(Contact.partition == partition, Contact.queued_at > now - _HOUR)
        .group_by(Contact.category_id, Contact.language)
    )
    found = session.execute(statement).all()
    if sum(count for _, _, count in found) < _ENOUGH:
        return {}
    share = work_s / _HOUR.total_seconds()
    return {(category or 0, language): count * share for category, language, count in found}


def _waiting(state: Any = Contact.state) -> Statement:
    asked = exists().where(Offer.contact_id == Contact.id, Offer.state == "pending")
    return (
        select(
            Contact.id,
            Contact.store_id,
            Contact.category_id,
            Contact.language,
            func.coalesce(Contact.queued_at, Contact.created_at),
            Contact.way,
            Contact.credit_s,
            Contact.min_level,
            Contact.needs_video,
            Contact.preferred_id,
            Contact.preferred_until,
            Product.line,
        )
        .outerjoin(Product, Product.sku == Contact.sku)
        .where(state == "queued", ~asked)
    )


_WAITING = _waiting(Then(Contact.state)).where(
    Among(Contact.id, "ids"), Then(Contact.partition) == bindparam("partition")
)


def _needs(
    session: Session, known: Atlas, now: datetime, statement: Statement, **bound: Any
) -> list[Requirement]:
    found = session.connection().execute(statement, bound).all()
    return [_need(row, known.geography, now) for row in found]


def _need(row: Any, geography: Geography, now: datetime) -> Requirement:
    contact, store, category, language, since, way, credit, *rest = row
    min_level, video, preferred, until, line = rest
    store = store or 0
    return Requirement(
        contact,
        store,
        category or 0,
        language,
        waited_s=(now - since).total_seconds(),
        credit_s=credit + (PROMISE_CREDIT_S if way == "scheduled" else 0.0),
        nearby=geography.nearby.get(store, _NOWHERE),
        region=geography.region.get(store, _NO_REGION),
        product_line=line or "",
        min_level=min_level,
        preferred_id=preferred,
        preferred_until_s=(until - since).total_seconds() if until else 0.0,
        video=video,
    )


_FAILED = or_(
    Offer.state != "accepted",
    Contact.preferred_id.is_(None),
    Contact.preferred_id != Offer.associate_id,
    Contact.connected_at.is_(None),
    Contact.connected_at < Offer.closed_at,
)
"""Not so an accept after which they met, of somebody who is wanted again."""
_REFUSED = (
    select(Offer.contact_id, Offer.associate_id, Offer.closed_at)
    .join(Contact, Contact.id == Offer.contact_id)
    .where(Offer.state.in_(_REFUSALS), _FAILED)
    .where(Offer.closed_at > bindparam("since", type_=UtcDateTime()))
)
_REFUSED_OF = _REFUSED.where(Among(Offer.contact_id, "ids"))


def refused(session: Session, needs: Sequence[Requirement], now: datetime) -> dict[Pair, float]:
    """Pairs whose offer came to nothing a moment ago, and until when they are kept apart."""
    if not needs:
        return {}
    waiting = {need.contact_id for need in needs}
    bound: dict[str, Any] = {"since": now - AGAIN_AFTER}
    statement = _REFUSED
    if len(waiting) <= _FEW:
        statement, bound["ids"] = _REFUSED_OF, list(waiting)
    return {
        (contact, associate): (closed + AGAIN_AFTER).timestamp()
        for contact, associate, closed in session.connection().execute(statement, bound)
        if contact in waiting and closed
    }


def _on_shift() -> Statement:
    there = [Presence.state != state for state in AWAY]
    return (
        select(
            Associate.id,
            Associate.store_id,
            Associate.capacity,
            Associate.video,
            Presence.state,
            Presence.since,
            Presence.can_show,
            Store.partition,
        )
        .join(Presence, Presence.id == Associate.id)
        .join(Store, Store.id == Associate.store_id)
        .where(*there)
        .order_by(Presence.since, Associate.id)
    )


def idle_elsewhere(
    session: Session, known: Atlas, cells: Collection[Cell], now: datetime, most: int
) -> dict[int, tuple[int, Candidate]]:
    """Return who is free in other partitions, longest idle first, and in which; so many at most.

    Only who speaks a language and knows a category of `cells`: many others may be idle longer.
    What they can do is read each time: their own routers hear when it changes, we do not.
    """
    statement = (
        _on_shift()
        .where(Presence.state == "available", Associate.capacity > 0)
        .where(Store.partition != known.partition)
        .where(_has(Tongue, Tongue.language, {language for _, language in cells}))
        .limit(most)
    )
    asked = {category for category, _ in cells}
    if _ANYTHING not in asked:
        statement = statement.where(_has(Skill, Skill.category_id, upwards(asked, known.children)))
    read = session.execute(statement).all()
    there = replace(known, profiles={})
    _learn(session, there, [row[0] for row in read])
    return {row[0]: (row[-1], _person(row[:-1], there.profiles[row[0]], now).who) for row in read}


def _has(model: Any, column: Any, wanted: Collection[Any]) -> Any:
    return exists().where(model.associate_id == Associate.id, column.in_(sorted(wanted)))


_ON_SHIFT = _on_shift().where(Among(Associate.id, "ids"))


def _people(
    session: Session, known: Atlas, now: datetime, statement: Statement, **bound: Any
) -> list[Person]:
    """Read them; who moved to a store of another partition is not one of ours any more."""
    read = session.connection().execute(statement, bound).all()
    found = [row[:-1] for row in read if row[-1] == known.partition]
    profiles = known.profiles
    _learn(session, known, [row[0] for row in found if row[0] not in profiles])
    return [_person(row, profiles[row[0]], now) for row in found]


def _person(row: Any, profile: Profile, now: datetime) -> Person:
    associate, store, capacity, video, state, since, can_show = row
    who = Candidate(
        associate,
        store,
        profile.languages,
        profile.levels,
        idle_s=(now - since).total_seconds(),
        capacity=min(1, capacity),
        video=video and can_show,
        product_lines=profile.lines,
    )
    return Person(who, state == "available" and capacity > 0, state == "wrapping_up")


def _learn(session: Session, known: Atlas, ids: list[int]) -> None:
    if not ids:
        return
    skills = _of_each(session, Skill, ids, Skill.category_id, Skill.level)
    tongues = _of_each(session, Tongue, ids, Tongue.language)
    lines = _of_each(session, Line, ids, Line.line)
    for one in ids:
        known.profiles[one] = Profile(
            frozenset(language for (language,) in tongues.get(one, ())),
            {_ANYTHING: 1, **spread(dict(skills.get(one, ())), known.children)},
            frozenset(line for (line,) in lines.get(one, ())),
        )


def _of_each(
    session: Session, model: Any, ids: list[int], *columns: Any
) -> dict[int, list[tuple[Any, ...]]]:
    """Group the columns by associate; all rows at once where nearly everybody is asked for."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    statement = select(model.associate_id, *columns)
    if len(ids) <= _FEW:
        statement = statement.where(model.associate_id.in_(ids))
    for associate, *values in session.execute(statement):
        found.setdefault(associate, []).append(tuple(values))
    return found
