"""Published results and exact formulas, simulated by the same event loop and the same `Floor`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.erlang import Load, service
from routing.matching import POLICIES, Candidate, Context, Rules
from tests.bench.policy.contenders import PENALTIES
from tests.bench.policy.measures import Estimate, over_seeds
from tests.bench.policy.simulator import Outcome, Shift, Simulator, Ways
from tests.bench.policy.streams import Stream, by_rates, need, poisson

TONGUE = "it"
_WARM_S = 7200.0
_FIFO = Context(rules=Rules(own_credit_s=0.0, breadth=10**9), policy=POLICIES["longest_idle"])
_LISTED = Context(rules=Rules(own_credit_s=0.0, breadth=10**9), policy=PENALTIES)


@dataclass(frozen=True)
class Check:
    """A published figure, the interval it must meet, and ours."""

    table: str
    figure: str
    low: float
    high: float
    ours: Estimate

    @property
    def met(self) -> bool:
        """Whether the two intervals overlap."""
        return (
            self.low <= self.ours.mean + self.ours.half
            and self.ours.mean - self.ours.half <= self.high
        )


def crew(
    count: int, skills: Callable[[int], Sequence[int]], first: int = 0, store: int = 0
) -> list[Candidate]:
    return [
        Candidate(first + i, store, frozenset({TONGUE}), dict.fromkeys(skills(i), 3), 0.0)
        for i in range(count)
    ]


def queue(seed: int, per_s: float, hours: float, times: tuple[float, float]) -> Stream:
    """One kind of contact; mean seconds of work and of patience."""
    chance = np.random.default_rng([seed, 7])
    at = poisson(per_s, hours * 3600, chance)
    return Stream(
        at.tolist(),
        [need(number, 0, (0, TONGUE)) for number in range(len(at))],
        chance.exponential(times[0], len(at)).tolist(),
        chance.exponential(times[1], len(at)).tolist(),
    )


def one_queue(servers: int, stream: Stream, wrap_up_s: float = 0.0) -> Outcome:
    people = crew(servers, lambda _: [0])
    return Simulator(people, stream, _FIFO, Ways(wrap_up_s=wrap_up_s)).run()


def _shares(
    stream: Stream, outcome: Outcome, warm_s: float, within_s: float = 20.0
) -> dict[str, float]:
    kept = [i for i, at in enumerate(stream.at) if at >= warm_s]
    waits = np.array([outcome.waited_s[i] for i in kept])
    served = np.array([outcome.served_by[i] is not None for i in kept])
    good = served & (waits < within_s)
    late = ~served & (waits >= within_s)
    return {
        "waits": float((waits > 0).mean()),
        "mean_wait_s": float(waits.mean()),
        "within": float(good.mean()),
        "abandons": float((~served).mean()),
        "lost": float((~served).sum()),
        "level": float(good.sum() / (served.sum() + late.sum())),
    }


def erlang_a(runs: int, hours: float, wrap_up_s: float = 0.0) -> list[Check]:
    """M/M/20+M: 2.1 a minute, 10 minutes of work, 2 of patience; the exact values are formulas.

    With a wrap-up it is another system and must not agree.
    """
    exact = service(Load(2.1 / 60, 600.0, 120.0), 20)
    found = []
    for seed in range(runs):
        stream = queue(seed, 2.1 / 60, hours + 2, (600.0, 120.0))
        found.append(_shares(stream, one_queue(20, stream, wrap_up_s), _WARM_S))
    wanted = {
        "waits": exact.waits,
        "mean_wait_s": exact.mean_wait_s,
        "within": exact.within,
        "abandons": exact.abandons,
    }
    return [
        Check("M/M/20+M exact", name, value, value, over_seeds([one[name] for one in found]))
        for name, value in wanted.items()
    ]


def twelve(days: int) -> list[Check]:
    """ContactCenters' M/M/12 examples: 4.2 a minute, 2 minutes of work, days of 8 h."""
    plain, patient = [], []
    for seed in range(days):
        stream = queue(seed, 4.2 / 60, 8, (120.0, 1e12))
        plain.append(_shares(stream, one_queue(12, stream), 0.0))
        stream = queue(seed + 10**6, 4.2 / 60, 8, (120.0, 60.0))
        patient.append(_shares(stream, one_queue(12, stream), 0.0))
    return [
        Check(
            "M/M/12", "served in 20 s", 0.900, 0.904, over_seeds([one["level"] for one in plain])
        ),
        Check(
            "M/M/12",
            "mean wait, min",
            0.0985,
            0.0995,
            over_seeds([one["mean_wait_s"] / 60 for one in plain]),
        ),
        Check("M/M/12+M", "lost a day", 58.55, 58.65, over_seeds([one["lost"] for one in patient])),
        Check(
            "M/M/12+M",
            "served in 20 s",
            0.9675,
            0.9685,
            over_seeds([one["level"] for one in patient]),
        ),
    ]


_RATES = ((4.2, 5.3, 3.2), (5.1, 4.3, 4.8), (6.3, 5.2, 4.8))
_WORK, _PATIENCE = np.array([2.0, 1 / 0.6, 2.5]) * 60, np.array([1 / 0.3, 2.5, 5.0]) * 60
_ON = ((12, 18, 9), (15, 20, 11))
_PERIOD_S = 7200.0


