"""When waiting has gone on long enough: where a contact is sent instead."""

from collections.abc import Iterable
from dataclasses import dataclass

from routing.matching.context import Context
from routing.matching.values import ANY, Requirement

NOBODY = "nobody"
TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Overflow:
    """Send this contact there (a step's kind), because nobody able is on shift or it takes long."""

    contact_id: int
    kind: str
    why: str


def overflow(needs: Iterable[Requirement], context: Context) -> list[Overflow]:
    """Return those whose age has reached a step of their store's rules; the furthest step counts.

    Where nobody able is on shift the first step is due at once. A step already taken is for the
    caller to remember.
    """
    found = (_of(need, context) for need in needs)
    return [one for one in found if one is not None]


def _of(need: Requirement, context: Context) -> Overflow | None:
    steps = context.rules_of(need.store_id).overflow
    reached = [step for step in steps if need.waited_s >= step.after_s]
    if reached:
        return Overflow(need.contact_id, max(reached, key=lambda step: step.after_s).kind, TOO_LONG)
    if (
        steps
        and context.staffed is not None
        and not context.staffed.within(need, _widest(need, context))
    ):
        first = min(steps, key=lambda step: step.after_s)
        return Overflow(need.contact_id, first.kind, NOBODY)
    return None


def _widest(need: Requirement, context: Context) -> int:
    rings = context.rules_of(need.store_id).rings
    return max((ring.scope for ring in rings), default=ANY)
