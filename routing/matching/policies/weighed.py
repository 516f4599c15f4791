"""The house's policy: near store, high level, and whoever leaves the fewest scarce skills bare."""

from collections.abc import Mapping
from math import inf

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
        rules.by_level[seat.levels[need.category_id]],
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


def costs(ask: Ask, seats: Mapping[int, Seat]) -> dict[int, float]:
    """Add up `weigh` for many: the same sums in the same order, at half the price of each."""
    need, rules, now, pressures, heads = ask.need, ask.rules, ask.now, ask.pressures, ask.heads
    own, category, preferred, ring = need.store_id, need.category_id, need.preferred_id, need.ring
    by_ring, by_level, bare, pressure = rules.by_ring, rules.by_level, rules.bare, rules.pressure
    idle_full_s, idle = rules.idle_full_s, rules.idle
    found = {}
    for key, seat in seats.items():
        store = seat.store_id
        cost = by_level[seat.levels[category]]
        if store != own:
            cost = by_ring[ring(store)] + bare / (heads.get(store) or 1) + cost
        if need.product_line:
            cost += _line(ask, seat)
        cost += pressure * sum(seat.pick(pressures))
        share = (now - seat.idle_since) / idle_full_s
        cost -= idle * share if share < 1.0 else idle
        found[key] = cost - rules.preferred if key == preferred else cost
    return found


def elsewhere(ask: Ask) -> float:
    return ask.rules.elsewhere if ask.need.preferred_id is None else -inf


_PARTS = ("store", "level", "line", "pressure", "idle", "preferred")
WEIGHED = Policy("weighed", _PARTS, weigh, costs, elsewhere)
