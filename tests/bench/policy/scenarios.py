"""The study's eight situations and a retail evening; each policy meets the same customers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.matching import Cell, Staffed, scarcity
from tests.bench.policy.contenders import Maker
from tests.bench.policy.measures import measure
from tests.bench.policy.simulator import Outcome, Simulator, Ways
from tests.bench.policy.streams import WORK_S, WRAP_UP_S, Stream, draw, poisson
from tests.bench.policy.worlds import Merchant, World, build

WARM_S = 1800.0
BASE, PLAIN = Merchant(), Ways()


@dataclass(frozen=True)
class Scenario:
    name: str
    merchant: Merchant = BASE
    load: float = 0.85
    ways: Ways = PLAIN
    hours: float = 5.0


SCENARIOS = (
    Scenario("base .85"),
    Scenario("base .95", load=0.95),
    Scenario("small", Merchant(associates=60, stores=12, cities=3), load=0.75),
    Scenario("sparse", Merchant(skills=(1, 3)), load=0.80),
    Scenario("faster by level", load=0.95, ways=Ways(faster_per_level=0.1)),
    Scenario("missed offers", load=0.85, ways=Ways(missed=0.08)),
    Scenario("1,000 associates", Merchant(associates=1000, stores=150, cities=30), load=0.95),
)


@dataclass(frozen=True)
class Case:
    """A scenario come true for one seed: people, customers, and what history would expect."""

    world: World
    stream: Stream
    demand: dict[Cell, float]
    ways: Ways


def case(scenario: Scenario, seed: int) -> Case:
    """Learn the demand from another day of the same merchant, never from the day itself."""
    world = build(scenario.merchant, seed)
    per_s = scenario.load * scenario.merchant.associates / (WORK_S + WRAP_UP_S)
    lasts = scenario.hours * 3600.0 + WARM_S
    days = [_day(world, per_s, lasts, [seed, day]) for day in (2, 3)]
    return Case(world, days[0], learnt([days[1]], lasts), scenario.ways)


def _day(world: World, per_s: float, lasts_s: float, seed: Sequence[int]) -> Stream:
    chance = np.random.default_rng(seed)
    return draw(world, poisson(per_s, lasts_s, chance), chance)


def learnt(days: Sequence[Stream], lasts_s: float) -> dict[Cell, float]:
    """Erlangs by cell, as a nightly job would count them from past days."""
    found: dict[Cell, float] = {}
    for day in days:
        for need, work in zip(day.needs, day.work_s, strict=True):
            found[need.cell] = found.get(need.cell, 0.0) + (work + WRAP_UP_S) / lasts_s / len(days)
    return found


def simulate(case_: Case, maker: Maker) -> Outcome:
    crew = case_.world.crew
    staffed = Staffed.of(crew)
    context = maker(staffed, scarcity(staffed, case_.demand))
    return Simulator(crew, case_.stream, context, case_.ways).run()


def play(case_: Case, maker: Maker, warm_s: float = WARM_S) -> dict[str, float]:
    return measure(case_.world.crew, case_.stream, simulate(case_, maker), warm_s)
