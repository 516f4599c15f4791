"""Who competes: the house's policy and what the systems people know do."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from routing.matching import (
    ANY,
    NEAR,
    OWN,
    POLICIES,
    Ask,
    Cell,
    Context,
    Policy,
    Ring,
    Rules,
    Seat,
    Staffed,
)

Maker = Callable[[Staffed, Mapping[Cell, float]], Context]
PEERS_RULES = Rules(breadth=10**9, own_credit_s=0.0)
"""They look at everybody and keep to the order of arrival."""
HOUSE = "house"
PEERS = "FIFO+longest idle"


def _penalty(ask: Ask, seat: Seat) -> tuple[float, ...]:
    """Cost by store alone, at once; the longest idle among equals."""
    return (float(ask.need.ring(seat.store_id)), 1e-6 * (seat.idle_since - ask.now))


PENALTIES = Policy("penalties", ("ring", "idle"), _penalty)
_BULLSEYE = (Ring(OWN, 10.0), Ring(NEAR, 10.0), Ring(ANY))


def house(staffed: Staffed, scarcity: Mapping[Cell, float]) -> Context:
    return Context(rules=Rules(), staffed=staffed, scarcity=scarcity)


def _peer(policy: Policy, rules: Rules = PEERS_RULES) -> Maker:
    def context(staffed: Staffed, _: Mapping[Cell, float]) -> Context:
        return Context(rules=rules, staffed=staffed, policy=policy)

    return context


CONTENDERS: dict[str, Maker] = {
    HOUSE: house,
    PEERS: _peer(POLICIES["longest_idle"]),
    "least flexible": _peer(POLICIES["least_flexible"]),
    "fixed penalties": _peer(PENALTIES),
    "rings 10/20 s": _peer(
        POLICIES["longest_idle"],
        replace(PEERS_RULES, rings=_BULLSEYE, skip_unstaffed_rings=False),
    ),
}
