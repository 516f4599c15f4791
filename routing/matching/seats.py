"""How one question is put to a policy: a contact's ask, an idle associate's seat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol

from routing.matching.rules import Rules
from routing.matching.values import Candidate, Requirement

NOWHERE = 0
"""The number of the cell nobody needs: its scarcity is nought."""


class Seat:
    """An associate on the floor, with his cells as numbers so that a decision only adds up."""

    __slots__ = ("cells", "idle_since", "languages", "levels", "pick", "room", "store_id", "who")

    def __init__(self, who: Candidate, cells: Sequence[int]) -> None:
        self.who = who
        self.store_id = who.store_id
        self.levels = who.levels
        self.languages = len(who.languages)
        self.cells = tuple(cells)
        self.pick: Callable[[Sequence[float]], tuple[float, ...]] = itemgetter(
            NOWHERE, NOWHERE, *cells
        )
        self.idle_since = 0.0
        self.room = who.capacity


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
    """A way to choose: the parts of a candidate's cost, named by `parts`; lowest sum wins."""

    name: str
    parts: tuple[str, ...]
    weigh: Callable[[Ask, Seat], tuple[float, ...]]
