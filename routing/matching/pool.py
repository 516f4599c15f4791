"""Who is idle, kept by cell and store so that a decision looks at a few and never at all."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from routing.matching.seats import NOWHERE, Home, Idle, Seat
from routing.matching.values import Candidate, Cell, Requirement

_NOBODY: Idle = {}


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
        self._cells: list[Cell] = [(0, "")]
        self._shares = [0.0]
        self._idle: list[Idle] = [{}]
        self._by_store: list[dict[int, Idle]] = [{}]
        self._known: dict[int, Seat] = {}

    def number(self, cell: Cell) -> int:
        """Return the cell's place in `pressures`."""
        known = self._numbers.get(cell)
        if known is None:
            known = self._numbers[cell] = len(self._shares)
            self._cells.append(cell)
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
        """Prepare a seat; it is not on the floor yet and may be used again and again.

        Who comes back with the skills they left with is given the seat they had.
        """
        known = self._known.get(who.associate_id)
        if known is None or not known.fits(who) or who.associate_id in self.seats:
            numbers = [self.number(cell) for cell in who.cells]
            kinds = [self._cells[number] for number in numbers]
            known = Seat(who, kinds, self._homes(who.store_id, numbers))
            self._known[who.associate_id] = known
        known.who, known.room = who, who.capacity
        return known

    def enter(self, seat: Seat, idle_since: float) -> None:
        """Take a seat in; call in the order of idleness, longest first."""
        key = seat.who.associate_id
        seat.idle_since = idle_since
        self.seats[key] = seat
        self.heads[seat.store_id] = self.heads.get(seat.store_id, 0) + 1
        pressures, shares = self.pressures, self._shares
        for number, everywhere, here in seat.homes:
            everywhere[key] = here[key] = seat
            pressures[number] = shares[number] / len(everywhere)

    def leave(self, associate_id: int) -> Seat | None:
        """Take somebody off the floor; None where he was not on it."""
        seat = self.seats.pop(associate_id, None)
        if seat is None:
            return None
        self.heads[seat.store_id] -= 1
        pressures, shares = self.pressures, self._shares
        for number, everywhere, here in seat.homes:
            del everywhere[associate_id], here[associate_id]
            pressures[number] = shares[number] / len(everywhere) if everywhere else 0.0
        return seat

    def able(self, cell: Cell) -> int:
        """How many idle associates cover the cell."""
        return len(self._idle[self._numbers.get(cell, NOWHERE)])

    def own(self, need: Requirement) -> Idle | None:
        """Return the first of the own store's; None where all there are, are few."""
        number = self._numbers.get(need.cell, NOWHERE)
        if len(self._idle[number]) <= 3 * self._breadth:
            return None
        here = self._by_store[number].get(need.store_id, _NOBODY)
        return dict(islice(here.items(), self._breadth))

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

    def _homes(self, store: int, numbers: Iterable[int]) -> list[Home]:
        return [
            (number, self._idle[number], self._by_store[number].setdefault(store, {}))
            for number in numbers
        ]

    def _press(self, number: int) -> None:
        here = self._idle[number]
        self.pressures[number] = self._shares[number] / len(here) if here else 0.0

    def _near(self, need: Requirement, stores: dict[int, Idle]) -> Iterator[tuple[int, Seat]]:
        for store in need.nearby:
            yield from stores.get(store, {}).items()
