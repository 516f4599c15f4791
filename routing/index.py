"""What a router keeps in memory of its partition: the floor, kept current by news."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import islice

from routing.estimate import Outlook
from routing.matching import (
    RINGS,
    Candidate,
    Cell,
    Context,
    Floor,
    Kept,
    Match,
    Requirement,
    Rules,
    Staffed,
    scarcity,
    turns,
    unstaffed,
)

_STAFFED_FOR_S = 30.0
_SMALL = 50
_SHOWN = 4
_BREADTH = 5
"""So many of the own store, of near ones, of the longest idle are weighed; 16 choose 0.1 better
in a house of 10,000 (2 is a whole store away) and cost twice as much.
"""
USUAL = Rules(breadth=_BREADTH)
"""What no merchant sets."""
_NOBODY = 0

Pair = tuple[int, int]
"""(contact, associate)"""
Seen = tuple[int, str, float]
"""(associate, ring, cost)"""


@dataclass(frozen=True, slots=True)
class Person:
    """An associate on shift. `free`: may be offered somebody; `returning`: will be in a moment."""

    who: Candidate
    free: bool
    returning: bool = False


@dataclass(frozen=True)
class News:
    """What the database says of those who were touched; whoever is only named is gone.

    `refused` holds, until when (same clock as `take`), pairs that must not meet again just now;
    `kept` who is reserved for promises, None where that is as it was.
    """

    needs: list[Requirement] = field(default_factory=list)
    contacts_gone: frozenset[int] = frozenset()
    people: list[Person] = field(default_factory=list)
    associates_gone: frozenset[int] = frozenset()
    refused: Mapping[Pair, float] = field(default_factory=dict)
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A match, a few of those who were free too with their cost, and how many could have served."""

    match: Match
    others: tuple[Seen, ...] = ()
    free: int = 0