def _busy_day(seed: int) -> Stream:
    """Draw a day of SimpleMSK: three types, two-hour periods, a gamma-distributed busyness."""
    chance = np.random.default_rng([seed, 11])
    busy = chance.gamma(28.7, 1 / 28.7)
    parts = [by_rates([busy * rate / 60 for rate in rates], _PERIOD_S, chance) for rates in _RATES]
    kinds = np.concatenate([np.full(len(part), kind) for kind, part in enumerate(parts)])
    at = np.concatenate(parts)
    order = np.argsort(at)
    period = np.minimum((at[order] // _PERIOD_S).astype(int), 2)
    return Stream(
        at[order].tolist(),
        [need(i, int(kind == 2), (int(kind), TONGUE)) for i, kind in enumerate(kinds[order])],
        (chance.exponential(1.0, len(at)) * _WORK[period]).tolist(),
        (chance.exponential(1.0, len(at)) * _PATIENCE[period]).tolist(),
    )


def simple_msk(days: int) -> list[Check]:
    """SimpleMSK of ContactCenters (Buist and L'Ecuyer): 1,000 days there."""
    people = crew(18, lambda _: [0, 1]) + crew(20, lambda _: [1, 2], first=18, store=1)
    shifts = [
        Shift(period * _PERIOD_S, base + i, on=i < count)
        for base, counts in ((0, _ON[0]), (18, _ON[1]))
        for period, count in enumerate(counts)
        for i in range(max(counts))
    ]
    ways, found = Ways(wrap_up_s=0.0, shifts=shifts), []
    for seed in range(days):
        stream = _busy_day(seed)
        outcome = Simulator(people, stream, _LISTED, ways).run()
        found.append((len(stream.at), _shares(stream, outcome, 0.0)))
    served = over_seeds([count - one["lost"] for count, one in found])
    lost = over_seeds([one["lost"] for _, one in found])
    good = over_seeds([count * one["within"] for count, one in found])
    late = [count * one["within"] / one["level"] for count, one in found]
    level = Estimate(good.mean / float(np.mean(late)), good.half / float(np.mean(late)))
    return [
        Check("SimpleMSK", "served", 4270.2, 4324.5, served),
        Check("SimpleMSK", "abandoned", 876.1, 944.5, lost),
        Check("SimpleMSK", "served in 20 s", 0.494, 0.509, level),
    ]


def wallace_whitt(runs: int, hours: float) -> list[Check]:
    """Six types, 90 associates, 30 places, 84 Erlangs of 10 minutes: two skills do nearly all.

    The end point (all skills) is M/M/90/120, exact; two skills are to come near it.
    """
    exact = service(Load(0.14, 600.0, room=30), 90)
    six, two = _skilled(6, runs, hours), _skilled(2, runs, hours)
    return [
        Check("Wallace-Whitt, 6 skills", "blocked", exact.blocked, exact.blocked, six[0]),
        Check(
            "Wallace-Whitt, 6 skills",
            "mean wait, min",
            exact.mean_wait_s / 60,
            exact.mean_wait_s / 60,
            six[1],
        ),
        Check("Wallace-Whitt, 2 skills", "blocked", 0.0037, 0.0047, two[0]),
        Check("Wallace-Whitt, 2 skills", "mean wait, min", 0.53, 0.65, two[1]),
    ]


def _skilled(skills: int, runs: int, hours: float) -> tuple[Estimate, Estimate]:
    def known(i: int) -> list[int]:
        first, shift = i % 6, (i // 6) % 5
        return [first, *((first + 1 + (shift + more) % 5) % 6 for more in range(skills - 1))]

    blocked, waits = [], []
    for seed in range(runs):
        chance = np.random.default_rng([seed, 13])
        at = poisson(0.14, (hours + 2) * 3600, chance)
        kinds = chance.integers(0, 6, len(at)).tolist()
        needs = [need(i, kind, (kind, TONGUE)) for i, kind in enumerate(kinds)]
        work = chance.exponential(600.0, len(at)).tolist()
        people = [who for kind in range(6) for who in crew(90, known)[kind::6]]
        people = [_at_store(who) for who in people]
        stream = Stream(at.tolist(), needs, work, [1e12] * len(at))
        outcome = Simulator(people, stream, _LISTED, Ways(wrap_up_s=0.0, room=30)).run()
        turned = {i for i in outcome.blocked if at[i] >= _WARM_S}
        came = [
            outcome.waited_s[i] for i, when in enumerate(at) if when >= _WARM_S and i not in turned
        ]
        blocked.append(len(turned) / (len(turned) + len(came)))
        waits.append(float(np.mean(came)) / 60)
    return over_seeds(blocked), over_seeds(waits)


def _at_store(who: Candidate) -> Candidate:
    """His first skill is his store: contacts go to those first."""
    return Candidate(who.associate_id, next(iter(who.levels)), who.languages, who.levels, 0.0)


def everything(scale: float = 1.0) -> list[Check]:
    """All tables; `scale` 1 is the whole length."""
    return [
        *erlang_a(10, 300 * scale),
        *twelve(max(10, int(1000 * scale))),
        *simple_msk(max(20, int(1000 * scale))),
        *wallace_whitt(8, 250 * scale),
    ]
