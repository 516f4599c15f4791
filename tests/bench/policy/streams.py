"""Contacts that come: when, for what, how long they take, how patient they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.matching import Cell, Requirement
from tests.bench.policy.worlds import World

WORK_S, WORK_CV, WRAP_UP_S, PATIENCE_S = 240.0, 1.15, 15.0, 180.0


@dataclass
class Stream:
    """One contact per place of the lists, in order of arrival; seconds from the start.

    `luck` decides whether an offer is missed; it belongs to the contact, so that every policy
    meets the same customers (common random numbers).
    """

    at: Sequence[float]
    needs: Sequence[Requirement]
    work_s: Sequence[float]
    patience_s: Sequence[float]
    luck: Sequence[float] = field(default_factory=list)


def poisson(per_s: float, lasts_s: float, chance: np.random.Generator) -> np.ndarray:
    return np.sort(chance.uniform(0.0, lasts_s, chance.poisson(per_s * lasts_s)))


def by_rates(rates: Sequence[float], step_s: float, chance: np.random.Generator) -> np.ndarray:
    """Poisson arrivals at a rate that changes every `step_s`."""
    parts = [poisson(rate, step_s, chance) + step_s * i for i, rate in enumerate(rates)]
    return np.concatenate(parts)


def draw(
    world: World, at: np.ndarray, chance: np.random.Generator, priority: float = 0.0
) -> Stream:
    """Give each arrival a store, a wish, a length and a patience; `priority` have a credit."""
    count = len(at)
    sigma = np.sqrt(np.log(1.0 + WORK_CV**2))
    stores = chance.choice(world.stores, count, p=world.store_shares).tolist()
    wishes = chance.choice(len(world.cells), count, p=world.cell_shares).tolist()
    favours = np.where(chance.random(count) < priority, 60.0, 0.0).tolist()
    work = WORK_S * np.exp(sigma * chance.standard_normal(count) - sigma**2 / 2)
    return Stream(
        at=at.tolist(),
        needs=[
            need(number, store, world.cells[wish], world, credit)
            for number, (store, wish, credit) in enumerate(
                zip(stores, wishes, favours, strict=True)
            )
        ],
        work_s=work.tolist(),
        patience_s=chance.exponential(PATIENCE_S, count).tolist(),
        luck=chance.random(count).tolist(),
    )


def need(
    number: int, store: int, cell: Cell, world: World | None = None, credit_s: float = 0.0
) -> Requirement:
    return Requirement(
        contact_id=number,
        store_id=store,
        category_id=cell[0],
        language=cell[1],
        waited_s=0.0,
        credit_s=credit_s,
        nearby=world.nearby[store] if world else {},
    )