class Index:
    """A cache: dropped and read anew whenever it may have missed something.

    Times are seconds on any one clock.
    """

    def __init__(self, context: Context | None = None) -> None:
        self._refused: dict[Pair, float] = {}
        self.floor = Floor(context or Context(rules=USUAL), self._refused)
        self._on_shift: dict[int, Candidate] = {}
        self._turns: list[tuple[float, int, int]] = []
        self._counted_at: float | None = None
        self._changed = True
        self._demand: Mapping[Cell, float] = {}

    def expect(self, demand: Mapping[Cell, float]) -> None:
        """Take in how much work is asked for, in Erlangs by cell; nothing known, nothing scarce."""
        self._changed |= demand != self._demand
        self._demand = demand

    def take(self, news: News, now: float) -> list[Decided]:
        """Bring the floor up to date and match what can now be; each side leaves the floor.

        Nobody untouched could meet before, so only pairs with a touched side are looked at.
        """
        for contact_id in news.contacts_gone:
            self.floor.line.leave(contact_id)
        for associate_id in news.associates_gone:
            self._leave(associate_id)
        for pair, until in news.refused.items():
            self._refused[pair] = until
            heappush(self._turns, (until, *pair))
        self._note_shift(news.people)
        self._recount(now)
        free_again = self._keep(news.kept) if news.kept else []
        found = [self._arrive(need, now) for need in _oldest_first(news.needs)]
        found += [self._free_again(one, now) for one in free_again]
        found += [self._freed(person.who, now) for person in news.people if person.free]
        found += self._look_again(now)
        return [decided for decided in found if decided]

    def lingering(
        self, cells: Iterable[Cell], now: float, age_s: float, most: int
    ) -> list[Requirement]:
        """Return who has waited so long in these cells, so many of each, as they are now."""
        line = self.floor.line
        found = (who for cell in cells for who in islice(line.of(cell), most))
        return [
            replace(who.need, waited_s=now - who.since) for who in found if now - who.since >= age_s
        ]

    def outlooks(self, contact_ids: Iterable[int]) -> dict[int, Outlook]:
        """Where these stand, of those who still wait, and how many serve their kind and all."""
        line, staffed = self.floor.line, self.floor.context.staffed or Staffed()
        waiting = [line.waiting[key] for key in contact_ids if key in line.waiting]
        return {
            who.need.contact_id: Outlook(
                place=line.place(who.need.contact_id),
                able=staffed.able.get(who.need.cell, 0),
                place_of_all=line.place_of_all(who.need.contact_id),
                on_shift=staffed.heads,
                in_vain=unstaffed(who.need, self.floor.context),
            )
            for who in waiting
        }

    def _arrive(self, need: Requirement, now: float) -> Decided | None:
        self.floor.line.leave(need.contact_id)
        match = self.floor.arrive(need, now)
        if match is None:
            self._remember_turns(need, now)
            return None
        return Decided(match, *self._others(match, need))

    def _others(self, match: Match, need: Requirement) -> tuple[tuple[Seen, ...], int]:
        """Return a few of those who were free too, with what each would have cost."""
        chosen, weighed, seen = match.associate_id, self.floor.weighed, self.floor.seen
        some = [key for key in islice(weighed, _SHOWN + 1) if key != chosen][:_SHOWN]
        others = tuple(
            [(key, RINGS[need.ring(seen[key].store_id)], round(weighed[key], 3)) for key in some]
        )
        return others, self.floor.pool.able(need.cell) + 1

    def _remember_turns(self, need: Requirement, now: float) -> None:
        since = now - need.waited_s
        for age in turns(need, self.floor.context):
            heappush(self._turns, (since + age, need.contact_id, _NOBODY))

    def _look_again(self, now: float) -> list[Decided | None]:
        found: list[Decided | None] = []
        while self._turns and self._turns[0][0] <= now:
            _, contact_id, refused = heappop(self._turns)
            if self._refused.get((contact_id, refused), now + 1) <= now:
                del self._refused[contact_id, refused]
            match = self.floor.retry(contact_id, now)
            found.append(Decided(match) if match else None)
        return found

    def _keep(self, kept: Kept) -> list[int]:
        """Take in who is reserved now; returns those who are for everybody again.

        A customer who need not wait for their own associate any more is looked at at once.
        """
        was, self.floor.context = self.floor.context.kept, replace(self.floor.context, kept=kept)
        for contact_id in was.first.keys() - kept.first.keys():
            heappush(self._turns, (0.0, contact_id, _NOBODY))
        return sorted(was.reserved.keys() - kept.reserved.keys())

    def _free_again(self, associate_id: int, now: float) -> Decided | None:
        seat = self.floor.pool.leave(associate_id)
        match = self.floor.free(seat, now, now - seat.idle_since) if seat else None
        return Decided(match) if match else None

    def _note_shift(self, people: Iterable[Person]) -> None:
        returning = set(self.floor.context.returning)
        for person in people:
            key = person.who.associate_id
            self.floor.pool.leave(key)
            self._changed |= not _same_skills(self._on_shift.get(key), person.who)
            self._on_shift[key] = person.who
            if person.returning:
                returning.add(key)
            else:
                returning.discard(key)
        if returning != self.floor.context.returning:
            self.floor.context = replace(self.floor.context, returning=frozenset(returning))

    def _freed(self, who: Candidate, now: float) -> Decided | None:
        match = self.floor.free(self.floor.pool.seat(who), now, who.idle_s)
        return Decided(match) if match else None

    def _leave(self, associate_id: int) -> None:
        self.floor.pool.leave(associate_id)
        self._changed |= self._on_shift.pop(associate_id, None) is not None

    def _recount(self, now: float) -> None:
        """Count who is on shift: at once in a small house, every half minute in a large one."""
        fresh = self._counted_at is not None and now - self._counted_at < _STAFFED_FOR_S
        if not self._changed or (fresh and len(self._on_shift) > _SMALL):
            return
        staffed = Staffed.of(self._on_shift.values())
        shares = scarcity(staffed, self._demand) if self._demand else {}
        self.floor.context = replace(self.floor.context, staffed=staffed, scarcity=shares)
        self.floor.pool.reckon(shares)
        self._counted_at, self._changed = now, False
        for who in self.floor.line.waiting.values():
            if not who.plain:  # a ring may have nobody on shift any more, and so take no time
                heappush(self._turns, (0.0, who.need.contact_id, _NOBODY))


def _oldest_first(needs: Iterable[Requirement]) -> list[Requirement]:
    return sorted(needs, key=lambda need: (-(need.waited_s + need.credit_s), need.contact_id))


def _same_skills(was: Candidate | None, who: Candidate) -> bool:
    return was is not None and was.levels is who.levels and was.languages is who.languages
