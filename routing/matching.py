"""Who should serve whom: pure functions over values."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

OTHER_STORE = 2.0
BELOW_EXPERT = 1.2
IDLE_CREDIT = 0.15
IDLE_FULL_S = 300.0


@dataclass(frozen=True)
class Requirement:
    """What a waiting contact needs. `waited_s` decides the order, oldest first."""

    contact_id: int
    store_id: int
    category_id: int
    language: str
    waited_s: float
    credit_s: float = 0.0


@dataclass(frozen=True)
class Candidate:
    """An available associate: levels 1-5 by category, ISO 639-1 languages."""

    associate_id: int
    store_id: int
    languages: frozenset[str]
    levels: Mapping[int, int]
    idle_s: float


@dataclass(frozen=True)
class Match:
    contact_id: int
    associate_id: int
    cost: float


def able(need: Requirement, who: Candidate) -> bool:
    """Language and category are hard requirements; the store is a preference."""
    return need.language in who.languages and need.category_id in who.levels


def cost(need: Requirement, who: Candidate) -> float:
    """Lower is better: own store first, then the expert, then the longest idle.

    Preference is a cost and never a wait: a free associate elsewhere beats waiting.
    """
    store = 0.0 if who.store_id == need.store_id else OTHER_STORE
    level = BELOW_EXPERT * (5 - who.levels[need.category_id]) / 4
    return store + level - IDLE_CREDIT * min(1.0, who.idle_s / IDLE_FULL_S)


def match(
    needs: Iterable[Requirement],
    candidates: Iterable[Candidate],
    refused: Container[tuple[int, int]] = (),
) -> list[Match]:
    """Give each contact, oldest first, the cheapest able associate that is left.

    `refused` holds (contact, associate) pairs that must not meet again just now.
    """
    free = {who.associate_id: who for who in candidates}
    found = []
    for need in sorted(needs, key=lambda need: -(need.waited_s + need.credit_s)):
        best = _best(need, list(free.values()), refused)
        if best:
            found.append(best)
            del free[best.associate_id]
    return found


def _best(
    need: Requirement, free: Sequence[Candidate], refused: Container[tuple[int, int]]
) -> Match | None:
    options = [
        Match(need.contact_id, who.associate_id, cost(need, who))
        for who in free
        if able(need, who) and (need.contact_id, who.associate_id) not in refused
    ]
    return min(options, key=lambda option: (option.cost, option.associate_id), default=None)


def positions(needs: Iterable[Requirement]) -> dict[int, int]:
    """Each contact's place among those who wait for the same category and language, from 1."""
    ahead: dict[tuple[int, str], int] = {}
    places = {}
    for need in sorted(needs, key=lambda need: -(need.waited_s + need.credit_s)):
        kind = (need.category_id, need.language)
        ahead[kind] = ahead.get(kind, 0) + 1
        places[need.contact_id] = ahead[kind]
    return places


def estimate_s(place: int, on_shift: int, talk_s: float) -> int | None:
    """Estimate the wait of the contact at this place; None where nobody able is on shift."""
    return round(place * talk_s / on_shift) if on_shift else None
