"""The state of the floor a decision is made in: rules, who is on shift, how scarce skills are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from routing.matching.policies.weighed import WEIGHED
from routing.matching.rules import Rules
from routing.matching.seats import Policy
from routing.matching.values import Candidate, Cell, Requirement

_USUAL_LOAD = 0.8


@dataclass(frozen=True)
class Staffed:
    """Who is on shift, free or not, by cell: how many, in which stores, the best level."""

    able: Mapping[Cell, int] = field(default_factory=dict)
    stores: Mapping[Cell, frozenset[int]] = field(default_factory=dict)
    best_level: Mapping[Cell, int] = field(default_factory=dict)
    heads: int = 0

    @classmethod
    def of(cls, on_shift: Iterable[Candidate]) -> "Staffed":
        able: dict[Cell, int] = {}
        stores: dict[Cell, set[int]] = {}
        best: dict[Cell, int] = {}
        people = list(on_shift)
        for who in people:
            for cell in who.cells:
                able[cell] = able.get(cell, 0) + 1
                stores.setdefault(cell, set()).add(who.store_id)
                best[cell] = max(best.get(cell, 0), who.levels[cell[0]])
        return cls(able, {cell: frozenset(ids) for cell, ids in stores.items()}, best, len(people))

    def within(self, need: Requirement, scope: int) -> bool:
        """Whether anybody able is on shift in that ring of the contact."""
        return any(need.ring(store) <= scope for store in self.stores.get(need.cell, ()))


@dataclass(frozen=True)
class Kept:
    """Who is kept for a promise, and whom its customer waits for.

    `reserved`: associate -> the one contact they are for (0: it is yet to begin). `first`: contact
    -> the associate who promised and is about to be free; nobody else until the preference ends.
    """

    reserved: Mapping[int, int] = field(default_factory=dict)
    first: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What a decision depends on beside the two sides themselves.

    `staffed`: None where only those who are free are known: then nobody else is on shift.
    `scarcity`: expected Erlangs of work per able associate on shift; see `scarcity` below.
    `returning`: associates who will be free in a moment (wrapping up). `kept`: for promises.
    """

    rules: Rules = field(default_factory=Rules)
    by_store: Mapping[int, Rules] = field(default_factory=dict)
    staffed: Staffed | None = None
    scarcity: Mapping[Cell, float] = field(default_factory=dict)
    returning: frozenset[int] = frozenset()
    kept: Kept = field(default_factory=Kept)
    policy: Policy = WEIGHED

    @cached_property
    def most_own_credit_s(self) -> float:
        """How far a contact may at most be overtaken for an associate of another's store."""
        return max(rules.own_credit_s for rules in (self.rules, *self.by_store.values()))

    def rules_of(self, store_id: int) -> Rules:
        return self.by_store.get(store_id, self.rules)


def scarcity(staffed: Staffed, demand: Mapping[Cell, float] | None = None) -> dict[Cell, float]:
    """Work per able associate on shift, by cell, from the Erlangs history expects.

    Without history every cell is taken to be asked for equally at a usual load.
    """
    if not demand and staffed.able:
        demand = dict.fromkeys(staffed.able, _USUAL_LOAD * staffed.heads / len(staffed.able))
    return {
        cell: erlangs / max(1, staffed.able.get(cell, 0))
        for cell, erlangs in (demand or {}).items()
    }
