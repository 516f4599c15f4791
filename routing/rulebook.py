"""A merchant's rules as the matching takes them: rings, holds and deadlines, store by store."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from callcenter.rules import service as rules
from callcenter.rules.values import StoreRules
from callcenter.services import Transaction
from routing.matching import RINGS, Context, Ring, Rules
from routing.matching.rules import EVERYWHERE


@dataclass(frozen=True)
class Book:
    """What a decision goes by; `near_km` says of each store (0: of any other) what is near."""

    context: Context
    near_km: Mapping[int, float | None]


def read(tx: Transaction, base: Rules | None = None) -> Book:
    """Read the rules of the house and its stores; `base` holds what no merchant sets."""
    house, own = rules.every(tx)
    usual = taken(house, base or Rules())
    by_store = {store: taken(one, usual) for store, one in own.items()}
    near_km = {0: house.near_km} | {store: one.near_km for store, one in own.items()}
    return Book(Context(rules=usual, by_store=by_store), near_km)


def taken(one: StoreRules, base: Rules) -> Rules:
    return replace(
        base,
        rings=rings(one),
        skip_unstaffed_rings=one.skip_unstaffed,
        hold_limit_s=float(one.hold_s),
        offer_rings_s=float(one.offer_rings_s),
    )


def rings(one: StoreRules) -> tuple[Ring, ...]:
    """Return the rings with how long each lasts; the very `EVERYWHERE` where there is no wait."""
    if one.any_after_s == 0:
        return EVERYWHERE
    opens = [("own", 0), *one.rings]
    ends: list[int | None] = [*(age for _, age in opens[1:]), None]
    found = [
        Ring(RINGS.index(name), float(end - age) if end is not None else 0.0)
        for (name, age), end in zip(opens, ends, strict=True)
        if end is None or end > age
    ]
    return tuple(found)
