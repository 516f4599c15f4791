"""Keep the generalists free: whoever can serve the fewest kinds of contact, then longest idle."""

from routing.matching.seats import Ask, Policy, Seat

_TIE = 1e-6


def weigh(ask: Ask, seat: Seat) -> tuple[float, ...]:
    return (float(len(seat.cells)), -_TIE * (ask.now - seat.idle_since))


LEAST_FLEXIBLE = Policy("least_flexible", ("cells", "idle"), weigh)
