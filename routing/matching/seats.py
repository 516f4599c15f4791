"""How one question is put to a policy: a contact's ask, an idle associate's seat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import Protocol

from routing.matching.rules import Rules
from routing.matching.values import Candidate, Cell, Requirement

NOWHERE = 0
"""The number of the cell nobody needs: its scarcity is nought."""


class Seat:
    """An associate on the floor, with his cells as numbers so that a decision only adds up."""

    __slots__ = (
        "cells",
        "idle_since",
        "kinds",
        "languages",
        "levels",
        "pick",
        "queues",
        "room",
        "stay",
        "store_id",
        "who",
    )

    def __init__(self, who: Candidate, kinds: Mapping[int, Cell], queues: "list[Queue]") -> None:
        self.who = who
        self.store_id = who.store_id
        self.levels = who.levels
        self.languages = len(who.languages)
        self.kinds = tuple(kinds.values())
        self.cells = tuple(kinds)
        self.queues = tuple(queues)
        self.stay = Stay(self)
        self.pick: Callable[[Sequence[float]], tuple[float, ...]] = itemgetter(
            NOWHERE, NOWHERE, *self.cells
        )
        self.idle_since = 0.0
        self.room = who.capacity

    def fits(self, who: Candidate) -> bool:
        """Whether the same person with the same skills can take it."""
        was = self.who
        return (
            who.levels is self.levels
            and who.languages is was.languages
            and who.store_id == self.store_id
        )


class Stay:
    """One stretch on the floor. Whoever is taken leaves it in every queue, `over`.

    Taking it out of each would touch as much memory as there are cells, and most of it cold.
    """

    __slots__ = ("key", "over", "seat")

    def __init__(self, seat: Seat) -> None:
        self.key = seat.who.associate_id
        self.seat = seat
        self.over = False


Queue = list[Stay]
"""In the order they became idle; those that are over are swept out when somebody looks."""
Idle = dict[int, Seat]
"""By associate, in the order they became idle."""


class Scarce(Protocol):
    """Expected work per idle able associate, by number of cell; idle associates, by store."""

    pressures: list[float]
    heads: dict[int, int]


class Ask:
    """A contact's need at this moment; how scarce skills and people are among those idle now."""

    __slots__ = ("heads", "need", "now", "pressures", "rules")

    def __init__(self, need: Requirement, rules: Rules, now: float, scarce: "Scarce") -> None:
        self.need = need
        self.rules = rules
        self.now = now
        self.pressures = scarce.pressures
        self.heads = scarce.heads


@dataclass(frozen=True, slots=True)
class Policy:
    """A way to choose: the parts of a candidate's cost, named by `parts`; lowest sum wins.

    `costs` gives the same sums for many at once, where a policy has a quicker way to them.
    `elsewhere` is the least that anybody of another store can cost: below it, nobody else is
    looked at.
    """

    name: str
    parts: tuple[str, ...]
    weigh: Callable[[Ask, Seat], tuple[float, ...]]
    costs: Callable[[Ask, Mapping[int, Seat]], dict[int, float]] | None = None
    elsewhere: Callable[[Ask], float] = lambda _: -inf

    def price(self, ask: Ask, seats: Mapping[int, Seat]) -> dict[int, float]:
        """Return what each of them would cost."""
        if self.costs is not None:
            return self.costs(ask, seats)
        return {key: sum(self.weigh(ask, seat)) for key, seat in seats.items()}
