"""Who is idle, kept by cell and store so that a decision looks at a few and never at all."""

from collections.abc import Iterator, Mapping
from itertools import islice

from routing.matching.seats import NOWHERE, Seat
from routing.matching.values import Candidate, Cell, Requirement

Idle = dict[int, Seat]
"""By associate, in the order they became idle."""


class Pool:
    """Idle associates. `breadth` bounds how many of each kind a decision considers.

    `pressures`: expected work per idle able associate, by cell; `heads`: idle, by store.
    """

    def __init__(self, scarcity: Mapping[Cell, float], breadth: int = 16) -> None:
        self.seats: Idle = {}
        self.pressures = [0.0]
        self.heads: dict[int, int] = {}
        self._scarcity = scarcity
        self._breadth = breadth
        self._numbers: dict[Cell, int] = {}
        self._shares = [0.0]
        self._idle: list[Idle] = [{}]
        self._by_store: list[dict[int, Idle]] = [{}]

    def number(self, cell: Cell) -> int:
        """Return the cell's place in `pressures`."""
        known = self._numbers.get(cell)
        if known is None:
            known = self._numbers[cell] = len(self._shares)
            self._shares.append(self._scarcity.get(cell, 0.0))
            self.pressures.append(0.0)
            self._idle.append({})
            self._by_store.append({})
        return known

    def reckon(self, scarcity: Mapping[Cell, float]) -> None:
        """Go by a new expectation of work from now on."""
        self._scarcity = scarcity
        for cell, number in self._numbers.items():
            self._shares[number] = scarcity.get(cell, 0.0)
            self._press(number)

    def seat(self, who: Candidate) -> Seat:
        """Prepare a seat; it is not on the floor yet and may be used again and again."""
        return Seat(who, [self.number(cell) for cell in who.cells])

    def enter(self, seat: Seat, idle_since: float) -> None:
        """Take a seat in; call in the order of idleness, longest first."""
        key = seat.who.associate_id
        seat.idle_since = idle_since
        self.seats[key] = seat
        self.heads[seat.store_id] = self.heads.get(seat.store_id, 0) + 1
        idle, by_store, store = self._idle, self._by_store, seat.store_id
        pressures, shares = self.pressures, self._shares
        for number in seat.cells:
            here = idle[number]
            here[key] = seat
            pressures[number] = shares[number] / len(here)
            stores = by_store[number]
            if store in stores:
                stores[store][key] = seat
            else:
                stores[store] = {key: seat}

    def leave(self, associate_id: int) -> Seat | None:
        """Take somebody off the floor; None where he was not on it."""
        seat = self.seats.pop(associate_id, None)
        if seat is None:
            return None
        self.heads[seat.store_id] -= 1
        idle, by_store, store = self._idle, self._by_store, seat.store_id
        pressures, shares = self.pressures, self._shares
        for number in seat.cells:
            here = idle[number]
            del here[associate_id]
            pressures[number] = shares[number] / len(here) if here else 0.0
            del by_store[number][store][associate_id]
        return seat

    def able(self, cell: Cell) -> int:
        """How many idle associates cover the cell."""
        return len(self._idle[self._numbers.get(cell, NOWHERE)])

    def options(self, need: Requirement) -> Idle:
        """Return those worth weighing: own store, near stores, then the longest idle anywhere.

        Few enough are all of them; of many a bounded part: cost stays flat as the floor grows.
        """
        number = self._numbers.get(need.cell, NOWHERE)
        idle, breadth = self._idle[number], self._breadth
        if len(idle) <= 3 * breadth:
            return idle
        stores = self._by_store[number]
        found = dict(islice(stores.get(need.store_id, {}).items(), breadth))
        found.update(islice(self._near(need, stores), breadth))
        found.update(islice(idle.items(), breadth))
        if need.preferred_id in idle:
            found[need.preferred_id] = idle[need.preferred_id]
        return found

    def everyone(self, need: Requirement) -> Idle:
        """Return all idle associates of the contact's cell."""
        return self._idle[self._numbers.get(need.cell, NOWHERE)]

    def _press(self, number: int) -> None:
        here = self._idle[number]
        self.pressures[number] = self._shares[number] / len(here) if here else 0.0

    def _near(self, need: Requirement, stores: dict[int, Idle]) -> Iterator[tuple[int, Seat]]:
        for store in need.nearby:
            yield from stores.get(store, {}).items()
