"""The event loop: the product's own `Floor` decides, this only lets time pass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from math import inf
from typing import Any

from routing.matching import Candidate, Context, Floor, Match, Requirement, Seat, turns
from tests.bench.policy.streams import Stream

RING_S, REST_S = 20.0, 60.0
"""A missed offer rings this long; then that associate is not asked for a minute."""


@dataclass(frozen=True)
class Shift:
    """Somebody comes to work, or goes home once he is done."""

    at: float
    associate_id: int
    on: bool


@dataclass(frozen=True)
class Ways:
    """How the world goes beside the policy."""

    wrap_up_s: float = 15.0
    missed: float = 0.0
    faster_per_level: float = 0.0
    shifts: Sequence[Shift] = ()
    reckon: Callable[[float, Sequence[Candidate]], dict[tuple[int, str], float]] | None = None
    reckon_every_s: float = 1800.0
    room: int | None = None
    watch: Callable[["Simulator", Requirement, float], None] | None = None


@dataclass
class Outcome:
    """What became of each contact: seconds waited, by whom served (None: hung up)."""

    waited_s: list[float]
    served_by: list[int | None]
    busy_s: dict[int, float] = field(default_factory=dict)
    spent_s: list[float] = field(default_factory=list)
    blocked: list[int] = field(default_factory=list)


class Simulator:
    def __init__(
        self, crew: Sequence[Candidate], stream: Stream, context: Context, ways: Ways
    ) -> None:
        self.floor = Floor(context)
        self.stream, self.ways, self.context = stream, ways, context
        self.seats: dict[int, Seat] = {who.associate_id: self.floor.pool.seat(who) for who in crew}
        self.on: set[int] = set()
        self._busy: set[int] = set()
        count = len(stream.at)
        self.outcome = Outcome([0.0] * count, [None] * count, dict.fromkeys(self.seats, 0.0))
        self.outcome.spent_s = [0.0] * count
        self._waits = [False] * count
        self._tries = [0] * count
        self._events: list[tuple[float, int, Callable[[float, Any], None], Any]] = []
        self._number = 0

    def run(self) -> Outcome:
        self._opens()
        for number, (at, need) in enumerate(zip(self.stream.at, self.stream.needs, strict=True)):
            self._passes(at)
            if self._full():
                self.outcome.blocked.append(number)
            else:
                self._comes(at, number, need)
        self._passes(inf)
        return self.outcome

    def _opens(self) -> None:
        for shift in self.ways.shifts:
            self._at(shift.at, self._arrives if shift.on else self._goes, shift.associate_id)
        if not self.ways.shifts:
            for key in self.seats:
                self._arrives(0.0, key)
        if self.ways.reckon:
            self._at(0.0, self._reckons, None)

    def _passes(self, until: float) -> None:
        events = self._events
        while events and events[0][0] <= until:
            now, _, act, what = heappop(events)
            act(now, what)

    def _at(self, when: float, act: Callable[[float, Any], None], what: object) -> None:
        self._number += 1
        heappush(self._events, (when, self._number, act, what))

    def _comes(self, now: float, number: int, need: Requirement) -> None:
        found = self.floor.arrive(need, now)
        if found:
            self._serves(now, found)
            return
        self._waits[number] = True
        self._at(self.stream.at[number] + self.stream.patience_s[number], self._gives_up, number)
        if self.ways.watch:
            self.ways.watch(self, need, now)
        if not self.floor.line.waiting[number].plain:
            for age in turns(need, self.context):
                self._at(self.stream.at[number] + age, self._asks_again, number)

    def _full(self) -> bool:
        """Whether every place, with associates and in line, is taken."""
        if self.ways.room is None:
            return False
        return len(self.floor.line.waiting) - len(self.floor.pool.seats) >= self.ways.room

    def _asks_again(self, now: float, number: int) -> None:
        found = self.floor.retry(number, now)
        if found:
            self._serves(now, found)

    def _gives_up(self, now: float, number: int) -> None:
        if self._waits[number]:
            self._waits[number] = False
            self.outcome.waited_s[number] = now - self.stream.at[number]
            self.floor.line.leave(number)

    def _serves(self, now: float, found: Match) -> None:
        number, key = found.contact_id, found.associate_id
        self._busy.add(key)
        if self.ways.missed and self._misses(number):
            self._missed(now, number, key)
            return
        self._waits[number] = False
        self.outcome.waited_s[number] = now - self.stream.at[number]
        self.outcome.served_by[number] = key
        spent = self.stream.work_s[number]
        if self.ways.faster_per_level:
            level = self.seats[key].levels[self.stream.needs[number].category_id]
            spent *= 1.0 + self.ways.faster_per_level * (3 - level)
        spent += self.ways.wrap_up_s
        self.outcome.busy_s[key] += spent
        self.outcome.spent_s[number] = spent
        self._at(now + spent, self._done, key)

    def _misses(self, number: int) -> bool:
        self._tries[number] += 1
        return (self.stream.luck[number] * 9973.0 ** self._tries[number]) % 1.0 < self.ways.missed

    def _missed(self, now: float, number: int, key: int) -> None:
        """Nobody answers: the customer keeps the place, the associate is left alone a while."""
        if not self._waits[number]:
            self._waits[number] = True
            gone = self.stream.at[number] + self.stream.patience_s[number]
            self._at(gone, self._gives_up, number)
        self._at(now + RING_S, self._again, number)
        self._at(now + RING_S + REST_S, self._done, key)

    def _again(self, now: float, number: int) -> None:
        if not self._waits[number]:
            return
        need = replace(self.stream.needs[number], waited_s=now - self.stream.at[number])
        found = self.floor.arrive(need, now)
        if found:
            self._serves(now, found)

    def _done(self, now: float, key: int) -> None:
        self._busy.discard(key)
        if key not in self.on:
            return
        found = self.floor.free(self.seats[key], now)
        if found:
            self._serves(now, found)

    def _arrives(self, now: float, key: int) -> None:
        if key not in self.on:
            self.on.add(key)
            if key not in self._busy:
                self._done(now, key)

    def _goes(self, _now: float, key: int) -> None:
        self.on.discard(key)
        self.floor.pool.leave(key)

    def _reckons(self, now: float, _: None) -> None:
        assert self.ways.reckon
        on = [self.seats[key].who for key in sorted(self.on)]
        self.floor.pool.reckon(self.ways.reckon(now, on))
        if now < self.stream.at[-1]:
            self._at(now + self.ways.reckon_every_s, self._reckons, None)
