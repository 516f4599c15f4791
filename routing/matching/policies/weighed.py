"""The house's policy: near store, high level, and whoever leaves the fewest scarce skills bare."""

from routing.matching.seats import Ask, Policy, Seat


def weigh(ask: Ask, seat: Seat) -> tuple[float, ...]:
    """Store distance, level, product line, pressure on his skills, idle time, acquaintance.

    Pressure is what taking him away costs those who come next: over all his cells, the work
    expected per able associate, shared among those of them who are idle now. Another store's
    last idle associate is dear likewise: its own customers would have to go elsewhere.
    """
    need, rules = ask.need, ask.rules
    idle = (ask.now - seat.idle_since) / rules.idle_full_s
    return (
        _away(ask, seat) if seat.store_id != need.store_id else 0.0,
        rules.level * (5 - seat.levels[need.category_id]) / 4,
        _line(ask, seat) if need.product_line else 0.0,
        rules.pressure * sum(seat.pick(ask.pressures)),
        -rules.idle * idle if idle < 1.0 else -rules.idle,
        -rules.preferred if need.preferred_id == seat.who.associate_id else 0.0,
    )


def _away(ask: Ask, seat: Seat) -> float:
    distance = ask.rules.by_ring[ask.need.ring(seat.store_id)]
    return distance + ask.rules.bare / (ask.heads.get(seat.store_id) or 1)


def _line(ask: Ask, seat: Seat) -> float:
    return 0.0 if ask.need.product_line in seat.who.product_lines else ask.rules.line


WEIGHED = Policy("weighed", ("store", "level", "line", "pressure", "idle", "preferred"), weigh)
