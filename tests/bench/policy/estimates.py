"""How well a wait is foretold: learnt on some days, judged on others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import inf, sqrt

from routing.estimate import (
    EDGES_S,
    ENOUGH,
    STATED,
    Errors,
    Outlook,
    Past,
    Range,
    coverage,
    held,
    learn,
    predict_s,
)
from routing.matching import Candidate, Context, Requirement, Staffed, scarcity
from tests.bench.policy import replay
from tests.bench.policy.contenders import house
from tests.bench.policy.logs import Call, working_days
from tests.bench.policy.profiles import cases, evenings, of_log
from tests.bench.policy.scenarios import WARM_S, Case, Scenario, case
from tests.bench.policy.simulator import Outcome, Simulator
from tests.bench.policy.streams import WORK_S, WRAP_UP_S
from tests.bench.policy.worlds import Merchant

STEADY = (
    Scenario("base 1.0", load=1.0),
    Scenario("sparse .9", Merchant(skills=(1, 3)), load=0.9),
    Scenario("small .9", Merchant(associates=60, stores=12, cities=3), load=0.9),
)
_SPENT_S = WORK_S + WRAP_UP_S
_HOUR_S = 3600.0
_RECOUNT_S = 30.0
_FEW = 200


@dataclass(frozen=True)
class Judged:
    """Contacts that had to wait: error of the point, share inside the 80 % range, its width.

    `worst`: the share inside in the class of predictions (by length) where it is furthest off.
    `untaught`: the share inside what would be told without any history.
    """

    name: str
    contacts: int
    mean_wait_s: float
    rmse_s: float
    bias_s: float
    inside: float
    worst: float
    untaught: float
    width_s: float


@dataclass(frozen=True)
class Told:
    """What came of a wait, and what was said of it."""

    past: Past
    said: Range


def everything(seeds: Sequence[int], calls: Sequence[Call] | None) -> list[Judged]:
    """Judge steady days, days whose load comes and goes, and a log played again."""
    found = [_steady(one, seeds) for one in STEADY]
    evening = [told(one) for one in cases(evenings(seeds[0]), 8, seeds[0])]
    found.append(judge("retail evening", evening, len(evening) // 2))
    return found + (_of_log(calls, seeds[0]) if calls is not None else [])


def judge(name: str, days: Sequence[Sequence[Past]], first: int) -> Judged:
    """Judge each day from `first` on by what all days before it have taught."""
    told_s: list[Told] = []
    for number in range(first, len(days)):
        errors = learn(one for day in days[:number] for one in day)
        told_s += [Told(one, errors.range(one.predicted_s, one.kind)) for one in days[number]]
    served = [one for one in told_s if one.past.served]
    off = [one.said.likely_s - one.past.waited_s for one in served]
    untaught = coverage(Errors(), [one.past for one in told_s])
    return Judged(
        name=name,
        contacts=len(told_s),
        mean_wait_s=sum(one.past.waited_s for one in told_s) / len(told_s),
        rmse_s=sqrt(sum(e * e for e in off) / len(off)),
        bias_s=sum(off) / len(off),
        inside=_held(told_s),
        worst=_worst(told_s),
        untaught=untaught,
        width_s=sum(one.said.high_s - one.said.low_s for one in told_s) / len(told_s),
    )


def told(case_: Case) -> list[Past]:
    """Run the house's policy and note what each waiting contact would be told on arrival."""
    staffed = Staffed.of(case_.world.crew)
    context: Context = house(staffed, scarcity(staffed, case_.demand))
    said, watch = _notes(WARM_S, _SPENT_S)
    ways = replace(case_.ways, watch=watch)
    outcome = Simulator(case_.world.crew, case_.stream, context, ways).run()
    return _pasts(said, outcome)


def _notes(
    from_s: float, spent_s: float
) -> tuple[dict[int, tuple[float, tuple[int, int]]], Callable[..., None]]:
    """Return where to find what each was told, by number, and what is to be called to tell."""
    said: dict[int, tuple[float, tuple[int, int]]] = {}
    counted: list[tuple[float, int, Staffed]] = []

    def watch(run: Simulator, need: Requirement, now: float) -> None:
        staffed = _staffed(run, now, counted)
        line = run.floor.line
        place, able = line.place(need.contact_id), staffed.able.get(need.cell, 0)
        outlook = Outlook(place, able, line.place_of_all(need.contact_id), staffed.heads)
        predicted = predict_s(outlook, spent_s)
        if predicted is not None and now >= from_s:
            hour = int(now // _HOUR_S) % 24
            said[need.contact_id] = (predicted, (need.category_id, hour))

    return said, watch


def _staffed(run: Simulator, now: float, counted: list[tuple[float, int, Staffed]]) -> Staffed:
    """Count who is on shift, anew every half minute as the product does."""
    if counted and counted[-1][1] == len(run.on) and now - counted[-1][0] < _RECOUNT_S:
        return counted[-1][2]
    on: list[Candidate] = [run.seats[key].who for key in run.on]
    counted[:] = [(now, len(run.on), Staffed.of(on))]
    return counted[-1][2]


def _pasts(said: dict[int, tuple[float, tuple[int, int]]], outcome: Outcome) -> list[Past]:
    return [
        Past(predicted, outcome.waited_s[i], outcome.served_by[i] is not None, kind)
        for i, (predicted, kind) in said.items()
    ]


def _steady(one: Scenario, seeds: Sequence[int]) -> Judged:
    known = range(51, 55)
    return judge(one.name, [told(case(one, seed)) for seed in (*known, *seeds)], len(known))


def _of_log(calls: Sequence[Call], seed: int) -> list[Judged]:
    """Play the log's days at an invented merchant, and the log itself with its own people."""
    found = []
    if len(days := of_log(calls)) >= 4:
        real = [told(one) for one in cases(days, 8, seed)]
        found.append(judge("real profile", real, len(real) // 2))
    replayed = _replayed(calls)
    half = len(replayed) // 2
    if half and all(sum(map(len, part)) >= ENOUGH for part in (replayed[:half], replayed[half:])):
        found.append(judge("the log itself", replayed, half))
    return found


def _replayed(calls: Sequence[Call]) -> list[list[Past]]:
    """Return the waits of each working day, as the log's own people would have met them."""
    inferred = replay.Inferred()
    spent = [call.work_s for call in calls if call.served]
    said, watch = _notes(0.0, sum(spent) / len(spent) + inferred.wrap_up_s)
    played = replay.prepare(calls, inferred)
    outcome = replay.run(played, replay.POLICIES["weighed"], inferred, watch)
    days: dict[date, list[Past]] = {day: [] for day in sorted(working_days(calls))}
    for number, past in zip(said, _pasts(said, outcome), strict=True):
        if calls[number].counts and calls[number].day in days:
            days[calls[number].day].append(past)
    return list(days.values())


def _held(some: Sequence[Told]) -> float:
    return held(
        (one.past.waited_s, one.past.served, one.said.low_s, one.said.high_s) for one in some
    )


def _worst(told_s: Sequence[Told]) -> float:
    """Find the class of foretold waits whose share inside is furthest from what is stated."""
    found = [_held(told_s)]
    for low, high in pairwise([0.0, *EDGES_S, inf]):
        some = [one for one in told_s if low <= one.said.likely_s < high]
        if len(some) >= _FEW:
            found.append(_held(some))
    return max(found, key=lambda share: abs(share - STATED))
