"""The floor: idle associates on one side, waiting contacts on the other, nobody twice."""

from collections.abc import Collection, Iterator
from math import inf

from routing.matching.context import Context
from routing.matching.limits import simple, why_not
from routing.matching.line import Line, Waiting
from routing.matching.pool import Pool
from routing.matching.seats import Ask, Idle, Seat
from routing.matching.values import OWN, RINGS, Candidate, Match, Requirement

Pair = tuple[int, int]


class Floor:
    """Decides event by event; times are seconds on any one clock.

    After every call nobody waits whom an idle associate could serve, unless a ring or a hold,
    both bounded, keeps them apart: then ask again (`retry`) at the ages `limits.turns` names.
    `refused` may be a set that grows and shrinks meanwhile.
    """

    def __init__(self, context: Context, refused: Collection[Pair] = ()) -> None:
        self.context = context
        self.refused = refused
        self.pool = Pool(context.scarcity, context.rules.breadth)
        self.line = Line()
        self.weighed: dict[int, float] = {}
        """What each would have cost to whom the last look for an associate was for."""
        self.seen: Idle = {}
        """The seats of those."""
        self.lowest = inf

    def arrive(self, need: Requirement, now: float) -> Match | None:
        """Serve a contact at once, or let them wait."""
        who = self.waiting(need, now)
        found = self.cheapest(who, now)
        if found is None:
            self.line.join(who)
            return None
        return self._meet(who, found, now)

    def free(self, seat: Seat, now: float, idle_s: float = 0.0) -> Match | None:
        """Give a freed associate to the first in line he may serve, or let him be idle.

        `idle_s`: how long he has been free already, where that is only learnt now.
        """
        first = self.first_for(seat, now)
        seat.room = min(seat.who.capacity, seat.room + 1)
        self.pool.enter(seat, now - idle_s)
        if first is None:
            return None
        self.line.leave(first.need.contact_id)
        return self._meet(first, seat, now)

    def retry(self, contact_id: int, now: float) -> Match | None:
        """Look again for a contact whose ring has widened or whose hold is over."""
        who = self.line.waiting.get(contact_id)
        found = self.cheapest(who, now) if who else None
        if who is None or found is None:
            return None
        self.line.leave(contact_id)
        return self._meet(who, found, now)

    def settle(self, now: float) -> Iterator[Match]:
        """Match all that can be, oldest first; an associate goes to whom he is due most."""
        for who in self.line.in_order():
            while who.need.contact_id in self.line.waiting:
                seat = self.cheapest(who, now)
                if seat is None:
                    break
                first = self.first_for(seat, now) or who
                self.line.leave(first.need.contact_id)
                yield self._meet(first, seat, now)

    def waiting(self, need: Requirement, now: float) -> Waiting:
        """Place a need on the floor's clock, its credit bounded."""
        credit = min(need.credit_s, self.context.rules_of(need.store_id).credit_limit_s)
        plain = simple(need, self.context)
        return Waiting(need, now - need.waited_s, credit, plain=plain)

    def cheapest(self, who: Waiting, now: float) -> Seat | None:
        """Return the idle associate who costs least; the lower id among equals."""
        ask = self.ask(who, now)
        own = self.pool.own(who.need)
        if own is None:
            return self._best(who, ask, self.pool.everyone(who.need))
        best = self._best(who, ask, own) if own else None
        if best is not None and self.lowest < self.context.policy.elsewhere(ask):
            return best
        best = self._better(who, ask, own, best)
        return best or self._best(who, ask, self.pool.everyone(who.need))

    def first_for(self, seat: Seat, now: float) -> Waiting | None:
        """Return the contact this associate is due to: age, credit, and a little for his store."""
        best: tuple[float, int] | None = None
        for cell in seat.kinds if self.line.waiting else ():
            for who in self.line.of(cell):
                if best and who.key - self.context.most_own_credit_s > best[0]:
                    break
                order = (who.key - self._own_credit_s(who, seat), who.need.contact_id)
                if (best is None or order < best) and self._may(who, seat.who, now):
                    best = order
        return self.line.waiting[best[1]] if best else None

    def ask(self, who: Waiting, now: float) -> Ask:
        rules = self.context.rules_of(who.need.store_id)
        return Ask(who.need, rules, now, self.pool)

    def _best(self, who: Waiting, ask: Ask, idle: Idle) -> Seat | None:
        plain, chosen, lowest = self._is_plain(who), 0, inf
        self.seen, self.weighed = idle, self.context.policy.price(ask, idle)
        for key, cost in self.weighed.items():
            if (cost < lowest or (cost == lowest and key < chosen)) and (
                plain or self._may(who, idle[key].who, ask.now)
            ):
                chosen, lowest = key, cost
        self.lowest = lowest
        return idle[chosen] if lowest < inf else None

    def _better(self, who: Waiting, ask: Ask, own: Idle, best: Seat | None) -> Seat | None:
        """Look beyond the own store, whose people have been weighed already."""
        weighed, lowest = (self.weighed, self.lowest) if own else ({}, inf)
        other = self._best(who, ask, self.pool.beyond(who.need, own))
        self.seen, self.weighed = own | self.seen, weighed | self.weighed
        nearer = best is not None and (
            lowest < self.lowest
            or (lowest == self.lowest and other is not None and _id(best) < _id(other))
        )
        if not nearer:
            return other
        self.lowest = lowest
        return best

    def _own_credit_s(self, who: Waiting, seat: Seat) -> float:
        if who.need.store_id != seat.store_id:
            return 0.0
        return self.context.rules_of(seat.store_id).own_credit_s

    def _may(self, who: Waiting, candidate: Candidate, now: float) -> bool:
        if self._is_plain(who):
            return True
        return not why_not(who.need, candidate, self.context, now - who.since, self.refused)

    def _is_plain(self, who: Waiting) -> bool:
        """Whether nothing but language and category can keep anybody from this contact."""
        return who.plain and not self.refused and not self.context.kept.reserved

    def _meet(self, who: Waiting, seat: Seat, now: float) -> Match:
        policy, need, ask = self.context.policy, who.need, self.ask(who, now)
        parts = policy.weigh(ask, seat)
        seat.room -= 1
        if not seat.room:
            self.pool.leave(seat.who.associate_id)
        ring = RINGS[OWN if seat.store_id == need.store_id else need.ring(seat.store_id)]
        named = tuple(zip(policy.parts, parts, strict=True))
        whom, rings_s = seat.who.associate_id, ask.rules.offer_rings_s
        return Match(need.contact_id, whom, sum(parts), ring, named, rings_s)


def _id(seat: Seat) -> int:
    return seat.who.associate_id
