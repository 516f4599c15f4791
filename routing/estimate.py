"""How long they will wait: a prediction from the live state, a range from what such ones came to.

Predictor: the longer of "my place among my kind" and "my place among all", each times the time a
contact takes over the associates on shift. History corrects it: by a factor for each kind (a
category at an hour of the day), drawn towards the house's where it is seldom; then by what the
corrected prediction turned out to be. Those who hung up count as "at least so long" (Kaplan-Meier).
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

WORK_S = 255.0
"""What a contact takes with wrap-up where nothing else is known."""
EDGES_S = (10.0, 20.0, 40.0, 80.0, 160.0, 320.0)
LOW, LIKELY, HIGH = 0.1, 0.5, 0.9
STATED = HIGH - LOW
"""The share of waits that is to lie within the range."""
ENOUGH = 100
_USUAL = (0.1, 0.8, 2.0)
_DRAWN = 30
"""A kind's own factor counts as much as the house's once so many of the kind were served."""

Kind = Hashable


@dataclass(frozen=True, slots=True)
class Outlook:
    """Places from 1, associates on shift: among the contact's kind, and among all.

    `in_vain`: nobody able is on shift in any ring the store ever asks.
    """

    place: int
    able: int
    place_of_all: int
    on_shift: int
    in_vain: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Eight of ten wait between `low_s` and `high_s`; half of them less than `likely_s`."""

    low_s: float
    likely_s: float
    high_s: float


@dataclass(frozen=True, slots=True)
class Past:
    """A wait that was predicted, and how it ended; `served` is false for a hang-up."""

    predicted_s: float
    waited_s: float
    served: bool = True
    kind: Kind = None


def predict_s(outlook: Outlook, work_s: float) -> float | None:
    """Return the expected wait; None where nobody able is on shift."""
    if not outlook.able or not outlook.on_shift:
        return None
    by_kind = outlook.place * work_s / outlook.able
    return max(by_kind, outlook.place_of_all * work_s / outlook.on_shift)


@dataclass(frozen=True)
class Errors:
    """Ratios real to corrected prediction (low, likely, high), by how long that is.

    `factors`: real to live prediction, by kind; the house's own stands in the ratios.
    """

    ratios: tuple[tuple[float, float, float], ...] = (_USUAL,) * (len(EDGES_S) + 1)
    factors: Mapping[Kind, float] = field(default_factory=dict)

    def corrected_s(self, predicted_s: float, kind: Kind = None) -> float:
        return predicted_s * self.factors.get(kind, 1.0)

    def range(self, predicted_s: float, kind: Kind = None) -> Range:
        corrected = self.corrected_s(predicted_s, kind)
        low, likely, high = self.ratios[bisect_right(EDGES_S, corrected)]
        return Range(corrected * low, corrected * likely, corrected * high)


def learn(history: Iterable[Past]) -> Errors:
    """Learn from what came of past predictions; a class with too few takes those of all."""
    past = [one for one in history if one.predicted_s > 0]
    if len(past) < ENOUGH:
        return Errors()
    factors = _factors(past)
    every: list[tuple[float, bool]] = []
    classes: list[list[tuple[float, bool]]] = [[] for _ in range(len(EDGES_S) + 1)]
    for one in past:
        corrected = one.predicted_s * factors.get(one.kind, 1.0)
        came = (one.waited_s / corrected, one.served)
        every.append(came)
        classes[bisect_right(EDGES_S, corrected)].append(came)
    usual = _ratios(every)
    ratios = (_ratios(some) if len(some) >= ENOUGH else usual for some in classes)
    return Errors(tuple(ratios), factors)


def coverage(errors: Errors, history: Iterable[Past]) -> float:
    """Share of real waits inside the announced range, hang-ups counted as at least so long."""
    past = list(history)
    said = [errors.range(one.predicted_s, one.kind) for one in past]
    return held(
        (one.waited_s, one.served, low.low_s, low.high_s)
        for one, low in zip(past, said, strict=True)
    )


def held(told: Iterable[tuple[float, bool, float, float]]) -> float:
    """Share of waits inside what was told: (waited, served, low, high) of each."""
    curve = _survival(
        [((waited - low) / max(high - low, 1e-9), done) for waited, done, low, high in told]
    )
    before = [left for at, left in curve if at < 0.0]
    until = [left for at, left in curve if at <= 1.0]
    return (before[-1] if before else 1.0) - (until[-1] if until else 1.0)


def _factors(past: Sequence[Past]) -> dict[Kind, float]:
    """Return how much longer each kind waits than the house does of the same prediction.

    The mean ratio of exponential waits, hang-ups included: all that was waited, over the served.
    """
    waited: dict[Kind, float] = {}
    served: dict[Kind, int] = {}
    for one in past:
        waited[one.kind] = waited.get(one.kind, 0.0) + one.waited_s / one.predicted_s
        served[one.kind] = served.get(one.kind, 0) + one.served
    house = sum(waited.values()) / max(1, sum(served.values()))
    if len(waited) < 2 or house <= 0:
        return {}
    return {kind: (waited[kind] / house + _DRAWN) / (served[kind] + _DRAWN) for kind in waited}


def _ratios(came: Sequence[tuple[float, bool]]) -> tuple[float, float, float]:
    curve = _survival(came)
    low, likely, high = (_quantile(curve, share) for share in (LOW, LIKELY, HIGH))
    return low, likely, high


def _survival(waits: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Return (wait, share that waits longer) of (wait, served), after Kaplan and Meier 1958."""
    left, at_risk, curve = 1.0, len(waits), []
    for wait, done in sorted(waits, key=lambda one: (one[0], not one[1])):
        if done:
            left *= 1.0 - 1.0 / at_risk
            curve.append((wait, left))
        at_risk -= 1
    return curve


def _quantile(curve: Sequence[tuple[float, float]], share: float) -> float:
    """Return the wait that so many do not exceed; beyond what anybody stayed for, exponential."""
    for at, left in curve:
        if left <= 1.0 - share:
            return at
    if not curve:
        return 1.0
    at, left = curve[-1]
    return at * log(1.0 - share) / log(left) if 0.0 < left < 1.0 else at
