"""Who is idle, kept by cell and store so that a decision looks at a few and never at all."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice

from routing.matching.queues import alive, every, first
from routing.matching.seats import NOWHERE, Idle, Queue, Seat, Stay
from routing.matching.values import Candidate, Cell, Requirement

_EMPTY: Queue = []
_MOST_OVER = 1024
"""So many more than are idle may be left over in the queues before all of them are swept."""


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
        self._counts = [0]
        self._idle: list[Queue] = [[]]
        self._by_store: list[dict[int, Queue]] = [{}]
        self._known: dict[int, Seat] = {}
        self._over = 0

    def number(self, cell: Cell) -> int:
        """Return the cell's place in `pressures`."""
        known = self._numbers.get(cell)
        if known is None:
            known = self._numbers[cell] = len(self._shares)
            self._cells.append(cell)
            self._shares.append(self._scarcity.get(cell, 0.0))
            self._counts.append(0)
            self.pressures.append(0.0)
            self._idle.append([])
            self._by_store.append({})
        return known

    def reckon(self, scarcity: Mapping[Cell, float]) -> None:
        """Go by a new expectation of work from now on."""
        self._scarcity = scarcity
        for cell, number in self._numbers.items():
            share = self._shares[number] = scarcity.get(cell, 0.0)
            count = self._counts[number]
            self.pressures[number] = share / count if count else 0.0

    def seat(self, who: Candidate) -> Seat:
        """Prepare a seat; it is not on the floor yet and may be used again and again.

        Who comes back with the skills they left with is given the seat they had.
        """
        known = self._known.get(who.associate_id)
        if known is None or not known.fits(who) or who.associate_id in self.seats:
            numbers = [self.number(cell) for cell in who.cells]
            kinds = {number: self._cells[number] for number in numbers}
            known = Seat(who, kinds, self._queues(who.store_id, numbers))
            self._known[who.associate_id] = known
        known.who, known.room = who, who.capacity
        return known

    def enter(self, seat: Seat, idle_since: float) -> None:
        """Take a seat in; call in the order of idleness, longest first."""
        key = seat.who.associate_id
        if key in self.seats:
            self.leave(key)
        seat.idle_since = idle_since
        self.seats[key] = seat
        self.heads[seat.store_id] = self.heads.get(seat.store_id, 0) + 1
        stay = seat.stay = Stay(seat)
        for queue in seat.queues:
            queue.append(stay)
        pressures, shares, counts = self.pressures, self._shares, self._counts
        for number in seat.cells:
            count = counts[number] = counts[number] + 1
            pressures[number] = shares[number] / count

    def leave(self, associate_id: int) -> Seat | None:
        """Take somebody off the floor; None where he was not on it."""
        seat = self.seats.pop(associate_id, None)
        if seat is None:
            return None
        self.heads[seat.store_id] -= 1
        seat.stay.over = True
        pressures, shares, counts = self.pressures, self._shares, self._counts
        for number in seat.cells:
            count = counts[number] = counts[number] - 1
            pressures[number] = shares[number] / count if count else 0.0
        self._over += 1
        if self._over > len(self.seats) + _MOST_OVER:
            self._sweep()
        return seat

    def able(self, cell: Cell) -> int:
        """How many idle associates cover the cell."""
        return self._counts[self._numbers.get(cell, NOWHERE)]

    def own(self, need: Requirement) -> Idle | None:
        """Return the first of the own store's; None where all there are, are few."""
        number = self._numbers.get(need.cell, NOWHERE)
        if self._counts[number] <= 3 * self._breadth:
            return None
        return first(self._by_store[number].get(need.store_id, _EMPTY), self._breadth)

    def beyond(self, need: Requirement, own: Idle) -> Idle:
        """Return who else is worth weighing: near stores, then the longest idle anywhere."""
        number = self._numbers.get(need.cell, NOWHERE)
        found = dict(islice(self._near(need, self._by_store[number]), self._breadth))
        found.update(first(self._idle[number], self._breadth))
        if need.preferred_id in self.seats:
            known = self.seats[need.preferred_id]
            found |= {need.preferred_id: known} if number in known.cells else {}
        for key in own.keys() & found.keys():
            del found[key]
        return found

    def options(self, need: Requirement) -> Idle:
        """Return those worth weighing: own store, near stores, then the longest idle anywhere.

        Few enough are all of them; of many a bounded part: cost stays flat as the floor grows.
        """
        own = self.own(need)
        return self.everyone(need) if own is None else own | self.beyond(need, own)

    def everyone(self, need: Requirement) -> Idle:
        """Return all idle associates of the contact's cell."""
        return every(self._idle[self._numbers.get(need.cell, NOWHERE)])

    def _queues(self, store: int, numbers: list[int]) -> list[Queue]:
        """Return where such a seat is found: in each of its cells, everywhere and at its store."""
        here = [self._by_store[number].setdefault(store, []) for number in numbers]
        return [*(self._idle[number] for number in numbers), *here]

    def _sweep(self) -> None:
        stores = chain.from_iterable(known.values() for known in self._by_store)
        for queue in chain(self._idle, stores):
            queue[:] = alive(queue)
        self._over = 0

    def _near(self, need: Requirement, stores: Mapping[int, Queue]) -> Iterator[tuple[int, Seat]]:
        for store in need.nearby:
            yield from first(stores.get(store, _EMPTY), self._breadth).items()
