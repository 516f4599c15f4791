"""A log played again: the same calls, the same people present, our event loop.

What the log does not say is inferred: people are present from their first call to their last,
less gaps longer than `gap_s`; patience of those who were served is what they waited and more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from routing.matching import POLICIES, Candidate, Cell, Context, Policy, Rules, Staffed, scarcity
from tests.bench.policy.logs import Call
from tests.bench.policy.simulator import Outcome, Shift, Simulator, Ways
from tests.bench.policy.streams import Stream, need

_DAY_S = 86400.0
_TONGUE = "he"
_KNOWN_FROM = 3


@dataclass(frozen=True)
class Inferred:
    """What a log leaves out. These values were chosen on January 1999 alone."""

    gap_s: float = 300.0
    wrap_up_s: float = 26.0
    more_patience_s: float = 360.0
    credit_s: float = 90.0


@dataclass(frozen=True)
class Told:
    """What happened: mean wait of all, served in 20 s and hung up of all, by working hours."""

    contacts: int
    wait: float
    sl20: float
    abandoned: float
    priority_sl20: float


@dataclass(frozen=True)
class Replay:
    calls: Sequence[Call]
    crew: Sequence[Candidate]
    stream: Stream
    shifts: Sequence[Shift]


def actual(calls: Sequence[Call]) -> Told:
    rows = [(c.waited_s, c.served, c.priority) for c in calls if c.counts]
    return _told(rows)


def prepare(calls: Sequence[Call], inferred: Inferred, seed: int = 1) -> Replay:
    chance = np.random.default_rng([seed, 17])
    kinds = {kind: i for i, kind in enumerate(sorted({call.kind for call in calls}))}
    first = min(call.day for call in calls)
    at = [_moment(call, first) for call in calls]
    work = [call.work_s for call in calls if call.served]
    more = chance.exponential(inferred.more_patience_s, len(calls))
    stream = Stream(
        at,
        [
            need(i, 0, (kinds[call.kind], _TONGUE), None, inferred.credit_s * call.priority)
            for i, call in enumerate(calls)
        ],
        [call.work_s if call.served else float(chance.choice(work)) for call in calls],
        [
            call.waited_s + call.served * float(extra)
            for call, extra in zip(calls, more, strict=True)
        ],
    )
    names = {name: i for i, name in enumerate(sorted({c.associate for c in calls if c.served}))}
    shifts = _shifts(calls, names, first, inferred)
    return Replay(calls, _crew(calls, names, kinds), stream, shifts)


def run(
    replay: Replay,
    policy: Policy,
    inferred: Inferred,
    watch: Callable[..., None] | None = None,
) -> Outcome:
    """Play it; scarcity, where a policy asks for it, is the mean of the same log."""
    staffed = Staffed.of(replay.crew)
    context = Context(
        rules=Rules(own_credit_s=0.0),
        staffed=staffed,
        scarcity=scarcity(staffed, _demand(replay)),
        policy=policy,
    )
    ways = Ways(wrap_up_s=inferred.wrap_up_s, shifts=replay.shifts, watch=watch)
    return Simulator(replay.crew, replay.stream, context, ways).run()


def simulated(replay: Replay, outcome: Outcome) -> Told:
    pairs = zip(replay.calls, outcome.waited_s, outcome.served_by, strict=True)
    return _told([(wait, by is not None, c.priority) for c, wait, by in pairs if c.counts])


def predict(calls: Sequence[Call], inferred: Inferred, name: str = "longest_idle") -> Told:
    replay = prepare(calls, inferred)
    return simulated(replay, run(replay, POLICIES[name], inferred))


def calibrate(calls: Sequence[Call]) -> Inferred:
    """Choose gap, wrap-up and patience that reproduce these calls best."""
    grid = [
        Inferred(gap, wrap, patience)
        for gap in (200.0, 300.0, 400.0)
        for wrap in (20.0, 23.0, 26.0, 29.0, 32.0)
        for patience in (360.0, 420.0)
    ]
    truth = actual(calls)
    return min(grid, key=lambda one: _distance(truth, predict(calls, one)))


def _distance(truth: Told, ours: Told) -> float:
    return (
        abs(ours.wait - truth.wait) / max(truth.wait, 1.0)
        + abs(ours.sl20 - truth.sl20) / max(truth.sl20, 0.05)
        + 0.5 * abs(ours.abandoned - truth.abandoned) / max(truth.abandoned, 0.01)
    )


def _told(rows: Sequence[tuple[float, bool, bool]]) -> Told:
    waits = np.array([wait for wait, _, _ in rows])
    served = np.array([done for _, done, _ in rows])
    first = np.array([one for _, _, one in rows])
    good = served & (waits <= 20.0)
    return Told(
        contacts=len(rows),
        wait=float(waits.mean()),
        sl20=float(good.mean()),
        abandoned=float(1.0 - served.mean()),
        priority_sl20=float(good[first].mean()) if first.any() else float("nan"),
    )


def _moment(call: Call, first: date) -> float:
    return (call.day - first).days * _DAY_S + call.at_s


def _crew(calls: Sequence[Call], names: dict[str, int], kinds: dict[str, int]) -> list[Candidate]:
    known: dict[str, dict[int, int]] = {name: {} for name in names}
    for call in calls:
        if call.served:
            seen = known[call.associate]
            seen[kinds[call.kind]] = seen.get(kinds[call.kind], 0) + 1
    return [
        Candidate(i, 0, frozenset({_TONGUE}), _levels(known[name]), 0.0)
        for name, i in names.items()
    ]


def _levels(seen: dict[int, int]) -> dict[int, int]:
    often = {kind: 3 for kind, times in seen.items() if times >= _KNOWN_FROM}
    return often or dict.fromkeys(seen, 3)


def _shifts(
    calls: Sequence[Call], names: dict[str, int], first: date, inferred: Inferred
) -> list[Shift]:
    spans: dict[int, list[tuple[float, float]]] = {}
    for call in calls:
        if call.served:
            start = _moment(call, first) + call.waited_s
            end = start + call.work_s + inferred.wrap_up_s
            spans.setdefault(names[call.associate], []).append((start, end))
    return [
        shift for key, some in spans.items() for shift in _presence(key, sorted(some), inferred)
    ]


def _presence(key: int, spans: Sequence[tuple[float, float]], inferred: Inferred) -> list[Shift]:
    found = [Shift(spans[0][0], key, on=True)]
    for (_, end), (start, _) in pairwise(spans):
        if start - end > inferred.gap_s:
            found += [Shift(end, key, on=False), Shift(start, key, on=True)]
    return [*found, Shift(spans[-1][1], key, on=False)]


def _demand(replay: Replay) -> dict[Cell, float]:
    lasts = replay.stream.at[-1] - replay.stream.at[0]
    found: dict[Cell, float] = {}
    for one, work in zip(replay.stream.needs, replay.stream.work_s, strict=True):
        found[one.cell] = found.get(one.cell, 0.0) + 2.0 * work / lasts
    return found
