"""What to ask of a camera whose viewers cannot follow: never less than the best one can take."""

from collections.abc import Sequence

FLOOR = 250_000
_CEILING = 4_000_000
_MARGIN = 0.9
_BLIND = 0.75
_RAISE = 1.15


def cap(now: int, rate: int, rooms: Sequence[int | None], *, strained: bool) -> int:
    """Return the camera's new limit in bits per second, 0 for none.

    `rooms` is what each viewer says it can take; `strained`: every one of them is behind `rate`.
    """
    if strained and rooms:
        known = [room for room in rooms if room is not None]
        fits = max(known) * _MARGIN if known else rate * _BLIND
        lower = min(int(fits), rate, now or rate)
        return max(FLOOR, lower)
    raised = int(now * _RAISE)
    return raised if raised < _CEILING else 0
