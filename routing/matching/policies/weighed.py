"""The house's policy: near store, high level, and whoever leaves the fewest scarce skills bare."""

from routing.matching.seats import Ask, Policy, Seat


def weigh(ask: Ask, seat: Seat) -> tuple[float, ...]:
    """Store distance, level, product line, pressure on his skills, idle time, acquaintance.

    Pressure is what taking him away costs those who come next: over all his cells, the work
    expected per able associate, shared among those of them who are idle now.
    """
    need, rules = ask.need, ask.rules
    idle = (ask.now - seat.idle_since) / rules.idle_full_s
    return (
        rules.by_ring[need.ring(seat.store_id)] if seat.store_id != need.store_id else 0.0,
        rules.level * (5 - seat.levels[need.category_id]) / 4,
        _line(ask, seat),
        rules.pressure * sum(seat.pick(ask.pressures)),
        -rules.idle * min(1.0, idle),
        -rules.preferred if need.preferred_id == seat.who.associate_id else 0.0,
    )


def _line(ask: Ask, seat: Seat) -> float:
    line = ask.need.product_line
    return ask.rules.line if line and line not in seat.who.product_lines else 0.0


WEIGHED = Policy("weighed", ("store", "level", "line", "pressure", "idle", "preferred"), weigh)
