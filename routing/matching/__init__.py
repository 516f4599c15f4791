"""Who should serve whom: pure functions over values; no clock, no database, no chance.

values what is looked at - rules a merchant's parameters - policies ways to choose, a file each -
context who is on shift and how scarce skills are - limits what keeps a pair apart - pool, line,
floor the same decision event by event - decide a whole snapshot at once - explain.
"""

from routing.matching.context import Context, Kept, Staffed, scarcity
from routing.matching.decide import match, usual
from routing.matching.explain import explain
from routing.matching.floor import Floor
from routing.matching.limits import able, turns, unstaffed, why_not
from routing.matching.line import positions
from routing.matching.policies import POLICIES
from routing.matching.rules import Ring, Rules
from routing.matching.seats import Ask, Policy, Seat
from routing.matching.values import (
    ANY,
    NEAR,
    OWN,
    REGION,
    RINGS,
    Candidate,
    Cell,
    Considered,
    Match,
    Requirement,
)

__all__ = [
    "ANY",
    "NEAR",
    "OWN",
    "POLICIES",
    "REGION",
    "RINGS",
    "Ask",
    "Candidate",
    "Cell",
    "Considered",
    "Context",
    "Floor",
    "Kept",
    "Match",
    "Policy",
    "Requirement",
    "Ring",
    "Rules",
    "Seat",
    "Staffed",
    "able",
    "explain",
    "match",
    "positions",
    "scarcity",
    "turns",
    "unstaffed",
    "usual",
    "why_not",
]
