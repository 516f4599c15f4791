"""Why him and not another: every associate on shift as the policy saw him, as values."""

from collections.abc import Collection, Iterable

from routing.matching.context import Context
from routing.matching.decide import fill
from routing.matching.floor import Floor, Pair
from routing.matching.limits import why_not
from routing.matching.line import Waiting
from routing.matching.values import RINGS, Candidate, Considered, Requirement

DEARER = "dearer"
BUSY = "busy"


def explain(
    need: Requirement,
    free: Iterable[Candidate],
    context: Context,
    refused: Collection[Pair] = (),
    busy: Iterable[Candidate] = (),
) -> list[Considered]:
    """Return the chosen one first, then the possible by cost, then the others with the reason.

    Taken on the snapshot before the decision; `busy` are on shift and not free.
    """
    floor = fill([], free, refused, context)
    who = floor.waiting(need, 0.0)
    seen = [_seen(floor, who, seat.who) for seat in floor.pool.seats.values()]
    chosen = floor.cheapest(who, 0.0)
    first = chosen.who.associate_id if chosen else None
    found = [one if one.associate_id != first else _as_chosen(one) for one in seen]
    found += [_busy(need, one, context) for one in busy]
    return sorted(found, key=_rank)


def _seen(floor: Floor, who: Waiting, candidate: Candidate) -> Considered:
    need, policy = who.need, floor.context.policy
    ring = RINGS[need.ring(candidate.store_id)]
    reason = why_not(need, candidate, floor.context, -who.since, floor.refused)
    if reason in {"language", "category"}:
        return Considered(candidate.associate_id, ring, None, (), reason)
    parts = policy.weigh(floor.ask(who, 0.0), floor.pool.seats[candidate.associate_id])
    named = tuple(zip(policy.parts, parts, strict=True))
    return Considered(candidate.associate_id, ring, sum(parts), named, reason or DEARER)


def _as_chosen(one: Considered) -> Considered:
    return Considered(one.associate_id, one.ring, one.cost, one.parts, "")


def _busy(need: Requirement, candidate: Candidate, context: Context) -> Considered:
    reason = why_not(need, candidate, context, need.waited_s)
    unable = reason if reason in {"language", "category", "video", "level"} else BUSY
    ring = RINGS[need.ring(candidate.store_id)]
    return Considered(candidate.associate_id, ring, None, (), unable)


def _rank(one: Considered) -> tuple[int, float, int]:
    kind = {"": 0, DEARER: 1}.get(one.why_not, 2)
    return (kind, one.cost if one.cost is not None else 0.0, one.associate_id)
