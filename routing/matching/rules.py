"""What a merchant may set, store by store."""

from dataclasses import dataclass
from functools import cached_property
from math import inf

from routing.matching.values import ANY


@dataclass(frozen=True, slots=True)
class Ring:
    """A contact looks only this far (an index of `RINGS`) for so long, then further."""

    scope: int
    lasts_s: float = 0.0


EVERYWHERE = (Ring(ANY),)


@dataclass(frozen=True)
class Rules:
    """One store's parameters. Costs are in units of "one whole store away" / `store`.

    `bare` is what taking the only idle associate of another store costs, shared if there are more.
    `own_credit_s` lets a contact of the associate's own store overtake others by that much and
    no more; every credit is bounded by `credit_limit_s`, a hold for somebody by `hold_limit_s`.
    """

    store: float = 4.0
    bare: float = 1.8
    level: float = 0.6
    line: float = 0.4
    pressure: float = 24.0
    idle: float = 0.15
    idle_full_s: float = 300.0
    preferred: float = 10.0
    near: float = 0.8
    region: float = 0.9
    rings: tuple[Ring, ...] = EVERYWHERE
    skip_unstaffed_rings: bool = True
    own_credit_s: float = 20.0
    credit_limit_s: float = 600.0
    hold_limit_s: float = 10.0
    relax_level_after_s: float = 30.0
    offer_rings_s: float = 20.0
    breadth: int = 16

    @cached_property
    def by_ring(self) -> tuple[float, ...]:
        """Cost of each ring of distance."""
        return (0.0, self.store * self.near, self.store * self.region, self.store)

    @cached_property
    def by_level(self) -> tuple[float, ...]:
        """Cost of each level below the best; none has level 0."""
        return tuple(self.level * (5 - level) / 4 for level in range(6))

    @cached_property
    def elsewhere(self) -> float:
        """The least that an associate of another store can cost whom the contact does not know."""
        weights = (self.bare, self.level, self.line, self.pressure, self.idle)
        return min(self.by_ring[1:]) - self.idle if min(weights) >= 0 else -inf
