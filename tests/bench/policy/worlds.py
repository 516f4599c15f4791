"""Invented merchants: stores in cities, associates with skills, what customers ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routing.matching import Candidate, Cell

LANGUAGES = ("it", "en", "es")
TONGUES = np.array([0.6, 0.25, 0.15])


@dataclass(frozen=True)
class Merchant:
    """Parameters of a merchant; skills are categories per associate, least and most."""

    associates: int = 240
    stores: int = 40
    cities: int = 8
    categories: int = 12
    skills: tuple[int, int] = (4, 8)


@dataclass(frozen=True)
class World:
    """One merchant come true; `cells` and `shares` are what customers ask for and how often."""

    crew: Sequence[Candidate]
    stores: int
    nearby: Sequence[Mapping[int, int]]
    store_shares: np.ndarray
    cells: Sequence[Cell]
    cell_shares: np.ndarray


def build(merchant: Merchant, seed: int) -> World:
    """Draw a world. Every store has its share of the crew; the first language is spoken most."""
    chance = np.random.default_rng([seed, 1])
    city_of = [store % merchant.cities for store in range(merchant.stores)]
    wanted = 1.0 / np.arange(1, merchant.categories + 1) ** 0.5
    wanted /= wanted.sum()
    crew = [_person(number, merchant, wanted, chance) for number in range(merchant.associates)]
    shares = np.outer(wanted, TONGUES).ravel()
    return World(
        crew=crew,
        stores=merchant.stores,
        nearby=[_nearby(store, city_of) for store in range(merchant.stores)],
        store_shares=chance.dirichlet(np.full(merchant.stores, 4.0)),
        cells=[(c, tongue) for c in range(merchant.categories) for tongue in LANGUAGES],
        cell_shares=shares / shares.sum(),
    )


def _person(
    number: int, merchant: Merchant, wanted: np.ndarray, chance: np.random.Generator
) -> Candidate:
    """Hired for what is asked for: categories and the first language in that proportion."""
    count = chance.integers(merchant.skills[0], merchant.skills[1] + 1)
    known = chance.choice(merchant.categories, count, replace=False, p=wanted)
    first = chance.choice(len(LANGUAGES), p=TONGUES)
    second = chance.integers(len(LANGUAGES)) if chance.random() < 0.5 else first
    return Candidate(
        associate_id=number,
        store_id=number % merchant.stores,
        languages=frozenset({LANGUAGES[first], LANGUAGES[second]}),
        levels={int(category): int(chance.integers(1, 6)) for category in known},
        idle_s=0.0,
    )


def _nearby(store: int, city_of: Sequence[int]) -> dict[int, int]:
    others = [one for one, city in enumerate(city_of) if city == city_of[store] and one != store]
    return {one: rank for rank, one in enumerate(others, 1)}
