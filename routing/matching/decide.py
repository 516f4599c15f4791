"""One pass over a snapshot: everybody who waits and everybody who is free."""

from collections.abc import Collection, Iterable

from routing.matching.context import Context, Staffed
from routing.matching.floor import Floor, Pair
from routing.matching.values import Candidate, Match, Requirement


def match(
    needs: Iterable[Requirement],
    candidates: Iterable[Candidate],
    refused: Collection[Pair] = (),
    context: Context | None = None,
) -> list[Match]:
    """Give each contact, oldest first, the cheapest able associate that is left.

    `refused` holds (contact, associate) pairs that must not meet again just now.
    """
    people = list(candidates)
    floor = fill(needs, people, refused, context or usual(people))
    return list(floor.settle(0.0))


def fill(
    needs: Iterable[Requirement],
    candidates: Iterable[Candidate],
    refused: Collection[Pair],
    context: Context,
) -> Floor:
    """Build the floor as it is now; now is second 0."""
    floor = Floor(context, refused)
    for who in sorted(candidates, key=lambda who: (-who.idle_s, who.associate_id)):
        if who.capacity > 0:
            floor.pool.enter(floor.pool.seat(who), -who.idle_s)
    for need in needs:
        floor.line.join(floor.waiting(need, 0.0))
    return floor


def usual(on_shift: Iterable[Candidate]) -> Context:
    """Go by the house's rules, and by no skill being scarce, where nothing else is known."""
    return Context(staffed=Staffed.of(on_shift))
