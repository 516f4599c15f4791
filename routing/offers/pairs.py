"""What is claimed and what came of it: a contact for an associate, an offer made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Pair:
    """A contact for an associate, and `why` as the offer's row keeps it."""

    contact_id: int
    associate_id: int
    cost: float
    ring: str
    rings_s: float
    why: Mapping[str, Any]


class Made(NamedTuple):
    """An offer that stands."""

    offer_id: int
    contact_id: int
    associate_id: int
