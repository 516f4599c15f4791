"""What keeps a contact and an associate apart: hard needs, rings, refusals, a hold; all bounded."""

from collections.abc import Collection
from itertools import accumulate

from routing.matching.context import Context
from routing.matching.rules import EVERYWHERE, Rules
from routing.matching.values import Candidate, Requirement


def able(need: Requirement, who: Candidate) -> bool:
    """Language and category are hard requirements; the store is a preference."""
    return need.language in who.languages and need.category_id in who.levels


def simple(need: Requirement, context: Context) -> bool:
    """Whether language and category are all that can keep anybody away."""
    return (
        need.min_level <= 1
        and need.preferred_id is None
        and not need.video
        and context.rules_of(need.store_id).rings is EVERYWHERE
    )


def why_not(
    need: Requirement,
    who: Candidate,
    context: Context,
    waited_s: float,
    refused: Collection[tuple[int, int]] = (),
) -> str:
    """Name what keeps them apart at that age; empty where they may meet."""
    if not able(need, who):
        return "language" if need.language not in who.languages else "category"
    if need.video and not who.video:
        return "video"
    if who.levels[need.category_id] < least_level(need, context, waited_s):
        return "level"
    return _kept_apart(need, who, context, waited_s, refused)


def _kept_apart(
    need: Requirement,
    who: Candidate,
    context: Context,
    waited_s: float,
    refused: Collection[tuple[int, int]],
) -> str:
    if (need.contact_id, who.associate_id) in refused:
        return "refused"
    if context.kept.reserved.get(who.associate_id, need.contact_id) != need.contact_id:
        return "reserved"
    if who.associate_id == need.preferred_id:
        return ""
    if waited_s < held_until(need, context):
        return "held"
    return "ring" if need.ring(who.store_id) > reach(need, context, waited_s) else ""


def least_level(need: Requirement, context: Context, waited_s: float) -> int:
    """Return the level asked for, or the best there is where nobody on shift has it."""
    if need.min_level <= 1 or context.staffed is None:
        return need.min_level
    if waited_s < context.rules_of(need.store_id).relax_level_after_s:
        return need.min_level
    return min(need.min_level, context.staffed.best_level.get(need.cell, need.min_level))


def held_until(need: Requirement, context: Context) -> float:
    """Age until which they wait for the associate they know, who is about to be free.

    A promise waits for its own associate as long as it prefers them, with whomever they talk.
    """
    if need.preferred_id and context.kept.first.get(need.contact_id) == need.preferred_id:
        return need.preferred_until_s
    if need.preferred_id not in context.returning:
        return 0.0
    return min(need.preferred_until_s, context.rules_of(need.store_id).hold_limit_s)


def reach(need: Requirement, context: Context, waited_s: float) -> int:
    """Return the widest ring open to a contact of that age."""
    age = max(0.0, waited_s)
    return max(scope for scope, opens_s in openings(need, context) if opens_s <= age)


def openings(need: Requirement, context: Context) -> list[tuple[int, float]]:
    """Return each ring and the age at which it opens; an unstaffed ring takes no time."""
    rules, opens_s, found = context.rules_of(need.store_id), 0.0, []
    for ring in rules.rings:
        found.append((ring.scope, opens_s))
        if _staffed(need, ring.scope, rules, context):
            opens_s += ring.lasts_s
    return found


def full_ages(rules: Rules) -> set[float]:
    """Return the age at which each ring opens where every ring takes its time."""
    return {0.0, *accumulate(ring.lasts_s for ring in rules.rings[:-1])}


def _staffed(need: Requirement, scope: int, rules: Rules, context: Context) -> bool:
    if not rules.skip_unstaffed_rings or context.staffed is None:
        return True
    return context.staffed.within(need, scope)


def unstaffed(need: Requirement, context: Context) -> bool:
    """Whether nobody able is on shift in any ring that is ever asked: waiting is in vain."""
    if context.staffed is None:
        return False
    widest = max(ring.scope for ring in context.rules_of(need.store_id).rings)
    return not context.staffed.within(need, widest)


def turns(need: Requirement, context: Context) -> list[float]:
    """Ages at which somebody may become possible without anything happening on the floor.

    A ring's full age is among them even where it opens sooner now: the ring before it may be
    staffed by then.
    """
    ages = {opens_s for _, opens_s in openings(need, context)} | {held_until(need, context)}
    ages |= full_ages(context.rules_of(need.store_id))
    if need.min_level > 1:
        ages.add(context.rules_of(need.store_id).relax_level_after_s)
    return sorted(age for age in ages if age > need.waited_s)
