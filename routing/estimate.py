"""How long they will wait: a prediction from the live state, a range from past errors.

Predictor: the longer of "my place among my kind" and "my place among all", each times the time a
contact takes over the associates on shift. The range is what the same prediction turned out to be
in the past; those who hung up count as "at least so long" (Kaplan-Meier).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORK_S = 255.0
"""What a contact takes with wrap-up where nothing else is known."""
EDGES_S = (10.0, 20.0, 40.0, 80.0, 160.0, 320.0)
LOW, LIKELY, HIGH = 0.1, 0.5, 0.9
ENOUGH = 100
_USUAL = (0.1, 0.8, 2.0)


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


def predict_s(outlook: Outlook, work_s: float) -> float | None:
    """Return the expected wait; None where nobody able is on shift."""
    if not outlook.able or not outlook.on_shift:
        return None
    by_kind = outlook.place * work_s / outlook.able
    return max(by_kind, outlook.place_of_all * work_s / outlook.on_shift)


def estimate_s(place: int, on_shift: int, talk_s: float) -> int | None:
    """Estimate the wait of the contact at this place; None where nobody able is on shift."""
    return round(place * talk_s / on_shift) if on_shift else None


@dataclass(frozen=True)
class Errors:
    """Ratios real to predicted wait (low, likely, high), by how long the prediction was."""

    ratios: tuple[tuple[float, float, float], ...] = (_USUAL,) * (len(EDGES_S) + 1)

    def range(self, predicted_s: float) -> Range:
        low, likely, high = self.ratios[bisect_right(EDGES_S, predicted_s)]
        return Range(predicted_s * low, predicted_s * likely, predicted_s * high)


def learn(history: Iterable[Past]) -> Errors:
    """Learn from what came of past predictions; a class with too few takes those of all."""
    past = [one for one in history if one.predicted_s > 0]
    kinds: list[list[Past]] = [[] for _ in range(len(EDGES_S) + 1)]
    for one in past:
        kinds[bisect_right(EDGES_S, one.predicted_s)].append(one)
    usual = _ratios(past) if len(past) >= ENOUGH else _USUAL
    return Errors(tuple(_ratios(kind) if len(kind) >= ENOUGH else usual for kind in kinds))


def coverage(errors: Errors, history: Iterable[Past]) -> float:
    """Share of real waits inside the announced range, hang-ups counted as at least so long."""
    places = []
    for one in history:
        said = errors.range(one.predicted_s)
        span = max(said.high_s - said.low_s, 1e-9)
        places.append(Past(1.0, (one.waited_s - said.low_s) / span, one.served))
    curve = _survival(places)
    before = [left for at, left in curve if at < 0.0]
    until = [left for at, left in curve if at <= 1.0]
    return (before[-1] if before else 1.0) - (until[-1] if until else 1.0)


def _ratios(past: Sequence[Past]) -> tuple[float, float, float]:
    curve = _survival([Past(1.0, one.waited_s / one.predicted_s, one.served) for one in past])
    low, likely, high = (_quantile(curve, share) for share in (LOW, LIKELY, HIGH))
    return low, likely, high


def _survival(past: Sequence[Past]) -> list[tuple[float, float]]:
    """Return (wait, share that waits longer), after Kaplan and Meier 1958."""
    left, at_risk, curve = 1.0, len(past), []
    for one in sorted(past, key=lambda one: (one.waited_s, not one.served)):
        if one.served:
            left *= 1.0 - 1.0 / at_risk
            curve.append((one.waited_s, left))
        at_risk -= 1
    return curve


def _quantile(curve: Sequence[tuple[float, float]], share: float) -> float:
    reached = (at for at, left in curve if left <= 1.0 - share)
    return next(reached, curve[-1][0] if curve else 1.0)
