"""Who waits, kept by cell in the order of age and credit."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from routing.matching.values import Cell, Requirement


class Waiting:
    """A contact in line. `key` is when they would have come, had their credit been waited."""

    __slots__ = ("key", "need", "order", "plain", "since")

    def __init__(self, need: Requirement, since: float, credit_s: float, *, plain: bool) -> None:
        self.need = need
        self.since = since
        self.key = since - credit_s
        self.order = (self.key, need.contact_id)
        self.plain = plain


class Line:
    """Waiting contacts; the oldest of any cell is at hand at once."""

    def __init__(self) -> None:
        self.waiting: dict[int, Waiting] = {}
        self._cells: dict[Cell, list[tuple[float, int]]] = {}

    def join(self, who: Waiting) -> None:
        self.waiting[who.need.contact_id] = who
        insort(self._cells.setdefault(who.need.cell, []), who.order)

    def leave(self, contact_id: int) -> Waiting | None:
        who = self.waiting.pop(contact_id, None)
        if who is not None:
            orders = self._cells[who.need.cell]
            del orders[bisect_left(orders, who.order)]
        return who

    def of(self, cell: Cell) -> Iterator[Waiting]:
        """Those of the cell, first come first."""
        orders = self._cells.get(cell)
        return (self.waiting[contact] for _, contact in orders) if orders else iter(())

    def cells(self) -> set[Cell]:
        """Return what those who wait ask for."""
        return {cell for cell, orders in self._cells.items() if orders}

    def count(self, cell: Cell) -> int:
        return len(self._cells.get(cell, ()))

    def place(self, contact_id: int) -> int:
        """Return the contact's place among those of its cell, from 1."""
        who = self.waiting[contact_id]
        return bisect_left(self._cells[who.need.cell], who.order) + 1

    def place_of_all(self, contact_id: int) -> int:
        """Return the contact's place among everybody who waits, from 1."""
        order = self.waiting[contact_id].order
        return 1 + sum(bisect_left(orders, order) for orders in self._cells.values())

    def in_order(self) -> list[Waiting]:
        return sorted(self.waiting.values(), key=lambda who: who.order)


def positions(needs: Iterable[Requirement]) -> dict[int, int]:
    """Each contact's place among those who wait for the same category and language, from 1."""
    ahead: dict[Cell, int] = {}
    places = {}
    for need in sorted(needs, key=lambda need: -(need.waited_s + need.credit_s)):
        ahead[need.cell] = ahead.get(need.cell, 0) + 1
        places[need.contact_id] = ahead[need.cell]
    return places
