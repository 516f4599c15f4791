"""Days whose rate changes by the half hour: a log's, and a shop's evening; staffed by forecast.

The product's own forecast and advice (`routing.staffing`) say how many are on shift.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from routing.matching import Candidate, Cell, Staffed, scarcity
from routing.staffing import HALF_HOUR, Advice, Goal, HalfHour, advise, forecast
from tests.bench.policy.logs import Call, half_hours, working_days
from tests.bench.policy.scenarios import Case
from tests.bench.policy.simulator import Shift, Ways
from tests.bench.policy.streams import PATIENCE_S, WORK_S, WRAP_UP_S, by_rates, draw
from tests.bench.policy.worlds import Merchant, World, build

_STEP_S = HALF_HOUR.total_seconds()
_BUSIEST = 0.85
_MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
EVENING = (
    *(20, 24, 30, 36, 42, 48, 54, 58, 56, 50, 46, 46),
    *(50, 56, 66, 80, 94, 100, 98, 90, 74, 56, 40, 26),
)
"""Contacts by half hour from 9 to 21, the busiest is 100: people ask after work."""


@dataclass(frozen=True)
class Day:
    """Contacts of a day by half hour, from its opening."""

    opens: datetime
    counts: Sequence[float]

    def half_hours(self, factor: float) -> list[HalfHour]:
        return [
            HalfHour(self.opens + HALF_HOUR * i, factor * count, WORK_S + WRAP_UP_S)
            for i, count in enumerate(self.counts)
        ]


def of_log(calls: Sequence[Call]) -> list[Day]:
    return [
        Day(datetime(day.year, day.month, day.day, 8, tzinfo=UTC), half_hours(some))
        for day, some in working_days(calls).items()
    ]


def evenings(seed: int, count: int = 30) -> list[Day]:
    """Days of one shape; some are busier than others (gamma, cv 0.19), each slot by chance."""
    chance = np.random.default_rng([seed, 19])
    busy = chance.gamma(28.7, 1 / 28.7, count)
    return [
        Day(_MONDAY + timedelta(days=i), chance.poisson(busy[i] * np.array(EVENING)).tolist())
        for i in range(count)
    ]


def cases(days: Sequence[Day], held_out: int, seed: int) -> list[Case]:
    """Let the last days come true, each staffed by what was known on the eve."""
    known = min(held_out, len(days) // 2)
    return [
        _case(days[: len(days) - known + i], days[len(days) - known + i], seed + i)
        for i in range(known)
    ]


def _case(past: Sequence[Day], day: Day, seed: int) -> Case:
    merchant = Merchant()
    world = build(merchant, seed)
    factor = _factor(past, merchant.associates)
    history = [one for some in past for one in some.half_hours(factor)]
    expected = forecast(history, day.opens, days=1)[: len(day.counts)]
    if not any(slot.contacts for slot in expected):
        usual = np.mean([some.counts for some in past], axis=0).tolist()
        expected = Day(day.opens, usual).half_hours(factor)
    plan = advise(expected, Goal(patience_s=PATIENCE_S))
    chance = np.random.default_rng([seed, 23])
    stream = draw(
        world, by_rates([factor * c / _STEP_S for c in day.counts], _STEP_S, chance), chance
    )
    return Case(world, stream, {}, _ways(world, plan, expected, seed))


def _factor(past: Sequence[Day], associates: int) -> float:
    """Scale so that the busiest half hour of a usual day keeps the crew busy."""
    usual = np.mean([day.counts for day in past], axis=0)
    return float(_BUSIEST * associates * _STEP_S / (WORK_S + WRAP_UP_S) / usual.max())


def _ways(world: World, plan: Sequence[Advice], expected: Sequence[HalfHour], seed: int) -> Ways:
    order = np.random.default_rng([seed, 29]).permutation(len(world.crew)).tolist()
    shares = _learnt_shares(world, seed)

    def reckon(now: float, on: Sequence[Candidate]) -> dict[Cell, float]:
        slot = expected[min(int(now // _STEP_S), len(expected) - 1)]
        erlangs = slot.contacts * slot.work_s / _STEP_S
        return scarcity(Staffed.of(on), {cell: erlangs * part for cell, part in shares.items()})

    return replace(Ways(), shifts=_shifts(order, plan), reckon=reckon)


def _learnt_shares(world: World, seed: int) -> dict[Cell, float]:
    """Count what 5,000 customers of another day asked for."""
    chance = np.random.default_rng([seed, 31])
    asked = chance.choice(len(world.cells), 5000, p=world.cell_shares)
    return {cell: float((asked == i).mean()) for i, cell in enumerate(world.cells)}


def _shifts(order: Sequence[int], plan: Sequence[Advice]) -> list[Shift]:
    found, on = [], 0
    for i, advice in enumerate(plan):
        wanted = min(len(order), max(advice.associates, 1))
        at = i * _STEP_S
        found += [Shift(at, key, on=True) for key in order[on:wanted]]
        found += [Shift(at, key, on=False) for key in order[wanted:on]]
        on = wanted
    return found
