"""What a run is worth, and how sure one may be of a mean over runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from routing.matching import Candidate
from tests.bench.policy.simulator import Outcome
from tests.bench.policy.streams import Stream

NAMES = ("wait", "p95", "sl20", "abandoned", "own", "level", "worst", "gini")
_T95 = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14)
_ENOUGH = 30


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds and half its 95 % interval (Student)."""

    mean: float
    half: float


def measure(
    crew: Sequence[Candidate], stream: Stream, outcome: Outcome, warm_s: float
) -> dict[str, float]:
    """Count waits of all who came, hang-ups included; `sl20` is served in time of all who came."""
    people = {who.associate_id: who for who in crew}
    kept = [number for number, at in enumerate(stream.at) if at >= warm_s]
    waits = np.array([outcome.waited_s[number] for number in kept])
    served = np.array([outcome.served_by[number] is not None for number in kept])
    good = served & (waits <= 20.0)
    pairs = [
        (stream.needs[number], people[by])
        for number in kept
        if (by := outcome.served_by[number]) is not None
    ]
    return {
        "wait": float(waits.mean()),
        "p95": float(np.quantile(waits, 0.95)),
        "sl20": float(good.mean()),
        "abandoned": float(1.0 - served.mean()),
        "own": sum(need.store_id == who.store_id for need, who in pairs) / len(pairs),
        "level": sum(who.levels[need.category_id] for need, who in pairs) / len(pairs),
        "worst": _worst(stream, kept, good),
        "gini": gini(list(outcome.busy_s.values())),
    }


def _worst(stream: Stream, kept: Sequence[int], good: np.ndarray) -> float:
    kinds: dict[tuple[int, str], list[bool]] = {}
    for number, fine in zip(kept, good.tolist(), strict=True):
        kinds.setdefault(stream.needs[number].cell, []).append(fine)
    shares = [sum(kind) / len(kind) for kind in kinds.values() if len(kind) >= _ENOUGH]
    return min(shares, default=1.0)


def gini(busy: Sequence[float]) -> float:
    """0 where everybody works the same, towards 1 where one does all."""
    ordered = np.sort(np.array([one for one in busy if one > 0.0]))
    count = len(ordered)
    if not count:
        return 0.0
    ranks = np.arange(1, count + 1)
    return float((2 * ranks - count - 1) @ ordered / (count * ordered.sum()))


def over_seeds(values: Sequence[float]) -> Estimate:
    count = len(values)
    if count < 2:
        return Estimate(float(np.mean(values)), float("nan"))
    t95 = _T95[count - 2] if count - 2 < len(_T95) else 1.96
    return Estimate(float(np.mean(values)), t95 * float(np.std(values, ddof=1)) / sqrt(count))


def summary(runs: Sequence[Mapping[str, float]]) -> dict[str, Estimate]:
    return {name: over_seeds([run[name] for run in runs]) for name in runs[0]}
